-- One row per decision of a reviewer about a figure, a claim or a quotation, as the city's TOML and its file of decisions say.
--   city            slug
--   position        order in which they stand
--   target_id       figure or quotation; null where a publisher's number is meant
--   capture_id      16 hex digits
--   source          id
--   metric          code
--   measure         count, percent_change, …
--   period_printed  as the contract writes it
--   value           as read, or as published
--   quote           the words it was read from, or a quotation's
--   verdict         accept, correct or reject
--   replacement     what it is corrected to
--   decided_by      who
--   why             in their words
--   decided_at      UTC
create table if not exists raw.decision (
    city varchar not null,
    position integer not null,
    target_id varchar,
    capture_id varchar,
    source varchar,
    metric varchar,
    measure varchar not null,
    period_printed varchar,
    value double,
    quote varchar,
    verdict varchar not null,
    replacement double,
    decided_by varchar not null,
    why varchar not null,
    decided_at timestamp not null
)
