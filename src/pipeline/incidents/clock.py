"""The SQL of moments: as they are printed, and as UTC and the city's clock show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.incidents.mapping import EPOCHS, ISO_OFFSET

if TYPE_CHECKING:
    from pipeline.incidents.mapping import When


def parsed(when: When) -> str:
    """What the forms give: a timestamp on the clock of `when`, or one with time zone where they carry an offset; null for anything else."""
    column = '"' + when.column.replace('"', '""') + '"'
    patterns = [form for form in when.forms if "%" in form]
    readings = [_reading(form, column) for form in when.forms if "%" not in form]
    if patterns:
        readings.append(f"try_strptime({column}, [{', '.join(map(_text, patterns))}])")
    moment = f"coalesce({', '.join(readings)})"
    return moment if when.time is None else f"coalesce(cast({moment} as date) + {_time_of_day(when.time)}, {moment})"


def instant(when: When, name: str, zone: str) -> str:
    """The moment `name` in UTC. Within the hour that a clock shows twice in autumn the later one is taken."""
    if when.has_offset:
        return f"timezone('UTC', {name})"
    return name if when.is_utc else f"timezone('UTC', timezone({_text(zone)}, {name}))"


def local(when: When, name: str, zone: str) -> str:
    """The moment `name` as the city's clock shows it."""
    if when.has_offset:
        return f"timezone({_text(zone)}, {name})"
    return f"timezone({_text(zone)}, timezone('UTC', {name}))" if when.is_utc else name


def _reading(form: str, column: str) -> str:
    if form == ISO_OFFSET:
        return f"try_cast({column} as timestamptz)"
    if form in EPOCHS:
        return f"try(epoch_ms(try_cast({column} as bigint) * {EPOCHS[form]}))"
    # DuckDB would pass over an offset; the date itself is ten characters long.
    offset = f"contains({column}, '+') or contains({column}, 'Z') or contains(substr({column}, 11), '-')"
    return f"case when not ({offset}) then try_cast({column} as timestamp) end"


def _time_of_day(name: str) -> str:
    """23:15:00, 23:15, 2315, 905, or the time of 1900-01-01T23:15:00."""
    column = '"' + name.replace('"', '""') + '"'
    digits = f"regexp_replace(lpad({column}, 4, '0'), '^(\\d\\d)(\\d\\d)$', '\\1:\\2')"
    return f"coalesce(try_cast({column} as time), try_cast({digits} as time), try_cast(try_cast({column} as timestamp) as time))"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
