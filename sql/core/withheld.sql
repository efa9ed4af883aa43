-- One row per series that we count ourselves and year of which no month is published: its metric is sensitive; or a month of it had 1 to 4, and
-- with the other months the year would give it away; or it is a total, and a part of it is withheld, or sensitive and not counted by itself.
--   city              slug
--   provider          id
--   definition        id
--   metric            code
--   year              calendar year
--   reason            sensitive, small or total of a part
--   is_year_withheld  the year itself has 1 to 4, or would give away the year of a part
with vintage as (
    select
        city,
        provider,
        definition,
        metric,
        cast(year(period_start) as integer) as year,
        known_at,
        value - coalesce(lag(value) over month, 0) as change,
        cast(lag(value) over month is null as integer) as is_new
    from core.incident_count
    where is_complete
    window month as (partition by city, source, definition, metric, period_start order by known_at)
),

-- As it stood at any moment, for the year as known then is published too.
small_year as (
    select distinct city, provider, definition, metric, year
    from (
        select
            *,
            sum(change) over so_far as value,
            sum(is_new) over so_far as months
        from vintage
        window so_far as (partition by city, provider, definition, metric, year order by known_at)
    )
    where months >= 12 and value between 1 and 4
),

sensitive as (
    select metric
    from core.metric
    where is_sensitive
),

yearly as (
    select
        counted.city,
        counted.provider,
        counted.definition,
        counted.metric,
        cast(year(counted.period_start) as integer) as year,
        bool_or(counted.value between 1 and 4) as has_small_month,
        bool_or(small_year.metric is not null) as is_small_year,
        any_value(metric.is_sensitive) as is_sensitive,
        any_value(metric.parts) as parts
    from core.incident_count as counted
    inner join core.metric as metric using (metric)
    left join small_year
        on small_year.city = counted.city
        and small_year.provider = counted.provider
        and small_year.definition = counted.definition
        and small_year.metric = counted.metric
        and small_year.year = year(counted.period_start)
    group by all
),

judged as (
    select
        *,
        case when is_sensitive then 'sensitive' when has_small_month then 'small' end as reason
    from yearly
),

totals as (
    select
        whole.city,
        whole.provider,
        whole.definition,
        whole.metric,
        whole.year,
        bool_or(part.is_small_year) as is_year_withheld
    from judged as whole
    inner join judged as part
        on part.city = whole.city
        and part.provider = whole.provider
        and part.year = whole.year
        and list_contains(whole.parts, part.metric)
        and part.reason is not null
    group by all
)

select
    judged.city,
    judged.provider,
    judged.definition,
    judged.metric,
    judged.year,
    coalesce(judged.reason, 'total of a part') as reason,
    judged.is_small_year or coalesce(totals.is_year_withheld, false) as is_year_withheld
from judged
left join totals using (city, provider, definition, metric, year)
where judged.reason is not null or totals.metric is not null or list_has_any(judged.parts, (from sensitive select list(metric)))
order by judged.city, judged.provider, judged.definition, judged.metric, judged.year
