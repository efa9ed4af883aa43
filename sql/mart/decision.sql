-- One row per decision of a reviewer, or of the city's file about a publisher's number: what it touches, and whether it still does.
--   city            slug
--   position        of the decision in the city's files
--   verdict         accept, correct or reject
--   state           in force; superseded (a newer one speaks of the same); retired (the publisher has mended the number since); or
--                   matches nothing (the words are not read any more, or were never)
--   target_id       figure or quotation that it names
--   source          id
--   metric          code
--   period_printed  as the contract writes it
--   value           as read, or as published
--   replacement     what it is corrected to
--   targets         how many figures or quotations it touches
--   mended_value    what the publisher gives now
--   mended_at       UTC; since when
--   decided_by      who
--   why             in their words
--   decided_at      UTC
with touched as (
    select
        city,
        position,
        count(*) as targets,
        count(*) filter (where is_in_force) as in_force
    from core.decision
    group by all
),

mended as (
    select
        decision.city,
        decision.position,
        max_by(figure.value_read, (figure.known_at, figure.figure_id)) as mended_value,
        max(figure.known_at) as mended_at
    from raw.decision as decision
    inner join core.figure as figure
        on figure.city = decision.city
        and figure.source = decision.source
        and figure.metric = decision.metric
        and figure.measure = decision.measure
        and figure.period_printed = decision.period_printed
    where decision.target_id is null
    group by all
    having mended_value is distinct from any_value(decision.value)
)

select
    decision.city,
    decision.position,
    decision.verdict,
    case
        when touched.targets is null then 'matches nothing'
        when touched.in_force = 0 then 'superseded'
        when mended.mended_at is not null then 'retired'
        else 'in force'
    end as state,
    decision.target_id,
    decision.source,
    decision.metric,
    decision.period_printed,
    decision.value,
    decision.replacement,
    coalesce(touched.targets, 0) as targets,
    mended.mended_value,
    mended.mended_at,
    decision.decided_by,
    decision.why,
    decision.decided_at
from raw.decision as decision
left join touched using (city, position)
left join mended using (city, position)
order by decision.city, decision.position
