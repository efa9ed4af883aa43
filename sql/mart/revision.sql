-- One row per change of what a provider gave for a period: what moved, by how much, after how long, and which capture first showed it. What
-- counts fewer days than was given before changes nothing. As known at a moment: mart.revision_at(moment).
--   city             slug
--   metric           code
--   provider         id
--   definition       id
--   period_start     first day of the period
--   period_end       last day of the period; of a part of a period the last day counted
--   is_summed        the new count is our sum of twelve months
--   revision         1 for the first change of this period, 2 for the next
--   kind             revised (the same days, another count) or completed (a year so far, then more of it)
--   value_before     count as given before
--   value            count as given from now on
--   change           value less value_before
--   change_pct       in percent of value_before; null against zero or less
--   change_first     value less the count first given
--   through_before   last day counted before
--   covered_through  last day counted now
--   known_before_at  UTC; from when the count before could be used
--   known_at         UTC; from when the new count could be used
--   days_standing    how long the count before stood
--   days_after       from the end of the period to the new count
--   capture_before   the capture that gave the count before
--   capture_id       the capture that first gave the new one
--   before_ids       figures that the count before was read from
--   figure_ids       figures that the new one was read from
--   may_redistribute it may be exported: this count and those before it
with statements as (
    select
        city,
        metric,
        provider,
        definition,
        period_start,
        case when coverage = 'partial' then covered_through else period_end end as period_end,
        is_summed,
        value,
        covered_through,
        known_at,
        capture_id,
        figure_ids,
        may_redistribute
    from core.statement
    where known_at <= moment and op = 'eq' and value is not null
),

given as (
    select *
    from statements
    qualify covered_through = max(covered_through) over (
        partition by city, metric, provider, definition, period_start, period_end
        order by known_at
    )
),

beside as (
    select
        *,
        lag(value) over statements as value_before,
        first_value(value) over statements as value_first,
        lag(covered_through) over statements as through_before,
        lag(known_at) over statements as known_before_at,
        lag(capture_id) over statements as capture_before,
        lag(figure_ids) over statements as before_ids,
        bool_and(may_redistribute) over statements as may_export
    from given
    window statements as (
        partition by city, metric, provider, definition, period_start, period_end
        order by known_at, is_summed desc, figure_ids
    )
)

select
    city,
    metric,
    provider,
    definition,
    period_start,
    period_end,
    is_summed,
    row_number() over (
        partition by city, metric, provider, definition, period_start, period_end
        order by known_at, is_summed desc, figure_ids
    ) as revision,
    case when covered_through > through_before then 'completed' else 'revised' end as kind,
    value_before,
    value,
    value - value_before as change,
    case when value_before > 0 then 100.0 * (value - value_before) / value_before end as change_pct,
    value - value_first as change_first,
    through_before,
    covered_through,
    known_before_at,
    known_at,
    date_diff('day', known_before_at, known_at) as days_standing,
    date_diff('day', period_end, cast(known_at as date)) as days_after,
    capture_before,
    capture_id,
    before_ids,
    figure_ids,
    may_export as may_redistribute
from beside
where value <> value_before
order by city, metric, provider, definition, period_start, period_end, revision
