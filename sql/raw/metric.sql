-- One row per metric code.
--   metric    code of the extraction contract
--   singular  our word for one
--   plural    our word for several
--   counts    incidents, victims, people, cases, items, minutes or percent
--   family    violent, property, total, traffic, health, policing, strength or other
--   is_stock  counted as of a day, not over a period
--   is_sensitive  what we count ourselves is not published for less than a city and year
--   parts     metrics whose counts add up to this one's
--   position  order in which metrics are printed
create table if not exists raw.metric (
    metric varchar not null,
    singular varchar not null,
    plural varchar not null,
    counts varchar not null,
    family varchar not null,
    is_stock boolean not null,
    is_sensitive boolean not null,
    parts varchar[] not null,
    position integer not null
)
