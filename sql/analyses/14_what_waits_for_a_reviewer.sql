-- What would be mailed of 2023, and waits for a second look?
select
    id,
    kind,
    metric,
    value,
    words,
    outlet,
    published_on,
    waits_for
from mart.review
where city = 'fresno-ca' and year = 2023
order by kind, metric, id
