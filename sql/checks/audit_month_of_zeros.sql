-- One row per provider and month for which all of several metrics are zero: rather a month not reported (the third of the Real-Time Crime
-- Index's audits).
-- severity: caveat
select
    city,
    provider,
    month,
    count(*) as series
from mart.series_month
where value is not null
group by city, provider, month
having max(abs(value)) = 0 and count(*) > 1
order by city, provider, month
