"""Dates and times as pages state them: ISO 8601, RFC 2822, epoch numbers, and printed ones ("Dec. 29, 2023 / 05:13 PM PST").

An American page prints month before day, and so does 01/09/2019 here; 25/12/2019 can only be the other way round.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_FIRST_YEAR, _LAST_YEAR = 1900, 2100  # a year outside is a typing mistake or a placeholder such as 0001-01-01
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_OFFSETS = {
    "utc": 0, "gmt": 0, "z": 0, "bst": 60, "ist": 60, "cet": 60, "cest": 120,
    "nst": -210, "ndt": -150, "ast": -240, "adt": -180, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
}  # fmt: skip
_ZONES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}

_ISO = re.compile(
    r"""(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})
    (?:[T\s]\s*(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?
    \s*(?P<zone>Z|[+-]\d{2}:?\d{2}|[+-]\d{2}\b|[A-Za-z]{1,4}\b)?)?""",
    re.VERBOSE,
)
_PRINTED = (
    re.compile(rf"\b{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<year>\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH}[\s,-]*(?P<year>\d{{4}})\b", re.IGNORECASE),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<month>\d{1,2})[/.](?P<day>\d{1,2})[/.](?P<year>\d{4})\b"),
    re.compile(r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{2})\b"),
)
# The time printed after a date: "at 5:12 p.m. PST", "/ 05:13 PM PST", ", 4:12 PM", "17:05 GMT".
_CLOCK = re.compile(
    r"[\s,/|·•–-]*(?:at\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2})?\s*(?P<half>[ap]\.?\s?m\b\.?)?\s*\(?(?P<zone>[a-z]{1,4}\b|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Moment:
    """A day as printed, and its time where one was given; `at` is in UTC at midnight when no time or zone was."""

    on: dt.date
    at: dt.datetime
    has_time: bool
    has_zone: bool


def read_stamp(text: str | None) -> Moment | None:
    """A date or time out of an attribute: ISO 8601 as a rule, with the sloppiness found in the wild; None if it is none."""
    text = (text or "").strip()[:80]
    if re.fullmatch(r"\d{10}|\d{13}", text):
        at = dt.datetime.fromtimestamp(int(text[:10]), dt.UTC)
        return _moment(at.date(), at.time(), dt.UTC)
    if found := _ISO.match(text):
        return _from_parts(found["year"], found["month"], found["day"], found["hour"], found["minute"], found["second"], found["zone"])
    return read_printed(text)


def read_printed(text: str) -> Moment | None:
    """The first date printed in a line, with the time after it; None where there is none."""
    return next((moment for _, _, moment in read_dates(text)), None)


def read_dates(text: str) -> Iterator[tuple[int, int, Moment]]:
    """Where each date printed in a line starts and ends, and the date with the time after it; a day that no month has is none."""
    matches = (found for pattern in _PRINTED for found in pattern.finditer(text))
    done = 0
    for found in sorted(matches, key=lambda one: one.start()):
        clock = _CLOCK.match(text, found.end())
        hour, minute, zone = (_hour(clock), clock["minute"], clock["zone"]) if clock else (None, None, None)
        moment = _from_parts(*_ymd(found), hour, minute, "0", zone)
        if moment and found.start() >= done:
            done = found.end()
            yield found.start(), done, moment


def _ymd(found: re.Match[str]) -> tuple[str, str, str]:
    year, month, day = found["year"], found["month"], found["day"]
    if len(year) == 2:
        year = str(int(year) + (1900 if int(year) > 69 else 2000))  # digits of any script
    if not month.isdigit():
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    elif int(month) > 12 >= int(day):
        month, day = day, month
    return year, month, day


def _hour(clock: re.Match[str]) -> str:
    hour = int(clock["hour"])
    half = (clock["half"] or "")[:1].lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return str(hour)


def _from_parts(year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None, zone: str | None) -> Moment | None:
    try:
        on = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    try:
        time = dt.time(int(hour), int(minute or 0), min(59, int(second or 0))) if hour is not None else None
    except ValueError:
        time = None  # a clock that no day has, such as 24:00, leaves the day
    return _moment(on, time, _zone(zone) if time is not None else None) if _FIRST_YEAR <= on.year <= _LAST_YEAR else None


def _moment(on: dt.date, time: dt.time | None, zone: dt.tzinfo | None) -> Moment:
    at = dt.datetime.combine(on, time or dt.time(), zone or dt.UTC)
    return Moment(on, at, time is not None, zone is not None and time is not None)


def _zone(text: str | None) -> dt.tzinfo | None:
    if not text:
        return None
    text = text.lower()
    if text in _ZONES:
        return ZoneInfo(_ZONES[text])
    if text in _OFFSETS:
        minutes = _OFFSETS[text]
        return dt.UTC if minutes == 0 else dt.timezone(dt.timedelta(minutes=minutes))
    if text[0] in "+-":
        digits = text[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        if minutes < 24 * 60:
            return dt.timezone(dt.timedelta(minutes=minutes if text[0] == "+" else -minutes))
    return None
