-- One row per count of a month for which all of a provider's several metrics are zero: rather a month not reported (the third of the Real-Time
-- Crime Index's audits).
-- severity: caveat
select
    city,
    provider,
    metric,
    definition,
    cast(year(month) as integer) as year,
    month,
    concat('all counts of ', strftime(month, '%B %Y'), ' are zero, as if it was not reported') as caveat
from mart.series_month_at(moment)
where value is not null
qualify max(abs(value)) over (partition by city, provider, month) = 0 and count(*) over (partition by city, provider, month) > 1
order by city, provider, metric, definition, month
