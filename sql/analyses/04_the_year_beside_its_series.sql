-- How does 2023 stand in each series: change, five-year average, peak, rank, rate, twelve months rolling?
select
    metric,
    provider,
    value,
    coverage,
    last_value,
    round(change_pct, 1) as change_pct,
    round(average_5y, 1) as average_5y,
    peak_value,
    peak_year,
    rank_high,
    peak_years_compared as of_years,
    round(rate_per_100k, 1) as rate_per_100k,
    rolling_12m,
    round(chance_p, 3) as chance_p,
    coalesce(no_change_reason, '') as no_change_reason,
    caveats
from mart.year_end
where city = 'fresno-ca' and year = 2023
order by metric, preference nulls last, provider
