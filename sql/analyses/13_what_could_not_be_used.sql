-- What could not be used, by name, and what part of it?
select
    stage,
    reason,
    sum(rejections) as rejections,
    round(sum(share_pct), 1) as share_pct,
    any_value(latest_address) as for_example
from mart.rejection
where city = 'fresno-ca'
group by all
order by rejections desc, stage, reason
