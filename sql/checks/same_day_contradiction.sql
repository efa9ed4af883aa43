-- One row per provider that gave two exact counts for one year, counted through the same day, on the same day.
-- severity: caveat
select
    city,
    metric,
    provider,
    definition,
    period_start,
    period_end,
    covered_through,
    cast(known_at as date) as known_on,
    list(distinct value order by value) as stated
from core.statement
where op = 'eq' and coverage in ('full', 'so_far') and not is_summed
group by all
having count(distinct value) > 1
order by city, metric, provider, definition, period_start, period_end, known_on
