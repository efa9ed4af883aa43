-- One row per stated rank of a year among the years of a city ("the second-deadliest on record") and moment: how many years of the speaker's own
-- series are beyond it, back to the first gap or break. Ranks among places are not compared: none is made here.
--   figure_id        the claim
--   city             slug
--   moment           said or later
--   basis            own series
--   provider         whose counts they are
--   definition       what is counted
--   value            count of the year
--   baseline_value   the next count beyond it
--   ours             its rank among the years known
--   verdict          consistent with, differs from or cannot be compared
--   working          how ours comes about, or why there is none
--   known_at         UTC; from when the year's count could be used
--   value_ids        figures that value was read from
--   baseline_ids     figures that baseline_value was read from
with claim as (
    select
        city,
        figure_id,
        metric,
        provider,
        definition,
        value as stated,
        known_at as said_at,
        year(period_start) as ranked_year,
        regexp_matches(lower(quote), '\b(low|lows|lowest|fewest|least|smallest|safest|best|quietest)\b') as is_low,
        case
            when period_start is null
                or core.whole_year(period_start, period_end, covered_through) <> make_date(year(period_start), 12, 31)
                then 'only ranks of years are compared'
            when regexp_matches(
                lower(quote), '\b(cit(y|ies)|state|states|country|nation|nationwide|world|region|count(y|ies)|neighbou?rhoods?|precincts?|districts?|towns?)\b'
            ) then 'a rank among places: none is made here'
        end as obstacle
    from core.figure
    where is_city and measure = 'rank' and value is not null and status is null and may_compute
),

annual as (
    select
        claim.city,
        claim.figure_id,
        claim.ranked_year,
        moment.moment,
        claim.is_low,
        year(statement.period_start) as year,
        statement.value,
        statement.known_at,
        statement.figure_ids
    from claim
    cross join (values ('said'), ('later')) as moment (moment)
    inner join core.statement as statement
        on statement.city = claim.city
        and statement.metric = claim.metric
        and statement.provider = claim.provider
        and statement.definition = claim.definition
        and statement.op = 'eq'
        and statement.value is not null
        and statement.coverage in ('full', 'so_far')
        and statement.period_start = make_date(year(statement.period_start), 1, 1)
        and statement.period_end = make_date(year(statement.period_start), 12, 31)
        and year(statement.period_start) <= claim.ranked_year
        and (moment.moment = 'later' or statement.known_at <= claim.said_at)
    left join core.series_break as series_break
        on series_break.city = statement.city
        and series_break.provider = statement.provider
        and series_break.metric = statement.metric
        and series_break.stops_comparison
        and series_break.starts_on > statement.period_start
        and series_break.starts_on <= make_date(claim.ranked_year, 12, 31)
    where claim.obstacle is null and series_break.starts_on is null
    qualify row_number() over (
        partition by claim.city, claim.figure_id, moment.moment, year(statement.period_start)
        order by statement.coverage = 'full' desc, statement.known_at desc, statement.figure_ids
    ) = 1
),

unbroken as (
    select *
    from annual
    qualify ranked_year - year = row_number() over (partition by city, figure_id, moment order by year desc) - 1
),

beside as (
    select
        other.*,
        own.value as own_value,
        own.known_at as own_known_at,
        own.figure_ids as own_ids,
        (other.value - own.value) * case when other.is_low then -1 else 1 end as beyond
    from unbroken as other
    inner join unbroken as own
        on own.city = other.city and own.figure_id = other.figure_id and own.moment = other.moment and own.year = own.ranked_year
),

ranked as (
    select
        city,
        figure_id,
        moment,
        any_value(own_value) as value,
        any_value(own_known_at) as known_at,
        any_value(own_ids) as value_ids,
        count(*) - 1 as years_known,
        count(*) filter (where beyond > 0) as beyond,
        arg_min(value, (beyond, -year)) filter (where beyond > 0) as next_value,
        arg_min(year, (beyond, -year)) filter (where beyond > 0) as next_year,
        arg_min(figure_ids, (beyond, -year)) filter (where beyond > 0) as next_ids
    from beside
    group by all
)

select
    claim.figure_id,
    claim.city,
    moment.moment,
    case when ranked.value is not null then 'own series' end as basis,
    claim.provider,
    claim.definition,
    ranked.value,
    ranked.next_value as baseline_value,
    cast(ranked.beyond + 1 as double) as ours,
    case
        when ranked.value is null or ranked.years_known = 0 then 'cannot be compared'
        when ranked.beyond + 1 > claim.stated then 'differs from'
        when ranked.beyond + 1 = claim.stated then 'consistent with'
        else 'cannot be compared'
    end as verdict,
    case
        when claim.obstacle is not null then claim.obstacle
        when ranked.value is null then 'the count of ' || claim.ranked_year || ' is not known'
        when ranked.years_known = 0 then 'no year before ' || claim.ranked_year || ' is known'
        else format('{:t,} in {}: ', cast(ranked.value as bigint), claim.ranked_year)
            || format('{} of the {} years known before it without a gap ', ranked.beyond, ranked.years_known)
            || case when ranked.beyond = 1 then 'is beyond it' else 'are beyond it' end
            || case when ranked.beyond > 0 then format(', the nearest {:t,} in {}', cast(ranked.next_value as bigint), ranked.next_year) else '' end
            || case when ranked.beyond + 1 < claim.stated then '; earlier years are not known' else '' end
    end as working,
    ranked.known_at,
    ranked.value_ids,
    ranked.next_ids as baseline_ids
from claim
cross join (values ('said'), ('later')) as moment (moment)
left join ranked on ranked.city = claim.city and ranked.figure_id = claim.figure_id and ranked.moment = moment.moment
order by claim.city, claim.figure_id, moment.moment desc
