-- One row per figure, once for as long as its address goes on saying it: a newer statement supersedes and never overwrites.
--   figure_id         12 hex digits
--   city              slug
--   metric            code
--   label             the noun as printed
--   measure           count, percent_change, change, rate, share, multiple, record or rank
--   value             the number; percent as 12.9, a fall is negative; where a reviewer corrected it, as corrected
--   value_read        the number as it was read
--   value_high        upper end of a range
--   op                eq, approx, lt or gt; speaks of the magnitude
--   period_printed    as the contract writes it
--   period_start      first day
--   period_end        last day
--   covered_through   last day that was over when it was printed
--   grain             year, half, quarter, month, day, year_to_date, span, stock or average
--   baseline_printed  what a change or record is compared with
--   baseline_start    first day
--   baseline_end      last day
--   place             as the contract writes it
--   is_city           it speaks of the city itself
--   rate_per          people or things that a rate is per
--   unit              where it says more
--   status            planned, target, forecast or disputed; null when reported as fact
--   provider          whose figure it is
--   definition        what is counted
--   speaker           the named person credited
--   quote             the words it was read from
--   cell              row and column, for tables and files
--   start_offset      characters into the document's text
--   end_offset        characters into the document's text
--   confidence        certain, likely or unsure
--   why               which words gave metric, period, sign and confidence
--   known_at          UTC; where an earlier capture of the address did not say it yet, after that one
--   confirmed_at      UTC; when another source first said the same
--   eligible_at       UTC; from when it may be mailed: certain or accepted in review when it is known, else when confirmed; null while it is
--                     none of these, or was rejected
--   review            accept, correct or reject; null where no reviewer decided
--   reviewed_by       who decided
--   review_why        in their words
--   reviewed_at       UTC
--   is_reconstructed  known_at is not the time at which we fetched it
--   fetched_at        UTC
--   capture_id        16 hex digits
--   source            id
--   outlet            who published the bytes
--   published_on      calendar date where it was published
--   is_structured     read from a publisher's release of counts, whatever its form, and not from an article
--   may_compute       it may enter series
--   may_quote         its words may be quoted
--   may_redistribute  its row may be exported
with reading as (
    select
        figure.*,
        capture.source,
        capture.address,
        capture.outlet,
        capture.published_on,
        capture.fetched_at,
        capture.new_at as known_at,
        capture.reading,
        md5(concat_ws(
            '|', figure.metric, figure.measure, figure.value_high, figure.op, figure.period_printed, figure.baseline_printed,
            figure.place, figure.rate_per, figure.status
        )) as frame  -- all of what it says but the number
    from raw.figure as figure
    inner join core.capture as capture using (city, capture_id)
    left join core.article as article using (city, capture_id)
    where not coalesce(article.is_duplicate, false)
),

known as (
    select *
    from reading
    where not exists (
        select 1
        from reading as earlier
        where earlier.city = reading.city
            and earlier.address = reading.address
            and earlier.reading = reading.reading - 1
            and earlier.frame = reading.frame
            and earlier.value is not distinct from reading.value
    )
),

reviewed as (
    select
        known.* replace (coalesce(decision.replacement, known.value) as value),
        known.value as value_read,
        decision.verdict as review,
        decision.decided_by as reviewed_by,
        decision.why as review_why,
        decision.decided_at as reviewed_at
    from known
    left join core.decision as decision
        on decision.city = known.city and decision.target_id = known.figure_id and decision.kind = 'figure' and decision.is_in_force
),

confirmed as (
    select
        figure.city,
        figure.figure_id,
        min(greatest(figure.known_at, other.known_at)) as confirmed_at
    from reviewed as figure
    inner join reviewed as other
        on other.city = figure.city and other.frame = figure.frame and other.value = figure.value and other.outlet <> figure.outlet
    where figure.period_start is not null and other.review is distinct from 'reject'
    group by all
)

select
    figure.figure_id,
    figure.city,
    figure.metric,
    figure.label,
    figure.measure,
    figure.value,
    figure.value_read,
    figure.value_high,
    figure.op,
    figure.period_printed,
    figure.period_start,
    figure.period_end,
    least(figure.period_end, figure.published_on) as covered_through,
    figure.grain,
    figure.baseline_printed,
    figure.baseline_start,
    figure.baseline_end,
    figure.place,
    figure.place is not distinct from place.place as is_city,
    figure.rate_per,
    figure.unit,
    figure.status,
    source.provider,
    coalesce(definition.definition, source.family || '-' || figure.metric) as definition,
    figure.speaker,
    figure.quote,
    figure.cell,
    figure.start_offset,
    figure.end_offset,
    figure.confidence,
    figure.why,
    figure.known_at,
    confirmed.confirmed_at,
    case
        when figure.review = 'reject' then null
        when figure.review in ('accept', 'correct') or figure.confidence = 'certain' then figure.known_at
        else confirmed.confirmed_at
    end as eligible_at,
    figure.review,
    figure.reviewed_by,
    figure.review_why,
    figure.reviewed_at,
    figure.known_at <> figure.fetched_at as is_reconstructed,
    figure.fetched_at,
    figure.capture_id,
    figure.source,
    figure.outlet,
    figure.published_on,
    source.reads <> 'article' as is_structured,
    source.may_compute,
    source.may_quote,
    source.may_redistribute
from reviewed as figure
inner join core.source as source on source.city = figure.city and source.source = figure.source
inner join (select distinct city, place from core.place) as place on place.city = figure.city
left join raw.definition as definition
    on definition.city = figure.city and definition.family = source.family and definition.metric = figure.metric
left join confirmed on confirmed.city = figure.city and confirmed.figure_id = figure.figure_id
order by figure.city, figure.known_at, figure.capture_id, figure.start_offset, figure.figure_id
