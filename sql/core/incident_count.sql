-- One row per city, source, definition, metric, calendar month and vintage: how many incidents or victims the source's rows gave, from when to
-- when. A month of which the source has rows, and none of the metric, is a zero.
--   count_id         12 hex digits
--   city             slug
--   source           id
--   provider         id
--   definition       id
--   metric           code
--   period_start     first day of the month
--   period_end       last day of the month
--   value            count
--   is_complete      the source had all of the month by then: rows of later days too, after the days by which it lags
--   known_at         UTC; from when it could be known
--   superseded_at    UTC; from when another count took its place; null while it stands
--   capture_id       last page of what gave it
with series as (
    select distinct
        offence.city,
        offence.source,
        source.provider,
        coalesce(offence.definition, definition.definition, source.family || '-' || offence.metric) as definition,
        offence.metric
    from raw.offence as offence
    inner join raw.source as source using (city, source)
    left join raw.definition as definition
        on definition.city = offence.city and definition.family = source.family and definition.metric = offence.metric
    where offence.metric is not null
),

covered as (
    select
        asked.city,
        asked.source,
        asked.known_at,
        case rule.dated_by when 'occurred' then asked.newest_occurred_on else asked.newest_reported_on end as newest_on,
        case
            when newest_on >= rule.counts_through or cast(asked.known_at as date) > rule.counts_through + 31 then rule.counts_through
            else least(newest_on - 1 - rule.lag_days, rule.counts_through)
        end as covered_through,
        rule.counts_from
    from raw.incident_window as asked
    inner join raw.incident_rule as rule using (city, source)
    where asked.is_loaded
),

months as (
    select
        city,
        source,
        cast(date_trunc('month', if(rule.dated_by = 'occurred', incident.occurred_on, incident.reported_on)) as date) as period_start
    from raw.incident as incident
    inner join raw.incident_rule as rule using (city, source)
    group by all
),

completed as (
    select
        months.city,
        months.source,
        months.period_start,
        min(covered.known_at) as complete_at
    from months
    inner join covered
        on covered.city = months.city
        and covered.source = months.source
        and covered.counts_from <= months.period_start
        and covered.covered_through >= last_day(months.period_start)
    group by all
),

moments as (
    select
        city,
        source,
        provider,
        definition,
        metric,
        period_start,
        known_at,
        change
    from core.incident_change
    union all
    select
        series.city,
        series.source,
        series.provider,
        series.definition,
        series.metric,
        completed.period_start,
        completed.complete_at,
        0
    from series
    inner join completed using (city, source)
),

running as (
    select
        moments.city,
        moments.source,
        moments.provider,
        moments.definition,
        moments.metric,
        moments.period_start,
        moments.known_at,
        coalesce(moments.known_at >= completed.complete_at, false) as is_complete,
        sum(moments.change) over (
            partition by moments.city, moments.source, moments.definition, moments.metric, moments.period_start
            order by moments.known_at
        ) as value
    from moments
    left join completed using (city, source, period_start)
),

vintages as (
    select *
    from (select distinct * from running)
    qualify (value, is_complete) is distinct from lag((value, is_complete)) over (
        partition by city, source, definition, metric, period_start
        order by known_at
    )
)

select
    left(md5(concat_ws('|', vintages.city, vintages.source, vintages.definition, vintages.metric, period_start, vintages.known_at)), 12) as count_id,
    vintages.city,
    vintages.source,
    vintages.provider,
    vintages.definition,
    vintages.metric,
    vintages.period_start,
    last_day(vintages.period_start) as period_end,
    cast(vintages.value as bigint) as value,
    vintages.is_complete,
    vintages.known_at,
    lead(vintages.known_at) over (
        partition by vintages.city, vintages.source, vintages.definition, vintages.metric, vintages.period_start
        order by vintages.known_at
    ) as superseded_at,
    incident_window.capture_id
from vintages
inner join raw.incident_window as incident_window
    on incident_window.city = vintages.city
    and incident_window.source = vintages.source
    and incident_window.known_at = vintages.known_at
    and incident_window.is_loaded
order by vintages.city, vintages.source, vintages.definition, vintages.metric, vintages.period_start, vintages.known_at
