-- One row per provider that gave two exact full-year counts for one year on the same day.
-- severity: caveat
select
    city,
    metric,
    provider,
    definition,
    period_start,
    cast(known_at as date) as known_on,
    list(distinct value order by value) as stated
from core.statement
where op = 'eq' and coverage = 'full' and not is_summed
group by all
having count(distinct value) > 1
order by city, metric, provider, definition, period_start, known_on
