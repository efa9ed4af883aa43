-- One row per series of property crime whose newest month lies more than two standard deviations from the mean of the twelve months before it
-- (the fifth of the Real-Time Crime Index's audits).
-- severity: note
with beside as (
    select
        city,
        provider,
        definition,
        month,
        value,
        avg(value) over before as mean_12m,
        stddev_samp(value) over before as deviation_12m,
        count(value) over before as months,
        max(month) over (partition by city, provider, definition) as newest_month
    from mart.series_month
    where metric = 'property_crime' and coverage = 'full'
    window before as (partition by city, provider, definition order by month rows between 12 preceding and 1 preceding)
)

select
    city,
    provider,
    definition,
    month,
    value,
    round(mean_12m, 1) as mean_12m,
    round((value - mean_12m) / nullif(deviation_12m, 0), 1) as deviations
from beside
where month = newest_month and months = 12 and abs(value - mean_12m) > 2 * deviation_12m
order by city, provider, definition
