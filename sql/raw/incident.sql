-- One row per version of an incident's row, from when we knew it until another took its place. No names, ages or exact places are kept.
--   city           slug
--   source         id
--   key            names the row within its source
--   incident       names the incident; several rows may be of one
--   occurred_at    UTC
--   occurred_on    date in the city
--   reported_at    UTC
--   reported_on    date in the city
--   code           of the offence, as published, filled up with zeros where the TOML says so
--   label          of the offence, as published
--   victims        1 where nothing is said
--   district       as published
--   updated_at     UTC; when the publisher last changed the row
--   is_unfounded   the publisher says that it did not happen
--   known_at       UTC; when the rows with this one had been fetched
--   superseded_at  UTC; when they had been fetched without it or with another version; null while it stands
create table if not exists raw.incident (
    city varchar not null,
    source varchar not null,
    key varchar,
    incident varchar,
    occurred_at timestamp,
    occurred_on date,
    reported_at timestamp,
    reported_on date,
    code varchar,
    label varchar,
    victims integer,
    district varchar,
    updated_at timestamp,
    is_unfounded boolean not null,
    known_at timestamp not null,
    superseded_at timestamp
)
