-- How do counts from 1 January stand beside the same dates of the year before, in leap years too?
select
    metric,
    through,
    value,
    days,
    last_through,
    last_days,
    last_value,
    round(change_pct, 1) as change_pct,
    round(average_5y, 1) as average_5y
from mart.series_ytd
where city = 'fresno-ca' and provider = 'rtci' and year in (2024, 2025) and month(through) in (2, 6) and value is not null
order by metric, through
