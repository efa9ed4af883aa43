-- One row per capture that was read as a document.
--   capture_id         16 hex digits
--   city               slug
--   title              headline
--   outlet             as the page names itself
--   author             byline
--   published_at       UTC
--   published_on       calendar date where it was published
--   modified_at        UTC
--   updated_at         UTC; the newest date at which the publisher says a row was changed
--   canonical_address  as the page says
--   text_digest        sha256 of the text, white space folded
--   words              length of the text, in words
create table if not exists raw.document (
    capture_id varchar not null,
    city varchar not null,
    title varchar,
    outlet varchar,
    author varchar,
    published_at timestamp,
    published_on date,
    modified_at timestamp,
    updated_at timestamp,
    canonical_address varchar,
    text_digest varchar not null,
    words integer not null
)
