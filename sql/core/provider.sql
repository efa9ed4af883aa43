-- One row per city and provider: a body whose figures form series.
--   city           slug
--   provider       id
--   name           with its origin
--   short          as the mail names it
--   is_structured  publishes files of counts, rather than statements that others report
select
    city,
    provider,
    name,
    short,
    is_structured
from raw.provider
order by city, provider
