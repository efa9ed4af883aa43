-- One row per city and capture of a source that the city still names: an answer as it came, and when its content could first be known.
--   capture_id       16 hex digits
--   city             slug
--   source           id
--   outlet           who published the bytes
--   address          as asked for
--   final_address    as answered, after redirects
--   fetched_at       UTC
--   known_at         UTC; the document's modified, else published time; else its source's release; else the publisher's own update;
--                    else Last-Modified; else the fetch, and never after that
--   known_by         which of these gave it: modified, published, released, updated, last_modified or fetched
--   new_at           UTC; from when it could be known what this capture says and the one before it did not: known_at, or the fetch where the
--                    document gives no later time than that earlier fetch (a silent edit)
--   published_on     calendar date where it was published; else that of known_at in the city
--   media_type       lower case, without parameters
--   digest           sha256 of the body
--   size_bytes       of the body
--   warc_file        name within the archive
--   warc_offset      bytes
--   is_revisit       the bytes are those of an earlier capture
--   is_read          a document was read from it
--   reading          1 for the first capture of the address that was read, 2 for the next
with dated as (
    select
        capture.*,
        source.outlet,
        document.published_on,
        document.capture_id is not null as is_read,
        coalesce(
            document.modified_at,
            document.published_at,
            source.released_at,
            document.updated_at,
            capture.last_modified_at
        ) as stated_at,
        least(stated_at, capture.fetched_at) as known_at,
        case
            when stated_at > capture.fetched_at then 'fetched'
            when document.modified_at is not null then 'modified'
            when document.published_at is not null then 'published'
            when source.released_at is not null then 'released'
            when document.updated_at is not null then 'updated'
            when capture.last_modified_at is not null then 'last_modified'
            else 'fetched'
        end as known_by
    from raw.capture as capture
    inner join raw.source as source using (city, source)
    left join raw.document as document using (city, capture_id)
)

select
    dated.capture_id,
    dated.city,
    dated.source,
    dated.outlet,
    dated.address,
    dated.final_address,
    dated.fetched_at,
    dated.known_at,
    dated.known_by,
    case when dated.is_read and dated.known_at <= lag(dated.fetched_at) over readings then dated.fetched_at else dated.known_at end as new_at,
    coalesce(
        dated.published_on,
        cast(timezone(city.time_zone, timezone('UTC', dated.known_at)) as date)
    ) as published_on,
    dated.media_type,
    dated.digest,
    dated.size_bytes,
    dated.warc_file,
    dated.warc_offset,
    dated.is_revisit,
    dated.is_read,
    case when dated.is_read then row_number() over readings end as reading
from dated
inner join raw.city as city using (city)
window readings as (
    partition by dated.city, dated.address, dated.is_read
    order by dated.fetched_at, dated.capture_id
)
order by dated.city, dated.fetched_at, dated.capture_id
