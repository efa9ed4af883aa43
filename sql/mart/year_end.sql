-- One row per city, year, metric, provider and definition: the year beside its own series, and beside nothing else.
-- As known at a moment: mart.year_end_at(moment). Changes, averages, peaks and ranks stay within one provider, one definition
-- and one segment between breaks, use full years (a year covered through 24 December or later may stand beside them), and exact counts only.
--   city                 slug
--   year                 calendar year
--   metric               code
--   provider             id
--   definition           id
--   preference           1 where this series is the city's preferred one for the metric, 2 for the first fallback; null for others
--   is_used              it stands in the mail: the first available by preference, one that counts the whole year before a partial one
--   value                count; null says why
--   op                   eq, approx, lt or gt
--   coverage             full, so_far, partial or missing
--   covered_through      last day counted
--   days_left            of the year, after the last day counted
--   missing_reason       why value is null
--   last_value           count of the year before
--   last_coverage        its coverage
--   change               value less last_value
--   change_pct           in percent of last_value; null against zero
--   no_change_reason     why change is null
--   last_same_value      of a year counted in part: count of the year before through the same day
--   change_same_pct      of a year counted in part: value in percent more or less than that; null against zero
--   average_5y           mean of the five full years before
--   change_average_pct   in percent of that mean
--   peak_value           greatest count of the comparable years up to this one
--   peak_year            the latest year that had it
--   peak_years_compared  how many comparable years there are, this one included
--   change_peak_pct      in percent of the peak; null when this year is the peak
--   low_value            smallest count of the comparable years up to this one
--   low_year             the latest year that had it
--   last_lower_year      latest comparable year with a smaller count
--   last_higher_year     latest comparable year with a greater count
--   rank_high            1 when no comparable year had more
--   rank_low             1 when no comparable year had less
--   rolling_12m          count of the twelve months up to the newest month known of this year, where all are there and comparable
--   rolling_12m_through  last day of these months
--   rolling_12m_last     count of the twelve months before these
--   people               inhabitants
--   people_year          year of that population
--   people_source        who says so
--   rate_per_100k        per 100,000 people; null under 20 events, for years not fully counted, or without a population
--   chance_p             exact test against last year; null over 99 in either year or with unequal coverage
--   past_change_min_pct  smallest year-to-year change of the last ten comparable years
--   past_change_max_pct  greatest of them
--   past_changes         how many there are
--   is_provisional       the year was not over, or not all of it is published
--   is_summed            summed from months
--   is_reconstructed     known_at is not the time of our fetch
--   caveats              what goes with the figure, doubts among them
--   doubts               what checks put beside it: the caveats of mart.caveat
--   known_at             UTC; from when this value could be used
--   figure_ids           what value was read from
--   last_figure_ids      what last_value was read from
--   peak_figure_ids      what peak_value was read from
with series as (
    select *
    from mart.series_year_at(moment)
),

comparable as (
    select
        current_year.city,
        current_year.metric,
        current_year.provider,
        current_year.definition,
        current_year.year,
        current_year.value as current_value,
        other.year as other_year,
        other.value as other_value,
        other.figure_ids as other_figure_ids
    from series as current_year
    inner join series as other
        on other.city = current_year.city
        and other.metric = current_year.metric
        and other.provider = current_year.provider
        and other.definition = current_year.definition
        and other.segment = current_year.segment
        and other.year < current_year.year
        and other.coverage = 'full'
        and other.op = 'eq'
    where current_year.op = 'eq' and current_year.coverage in ('full', 'so_far')
),

steps as (
    select
        later.city,
        later.metric,
        later.provider,
        later.definition,
        later.year,
        later.segment,
        100.0 * (later.value - earlier.value) / earlier.value as change_pct
    from series as later
    inner join series as earlier
        on earlier.city = later.city
        and earlier.metric = later.metric
        and earlier.provider = later.provider
        and earlier.definition = later.definition
        and earlier.segment = later.segment
        and earlier.year = later.year - 1
    where later.coverage = 'full' and earlier.coverage = 'full' and later.op = 'eq' and earlier.op = 'eq' and earlier.value > 0
),

history as (
    select
        city,
        metric,
        provider,
        definition,
        year,
        case
            when count(*) filter (where other_year >= year - 5) = 5 then avg(other_value) filter (where other_year >= year - 5)
        end as average_5y,
        max(other_value) as past_peak,
        arg_max(other_year, (other_value, other_year)) as past_peak_year,
        arg_max(other_figure_ids, (other_value, other_year)) as past_peak_figure_ids,
        min(other_value) as past_low,
        arg_min(other_year, (other_value, -other_year)) as past_low_year,
        max(other_year) filter (where other_value < current_value) as last_lower_year,
        max(other_year) filter (where other_value > current_value) as last_higher_year,
        count(*) filter (where other_value > current_value) as years_higher,
        count(*) filter (where other_value < current_value) as years_lower,
        count(*) as past_years
    from comparable
    group by all
),

past as (
    select
        series.city,
        series.metric,
        series.provider,
        series.definition,
        series.year,
        min(steps.change_pct) as past_change_min_pct,
        max(steps.change_pct) as past_change_max_pct,
        count(*) as past_changes
    from series
    inner join steps
        on steps.city = series.city
        and steps.metric = series.metric
        and steps.provider = series.provider
        and steps.definition = series.definition
        and steps.segment = series.segment
        and steps.year between series.year - 10 and series.year - 1
    group by all
),

preference as (
    select
        series.city,
        series.metric,
        series.provider,
        series.definition,
        series.year,
        preference.position,
        series.value is not null
            and row_number() over (
                partition by series.city, series.metric, series.year
                order by
                    case when series.value is null then 3 when series.coverage = 'partial' then 2 else 1 end,
                    preference.position nulls last,
                    series.provider,
                    series.definition
            ) = 1 as is_used,
        preference.position is distinct from 1 and preferred.provider is not null as is_fallback
    from series
    left join core.preference as preference using (city, metric, provider, definition)
    left join core.preference as preferred
        on preferred.city = series.city and preferred.metric = series.metric and preferred.position = 1
),

suspected as (
    select
        series.city,
        series.metric,
        series.provider,
        series.definition,
        series.year,
        list_sort(list(distinct 'suspected break on ' || series_break.starts_on || ': ' || series_break.reason)) as sentences
    from series
    inner join core.series_break as series_break using (city, metric, provider)
    where series_break.status = 'suspected' and year(series_break.starts_on) between series.year - 10 and series.year
    group by all
),

doubted as (
    select
        city,
        metric,
        provider,
        definition,
        year,
        list(caveat order by check_name, caveat) as doubts
    from mart.caveat_at(moment)
    group by all
),

rolling as (
    select
        city,
        metric,
        provider,
        definition,
        year(month) as year,
        rolling_12m,
        last_day(month) as rolling_12m_through,
        case when segment = any_value(segment) over year_before then any_value(rolling_12m) over year_before end as rolling_12m_last
    from mart.series_month_at(moment)
    window year_before as (partition by city, metric, provider, definition order by month rows between 12 preceding and 12 preceding)
    qualify row_number() over (
        partition by city, metric, provider, definition, year(month)
        order by rolling_12m is null, month desc
    ) = 1
),

same_date as (
    select
        city,
        metric,
        provider,
        definition,
        through as covered_through,
        value - change as last_same_value,
        change_pct as change_same_pct
    from mart.series_ytd_at(moment)
    where change is not null
),

joined as (
    select
        series.*,
        last_year.value as last_value,
        last_year.coverage as last_coverage,
        last_year.op as last_op,
        last_year.segment as last_segment,
        last_year.figure_ids as last_figure_ids,
        history.* exclude (city, metric, provider, definition, year),
        past.past_change_min_pct,
        past.past_change_max_pct,
        past.past_changes,
        preference.position as preference,
        preference.is_used,
        preference.is_fallback,
        population.people,
        population.people_year,
        population.people_source,
        suspected.sentences,
        coalesce(doubted.doubts, []) as doubts,
        rolling.rolling_12m,
        case when rolling.rolling_12m is not null then rolling.rolling_12m_through end as rolling_12m_through,
        rolling.rolling_12m_last,
        case when series.coverage = 'partial' then same_date.last_same_value end as last_same_value,
        case when series.coverage = 'partial' then same_date.change_same_pct end as change_same_pct,
        case
            when series.value is null then 'this year is not known'
            when series.coverage = 'partial' then 'this year is counted only through ' || series.covered_through
            when last_year.value is null then 'last year is not known'
            when last_year.coverage <> 'full' then 'last year is known only through ' || last_year.covered_through
            when series.segment <> last_year.segment then 'a break in the series lies between'
            when series.op <> 'eq' or last_year.op <> 'eq' then 'one of the two counts is not exact'
        end as no_change_reason
    from series
    left join history using (city, metric, provider, definition, year)
    left join past using (city, metric, provider, definition, year)
    left join preference using (city, metric, provider, definition, year)
    left join suspected using (city, metric, provider, definition, year)
    left join doubted using (city, metric, provider, definition, year)
    left join rolling using (city, metric, provider, definition, year)
    left join same_date using (city, metric, provider, definition, covered_through)
    left join series as last_year
        on last_year.city = series.city
        and last_year.metric = series.metric
        and last_year.provider = series.provider
        and last_year.definition = series.definition
        and last_year.year = series.year - 1
    left join (
        select
            city,
            year as people_year,
            people,
            population_source as people_source
        from core.place
        where year is not null
    ) as population
        on population.city = series.city and population.people_year = series.year
)

select
    city,
    year,
    metric,
    provider,
    definition,
    preference,
    is_used,
    value,
    op,
    coverage,
    covered_through,
    days_left,
    missing_reason,
    last_value,
    last_coverage,
    case when no_change_reason is null then value - last_value end as change,
    case when no_change_reason is null and last_value <> 0 then 100.0 * (value - last_value) / last_value end as change_pct,
    no_change_reason,
    last_same_value,
    change_same_pct,
    average_5y,
    case when average_5y <> 0 then 100.0 * (value - average_5y) / average_5y end as change_average_pct,
    case when past_years > 0 then greatest(past_peak, value) end as peak_value,
    case when value >= past_peak then year else past_peak_year end as peak_year,
    past_years + 1 as peak_years_compared,
    case when value < past_peak then 100.0 * (value - past_peak) / past_peak end as change_peak_pct,
    case when past_years > 0 then least(past_low, value) end as low_value,
    case when value <= past_low then year else past_low_year end as low_year,
    last_lower_year,
    last_higher_year,
    years_higher + 1 as rank_high,
    years_lower + 1 as rank_low,
    rolling_12m,
    rolling_12m_through,
    rolling_12m_last,
    people,
    people_year,
    people_source,
    case when coverage = 'full' and op = 'eq' and value >= 20 and people > 0 then 100000.0 * value / people end as rate_per_100k,
    case
        when no_change_reason is null and coverage = 'full' and value between 0 and 99 and last_value between 0 and 99
            then core.poisson_p(value, last_value)
    end as chance_p,
    past_change_min_pct,
    past_change_max_pct,
    past_changes,
    is_provisional,
    is_summed,
    is_reconstructed,
    flatten([
        coalesce(sentences, []),
        case
            when coverage = 'so_far' and days_left > 0 then ['so far, ' || days_left || case when days_left = 1 then ' day' else ' days' end || ' left']
            when coverage = 'partial' then ['counted through ' || covered_through]
            else []
        end,
        case when is_fallback and is_used then ['the preferred series has no figure for the whole of ' || year] else [] end,
        doubts
    ]) as caveats,
    doubts,
    known_at,
    figure_ids,
    last_figure_ids,
    case when value < past_peak then past_peak_figure_ids when past_years > 0 then figure_ids end as peak_figure_ids
from joined
order by city, year, metric, preference nulls last, provider, definition
