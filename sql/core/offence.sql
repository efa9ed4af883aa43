-- One row per code and label of an offence that stand together in a source's rows, and metric that they count as. What tells of their rows is
-- published only where there are more than four, and no count of such rows is withheld.
--   city        slug
--   source      id
--   code        as published
--   label       as published
--   metric      code; null where they count as none
--   definition  id of what the metric counts
--   counts_by   incident or victim; null where they count as none
--   is_known    the TOML names the code or the label; what it does not name is a rejection
--   rows        rows that stand now
--   first_on    earliest date of these in the city
--   last_on     latest date of these
with found as (
    select
        city,
        source,
        code,
        label,
        count(*) filter (where superseded_at is null) as rows,
        min(coalesce(occurred_on, reported_on)) filter (where superseded_at is null) as first_on,
        max(coalesce(occurred_on, reported_on)) filter (where superseded_at is null) as last_on
    from raw.incident
    group by all
),

named as (
    select found.city, found.source, found.code, found.label, offence.metric, offence.definition, offence.counts_by
    from found
    inner join raw.offence as offence on offence.city = found.city and offence.source = found.source and offence.code = found.code
    union
    select found.city, found.source, found.code, found.label, offence.metric, offence.definition, offence.counts_by
    from found
    inner join raw.offence as offence on offence.city = found.city and offence.source = found.source and offence.label = upper(found.label)
),

-- Named by its code as one that counts, an offence counts, even where its label is listed among the others.
settled as (
    select *
    from named
    qualify metric is not null or not bool_or(metric is not null) over (partition by city, source, code, label)
)

select
    found.city,
    found.source,
    found.code,
    found.label,
    settled.metric,
    case when settled.metric is not null then coalesce(settled.definition, definition.definition, source.family || '-' || settled.metric) end
        as definition,
    settled.counts_by,
    settled.source is not null as is_known,
    found.rows,
    found.first_on,
    found.last_on
from found
inner join raw.source as source using (city, source)
left join settled
    on settled.city = found.city
    and settled.source = found.source
    and settled.code is not distinct from found.code
    and settled.label is not distinct from found.label
left join raw.definition as definition
    on definition.city = found.city and definition.family = source.family and definition.metric = settled.metric
order by found.city, found.source, found.code, found.label, settled.metric, definition
