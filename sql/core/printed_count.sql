-- One row per exact count that a document prints of the city for a period, whether it may be mailed or not: what a claim in the same document
-- can be held against.
--   figure_id        the count
--   city             slug
--   address          of the document
--   metric           code
--   provider         id
--   definition       id
--   first_day        first day of the period
--   last_day         last day for which it stands
--   value            count
--   known_at         UTC
select
    figure.figure_id,
    figure.city,
    capture.address,
    figure.metric,
    figure.provider,
    figure.definition,
    figure.period_start as first_day,
    core.whole_year(figure.period_start, figure.period_end, figure.covered_through) as last_day,
    figure.value,
    figure.known_at
from core.figure as figure
inner join core.capture as capture using (city, capture_id)
where figure.is_city
    and figure.measure = 'count'
    and figure.value is not null
    and figure.value_high is null
    and figure.op = 'eq'
    and figure.status is null
    and figure.review is distinct from 'reject'
    and not figure.is_structured
    and figure.may_compute
    and figure.grain not in ('stock', 'average')
qualify row_number() over (
    partition by figure.city, capture.address, figure.metric, figure.provider, figure.definition, first_day, last_day
    order by figure.eligible_at is null, figure.known_at desc, figure.start_offset, figure.figure_id
) = 1
order by figure.city, capture.address, figure.start_offset, figure.figure_id
