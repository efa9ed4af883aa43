-- One row per city and source, as the TOML says.
--   city              slug
--   source            id
--   kind              how it is fetched
--   reads             what is in it
--   address           where it is fetched from
--   outlet            who published the bytes
--   provider          whose figures they are
--   family            family of definitions
--   due               how often it is due
--   patience_days     not had for so long it is behind; null: by its rhythm
--   terms             the publisher's terms
--   licence           the publisher's licence
--   may_compute       its figures may enter series
--   may_quote         its words may be quoted
--   may_redistribute  its rows may be exported
--   released_at       UTC; when the publisher released it, where the document does not say
--   credit            real coverage that a retold page takes its facts from
--   newest_within_days at most so old the newest day is to be that it covers, by its contract
--   published_by      day by which a year is to be there, of the next year: 07-31
create table if not exists raw.source (
    city varchar not null,
    source varchar not null,
    kind varchar not null,
    reads varchar not null,
    address varchar not null,
    outlet varchar not null,
    provider varchar not null,
    family varchar not null,
    due varchar not null,
    patience_days double,
    terms varchar not null,
    licence varchar not null,
    may_compute boolean not null,
    may_quote boolean not null,
    may_redistribute boolean not null,
    released_at timestamp,
    credit varchar,
    newest_within_days integer,
    published_by varchar
)
