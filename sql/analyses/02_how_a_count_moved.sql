-- How did the shootings of 2023 move from 344 to 359, and after how long?
select
    value_before,
    value,
    kind,
    through_before,
    covered_through,
    revision.known_before_at as known_before_utc,
    revision.known_at as known_at_utc,
    days_after as days_after_the_year,
    capture.address
from mart.revision as revision
inner join core.capture as capture using (city, capture_id)
where revision.city = 'fresno-ca' and metric = 'shooting' and period_start = date '2023-01-01' and period_end = date '2023-12-31'
order by revision.revision
