-- Which sources bring what, how fresh, and is any behind or late?
select
    source,
    state,
    reads,
    captures,
    figures,
    rejections,
    newest_period,
    expected_period,
    cast(last_known_at as date) as newest_document
from mart.source_health
where city = 'fresno-ca'
order by state, source
