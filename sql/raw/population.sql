-- One row per city and year for which a population is known.
--   city    slug
--   year    calendar year
--   people  inhabitants
--   source  who says so
create table if not exists raw.population (
    city varchar not null,
    year integer not null,
    people bigint not null,
    source varchar not null
)
