-- One row per negative count: legal in UCR data, where cases are unfounded later; kept, and noted.
-- severity: note
select
    city,
    figure_id,
    metric,
    value,
    period_printed
from core.figure
where measure = 'count' and value < 0
order by city, figure_id
