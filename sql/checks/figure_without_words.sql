-- One row per figure from prose whose words are missing: no number without where it came from.
-- severity: stop
select
    city,
    figure_id,
    metric,
    value
from core.figure
where length(trim(quote)) = 0
order by city, figure_id
