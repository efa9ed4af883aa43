-- One row per thing that could not be used.
--   capture_id  16 hex digits; null where nothing was captured
--   city        slug
--   source      id
--   stage       fetch, archive, parse, figures or load
--   reason      its name
--   detail      in a sentence
--   address     of the document
--   place       line, cell or offset within it
--   occurred_at UTC
--   times       how often it stands there
create table if not exists raw.rejection (
    capture_id varchar,
    city varchar not null,
    source varchar,
    stage varchar not null,
    reason varchar not null,
    detail varchar not null,
    address varchar,
    place varchar,
    occurred_at timestamp not null,
    times integer not null
)
