-- One row per document whose text stands at another address too: it is kept, and counts once.
-- severity: note
select
    duplicate.city,
    duplicate.source,
    duplicate.address,
    min(original.address) as same_text_as,
    duplicate.published_on
from core.article as duplicate
inner join core.article as original
    on original.city = duplicate.city and original.text_digest = duplicate.text_digest and not original.is_duplicate
where duplicate.is_duplicate
group by duplicate.city, duplicate.source, duplicate.address, duplicate.published_on
order by duplicate.city, duplicate.source, duplicate.address
