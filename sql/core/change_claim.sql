-- One row per stated change or multiple and moment: what its own series gives, as known when it was said and as known later.
-- Only like periods are compared (their lengths differ by three days at most, as those of months do), and never across a break.
--   figure_id        the claim
--   city             slug
--   moment           said or later
--   value            count of the period, from the speaker's own series
--   baseline_value   count of the period it is compared with
--   ours             our number, in the claim's measure
--   verdict          consistent with, understates, overstates, differs from or cannot be compared
--   working          how ours comes about, or why there is none
--   known_at         UTC; from when ours could be computed
with claim as (
    select
        figure.*,
        period_start as first_day,
        core.whole_year(period_start, period_end, covered_through) as last_day,
        baseline_start as baseline_first_day,
        core.whole_year(baseline_start, baseline_end, baseline_end) as baseline_last_day,
        case
            when period_start is null then 'the text does not say which period it speaks of'
            when baseline_start is null then 'the text does not say what it is compared with'
            when abs((last_day - first_day) - (baseline_last_day - baseline_first_day)) > 3 then 'the two periods are not alike'
            when exists (
                select 1
                from core.series_break as series_break
                where series_break.city = figure.city
                    and series_break.provider = figure.provider
                    and series_break.metric = figure.metric
                    and series_break.stops_comparison
                    and series_break.starts_on > least(figure.period_start, figure.baseline_start)
                    and series_break.starts_on <= greatest(figure.period_end, figure.baseline_end)
            ) then 'a break in the series lies between'
        end as obstacle
    from core.figure as figure
    where is_city
        and measure in ('percent_change', 'change', 'multiple')
        and value is not null
        and status is null
        and may_compute
),

side as (
    select city, figure_id, metric, provider, definition, 'value' as side, first_day, last_day, known_at from claim
    union all
    select city, figure_id, metric, provider, definition, 'baseline', baseline_first_day, baseline_last_day, known_at from claim
),

count_of as (
    select
        side.city,
        side.figure_id,
        side.side,
        moment.moment,
        statement.value,
        statement.known_at
    from side
    cross join (values ('said'), ('later')) as moment (moment)
    inner join core.statement as statement
        on statement.city = side.city
        and statement.metric = side.metric
        and statement.provider = side.provider
        and statement.definition = side.definition
        and statement.period_start = side.first_day
        and core.whole_year(statement.period_start, statement.period_end, statement.covered_through) = side.last_day
        and statement.op = 'eq'
        and (moment.moment = 'later' or statement.known_at <= side.known_at)
    qualify row_number() over (
        partition by side.city, side.figure_id, side.side, moment.moment
        order by statement.coverage = 'full' desc, statement.known_at desc, statement.figure_ids
    ) = 1
),

paired as (
    select
        claim.figure_id,
        claim.city,
        claim.measure,
        claim.op,
        claim.value as stated,
        claim.period_printed,
        claim.baseline_printed,
        moment.moment,
        current_count.value,
        baseline_count.value as baseline_value,
        claim.obstacle,
        case
            when claim.obstacle is not null then null
            when claim.measure = 'change' then current_count.value - baseline_count.value
            when baseline_count.value <= 0 then null
            when claim.measure = 'multiple' then current_count.value / baseline_count.value
            else 100.0 * (current_count.value - baseline_count.value) / baseline_count.value
        end as ours,
        case when ours is not null then greatest(current_count.known_at, baseline_count.known_at) end as known_at
    from claim
    cross join (values ('said'), ('later')) as moment (moment)
    left join count_of as current_count
        on current_count.city = claim.city
        and current_count.figure_id = claim.figure_id
        and current_count.side = 'value'
        and current_count.moment = moment.moment
    left join count_of as baseline_count
        on baseline_count.city = claim.city
        and baseline_count.figure_id = claim.figure_id
        and baseline_count.side = 'baseline'
        and baseline_count.moment = moment.moment
)

select
    figure_id,
    city,
    moment,
    value,
    baseline_value,
    ours,
    core.verdict(measure, op, stated, ours) as verdict,
    case
        when ours is not null
            then format('{:t,} against {:t,} is ', cast(value as bigint), cast(baseline_value as bigint))
                || case measure
                    when 'change' then format('{:+d}', cast(ours as bigint))
                    when 'multiple' then format('{:.2f} times', ours)
                    else format('{:+.1f}%', ours)
                end
        when obstacle is not null then obstacle
        when value is null and baseline_value is null then 'neither count is known: ' || period_printed || ' and ' || baseline_printed
        when value is null then 'the count of ' || period_printed || ' is not known'
        when baseline_value is null then 'the count of ' || baseline_printed || ' is not known'
        else 'no change is computed against zero or less'
    end as working,
    known_at
from paired
order by city, figure_id, moment desc
