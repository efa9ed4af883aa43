-- One row per figure read from a capture.
--   figure_id         12 hex digits, from the bytes' digest, the place in the text and what was read
--   capture_id        16 hex digits
--   city              slug
--   metric            code
--   label             the noun as printed
--   measure           count, percent_change, change, rate, share, multiple, record or rank
--   value             the number; percent as 12.9, a fall is negative
--   value_high        upper end of a range
--   op                eq, approx, lt or gt; speaks of the magnitude
--   period_printed    as the contract writes it
--   period_start      first day
--   period_end        last day
--   grain             year, half, quarter, month, day, year_to_date, span, stock or average
--   baseline_printed  what a change or record is compared with
--   baseline_start    first day
--   baseline_end      last day
--   place             as the contract writes it
--   rate_per          people or things that a rate is per
--   unit              where it says more
--   status            planned, target, forecast or disputed
--   confidence        certain, likely or unsure
--   speaker           the named person credited
--   quote             the words it was read from
--   start_offset      characters into the document's text
--   end_offset        characters into the document's text
--   cell              row and column, for tables and files
--   why               which words gave metric, period, sign and confidence
create table if not exists raw.figure (
    figure_id varchar not null,
    capture_id varchar not null,
    city varchar not null,
    metric varchar not null,
    label varchar not null,
    measure varchar not null,
    value double,
    value_high double,
    op varchar not null,
    period_printed varchar,
    period_start date,
    period_end date,
    grain varchar,
    baseline_printed varchar,
    baseline_start date,
    baseline_end date,
    place varchar,
    rate_per integer,
    unit varchar,
    status varchar,
    confidence varchar not null,
    speaker varchar,
    quote varchar not null,
    start_offset integer not null,
    end_offset integer not null,
    cell varchar,
    why varchar[] not null
)
