-- One row per series whose newest count from 1 January through a month's end lies more than two fifths off the mean of the five years before,
-- with at least 50 counted then (practitioners of the Real-Time Crime Index look at this besides their audits).
-- severity: note
with newest as (
    select *
    from mart.series_ytd
    where value is not null
    qualify row_number() over (partition by city, provider, metric, definition order by through desc) = 1
)

select
    city,
    provider,
    metric,
    definition,
    through,
    value,
    average_5y,
    round(100.0 * (value - average_5y) / average_5y, 1) as change_pct
from newest
where average_5y >= 50 and abs(value - average_5y) > 0.4 * average_5y
order by city, provider, metric, definition
