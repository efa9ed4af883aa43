-- One row per city, source, definition, metric, calendar month and moment at which the count of its rows changed. Made from the versions of rows;
-- incidents are counted once, however many rows they have.
--   city          slug
--   source        id
--   provider      id
--   definition    id
--   metric        code
--   period_start  first day of the month
--   known_at      UTC; from when it could be known
--   change        incidents or victims more, or less, than before
with dated as (
    select
        city,
        source,
        provider,
        definition,
        metric,
        cast(date_trunc('month', dated_on) as date) as period_start,
        incident,
        case when counts_by = 'incident' then hash(city, source, definition, metric, period_start, incident) end as one,
        if(counts_by = 'victim', victims, 1) as value,
        known_at,
        superseded_at
    from core.incident
    where is_counted
),

-- Most incidents have one row; only those with several need to be looked at one by one.
repeated as (
    select one
    from dated
    where one is not null
    group by one
    having count(*) > 1
),

alone as (
    select *
    from dated
    where one is null or one not in (from repeated)
),

together as (
    select *
    from dated
    where one in (from repeated)
),

moments as (
    select
        city,
        source,
        provider,
        definition,
        metric,
        period_start,
        incident,
        moment,
        sum(rows) as rows
    from (
        select *, known_at as moment, 1 as rows from together
        union all
        select *, superseded_at, -1 from together where superseded_at is not null
    )
    group by all
),

running as (
    select
        *,
        sum(rows) over (partition by city, source, definition, metric, period_start, incident order by moment) as rows_then
    from moments
),

changes as (
    select city, source, provider, definition, metric, period_start, known_at, value as change
    from alone
    union all
    select city, source, provider, definition, metric, period_start, superseded_at, -value
    from alone
    where superseded_at is not null
    union all
    select city, source, provider, definition, metric, period_start, moment, cast(rows_then > 0 as integer) - cast(rows_then > rows as integer)
    from running
)

select
    city,
    source,
    provider,
    definition,
    metric,
    period_start,
    known_at,
    cast(sum(change) as bigint) as change
from changes
group by all
having sum(change) <> 0
order by city, source, definition, metric, period_start, known_at
