-- One row per city, as its TOML file says.
--   city        slug: the name of the TOML file
--   name        as people write it
--   state       two letters
--   place       "Fresno, CA", as figures name the place
--   time_zone   IANA name
create table if not exists raw.city (
    city varchar not null,
    name varchar not null,
    state varchar not null,
    place varchar not null,
    time_zone varchar not null
)
