-- One row per figure, claim or quotation that waits for a reviewer: it would be mailed, and may not be as it stands. `yearend review` prints it.
--   city            slug
--   year            calendar year of the edition that it concerns
--   id              figure or quotation
--   kind            figure, claim or quotation
--   metric          code; null for quotations
--   measure         count, percent_change, …; null for quotations
--   value           the number
--   op              eq, approx, lt or gt
--   period_printed  as the contract writes it
--   speaker         who said it
--   words           as printed; empty where the source may not be quoted
--   outlet          who published them
--   address         of the document
--   published_on    calendar date where it was published
--   known_at        UTC
--   waits_for       why it may not be mailed yet
--   figure_source   id of the source
--   capture_id      16 hex digits
with waiting_figure as (
    select
        figure.*,
        'figure' as kind,
        'read as ' || figure.confidence || ': ' || coalesce(array_to_string(figure.why, '; '), '') as waits_for
    from core.figure as figure
    where figure.measure = 'count'
        and figure.value_high is null
        and figure.eligible_at is null
        and not exists (
            select 1
            from core.statement as statement
            where statement.city = figure.city
                and statement.metric = figure.metric
                and statement.provider = figure.provider
                and statement.definition = figure.definition
                and statement.period_start = figure.period_start
                and statement.covered_through = figure.covered_through
                and statement.value = figure.value
        )
),

waiting_claim as (
    select
        figure.*,
        'claim' as kind,
        case
            when claim.verdict = 'differs from' then 'it differs from our number: ' || claim.working
            else 'read as ' || figure.confidence || ': ' || coalesce(array_to_string(figure.why, '; '), '')
        end as waits_for
    from core.figure as figure
    inner join mart.claim as claim on claim.city = figure.city and claim.claim_id = figure.figure_id
    where figure.eligible_at is null or claim.verdict = 'differs from'
),

waiting as (
    select * from waiting_figure
    union all by name
    select * from waiting_claim
)

select
    waiting.city,
    cast(year(waiting.period_start) as integer) as year,
    waiting.figure_id as id,
    waiting.kind,
    waiting.metric,
    waiting.measure,
    waiting.value,
    waiting.op,
    waiting.period_printed,
    waiting.speaker,
    case when waiting.may_quote then waiting.quote else '' end as words,
    coalesce(article.outlet, waiting.outlet) as outlet,
    coalesce(article.address, capture.address) as address,
    waiting.published_on,
    waiting.known_at,
    case when waiting.may_quote or waiting.confidence = 'certain' then waiting.waits_for else 'read as ' || waiting.confidence end as waits_for,
    waiting.source as figure_source,
    waiting.capture_id
from waiting
inner join core.capture as capture using (city, capture_id)
left join core.article as article on article.city = waiting.city and article.capture_id = waiting.capture_id
where waiting.is_city
    and waiting.review is null
    and waiting.metric <> 'other'
    and waiting.status is null
    and waiting.period_start is not null
union all by name
select
    city,
    cast(year(published_on) as integer) - case when month(published_on) = 1 then 1 else 0 end as year,
    quotation_id as id,
    'quotation' as kind,
    speaker,
    text as words,
    outlet,
    address,
    published_on,
    known_at,
    'the text gives no role of who said it' as waits_for,
    source as figure_source,
    capture_id
from core.quotation
where speaker is not null
    and role is null
    and review is null
    and month(published_on) in (1, 12)
    and words between 6 and 45
order by city, year, kind, metric, known_at, id
