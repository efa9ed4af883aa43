-- One row per city and definition: what one provider counts under a metric.
--   city        slug
--   definition  id
--   family      the family that a source names
--   metric      code
--   text        what is counted
--   source      where that is written
create table if not exists raw.definition (
    city varchar not null,
    definition varchar not null,
    family varchar not null,
    metric varchar not null,
    text varchar not null,
    source varchar not null
)
