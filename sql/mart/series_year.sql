-- One row per city, metric, provider, definition and calendar year from the first to the last one known, gaps included.
-- As known at a moment: mart.series_year_at(moment).
--   city             slug
--   metric           code
--   provider         id
--   definition       id
--   year             calendar year
--   value            count; null says why
--   op               eq, approx, lt or gt
--   coverage         full, so_far (through 24 December or later), partial (from 1 January through an earlier day) or missing
--   covered_through  last day counted
--   days_left        of the year, after the last day counted
--   months           months with a reported count, where the provider publishes months
--   missing_reason   why value is null
--   segment          grows by two with each break before it, and by one with a break within it: years are comparable within one segment only
--   is_provisional   the year was not over, or not all of it is published
--   is_summed        summed from months
--   is_reconstructed known_at is not the time of our fetch
--   known_at         UTC; from when this value could be used
--   figure_ids       what it was read from
with annual as (
    select
        * exclude (coverage),
        year(period_start) as year,
        case when period_end = make_date(year(period_start), 12, 31) then coverage else 'partial' end as coverage
    from core.statement
    where known_at <= moment
        and month(period_start) = 1
        and day(period_start) = 1
        and period_end between make_date(year(period_start), 2, 1) and make_date(year(period_start), 12, 31)
),

chosen as (
    select *
    from annual
    qualify row_number() over (
        partition by city, metric, provider, definition, year
        order by
            case coverage when 'full' then 1 when 'so_far' then 2 else 3 end,
            op = 'eq' desc,
            case when coverage = 'full' then null else covered_through end desc nulls last,
            known_at desc,
            is_summed,
            figure_ids desc
    ) = 1
),

monthly as (
    select
        city,
        metric,
        provider,
        definition,
        year(period_start) as year,
        nullif(count(distinct period_start) filter (where value is not null), 0) as months,
        max(period_end) as covered_through
    from core.statement
    where known_at <= moment and coverage = 'full' and op = 'eq' and day(period_start) = 1 and period_end = last_day(period_start)
    group by all
),

span as (
    select
        extent.city,
        extent.metric,
        extent.provider,
        extent.definition,
        unnest(generate_series(extent.first_year, extent.last_year)) as year
    from (
        select
            city,
            metric,
            provider,
            definition,
            min(year) as first_year,
            max(year) as last_year
        from (
            select city, metric, provider, definition, year
            from chosen
            union all
            select city, metric, provider, definition, year
            from monthly
        )
        group by all
    ) as extent
),

breaks as (
    select
        span.city,
        span.metric,
        span.provider,
        span.definition,
        span.year,
        count(series_break.starts_on) + count(series_break.starts_on) filter (where series_break.starts_on <= make_date(span.year, 1, 1)) as segment
    from span
    left join core.series_break as series_break
        on series_break.city = span.city
        and series_break.metric = span.metric
        and series_break.provider = span.provider
        and series_break.stops_comparison
        and series_break.starts_on <= make_date(span.year, 12, 31)
    group by all
)

select
    span.city,
    span.metric,
    span.provider,
    span.definition,
    cast(span.year as integer) as year,
    chosen.value,
    chosen.op,
    case when chosen.value is null then 'missing' else chosen.coverage end as coverage,
    coalesce(chosen.covered_through, monthly.covered_through) as covered_through,
    cast(make_date(span.year, 12, 31) - coalesce(chosen.covered_through, monthly.covered_through) as integer) as days_left,
    monthly.months,
    case
        when chosen.value is not null then null
        when chosen.is_withheld or (monthly.months is null and monthly.covered_through is not null) then 'withheld'
        when monthly.months is not null then monthly.months || ' of 12 months published'
        else 'no statement known'
    end as missing_reason,
    breaks.segment,
    chosen.value is null or chosen.coverage <> 'full' as is_provisional,
    coalesce(chosen.is_summed, false) as is_summed,
    coalesce(chosen.is_reconstructed, false) as is_reconstructed,
    chosen.known_at,
    chosen.figure_ids
from span
left join chosen using (city, metric, provider, definition, year)
left join monthly using (city, metric, provider, definition, year)
left join breaks using (city, metric, provider, definition, year)
order by span.city, span.metric, span.provider, span.definition, span.year
