-- One row per direct quotation.
--   quotation_id  12 hex digits
--   capture_id    16 hex digits
--   city          slug
--   speaker       full name
--   role          as printed
--   text          verbatim
--   start_offset  characters into the document's text
--   end_offset    characters into the document's text
create table if not exists raw.quotation (
    quotation_id varchar not null,
    capture_id varchar not null,
    city varchar not null,
    speaker varchar,
    role varchar,
    text varchar not null,
    start_offset integer not null,
    end_offset integer not null
)
