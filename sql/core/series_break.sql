-- One row per city, provider, metric and day from which counts are not comparable with earlier ones.
--   city               slug
--   provider           id
--   metric             code
--   starts_on          first day counted the new way
--   status             documented, reviewed or suspected
--   reason             in a sentence
--   stops_comparison   no change, average, rank or record crosses it; a suspected one carries a caveat instead
select
    city,
    provider,
    metric,
    starts_on,
    status,
    reason,
    status <> 'suspected' as stops_comparison
from raw.series_break
order by city, provider, metric, starts_on
