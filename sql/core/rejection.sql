-- One row per thing that could not be used, with its name.
--   city         slug
--   source       id
--   stage        fetch, archive, parse, figures or load
--   reason       its name
--   detail       in a sentence
--   address      of the document
--   place        line, cell or offset within it
--   occurred_at  UTC
--   times        how often it stands there
--   capture_id   16 hex digits; null where nothing was captured
select
    city,
    source,
    stage,
    reason,
    detail,
    address,
    place,
    occurred_at,
    times,
    capture_id
from raw.rejection
union all
select
    offence.city,
    offence.source,
    'load' as stage,
    'unknown_offence' as reason,
    'rows of ' || concat_ws(', ', 'code ' || offence.code, 'label ' || offence.label) || ' are not counted, for the TOML names neither' as detail,
    source.address,
    concat_ws(', ', offence.code, offence.label) as place,
    loaded.known_at as occurred_at,
    cast(offence.rows as integer) as times,
    null as capture_id
from core.offence as offence
inner join raw.source as source using (city, source)
inner join (
    select city, source, max(known_at) as known_at
    from raw.incident_window
    where is_loaded
    group by all
) as loaded using (city, source)
where not offence.is_known and offence.rows > 0
order by city, source, occurred_at, stage, reason, place
