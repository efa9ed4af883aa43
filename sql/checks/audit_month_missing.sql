-- One row per provider and month for which none of its metrics has a count, though months before and after have (the second of the Real-Time
-- Crime Index's audits).
-- severity: note
select
    city,
    provider,
    month,
    count(*) as series
from mart.series_month
group by city, provider, month
having count(value) = 0 and count(*) filter (where missing_reason = 'not reported') > 0
order by city, provider, month
