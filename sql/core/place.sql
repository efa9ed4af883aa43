-- One row per city and year for which a population is known; one with a null year where none is.
--   city                  slug
--   name                  as people write it
--   state                 two letters
--   place                 "Fresno, CA", as figures name it
--   time_zone             IANA name
--   year                  calendar year of the population
--   people                inhabitants
--   population_source     who says so
select
    city.city,
    city.name,
    city.state,
    city.place,
    city.time_zone,
    population.year,
    population.people,
    population.source as population_source
from raw.city as city
left join raw.population as population using (city)
order by city.city, population.year
