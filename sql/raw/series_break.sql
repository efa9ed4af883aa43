-- One row per city, provider, metric and day from which counts are not comparable with earlier ones.
--   city       slug
--   provider   id
--   metric     code
--   starts_on  first day counted the new way
--   status     documented, reviewed (both stop a comparison) or suspected (a caveat)
--   reason     in a sentence
create table if not exists raw.series_break (
    city varchar not null,
    provider varchar not null,
    metric varchar not null,
    starts_on date not null,
    status varchar not null,
    reason varchar not null
)
