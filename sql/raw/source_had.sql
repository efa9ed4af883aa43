-- One row per city and source that was ever had, as the archive says.
--   city    slug
--   source  id
--   had_at  UTC; when it last answered as a whole, also where it had nothing new to say
create table if not exists raw.source_had (
    city varchar not null,
    source varchar not null,
    had_at timestamp not null
)
