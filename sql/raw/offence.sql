-- One row per city, source, metric, and code or label of an offence that counts as it.
--   city        slug
--   source      id
--   metric      code; null where the offence is known and not counted
--   definition  id; null for what the source's family defines
--   counts_by   incident or victim
--   code        as published; null where the label decides
--   label       in capitals; null where the code decides
create table if not exists raw.offence (
    city varchar not null,
    source varchar not null,
    metric varchar,
    definition varchar,
    counts_by varchar,
    code varchar,
    label varchar
)
