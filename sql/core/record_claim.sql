-- One row per stated record of a year and moment: whether the years known bear it out, as known when it was said and as known later.
-- The speaker's own provider comes first for each year; another one fills a year that it leaves open only where the record's margin
-- exceeds the greatest disagreement that the two ever showed in a year they share.
--   figure_id        the claim
--   city             slug
--   moment           said or later
--   basis            own series, the article itself (its count of the record's year is in no series yet) or own series and others
--   provider         whose count of the record's year it is
--   definition       what is counted
--   value            count of the record's year, from the speaker's own series
--   baseline_value   the nearest other count
--   ours             years up to the one before in which no count goes beyond it, without a gap
--   verdict          consistent with, differs from or cannot be compared
--   working          how ours comes about, or why there is none
--   known_at         UTC; from when the record year's count could be used
--   value_ids        figures that value was read from
--   baseline_ids     figures that baseline_value was read from
with claim as (
    select
        figure.*,
        capture.address,
        year(period_start) as record_year,
        case when value < 200 then value else year(period_start) - value end as years_stated,
        regexp_matches(lower(quote), '\b(low|lows|lowest|fewest|least|smallest)\b') as is_low
    from core.figure as figure
    inner join core.capture as capture using (city, capture_id)
    where is_city and measure = 'record' and status is null and may_compute
        and core.whole_year(period_start, period_end, covered_through) = make_date(year(period_start), 12, 31)
),

given as (
    select
        city,
        metric,
        provider,
        definition,
        cast(year(period_start) as integer) as year,
        value,
        coverage,
        known_at,
        figure_ids,
        cast(null as varchar) as address
    from core.statement
    where op = 'eq'
        and value is not null
        and coverage in ('full', 'so_far')
        and period_start = make_date(year(period_start), 1, 1)
        and period_end = make_date(year(period_start), 12, 31)
    union all by name
    select
        city,
        metric,
        provider,
        definition,
        cast(year(first_day) as integer) as year,
        value,
        'printed' as coverage,
        known_at,
        [figure_id] as figure_ids,
        address
    from core.printed_count
    where first_day = make_date(year(first_day), 1, 1) and last_day = make_date(year(first_day), 12, 31)
),

annual as (
    select
        claim.city,
        claim.figure_id,
        moment.moment,
        claim.record_year,
        claim.years_stated,
        claim.is_low,
        given.year,
        given.provider,
        given.provider = claim.provider and given.definition = claim.definition as is_own,
        given.coverage = 'printed' as is_printed,
        given.value,
        given.known_at,
        given.figure_ids
    from claim
    cross join (values ('said'), ('later')) as moment (moment)
    inner join given
        on given.city = claim.city
        and given.metric = claim.metric
        and given.year <= claim.record_year
        and (given.address is null or given.address = claim.address)
        and (moment.moment = 'later' or given.known_at <= claim.known_at)
    left join core.series_break as series_break
        on series_break.city = given.city
        and series_break.provider = given.provider
        and series_break.metric = given.metric
        and series_break.stops_comparison
        and series_break.starts_on > make_date(given.year, 1, 1)
        and series_break.starts_on <= make_date(claim.record_year, 12, 31)
    where series_break.starts_on is null
    qualify row_number() over (
        partition by claim.city, claim.figure_id, moment.moment, given.provider, given.definition, given.year
        order by list_position(['full', 'so_far', 'printed'], given.coverage), given.known_at desc, given.figure_ids
    ) = 1
),

disagreement as (
    select
        own.city,
        own.figure_id,
        own.moment,
        max(abs(own.value - other.value)) as greatest_disagreement
    from annual as own
    inner join annual as other
        on other.city = own.city and other.figure_id = own.figure_id and other.moment = own.moment and other.year = own.year and not other.is_own
    where own.is_own
    group by all
),

record as (
    select *
    from annual
    where is_own and year = record_year
),

earlier as (
    select
        city,
        figure_id,
        moment,
        record_year,
        years_stated,
        is_low,
        year,
        bool_or(is_own) as is_own,
        case
            when bool_or(is_own) then any_value(value) filter (where is_own)
            when is_low then min(value)
            else max(value)
        end as value,
        case
            when bool_or(is_own) then any_value(figure_ids) filter (where is_own)
            when is_low then arg_min(figure_ids, (value, provider))
            else arg_max(figure_ids, (value, provider))
        end as figure_ids,
        string_agg(distinct provider, ', ' order by provider) filter (where not is_own) as others
    from annual
    where year < record_year
    group by city, figure_id, moment, record_year, years_stated, is_low, year
),

judged as (
    select
        earlier.*,
        record.value as record_value,
        record.known_at,
        record.is_printed,
        record.figure_ids as record_ids,
        (earlier.value - record.value) * case when earlier.is_low then -1 else 1 end as beyond,
        case when earlier.is_own then 0 else coalesce(disagreement.greatest_disagreement, 0) end as margin
    from earlier
    inner join record using (city, figure_id, moment)
    left join disagreement using (city, figure_id, moment)
),

reach as (
    select
        city,
        figure_id,
        moment,
        any_value(record_value) as record_value,
        any_value(known_at) as known_at,
        any_value(is_printed) as is_printed,
        any_value(record_ids) as record_ids,
        arg_max(figure_ids, year) filter (where beyond > 0) as beyond_ids,
        coalesce(max(year) filter (where beyond > 0), min(year) - 1) as last_beyond_year,
        max(year) filter (where beyond > 0) is not null as is_bounded,
        arg_max(value, year) filter (where beyond > 0) as beyond_value,
        max(year) filter (where beyond = 0) as tied_year,
        bool_or(not is_own and abs(beyond) <= margin and (years_stated is null or year >= record_year - years_stated)) as is_too_close,
        list(year order by year) as years,
        string_agg(distinct others, ', ') filter (where not is_own) as others
    from judged
    group by all
),

counted as (
    select
        reach.*,
        claim.record_year,
        claim.years_stated,
        claim.record_year - 1 - greatest(
            reach.last_beyond_year,
            coalesce(
                list_max([y for y in range(reach.years[1], claim.record_year) if not list_contains(reach.years, y)]),
                reach.last_beyond_year
            )
        ) as ours
    from reach
    inner join claim using (city, figure_id)
)

select
    claim.figure_id,
    claim.city,
    moment.moment,
    case
        when counted.record_value is null then null
        when counted.is_printed then 'the article itself'
        when counted.others is not null then 'own series and others'
        else 'own series'
    end as basis,
    claim.provider,
    claim.definition,
    counted.record_value as value,
    counted.beyond_value as baseline_value,
    cast(counted.ours as double) as ours,
    case
        when counted.record_value is null or counted.is_too_close then 'cannot be compared'
        when claim.years_stated is null then case when counted.is_bounded then 'differs from' else 'consistent with' end
        when counted.ours >= claim.years_stated then 'consistent with'
        when counted.last_beyond_year >= claim.record_year - claim.years_stated and counted.is_bounded then 'differs from'
        else 'cannot be compared'
    end as verdict,
    case
        when counted.record_value is null then 'no count of ' || claim.record_year || ' with earlier years beside it is known'
        when counted.is_too_close then 'another provider is too close to tell'
        when counted.ours < coalesce(claim.years_stated, 0) and not counted.last_beyond_year >= claim.record_year - claim.years_stated
            then 'only ' || counted.ours || ' years before ' || claim.record_year || ' are known without a gap'
        else format('{:t,} in {}: ', cast(counted.record_value as bigint), claim.record_year)
            || case
                when counted.is_bounded and counted.ours = 0 then 'beyond it '
                when counted.is_bounded
                    then 'none beyond it in the ' || counted.ours || case when counted.ours = 1 then ' year' else ' years' end || ' before, '
                else 'none beyond it in the ' || counted.ours || case when counted.ours = 1 then ' year' else ' years' end || ' known'
            end
            || case when counted.is_bounded then format('{:t,} in {}', cast(counted.beyond_value as bigint), counted.last_beyond_year) else '' end
            || case when counted.ours > claim.years_stated and claim.value < 200 then '; the stated span understates' else '' end
            || case when counted.tied_year is not null and counted.tied_year > counted.last_beyond_year then '; tied with ' || counted.tied_year else '' end
            || coalesce('; some years from ' || counted.others, '')
    end as working,
    counted.known_at,
    counted.record_ids as value_ids,
    counted.beyond_ids as baseline_ids
from claim
cross join (values ('said'), ('later')) as moment (moment)
left join counted on counted.city = claim.city and counted.figure_id = claim.figure_id and counted.moment = moment.moment
order by claim.city, claim.figure_id, moment.moment desc
