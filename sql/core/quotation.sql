-- One row per direct quotation that may be quoted and that no reviewer rejected, once however often its page was captured.
--   quotation_id  12 hex digits
--   city          slug
--   capture_id    16 hex digits
--   source        id
--   outlet        as the page names itself
--   address       of the article
--   title         of the article
--   published_on  calendar date where it was published
--   known_at      UTC; of a quotation added by a silent edit the fetch that first had it
--   speaker       full name
--   role          as printed
--   text          verbatim
--   words         length
--   start_offset  characters into the document's text
--   end_offset    characters into the document's text
--   review        accept, or null where no reviewer decided
select
    quotation.quotation_id,
    quotation.city,
    quotation.capture_id,
    article.source,
    article.outlet,
    article.address,
    article.title,
    article.published_on,
    capture.new_at as known_at,
    quotation.speaker,
    quotation.role,
    quotation.text,
    len(string_split_regex(trim(quotation.text), '\s+')) as words,
    quotation.start_offset,
    quotation.end_offset,
    decision.verdict as review
from raw.quotation as quotation
inner join core.article as article using (city, capture_id)
inner join core.capture as capture using (city, capture_id)
inner join core.source as source on source.city = article.city and source.source = article.source
left join core.decision as decision
    on decision.city = quotation.city
    and decision.target_id = quotation.quotation_id
    and decision.kind = 'quotation'
    and decision.is_in_force
where source.may_quote and not article.is_duplicate and decision.verdict is distinct from 'reject'
qualify row_number() over (
    partition by quotation.city, article.address, quotation.speaker, quotation.text
    order by capture.fetched_at, quotation.capture_id
) = 1
order by quotation.city, capture.new_at, quotation.capture_id, quotation.start_offset
