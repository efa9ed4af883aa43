-- One row per series that we count ourselves and year of which no month is published: its metric is sensitive; or a month of it had 1 to 4, and
-- with the other months the year would give it away; or it is a total, and a part of it is withheld.
--   city              slug
--   provider          id
--   definition        id
--   metric            code
--   year              calendar year
--   reason            sensitive, small or total of a part
--   is_year_withheld  the year itself has 1 to 4, or would give away the year of a part
with yearly as (
    select
        counted.city,
        counted.provider,
        counted.definition,
        counted.metric,
        cast(year(counted.period_start) as integer) as year,
        bool_or(counted.value between 1 and 4) as has_small_month,
        coalesce(sum(counted.value) filter (where counted.superseded_at is null), 0) between 1 and 4 as is_small_year,
        any_value(metric.is_sensitive) as is_sensitive,
        any_value(metric.parts) as parts
    from core.incident_count as counted
    inner join core.metric as metric using (metric)
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
where judged.reason is not null or totals.metric is not null
order by judged.city, judged.provider, judged.definition, judged.metric, judged.year
