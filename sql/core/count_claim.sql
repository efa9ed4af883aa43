-- One row per stated change, multiple or share and moment: what counts give, as known when it was said and as known later. The speaker's own
-- series comes first; then the numbers that the article itself prints; then one of each; then another provider's series, which is named.
-- Only like periods are compared (their lengths differ by three days at most, as those of months do), and never across a break.
--   figure_id        the claim
--   city             slug
--   moment           said or later
--   basis            own series, the article itself, own series and the article, or another provider
--   provider         whose counts they are
--   definition       what is counted
--   value            count of the period
--   baseline_value   count of the period, or of the whole, that it is compared with
--   ours             our number, in the claim's measure
--   verdict          consistent with, understates, overstates, differs from or cannot be compared
--   working          how ours comes about, or why there is none
--   known_at         UTC; from when ours could be computed
--   value_ids        figures that value was read from
--   baseline_ids     figures that baseline_value was read from
with claim as (
    select
        figure.city,
        figure.figure_id,
        figure.metric,
        figure.measure,
        figure.op,
        figure.value as stated,
        figure.provider,
        figure.definition,
        figure.known_at as said_at,
        figure.period_start,
        case when figure.measure = 'share' then coalesce(value_metric.plural, value_side.metric) || ' in ' || figure.period_printed else figure.period_printed end as value_words,
        case when figure.measure = 'share' then coalesce(baseline_metric.plural, baseline_side.metric) || ' in ' || figure.period_printed else figure.baseline_printed end as baseline_words,
        least(value_side.first_day, baseline_side.first_day) as from_day,
        greatest(value_side.last_day, baseline_side.last_day) as to_day,
        value_side.obstacle
    from core.claim_side as value_side
    inner join core.claim_side as baseline_side using (city, figure_id)
    inner join core.figure as figure using (city, figure_id)
    left join core.metric as value_metric on value_metric.metric = value_side.metric
    left join core.metric as baseline_metric on baseline_metric.metric = baseline_side.metric
    where value_side.side = 'value' and baseline_side.side = 'baseline'
),

broken as (
    select distinct
        claim.city,
        claim.figure_id,
        series_break.provider
    from claim
    inner join core.series_break as series_break
        on series_break.city = claim.city
        and series_break.metric = claim.metric
        and series_break.stops_comparison
        and series_break.starts_on > claim.from_day
        and series_break.starts_on <= claim.to_day
),

computed as (
    select
        current_count.city,
        current_count.figure_id,
        current_count.moment,
        case when current_count.basis = baseline_count.basis then current_count.basis else 'own series and the article' end as basis,
        current_count.provider,
        current_count.definition,
        current_count.value,
        baseline_count.value as baseline_value,
        greatest(current_count.known_at, baseline_count.known_at) as known_at,
        current_count.figure_ids as value_ids,
        baseline_count.figure_ids as baseline_ids,
        case
            when claim.measure = 'change' then current_count.value - baseline_count.value
            when baseline_count.value <= 0 then null
            when claim.measure = 'multiple' then current_count.value / baseline_count.value
            when claim.measure = 'share' then 100.0 * current_count.value / baseline_count.value
            else 100.0 * (current_count.value - baseline_count.value) / baseline_count.value
        end as ours
    from core.claim_count as current_count
    inner join core.claim_count as baseline_count using (city, figure_id, moment)
    inner join claim using (city, figure_id)
    left join broken on broken.city = claim.city and broken.figure_id = claim.figure_id and broken.provider = current_count.provider
    where current_count.side = 'value'
        and baseline_count.side = 'baseline'
        and current_count.provider = baseline_count.provider
        and (current_count.definition = baseline_count.definition or claim.measure = 'share')
        and broken.provider is null
),

chosen as (
    select computed.*
    from computed
    left join claim using (city, figure_id)
    left join core.preference as preference
        on preference.city = computed.city
        and preference.metric = claim.metric
        and preference.provider = computed.provider
        and preference.definition = computed.definition
    qualify row_number() over (
        partition by computed.city, computed.figure_id, computed.moment
        order by
            list_position(['own series', 'the article itself', 'own series and the article', 'another provider'], computed.basis),
            preference.position nulls last,
            computed.provider,
            computed.definition,
            computed.value_ids,
            computed.baseline_ids
    ) = 1
),

part as (
    select
        claim.city,
        claim.figure_id,
        moment.moment,
        arg_max(statement.value, (statement.covered_through, statement.known_at)) as value,
        max(statement.covered_through) as covered_through
    from claim
    cross join (values ('said'), ('later')) as moment (moment)
    inner join core.statement as statement
        on statement.city = claim.city
        and statement.metric = claim.metric
        and statement.provider = claim.provider
        and statement.definition = claim.definition
        and statement.period_start = claim.period_start
        and (moment.moment = 'later' or statement.known_at <= claim.said_at)
    where statement.coverage = 'partial' and statement.op = 'eq'
    group by all
),

known_side as (
    select
        city,
        figure_id,
        moment,
        bool_or(side = 'value') as has_value,
        bool_or(side = 'baseline') as has_baseline
    from core.claim_count
    where basis <> 'another provider'
    group by all
),

worded as (
    select
        claim.*,
        moment.moment,
        chosen.* exclude (city, figure_id, moment, provider, definition),
        coalesce(chosen.provider, claim.provider) as whose,
        coalesce(chosen.definition, claim.definition) as which,
        provider.short as whose_name,
        part.value as part_value,
        part.covered_through as part_through,
        coalesce(known_side.has_value, false) as has_value,
        coalesce(known_side.has_baseline, false) as has_baseline,
        own_break.provider is not null as is_broken,
        printed.value as printed_value,
        printed.baseline_value as printed_baseline,
        printed.ours as printed_ours
    from claim
    cross join (values ('said'), ('later')) as moment (moment)
    left join chosen on chosen.city = claim.city and chosen.figure_id = claim.figure_id and chosen.moment = moment.moment
    left join computed as printed
        on printed.city = claim.city
        and printed.figure_id = claim.figure_id
        and printed.moment = moment.moment
        and printed.basis = 'the article itself'
        and chosen.basis = 'own series'
    left join part on part.city = claim.city and part.figure_id = claim.figure_id and part.moment = moment.moment
    left join known_side
        on known_side.city = claim.city and known_side.figure_id = claim.figure_id and known_side.moment = moment.moment
    left join broken as own_break
        on own_break.city = claim.city and own_break.figure_id = claim.figure_id and own_break.provider = claim.provider
    left join core.provider as provider
        on provider.city = claim.city and provider.provider = chosen.provider and chosen.basis = 'another provider'
)

select
    figure_id,
    city,
    moment,
    basis,
    whose as provider,
    which as definition,
    value,
    baseline_value,
    ours,
    core.verdict(measure, op, stated, ours) as verdict,
    case
        when ours is not null
            then coalesce(whose_name || ': ', '')
                || core.working(measure, value, baseline_value, ours)
                || case
                    when basis = 'the article itself' then ', in the article''s own numbers'
                    when basis = 'own series and the article' then ', one of them as only the article gives it'
                    else ''
                end
                || case
                    when printed_ours <> ours and core.verdict(measure, op, stated, printed_ours) not in ('consistent with', 'cannot be compared')
                        then '; the article''s own numbers do not fit: ' || core.working(measure, printed_value, printed_baseline, printed_ours)
                    else ''
                end
        when obstacle is not null then obstacle
        when is_broken then 'a break in the series lies between'
        when value is not null or (has_value and has_baseline) then 'no change is computed against zero or less'
        when not has_value and part_value is not null
            then format('of {} only {:t,} through {} was known', value_words, cast(part_value as bigint), part_through)
        when not has_value and not has_baseline then 'neither count is known: ' || value_words || ' and ' || baseline_words
        when not has_value then 'the count of ' || value_words || ' is not known'
        else 'the count of ' || baseline_words || ' is not known'
    end as working,
    known_at,
    value_ids,
    baseline_ids
from worded
order by city, figure_id, moment desc
