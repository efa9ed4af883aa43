-- One row per city and capture: an answer as it came.
--   capture_id        16 hex digits
--   city              slug
--   source            id
--   address           as asked for
--   final_address     as answered, after redirects
--   fetched_at        UTC
--   status            HTTP status
--   media_type        lower case, without parameters
--   last_modified_at  UTC, as the server said
--   digest            sha256 of the body
--   size_bytes        of the body
--   warc_file         name within the archive
--   warc_offset       bytes
--   is_revisit        the bytes are those of an earlier capture
--   parser            names the code that read it, and what the TOML said of how to read it
create table if not exists raw.capture (
    capture_id varchar not null,
    city varchar not null,
    source varchar not null,
    address varchar not null,
    final_address varchar not null,
    fetched_at timestamp not null,
    status integer not null,
    media_type varchar not null,
    last_modified_at timestamp,
    digest varchar not null,
    size_bytes bigint not null,
    warc_file varchar not null,
    warc_offset bigint not null,
    is_revisit boolean not null,
    parser varchar not null
)
