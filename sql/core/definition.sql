-- One row per city and definition: what one provider counts under a metric.
--   city        slug
--   definition  id
--   family      the family that a source names
--   metric      code
--   text        what is counted
--   source      where that is written
select
    city,
    definition,
    family,
    metric,
    text,
    source
from raw.definition
order by city, definition
