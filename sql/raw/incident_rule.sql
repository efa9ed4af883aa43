-- One row per city and source of incident rows: which of its rows may be counted, and by which date.
--   city            slug
--   source          id
--   dated_by        occurred or reported
--   counts_from     first day from which the source has all incidents
--   counts_through  last such day; null while it goes on
--   lag_days        days before its newest row from which on it is not taken to be complete
create table if not exists raw.incident_rule (
    city varchar not null,
    source varchar not null,
    dated_by varchar not null,
    counts_from date not null,
    counts_through date,
    lag_days integer not null
)
