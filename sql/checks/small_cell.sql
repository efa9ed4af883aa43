-- One row per count of ours that is too small or too sensitive to be published and can be read, or worked out from what stands beside it: a month
-- from its year and eleven others, a part from its total and the other parts. core.withheld is to hide it; a part that the city's file does not
-- count is hidden once it does.
-- severity: stop
with ours as (
    select
        statement.city,
        statement.provider,
        statement.definition,
        statement.metric,
        statement.period_start,
        statement.period_end,
        statement.period_end - statement.period_start < 31 as is_month,
        statement.known_at,
        statement.value,
        metric.is_sensitive,
        metric.parts
    from core.statement as statement
    inner join core.metric as metric using (metric)
    where statement.figure_ids[1] in (from core.incident_count select count_id) and statement.value is not null
),

newest as (
    select *
    from ours
    qualify row_number() over (partition by city, provider, definition, metric, period_start, is_month order by known_at desc) = 1
),

left_over as (
    select
        whole.city,
        whole.provider,
        whole.definition,
        whole.period_start,
        whole.period_end,
        whole.is_month,
        whole.value - sum(part.value) as value,
        list_filter(whole.parts, lambda one: not list_contains(list(part.metric), one))[1] as metric
    from newest as whole
    inner join newest as part
        on part.city = whole.city
        and part.provider = whole.provider
        and part.period_start = whole.period_start
        and part.is_month = whole.is_month
        and list_contains(whole.parts, part.metric)
    group by whole.city, whole.provider, whole.definition, whole.period_start, whole.period_end, whole.is_month, whole.value, whole.parts
    having count(distinct part.metric) = count(*) and count(*) = len(whole.parts) - 1
),

found as (
    select city, provider, definition, metric, period_start, period_end, 'it is printed' as how
    from ours
    where value between 1 and 4 or (is_sensitive and is_month)
    union all
    select left_over.city, left_over.provider, left_over.definition, metric.metric, period_start, period_end, 'its total less the other parts is'
    from left_over
    inner join core.metric as metric on metric.metric = left_over.metric
    where left_over.value between 1 and 4 or (metric.is_sensitive and left_over.is_month)
    union all
    select city, provider, definition, metric, min(period_start), max(period_end), 'its year less eleven months is'
    from newest
    group by city, provider, definition, metric, year(period_start)
    having count(*) filter (where is_month) = 11
        and count(*) filter (where not is_month) = 1
        and (any_value(is_sensitive) or 2 * max(value) - sum(value) between 1 and 4)
)

select distinct *
from found
order by city, provider, definition, metric, period_start, period_end, how
