-- One row per city, metric and series that may stand for the metric, the first available one being used.
--   city        slug
--   metric      code
--   position    1 for the preferred series, 2 for the first fallback, and so on
--   provider    id
--   definition  id
select
    city,
    metric,
    position,
    provider,
    definition
from raw.preference
order by city, metric, position
