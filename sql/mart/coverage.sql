-- One row per city and source: what came of it.
--   city              slug
--   source            id
--   outlet            who publishes it
--   captures          answers kept
--   readings          captures that were read
--   figures           figures read
--   eligible_figures  of these, how many may be mailed
--   quotations        direct quotations
--   rejections        things that could not be used
--   newest_period     last day that a figure covers
--   first_fetched_at  UTC
--   last_fetched_at   UTC
--   last_known_at     UTC; newest date of a document
with captured as (
    select
        city,
        source,
        count(*) as captures,
        count(*) filter (where is_read) as readings,
        min(fetched_at) as first_fetched_at,
        max(fetched_at) as last_fetched_at,
        max(known_at) as last_known_at
    from core.capture
    group by all
),

figures as (
    select
        city,
        source,
        count(*) as figures,
        count(eligible_at) as eligible_figures,
        max(covered_through) as newest_period
    from core.figure
    group by all
),

quotations as (
    select
        city,
        source,
        count(*) as quotations
    from core.quotation
    group by all
),

rejections as (
    select
        city,
        source,
        sum(times) as rejections
    from core.rejection
    group by all
)

select
    source.city,
    source.source,
    source.outlet,
    coalesce(captured.captures, 0) as captures,
    coalesce(captured.readings, 0) as readings,
    coalesce(figures.figures, 0) as figures,
    coalesce(figures.eligible_figures, 0) as eligible_figures,
    coalesce(quotations.quotations, 0) as quotations,
    cast(coalesce(rejections.rejections, 0) as bigint) as rejections,
    figures.newest_period,
    captured.first_fetched_at,
    captured.last_fetched_at,
    captured.last_known_at
from core.source as source
left join captured using (city, source)
left join figures using (city, source)
left join quotations using (city, source)
left join rejections using (city, source)
order by source.city, source.source
