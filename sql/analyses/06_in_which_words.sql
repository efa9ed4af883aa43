-- Who said 344, in which words, where, and which bytes hold them?
select
    outlet,
    title,
    quote,
    published_on,
    cast(fetched_at as date) as fetched_on,
    address,
    digest,
    warc_file,
    warc_offset
from mart.trace
where city = 'fresno-ca' and metric = 'shooting' and value = 344
order by known_at, figure_id
