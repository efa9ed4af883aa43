-- One row per correction of a publisher's number that the publisher has mended since: the entry can be taken out of the city's file.
-- severity: note
select
    city,
    position,
    source,
    metric,
    period_printed,
    value,
    replacement,
    mended_value,
    cast(mended_at as date) as mended_on
from mart.decision
where state = 'retired'
order by city, position
