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
select
    metric,
    singular,
    plural,
    counts,
    family,
    is_stock,
    is_sensitive,
    parts,
    position
from raw.metric
order by position
