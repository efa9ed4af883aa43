-- One row per month with no larceny in a series that has some in other months: thefts are reported everywhere (the fourth of the Real-Time Crime
-- Index's audits).
-- severity: caveat
select
    city,
    provider,
    metric,
    definition,
    cast(year(month) as integer) as year,
    month,
    concat('no thefts are counted in ', strftime(month, '%B %Y'), ', as if it was not reported') as caveat
from mart.series_month_at(moment)
where metric = 'larceny'
qualify value = 0 and avg(value) over (partition by city, provider, definition) >= 10
order by city, provider, definition, month
