-- One row per city, metric and series that may stand for the metric, the first available one being used.
--   city        slug
--   metric      code
--   position    1 for the preferred series, 2 for the first fallback, and so on
--   provider    id
--   definition  id
create table if not exists raw.preference (
    city varchar not null,
    metric varchar not null,
    position integer not null,
    provider varchar not null,
    definition varchar not null
)
