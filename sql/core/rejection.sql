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
order by city, source, occurred_at, stage, reason, place
