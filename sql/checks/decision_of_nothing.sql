-- One row per decision of a reviewer that matches nothing any more: the words are read otherwise now, or the id is mistyped.
-- severity: note
select
    city,
    position,
    verdict,
    target_id,
    source,
    metric,
    period_printed,
    value,
    decided_by
from mart.decision
where state = 'matches nothing'
order by city, position
