-- What did articles state that the series do not bear out, then or later?
select
    outlet,
    cast(said_at as date) as said_on,
    quote,
    verdict,
    working,
    later_verdict,
    later_working,
    is_own_series
from mart.claim
where city = 'fresno-ca'
    and (verdict not in ('consistent with', 'cannot be compared') or later_verdict not in ('consistent with', 'cannot be compared'))
order by said_at, claim_id
