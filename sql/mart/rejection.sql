-- One row per city, source, stage and name of things that could not be used: how many there were, since when, and where one of them stands.
--   city            slug
--   source          id; null where no source is to blame
--   stage           fetch, archive, parse, figures or load
--   reason          its name
--   rejections      how many there were
--   documents       addresses in which they stood
--   share_pct       of all rejections of the city, in percent
--   first_at        UTC
--   last_at         UTC
--   latest_address  of the document that had it last
--   latest_place    line, cell or offset within that document
--   is_open         the source's newest capture has it, or nothing was captured since
with counted as (
    select
        rejection.city,
        rejection.source,
        rejection.stage,
        rejection.reason,
        cast(sum(rejection.times) as bigint) as rejections,
        count(distinct rejection.address) as documents,
        min(rejection.occurred_at) as first_at,
        max(rejection.occurred_at) as last_at,
        arg_max(rejection.address, (rejection.occurred_at, rejection.address, rejection.place)) as latest_address,
        arg_max(rejection.place, (rejection.occurred_at, rejection.address, rejection.place)) as latest_place
    from core.rejection as rejection
    group by all
),

captured as (
    select
        city,
        source,
        max(fetched_at) as last_fetched_at
    from core.capture
    group by all
)

select
    counted.city,
    counted.source,
    counted.stage,
    counted.reason,
    counted.rejections,
    counted.documents,
    100.0 * counted.rejections / sum(counted.rejections) over (partition by counted.city) as share_pct,
    counted.first_at,
    counted.last_at,
    counted.latest_address,
    counted.latest_place,
    counted.last_at >= coalesce(captured.last_fetched_at, counted.last_at) as is_open
from counted
left join captured using (city, source)
order by counted.city, counted.rejections desc, counted.source, counted.stage, counted.reason
