-- One row per month that lies more than five standard deviations from the mean of the 24 months before it and differs from it by 20 or more: a
-- misplaced digit, a backlog entered at once, or a change in counting.
-- severity: caveat
with beside as (
    select
        city,
        provider,
        metric,
        definition,
        month,
        value,
        avg(value) over before as mean_24m,
        stddev_samp(value) over before as deviation_24m,
        count(value) over before as months
    from mart.series_month_at(moment)
    where coverage = 'full' and op = 'eq'
    window before as (partition by city, provider, metric, definition order by month rows between 24 preceding and 1 preceding)
)

select
    city,
    provider,
    metric,
    definition,
    cast(year(month) as integer) as year,
    month,
    value,
    round(mean_24m, 1) as mean_24m,
    round((value - mean_24m) / nullif(deviation_24m, 0), 1) as deviations,
    concat('the count of ', strftime(month, '%B %Y'), ' is far from those of the two years before it') as caveat
from beside
where months = 24 and abs(value - mean_24m) >= 20 and abs(value - mean_24m) > 5 * deviation_24m
order by city, provider, metric, definition, month
