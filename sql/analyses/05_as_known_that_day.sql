-- What was known of 2023 at the end of 29 December 2023, in Fresno's time?
select
    metric,
    provider,
    value,
    coverage,
    covered_through,
    days_left,
    missing_reason
from mart.series_year_at(timestamp '2023-12-30 08:00')
where city = 'fresno-ca' and year = 2023
order by metric, provider
