-- One row per figure: where it was read, in which words, and which bytes hold them; and one per count that we made of rows of incidents: from
-- which rows, and by which query anyone who has them can count again. `yearend trace ID` prints it.
--   figure_id        12 hex digits; of a count of ours the count_id of core.incident_count
--   city             slug
--   metric           code
--   measure          count, percent_change, …
--   value            the number; where a reviewer corrected it, as corrected; null where a count of ours is too small to be published
--   value_read       the number as it was read, where a reviewer corrected it
--   value_high       upper end of a range
--   op               eq, approx, lt or gt
--   period_printed   as the contract writes it
--   covered_through  last day that was over when it was printed
--   place            as the contract writes it
--   quote            the words; null where the source may not be quoted
--   cell             row and column, for tables and files; of a count of ours the rows that it is of
--   start_offset     characters into the document's text
--   end_offset       characters into the document's text
--   speaker          the named person credited
--   provider         whose figure it is
--   provider_name    with its origin
--   definition       what is counted
--   outlet           who published the bytes
--   title            headline of the document
--   address          canonical address of the document
--   published_on     calendar date where it was published
--   known_at         UTC
--   eligible_at      UTC; from when it may be mailed
--   fetched_at       UTC
--   digest           sha256 of the bytes; of a count of ours those of the last page, with which it changed or became complete
--   capture_id       16 hex digits
--   source           id
--   warc_file        name within the archive
--   warc_offset      bytes
--   confidence       certain, likely or unsure
--   why              which words gave metric, period, sign and confidence; empty where the source may not be quoted
--   review           accept, correct or reject, where a reviewer decided
--   reviewed_by      who
--   review_why       in their words
--   reviewed_at      UTC
--   licence          of the source
--   credit           real coverage that a retold page takes its facts from
--   windows          of a count of ours the first and the last window of rows that it is made of, as the archive has them: all rows, then changes
--   counted_by       of a count of ours the query over the rows of incidents, which are not published
with read as (
    select
        figure.figure_id,
        figure.city,
        figure.metric,
        figure.measure,
        figure.value,
        case when figure.review = 'correct' then figure.value_read end as value_read,
        figure.value_high,
        figure.op,
        figure.period_printed,
        figure.covered_through,
        figure.place,
        case when figure.may_quote then figure.quote end as quote,
        figure.cell,
        figure.start_offset,
        figure.end_offset,
        figure.speaker,
        figure.provider,
        provider.name as provider_name,
        figure.definition,
        coalesce(article.outlet, figure.outlet) as outlet,
        article.title,
        coalesce(article.address, capture.address) as address,
        figure.published_on,
        figure.known_at,
        figure.eligible_at,
        figure.fetched_at,
        capture.digest,
        figure.capture_id,
        figure.source,
        capture.warc_file,
        capture.warc_offset,
        figure.confidence,
        case when figure.may_quote then figure.why else [] end as why,
        figure.review,
        figure.reviewed_by,
        figure.review_why,
        figure.reviewed_at,
        source.licence,
        source.credit,
        cast([] as varchar[]) as windows,
        cast(null as varchar) as counted_by
    from core.figure as figure
    inner join core.capture as capture using (city, capture_id)
    inner join core.source as source on source.city = figure.city and source.source = figure.source
    left join core.article as article on article.city = figure.city and article.capture_id = figure.capture_id
    left join core.provider as provider on provider.city = figure.city and provider.provider = figure.provider
),

asked as (
    select
        *,
        last_value(case when scope = 'whole' then window_id end ignore nulls) over (partition by city, source order by position) as whole_id
    from raw.incident_window
    where is_loaded
),

counted as (
    select
        counted.count_id as figure_id,
        counted.city,
        counted.metric,
        'count' as measure,
        case when withheld.metric is null then cast(counted.value as double) end as value,
        'eq' as op,
        strftime(counted.period_start, '%Y-%m') as period_printed,
        case when counted.is_complete then counted.period_end end as covered_through,
        city.place,
        concat('rows that ', rule.dated_by, ' in ', period_printed) as cell,
        0 as start_offset,
        0 as end_offset,
        counted.provider,
        provider.name as provider_name,
        counted.definition,
        capture.outlet,
        capture.address,
        capture.published_on,
        counted.known_at,
        case when counted.is_complete and source.may_compute then counted.known_at end as eligible_at,
        capture.fetched_at,
        capture.digest,
        counted.capture_id,
        counted.source,
        capture.warc_file,
        capture.warc_offset,
        'certain' as confidence,
        [
            'counted from rows of incidents',
            concat('by the day on which each ', rule.dated_by),
            case when counted.is_complete then 'the source had all of the month' else 'the source did not have all of the month yet' end,
            concat('the number is not published: ', withheld.reason)
        ][1:case when withheld.metric is null then 3 else 4 end] as why,
        source.licence,
        source.credit,
        case when asked.scope = 'whole' then [asked.window_id] else [asked.whole_id, asked.window_id] end as windows,
        concat(
            'select count(distinct incident) filter (where counts_by = ''incident'')',
            ' + coalesce(sum(victims) filter (where counts_by = ''victim''), 0) as value',
            ' from core.incident where city = ''', counted.city,
            ''' and source = ''', counted.source,
            ''' and definition = ''', counted.definition,
            ''' and metric = ''', counted.metric,
            ''' and is_counted and dated_on between date ''', counted.period_start, ''' and date ''', counted.period_end,
            ''' and known_at <= timestamp ''', counted.known_at,
            ''' and coalesce(superseded_at, timestamp ''infinity'') > timestamp ''', counted.known_at, ''''
        ) as counted_by
    from core.incident_count as counted
    inner join core.source as source on source.city = counted.city and source.source = counted.source
    inner join raw.city as city on city.city = counted.city
    inner join raw.incident_rule as rule on rule.city = counted.city and rule.source = counted.source
    inner join core.capture as capture on capture.city = counted.city and capture.capture_id = counted.capture_id
    inner join asked on asked.city = counted.city and asked.source = counted.source and asked.known_at = counted.known_at
    left join core.provider as provider on provider.city = counted.city and provider.provider = counted.provider
    left join core.withheld as withheld
        on withheld.city = counted.city
        and withheld.provider = counted.provider
        and withheld.definition = counted.definition
        and withheld.metric = counted.metric
        and withheld.year = year(counted.period_start)
    where counted.is_complete or withheld.metric is null  -- of what is withheld only what series name
)

select *
from read
union all by name
select *
from counted
order by city, figure_id
