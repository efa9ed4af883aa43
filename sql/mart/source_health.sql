-- One row per city and source: whether it can be had, and whether it brings what it should. The clock is the city's last request to anyone, so
-- that the same archive gives the same answer on any day.
--   city             slug
--   source           id
--   outlet           who publishes it
--   kind             how it is fetched
--   reads            what is in it
--   due              how often it is due
--   patience_days    not had for so long it is behind: as its TOML says, else twice as long as it is due, a day at least; a week for what is
--                    had once
--   state            never had; behind (not had for longer than its patience); late (its last request failed, or it is due; or we asked, and the
--                    publisher has not brought the period that it usually has by then); current. As `yearend status` judges it
--   captures         answers kept
--   changes          of these, answers with new bytes
--   failures         requests that failed since it was last had
--   failure          the name of the last such failure
--   figures          figures read
--   rejections       things in it that could not be used
--   had_at           UTC; when it last answered as a whole, also where it had nothing new to say
--   last_fetched_at  UTC; of the captures
--   last_changed_at  UTC; when its bytes were last seen to be new
--   last_known_at    UTC; newest date of a document
--   newest_period    last day that a whole month or year of its counts covers
--   expected_period  last day that it should cover by now: by its contract, else by its usual delay; null where neither tells, as of articles
--                    or of less than three periods
--   usual_delay_days from the end of a period to its first count, at most, for nine in ten of them
--   clock_at         UTC; the city's last request to anyone
with captured as (
    select
        city,
        source,
        count(*) as captures,
        count(distinct digest) as changes,
        max(fetched_at) as last_fetched_at,
        max(fetched_at) filter (where not is_revisit) as last_changed_at,
        max(known_at) as last_known_at
    from core.capture
    group by all
),

rejected as (
    select
        rejection.city,
        rejection.source,
        cast(coalesce(sum(rejection.times) filter (where rejection.stage not in ('fetch', 'archive')), 0) as bigint) as rejections,
        count(*) filter (where rejection.stage in ('fetch', 'archive') and rejection.occurred_at > had.had_at) as failures,
        arg_max(rejection.reason, rejection.occurred_at) filter (where rejection.stage in ('fetch', 'archive')) as failure,
        max(rejection.occurred_at) filter (where rejection.stage in ('fetch', 'archive')) as last_failed_at
    from core.rejection as rejection
    left join raw.source_had as had using (city, source)
    group by all
),

clock as (
    select
        city,
        max(asked_at) as clock_at
    from (
        select city, last_fetched_at as asked_at from captured
        union all
        select city, last_failed_at from rejected
        union all
        select city, had_at from raw.source_had
    )
    group by city
),

first_given as (
    select
        city,
        source,
        grain,
        period_end,
        min(known_at) as known_at
    from (
        select city, source, grain, period_end, known_at
        from core.figure
        where is_structured and grain in ('month', 'year') and covered_through = period_end
        union all
        select city, source, 'month', period_end, known_at
        from core.incident_count
        where is_complete
    )
    group by all
),

began as (
    select
        city,
        source,
        min(known_at) as began_at
    from first_given
    group by all
),

delays as (
    select
        first_given.city,
        first_given.source,
        min(first_given.grain) as grain,
        count(distinct first_given.period_end) as periods,
        max(first_given.period_end) as newest_period,
        quantile_disc(date_diff('day', first_given.period_end, cast(first_given.known_at as date)), 0.9) filter (
            where first_given.known_at > began.began_at
        ) as usual_delay_days
    from first_given
    inner join began using (city, source)
    group by all
),

figures as (
    select
        city,
        source,
        count(*) as figures
    from core.figure
    group by all
),

contract as (
    select
        source.city,
        source.source,
        greatest(
            cast(clock.clock_at as date) - source.newest_within_days,
            case
                when source.published_by is not null
                    then make_date(year(clock.clock_at) - if(strftime(clock.clock_at, '%m-%d') > source.published_by, 1, 2), 12, 31)
            end
        ) as expected_period
    from core.source as source
    inner join clock using (city)
    where source.newest_within_days is not null or source.published_by is not null
),

expected as (
    select
        delays.*,
        case
            when contract.expected_period is not null then contract.expected_period
            when delays.periods < 3 or delays.usual_delay_days is null then null
            when delays.grain = 'month' then cast(date_trunc('month', clock.clock_at - to_days(delays.usual_delay_days)) as date) - 1
            else cast(date_trunc('year', clock.clock_at - to_days(delays.usual_delay_days)) as date) - 1
        end as expected_period
    from delays
    inner join clock using (city)
    left join contract using (city, source)
),

joined as (
    select
        source.city,
        source.source,
        source.outlet,
        source.kind,
        source.reads,
        source.due,
        coalesce(captured.captures, 0) as captures,
        coalesce(captured.changes, 0) as changes,
        coalesce(rejected.failures, 0) as failures,
        case when rejected.failures > 0 or had.had_at is null then rejected.failure end as failure,
        coalesce(figures.figures, 0) as figures,
        coalesce(rejected.rejections, 0) as rejections,
        had.had_at,
        captured.last_fetched_at,
        captured.last_changed_at,
        captured.last_known_at,
        expected.newest_period,
        expected.expected_period,
        expected.usual_delay_days,
        clock.clock_at,
        case source.due
            when '2 hours' then interval 2 hour
            when 'day' then interval 1 day
            when 'week' then interval 7 day
            when 'month' then interval 28 day
            when 'year' then interval 365 day
        end as due_interval,
        coalesce(
            source.patience_days,
            case source.due when '2 hours' then 1 when 'once' then 7 else 2 * epoch(due_interval) / 86400 end
        ) as patience_days
    from core.source as source
    left join raw.source_had as had using (city, source)
    left join captured using (city, source)
    left join rejected using (city, source)
    left join figures using (city, source)
    left join expected using (city, source)
    left join clock using (city)
)

select
    city,
    source,
    outlet,
    kind,
    reads,
    due,
    patience_days,
    case
        when had_at is null then 'never had'
        when greatest(had_at + to_seconds(86400 * patience_days), had_at + 1.1 * due_interval) < clock_at and due <> 'once' then 'behind'
        when failures > 0 or had_at + 1.1 * due_interval < clock_at then 'late'
        when newest_period < expected_period and due <> 'once' then 'late'
        else 'current'
    end as state,
    captures,
    changes,
    failures,
    failure,
    figures,
    rejections,
    had_at,
    last_fetched_at,
    last_changed_at,
    last_known_at,
    newest_period,
    expected_period,
    usual_delay_days,
    clock_at
from joined
order by city, source
