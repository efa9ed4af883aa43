-- One row per city, year and metric for which more than one series is marked as used: the mail would contradict itself.
-- severity: stop
select
    city,
    year,
    metric,
    count(*) as series
from mart.year_end
where is_used
group by all
having count(*) > 1
order by city, year, metric
