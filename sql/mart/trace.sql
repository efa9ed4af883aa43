-- One row per figure: where it was read, in which words, and which bytes hold them. `yearend trace ID` prints it.
--   figure_id        12 hex digits
--   city             slug
--   metric           code
--   measure          count, percent_change, …
--   value            the number; where a reviewer corrected it, as corrected
--   value_read       the number as it was read, where a reviewer corrected it
--   value_high       upper end of a range
--   op               eq, approx, lt or gt
--   period_printed   as the contract writes it
--   covered_through  last day that was over when it was printed
--   place            as the contract writes it
--   quote            the words; null where the source may not be quoted
--   cell             row and column, for tables and files
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
--   digest           sha256 of the bytes
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
    source.credit
from core.figure as figure
inner join core.capture as capture using (city, capture_id)
inner join core.source as source on source.city = figure.city and source.source = figure.source
left join core.article as article on article.city = figure.city and article.capture_id = figure.capture_id
left join core.provider as provider on provider.city = figure.city and provider.provider = figure.provider
order by figure.city, figure.figure_id
