-- One row per side of a claim, moment and basis: the count that the side can be computed with, as known when it was said and as known later.
--   figure_id        the claim
--   city             slug
--   side             value or baseline
--   moment           said or later
--   basis            own series, the article itself or another provider
--   provider         whose count it is
--   definition       what is counted
--   value            count
--   known_at         UTC
--   figure_ids       what it was read from
with whole as (
    select
        *,
        core.whole_year(period_start, period_end, covered_through) as last_day
    from core.statement
    where op = 'eq' and value is not null
),

from_series as (
    select
        side.figure_id,
        side.city,
        side.side,
        moment.moment,
        case
            when whole.provider = side.provider and whole.definition = side.definition then 'own series' else 'another provider'
        end as basis,
        whole.provider,
        whole.definition,
        whole.value,
        whole.known_at,
        whole.figure_ids
    from core.claim_side as side
    inner join whole
        on whole.city = side.city
        and whole.metric = side.metric
        and whole.period_start = side.first_day
        and whole.last_day = side.last_day
    inner join (values ('said'), ('later')) as moment (moment)
        on moment.moment = 'later' or whole.known_at <= side.said_at
    where side.obstacle is null
        and (whole.provider <> side.provider or whole.definition = side.definition)
    qualify row_number() over (
        partition by side.city, side.figure_id, side.side, moment.moment, whole.provider, whole.definition
        order by whole.coverage = 'full' desc, whole.known_at desc, whole.figure_ids
    ) = 1
),

from_article as (
    select
        side.figure_id,
        side.city,
        side.side,
        moment.moment,
        'the article itself' as basis,
        side.provider,
        side.definition,
        printed.value,
        side.said_at as known_at,
        [printed.figure_id] as figure_ids
    from core.claim_side as side
    cross join (values ('said'), ('later')) as moment (moment)
    inner join core.printed_count as printed
        on printed.city = side.city
        and printed.address = side.address
        and printed.metric = side.metric
        and printed.provider = side.provider
        and printed.definition = side.definition
        and printed.first_day = side.first_day
        and printed.last_day = side.last_day
    where side.obstacle is null and printed.known_at <= side.said_at
)

select * from from_series
union all by name
select * from from_article
order by city, figure_id, moment, side, basis, provider, definition
