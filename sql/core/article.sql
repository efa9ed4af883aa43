-- One row per city and capture read as an article.
--   capture_id         16 hex digits
--   city               slug
--   source             id
--   title              headline
--   outlet             as the page names itself; else as the source is named
--   author             byline
--   published_at       UTC
--   published_on       calendar date where it was published
--   modified_at        UTC
--   known_at           UTC
--   address            canonical one; else as asked for
--   words              length of the text
--   text_digest        sha256 of the text, white space folded
--   is_duplicate       the same text stands at another address too, which is its canonical one or was captured before
select
    capture.capture_id,
    capture.city,
    capture.source,
    document.title,
    coalesce(document.outlet, capture.outlet) as outlet,
    document.author,
    document.published_at,
    document.published_on,
    document.modified_at,
    capture.known_at,
    coalesce(document.canonical_address, capture.address) as address,
    document.words,
    document.text_digest,
    capture.address <> first_value(capture.address) over (
        partition by capture.city, document.text_digest
        order by (document.canonical_address is not distinct from capture.address) desc, capture.fetched_at, capture.capture_id
    ) as is_duplicate
from core.capture as capture
inner join core.source as source using (city, source)
inner join raw.document as document using (city, capture_id)
where source.reads = 'article'
order by capture.city, capture.known_at, capture.capture_id
