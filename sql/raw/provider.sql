-- One row per city and provider: a body whose figures form series.
--   city           slug
--   provider       id
--   name           with its origin: "Real-Time Crime Index, from FBI data"
--   short          as the mail names it
--   is_structured  publishes files of counts, rather than statements that others report
create table if not exists raw.provider (
    city varchar not null,
    provider varchar not null,
    name varchar not null,
    short varchar not null,
    is_structured boolean not null
)
