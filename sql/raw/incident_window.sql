-- One row per city, source and window of its rows that was taken in, in their order.
--   city                slug
--   source              id
--   position            1 for the first
--   window_id           16 hex digits
--   reader              names what decides how its rows are read
--   scope               whole (rows that are not in it are gone) or changes
--   captures            pages
--   capture_id          the last of them
--   is_loaded           false where it could not be used; raw.rejection says why
--   known_at            UTC; when its last page had been fetched
--   added               rows that were not there before
--   changed             rows that took the place of another version
--   gone                rows that were not there any more
--   rows_now            rows that stand after it
--   newest_occurred_on  newest date among these
--   newest_reported_on  newest date among these
create table if not exists raw.incident_window (
    city varchar not null,
    source varchar not null,
    position integer not null,
    window_id varchar not null,
    reader varchar not null,
    scope varchar not null,
    captures integer not null,
    capture_id varchar,
    is_loaded boolean not null,
    known_at timestamp not null,
    added bigint not null,
    changed bigint not null,
    gone bigint not null,
    rows_now bigint not null,
    newest_occurred_on date,
    newest_reported_on date
)
