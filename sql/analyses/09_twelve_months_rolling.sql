-- How have twelve months' homicides moved since 2020, month by month?
select
    month,
    value,
    rolling_12m
from mart.series_month
where city = 'fresno-ca' and metric = 'homicide' and provider = 'rtci' and month >= date '2020-01-01'
order by month
