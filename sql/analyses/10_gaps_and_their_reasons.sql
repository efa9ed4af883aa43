-- Which years and months are missing, and why?
select
    'year' as what,
    metric,
    provider,
    missing_reason,
    count(*) as gaps,
    cast(min(year) as varchar) as first_gap,
    cast(max(year) as varchar) as last_gap
from mart.series_year
where city = 'fresno-ca' and value is null
group by all
union all
select
    'month',
    metric,
    provider,
    missing_reason,
    count(*),
    cast(min(month) as varchar),
    cast(max(month) as varchar)
from mart.series_month
where city = 'fresno-ca' and value is null
group by all
order by what, metric, provider, missing_reason
