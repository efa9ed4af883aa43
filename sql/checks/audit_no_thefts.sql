-- One row per month with no larceny in a series that has some in other months: thefts are reported everywhere (the fourth of the Real-Time Crime
-- Index's audits).
-- severity: caveat
select
    city,
    provider,
    definition,
    month
from mart.series_month
where metric = 'larceny'
qualify value = 0 and avg(value) over (partition by city, provider, definition) >= 10
order by city, provider, definition, month
