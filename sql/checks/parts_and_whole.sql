-- One row per year in which a provider's counts of a metric's parts do not add up to its count of the whole: one of them is of another day,
-- another definition, or wrong.
-- severity: caveat
with part as (
    select
        metric,
        unnest(parts) as part,
        len(parts) as parts
    from core.metric
),

exact as (
    select
        series_year.*,
        source_family.family
    from mart.series_year_at(moment) as series_year
    left join (select distinct city, definition, family from core.definition) as source_family using (city, definition)
    where coverage = 'full' and op = 'eq'
)

select
    whole.city,
    whole.year,
    whole.provider,
    whole.metric,
    whole.definition,
    whole.value,
    sum(one.value) as sum_of_parts,
    whole.value - sum(one.value) as difference,
    format('its parts add up to {:,}', cast(sum(one.value) as bigint)) as caveat
from exact as whole
inner join part on part.metric = whole.metric
inner join exact as one
    on one.city = whole.city
    and one.provider = whole.provider
    and one.year = whole.year
    and one.metric = part.part
    and one.family is not distinct from whole.family
group by whole.city, whole.year, whole.provider, whole.metric, whole.definition, whole.value, part.parts
having count(distinct one.metric) = part.parts and count(*) = part.parts and sum(one.value) <> whole.value
order by whole.city, whole.provider, whole.metric, whole.year
