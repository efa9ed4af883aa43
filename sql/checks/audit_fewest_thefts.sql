-- One row per series of larceny whose newest month is below every month before it, where there are two years of them (the seventh of the
-- Real-Time Crime Index's audits).
-- severity: note
with beside as (
    select
        city,
        provider,
        definition,
        month,
        value,
        min(value) over before as least_before,
        count(value) over before as months,
        max(month) over (partition by city, provider, definition) as newest_month
    from mart.series_month
    where metric = 'larceny' and coverage = 'full'
    window before as (partition by city, provider, definition order by month rows between unbounded preceding and 1 preceding)
)

select
    city,
    provider,
    definition,
    month,
    value,
    least_before
from beside
where month = newest_month and months >= 24 and value < least_before
order by city, provider, definition
