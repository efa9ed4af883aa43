-- One row per city, metric, provider, definition and day through which a year is counted from 1 January: the end of every month from the first
-- year known to the last, gaps included, and each other day through which someone gave a count. As known at a moment: mart.series_ytd_at(moment).
-- A count to date stands beside the same dates of the year before; the end of February beside the end of February, in leap years too.
--   city             slug
--   metric           code
--   provider         id
--   definition       id
--   year             calendar year
--   through          last day counted
--   value            count from 1 January; null says why
--   op               eq, approx, lt or gt
--   months           of the months through that day, those with a count of their own
--   is_summed        summed from months
--   missing_reason   why value is null: not reported (later months are), not yet published (no later one is) or withheld (too small)
--   segment          grows by two with each break before it, and by one with a break within it: counts are comparable within one segment only
--   days             how many days are counted
--   last_through     the same day of the year before
--   last_days        how many days are counted then: one more or less where one of the two years is a leap year
--   last_value       count of the year before through that day
--   change           value less last_value; null unless both are exact and in one segment
--   change_pct       in percent of last_value; null against zero or less
--   average_5y       mean of the counts through the same day in the five years before; null unless all are there, exact and in one segment
--   is_reconstructed known_at is not the time of our fetch
--   known_at         UTC; from when this value could be used
--   figure_ids       what it was read from
--   may_redistribute it may be exported: itself, and the year before that stands beside it
with printed as (
    select
        city,
        metric,
        provider,
        definition,
        year(period_start) as year,
        covered_through as through,
        value,
        op,
        is_summed,
        is_withheld,
        is_reconstructed,
        known_at,
        figure_ids,
        may_redistribute
    from core.statement
    where known_at <= moment
        and month(period_start) = 1
        and day(period_start) = 1
        and year(covered_through) = year(period_start)
        and covered_through >= make_date(year(period_start), 1, 31)
),

monthly as (
    select
        city,
        metric,
        provider,
        definition,
        cast(year(month) as integer) as year,
        last_day(month) as through,
        count(*) filter (where missing_reason = 'withheld') over months > 0 as is_withheld,
        case
            when is_withheld then 'withheld'
            when missing_reason = 'not yet published' and count(*) filter (where missing_reason = 'not reported') over months = 0 then missing_reason
            else 'not reported'
        end as gap_reason,
        count(value) filter (where coverage = 'full') over months as months,
        count(value) filter (where coverage = 'full' and op = 'eq') over months = month(month) as is_whole,
        sum(value) over months as value,
        bool_or(is_reconstructed) over months as is_reconstructed,
        max(known_at) over months as known_at,
        flatten(list(figure_ids) filter (where figure_ids is not null) over months) as figure_ids,
        bool_and(may_redistribute) over months as may_redistribute
    from mart.series_month_at(moment)
    window months as (
        partition by city, metric, provider, definition, year(month)
        order by month
    )
),

candidates as (
    select * from printed
    union all by name
    select
        * exclude (gap_reason, months, is_whole),
        'eq' as op,
        true as is_summed
    from monthly
    where is_whole
),

chosen as (
    select *
    from candidates
    qualify row_number() over (
        partition by city, metric, provider, definition, year, through
        order by
            op = 'eq' desc,
            known_at desc,
            is_summed,
            figure_ids desc
    ) = 1
),

extent as (
    select
        city,
        metric,
        provider,
        definition,
        make_date(min(year), 1, 1) as first_month,
        max(through) as last_through
    from chosen
    group by all
),

month_ends as (
    select
        city,
        metric,
        provider,
        definition,
        last_day(unnest(generate_series(first_month, last_through, interval 1 month))) as through,
        last_through
    from extent
),

days as (
    select city, metric, provider, definition, year, through
    from chosen
    union
    select city, metric, provider, definition, year, through
    from monthly
    union
    select city, metric, provider, definition, year(through), through
    from month_ends
    where through <= last_through
),

breaks as (
    select
        days.city,
        days.metric,
        days.provider,
        days.definition,
        days.through,
        count(*) + count(*) filter (where series_break.starts_on <= make_date(days.year, 1, 1)) as segment
    from days
    inner join core.series_break as series_break
        on series_break.city = days.city
        and series_break.metric = days.metric
        and series_break.provider = days.provider
        and series_break.stops_comparison
        and series_break.starts_on <= days.through
    group by all
),

series as (
    select
        days.city,
        days.metric,
        days.provider,
        days.definition,
        days.year,
        days.through,
        chosen.value,
        chosen.op,
        case when chosen.op = 'eq' then chosen.value end as exact,
        monthly.months,
        coalesce(chosen.is_summed, false) as is_summed,
        case
            when chosen.value is not null then null
            when chosen.is_withheld then 'withheld'
            else coalesce(monthly.gap_reason, 'not reported')
        end as missing_reason,
        coalesce(breaks.segment, 0) as segment,
        cast(days.through - make_date(days.year, 1, 1) + 1 as integer) as days,
        case
            when days.through = last_day(days.through) then last_day(cast(days.through - interval 1 year as date))
            else cast(days.through - interval 1 year as date)
        end as last_through,
        coalesce(chosen.is_reconstructed, false) as is_reconstructed,
        chosen.known_at,
        chosen.figure_ids,
        coalesce(chosen.may_redistribute, true) as may_redistribute
    from days
    left join chosen using (city, metric, provider, definition, year, through)
    left join monthly using (city, metric, provider, definition, year, through)
    left join breaks using (city, metric, provider, definition, through)
),

back as (
    select
        city,
        metric,
        provider,
        definition,
        segment,
        through,
        cast(through - to_years(cast(unnest(range(1, 6)) as integer)) as date) as same_day,
        case when through = last_day(through) then last_day(same_day) else same_day end as earlier_through
    from series
),

five as (
    select
        back.city,
        back.metric,
        back.provider,
        back.definition,
        back.through,
        avg(earlier.exact) as average_5y
    from back
    inner join series as earlier
        on earlier.city = back.city
        and earlier.metric = back.metric
        and earlier.provider = back.provider
        and earlier.definition = back.definition
        and earlier.segment = back.segment
        and earlier.through = back.earlier_through
    where earlier.exact is not null
    group by all
    having count(*) = 5
)

select
    series.city,
    series.metric,
    series.provider,
    series.definition,
    series.year,
    series.through,
    series.value,
    series.op,
    series.months,
    series.is_summed,
    series.missing_reason,
    series.segment,
    series.days,
    series.last_through,
    cast(series.last_through - make_date(series.year - 1, 1, 1) + 1 as integer) as last_days,
    last_year.value as last_value,
    case when last_year.segment = series.segment then series.exact - last_year.exact end as change,
    case
        when last_year.segment = series.segment and last_year.exact > 0 then 100.0 * (series.exact - last_year.exact) / last_year.exact
    end as change_pct,
    five.average_5y,
    series.is_reconstructed,
    series.known_at,
    series.figure_ids,
    series.may_redistribute and coalesce(last_year.may_redistribute, true) as may_redistribute
from series
left join series as last_year
    on last_year.city = series.city
    and last_year.metric = series.metric
    and last_year.provider = series.provider
    and last_year.definition = series.definition
    and last_year.through = series.last_through
left join five
    on five.city = series.city
    and five.metric = series.metric
    and five.provider = series.provider
    and five.definition = series.definition
    and five.through = series.through
order by series.city, series.metric, series.provider, series.definition, series.through
