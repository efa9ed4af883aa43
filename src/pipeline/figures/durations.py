"""Response times: "4.69 minutes", "5 minutes and 20 seconds", "15:10" → minutes."""

from __future__ import annotations

import re

from pipeline.figures.statement import BEFORE, Side, Statement
from pipeline.figures.units import Line

_WAITED = re.compile(
    r"\b(?:wait(?:ed|s|ing)?|respon(?:d|ded|se)|arriv(?:e|ed|al)|took|takes|averag\w+|reach(?:ed|es)?|g[eo]t\s+there|minutes)\b"
)
_MINUTES = {"minutes", "minute", "min", "mins"}
_SECONDS = {"seconds", "second", "sec", "secs"}
_AN_HOUR = frozenset({"at", "by", "until", "till", "before", "after", "since", "around"})
_IT_WAS = re.compile(r"\b(?:was|is|were|been|stood\s+at|from|to)(?:\s+(?:about|just|only))?\s*\Z")
_BARE = re.compile(r"[.,;ciT)]|\Z")
_AT = re.compile(r"[,ictB]x?\Z")


def is_duration(line: Line, index: int) -> bool:
    """Whether minutes, seconds or hours follow the number."""
    after = line.units[index + 1].lower if index + 1 < len(line.units) else ""
    if after in {"-", "‑"} and index + 2 < len(line.units):
        after = line.units[index + 2].lower
    return after in _MINUTES | _SECONDS | {"hour", "hours"}


def is_as_long(line: Line, statement: Statement, before: Statement) -> bool:
    """Whether a bare number is of minutes, as the one told before it: "14 minutes in the Valley and 8 in Central"."""
    if not statement.measure == before.measure == "count":
        return False
    after = line.units[before.index + 1].lower if before.index + 1 < len(line.units) else ""
    is_in_minutes = after in _MINUTES or (before.unit == "minutes" and not is_duration(line, before.index))
    is_at = _AT.search(line.signature, max(0, statement.index - 3), statement.index) is not None
    return is_in_minutes and is_at and _BARE.match(line.signature, statement.index + 1) is not None


def minutes_at(line: Line, *, is_spoken_of: bool = False) -> list[Statement]:
    """Times of the form 15:10 in a sentence that speaks of response times, or of what "it was" where the one before did (`is_spoken_of`)."""
    if "N:N" not in line.signature:
        return []
    is_named = any(unit.term and unit.term.code == "response_time" for unit in line.units)
    is_named = is_named or _WAITED.search(line.words(0, len(line.units))) is not None
    if not is_named and not is_spoken_of:
        return []
    found = []
    for match in re.finditer(r"N:N", line.signature):
        minutes, seconds = line.units[match.start()], line.units[match.end() - 1]
        if line.words(match.start() - 1, match.start()) in _AN_HOUR:
            continue  # "got there at 2:51"
        if not is_named and not _IT_WAS.search(line.words(match.start() - 3, match.start())):
            continue
        if (
            minutes.number
            and seconds.number
            and seconds.start - minutes.end == 1
            and seconds.number.value < 60
            and seconds.end - seconds.start == 2
        ):
            value = round(minutes.number.value + seconds.number.value / 60, 2)
            side: Side = "before" if BEFORE.search(line.signature[: match.start()]) else "now"
            found.append(Statement(match.start(), "count", value, None, minutes.number.op, side, unit="minutes", why="minutes:seconds"))
    return found


def with_seconds(line: Line, statement: Statement) -> float:
    """The value in minutes of "5 minutes and 20 seconds", "90 seconds", "2 hours"."""
    index = statement.index
    unit = line.units[index + 1].lower if index + 1 < len(line.units) else ""
    if unit in _SECONDS:
        return round(statement.value / 60, 2)
    is_hours = unit.startswith("hour")
    value = statement.value * 60 if is_hours else statement.value
    match = re.match(r"[,]?c?N", line.signature[index + 2 :])
    if match and (is_hours or unit in _MINUTES):
        other = index + 1 + match.end()
        after = line.units[other + 1].lower if other + 1 < len(line.units) else ""
        number = line.units[other].number
        if number and after in (_MINUTES if is_hours else _SECONDS):
            return round(value + (number.value if is_hours else number.value / 60), 2)
    return value
