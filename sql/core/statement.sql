-- One row per count that someone gave for a city's period under one definition, as printed, counted from rows of incidents by the month, or
-- summed from twelve whole, exact months, from the moment at which it could be used. Only figures that may be mailed enter series.
--   city             slug
--   metric           code
--   provider         id
--   definition       id
--   period_start     first day of the period it stands for
--   period_end       last day of the period it stands for; a year covered through 24 December or later stands for the year
--   value            count
--   op               eq, approx, lt or gt
--   coverage         full, so_far (24 December or later, or printed before the last day) or partial
--   covered_through  last day counted
--   known_at         UTC; from when it may be used
--   is_summed        summed from months
--   figure_ids       what it was read from: figures, or counts of core.incident_count
--   capture_id       where it was read; of a sum the newest of its months
--   is_withheld      counted, and too small to be published; value is null then
--   is_reconstructed known_at is not the time of our fetch
--   may_redistribute it may be exported as it is: a sum of ours, words in print, or a row of a file that its source allows to pass on
with counts as (
    select
        figure.*,
        year(figure.period_start) as year
    from core.figure as figure
    where figure.is_city
        and figure.measure = 'count'
        and figure.value is not null
        and figure.value_high is null
        and figure.status is null
        and figure.eligible_at is not null
        and figure.may_compute
        and figure.grain not in ('stock', 'average')
        and figure.covered_through >= figure.period_start
),

printed as (
    select
        city,
        metric,
        provider,
        definition,
        period_start,
        case
            when grain = 'year_to_date' and covered_through >= make_date(year, 12, 24) then make_date(year, 12, 31)
            else period_end
        end as period_end,
        value,
        op,
        case
            when grain <> 'year_to_date' and covered_through >= figure.period_end then 'full'
            when grain in ('year', 'year_to_date') and covered_through >= make_date(year, 12, 24) then 'so_far'
            else 'partial'
        end as coverage,
        covered_through,
        eligible_at as known_at,
        false as is_summed,
        [figure_id] as figure_ids,
        capture_id,
        false as is_withheld,
        is_reconstructed,
        not is_structured or may_redistribute as may_redistribute
    from counts as figure
),

counted as (
    select
        counted.*,
        withheld.metric is not null as is_withheld
    from core.incident_count as counted
    inner join raw.source as source using (city, source)
    left join core.withheld as withheld
        on withheld.city = counted.city
        and withheld.provider = counted.provider
        and withheld.definition = counted.definition
        and withheld.metric = counted.metric
        and withheld.year = year(counted.period_start)
    where counted.is_complete and source.may_compute
),

counted_months as (
    select
        city,
        metric,
        provider,
        definition,
        period_start,
        period_end,
        case when not is_withheld then cast(value as double) end as value,
        'eq' as op,
        'full' as coverage,
        period_end as covered_through,
        known_at,
        false as is_summed,
        [count_id] as figure_ids,
        capture_id,
        is_withheld,
        false as is_reconstructed,
        true as may_redistribute
    from counted
),

whole_months as (
    select city, metric, provider, definition, year, period_start, value, eligible_at, figure_id, capture_id, is_reconstructed
    from counts
    where grain = 'month' and op = 'eq' and covered_through >= period_end
    union all
    select city, metric, provider, definition, year(period_start), period_start, value, known_at, count_id, capture_id, false
    from counted
),

moments as (
    select distinct
        city,
        metric,
        provider,
        definition,
        year,
        eligible_at as known_at
    from whole_months
),

months as (
    select
        moment.city,
        moment.metric,
        moment.provider,
        moment.definition,
        moment.year,
        moment.known_at,
        month.period_start,
        arg_max(month.value, (month.eligible_at, month.figure_id)) as value,
        arg_max(month.figure_id, (month.eligible_at, month.figure_id)) as figure_id,
        max((month.eligible_at, month.capture_id)) as latest,
        bool_or(month.is_reconstructed) as is_reconstructed
    from moments as moment
    inner join whole_months as month
        on month.city = moment.city
        and month.metric = moment.metric
        and month.provider = moment.provider
        and month.definition = moment.definition
        and month.year = moment.year
        and month.eligible_at <= moment.known_at
    group by all
),

summed as (
    select
        months.city,
        months.metric,
        months.provider,
        months.definition,
        make_date(months.year, 1, 1) as period_start,
        make_date(months.year, 12, 31) as period_end,
        case when not coalesce(any_value(withheld.is_year_withheld), false) then sum(months.value) end as value,
        'eq' as op,
        'full' as coverage,
        make_date(months.year, 12, 31) as covered_through,
        months.known_at,
        true as is_summed,
        list(months.figure_id order by months.period_start) as figure_ids,
        max(months.latest)[2] as capture_id,
        coalesce(any_value(withheld.is_year_withheld), false) as is_withheld,
        bool_or(months.is_reconstructed) as is_reconstructed,
        true as may_redistribute
    from months
    left join core.withheld as withheld using (city, metric, provider, definition, year)
    group by months.city, months.metric, months.provider, months.definition, months.year, months.known_at
    having count(*) = 12
)

select *
from printed
union all by name
select *
from counted_months
union all by name
select *
from summed
order by city, metric, provider, definition, period_start, period_end, known_at, figure_ids
