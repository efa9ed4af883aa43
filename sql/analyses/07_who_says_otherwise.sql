-- Where do two providers differ on a year, and which one does the edition use?
select
    metric,
    year,
    provider,
    value,
    coverage,
    spread,
    is_used
from mart.disagreement
where city = 'fresno-ca' and kind = 'between_providers' and year >= 2017
order by metric, year, provider
