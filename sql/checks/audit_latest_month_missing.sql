-- One row per series without a count for the newest month that its provider gives for other metrics (the first of the Real-Time Crime Index's
-- audits, https://github.com/AH-Datalytics/rtci).
-- severity: caveat
select
    city,
    provider,
    metric,
    definition,
    max(month) filter (where value is not null) as newest_month,
    max(max(month) filter (where value is not null)) over (partition by city, provider) as newest_month_of_provider
from mart.series_month
group by city, provider, metric, definition
qualify newest_month < newest_month_of_provider and newest_month_of_provider - newest_month < 366
order by city, provider, metric, definition
