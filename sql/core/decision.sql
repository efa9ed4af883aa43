-- One row per figure or quotation and decision of a reviewer about it, the one in force first: the newest. A decision holds for its id, or for
-- what says the same in the same capture; one about a publisher's number for that number, in whichever capture it stands.
--   target_id    figure or quotation
--   city         slug
--   kind         figure or quotation
--   position     of the decision in the city's files
--   verdict      accept, correct or reject
--   replacement  what it is corrected to
--   decided_by   who
--   why          in their words
--   decided_at   UTC
--   is_in_force  no newer one speaks of the same
with matched as (
    select
        figure.figure_id as target_id,
        figure.city,
        'figure' as kind,
        decision.* exclude (target_id, city)
    from raw.figure as figure
    inner join raw.capture as capture using (city, capture_id)
    inner join raw.decision as decision
        on decision.city = figure.city
        and (
            decision.target_id = figure.figure_id
            or (
                decision.metric = figure.metric
                and decision.measure = figure.measure
                and decision.period_printed is not distinct from figure.period_printed
                and decision.value is not distinct from figure.value
                and decision.source = capture.source
                and (decision.target_id is null or decision.capture_id = figure.capture_id)
            )
        )
    union all
    select
        quotation.quotation_id as target_id,
        quotation.city,
        'quotation' as kind,
        decision.* exclude (target_id, city)
    from raw.quotation as quotation
    inner join raw.decision as decision
        on decision.city = quotation.city
        and (
            decision.target_id = quotation.quotation_id
            or (decision.metric is null and decision.capture_id = quotation.capture_id and decision.quote = quotation.text)
        )
)

select
    target_id,
    city,
    kind,
    position,
    verdict,
    replacement,
    decided_by,
    why,
    decided_at,
    row_number() over (partition by city, kind, target_id order by decided_at desc, position desc) = 1 as is_in_force
from matched
order by city, kind, target_id, is_in_force desc, decided_at desc, position desc
