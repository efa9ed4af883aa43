-- One row per count reported as fact for a period that begins after its document was published; it enters no series.
-- severity: note
select
    city,
    figure_id,
    metric,
    value,
    period_printed,
    published_on
from core.figure
where measure = 'count' and status is null and period_start > published_on
order by city, figure_id
