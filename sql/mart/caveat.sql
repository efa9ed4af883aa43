-- One row per caveat that a check puts beside a year of a series: whoever reads the figure should know it.
-- As known at a moment: mart.caveat_at(moment).
--   city        slug
--   metric      code
--   provider    id
--   definition  id
--   year        calendar year
--   check_name  the file under sql/checks
--   caveat      what is to be said
select distinct
    city,
    metric,
    provider,
    definition,
    year,
    check_name,
    caveat
from checks.caveats
order by city, metric, provider, definition, year, check_name, caveat
