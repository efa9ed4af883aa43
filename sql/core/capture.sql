-- One row per city and capture of a source that the city still names: an answer as it came, and when its content could first be known.
--   capture_id       16 hex digits
--   city             slug
--   source           id
--   outlet           who published the bytes
--   address          as asked for
--   final_address    as answered, after redirects
--   fetched_at       UTC
--   known_at         UTC; the document's modified, else published time; else its source's release; else the publisher's own update;
--                    else Last-Modified; else the fetch
--   known_by         which of these gave it: modified, published, released, updated, last_modified or fetched
--   published_on     calendar date where it was published; else of known_at
--   media_type       lower case, without parameters
--   digest           sha256 of the body
--   size_bytes       of the body
--   warc_file        name within the archive
--   warc_offset      bytes
--   is_revisit       the bytes are those of an earlier capture
--   is_read          a document was read from it
--   reading          1 for the first capture of the address that was read, 2 for the next
select
    capture.capture_id,
    capture.city,
    capture.source,
    source.outlet,
    capture.address,
    capture.final_address,
    capture.fetched_at,
    coalesce(
        document.modified_at,
        document.published_at,
        source.released_at,
        document.updated_at,
        capture.last_modified_at,
        capture.fetched_at
    ) as known_at,
    case
        when document.modified_at is not null then 'modified'
        when document.published_at is not null then 'published'
        when source.released_at is not null then 'released'
        when document.updated_at is not null then 'updated'
        when capture.last_modified_at is not null then 'last_modified'
        else 'fetched'
    end as known_by,
    coalesce(document.published_on, cast(known_at as date)) as published_on,
    capture.media_type,
    capture.digest,
    capture.size_bytes,
    capture.warc_file,
    capture.warc_offset,
    capture.is_revisit,
    document.capture_id is not null as is_read,
    case
        when document.capture_id is not null
            then row_number() over (
                partition by capture.city, capture.address, document.capture_id is not null
                order by capture.fetched_at, capture.capture_id
            )
    end as reading
from raw.capture as capture
inner join raw.source as source using (city, source)
left join raw.document as document using (city, capture_id)
order by capture.city, capture.fetched_at, capture.capture_id
