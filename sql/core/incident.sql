-- One row per version of an incident's row and metric that it counts as; a view, for there may be millions. The versions that stood at a moment
-- are those with known_at <= moment < coalesce(superseded_at, 'infinity').
--   city           slug
--   source         id
--   provider       id
--   definition     id
--   metric         code
--   counts_by      incident (each once, however many rows it has) or victim (added up over rows)
--   place          as figures name it
--   key            names the row within its source
--   incident       names the incident
--   dated_on       the date by which it is counted, in the city
--   is_counted     it is dated within the days of which the source has all incidents, and not unfounded
--   occurred_at    UTC
--   occurred_on    date in the city
--   reported_at    UTC
--   reported_on    date in the city
--   code           of the offence, as published
--   label          of the offence, as published
--   victims        1 where nothing is said
--   district       as published
--   updated_at     UTC; when the publisher last changed the row
--   is_unfounded   the publisher says that it did not happen
--   known_at       UTC; when the rows with this one had been fetched
--   superseded_at  UTC; when they had been fetched without it or with another version; null while it stands
create view core.incident as
select
    incident.city,
    incident.source,
    source.provider,
    offence.definition,
    offence.metric,
    offence.counts_by,
    city.place,
    incident.key,
    incident.incident,
    case rule.dated_by when 'occurred' then incident.occurred_on else incident.reported_on end as dated_on,
    dated_on is not null
        and dated_on >= rule.counts_from
        and dated_on <= coalesce(rule.counts_through, date '9999-12-31')
        and not incident.is_unfounded as is_counted,
    incident.occurred_at,
    incident.occurred_on,
    incident.reported_at,
    incident.reported_on,
    incident.code,
    incident.label,
    incident.victims,
    incident.district,
    incident.updated_at,
    incident.is_unfounded,
    incident.known_at,
    incident.superseded_at
from raw.incident as incident
inner join core.offence as offence
    on offence.city = incident.city
    and offence.source = incident.source
    and offence.code is not distinct from incident.code
    and offence.label is not distinct from incident.label
    and offence.metric is not null
inner join raw.incident_rule as rule on rule.city = incident.city and rule.source = incident.source
inner join raw.source as source on source.city = incident.city and source.source = incident.source
inner join raw.city as city on city.city = incident.city
