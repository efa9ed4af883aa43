"""The moment that `--known-at` names."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def known_at(text: str, zone: ZoneInfo) -> dt.datetime:
    """A moment in UTC without zone, as the warehouse keeps it: `2023-12-29` is the end of that day in the city's `zone`.

    A time without offset is the city's too. ConfigError where it is neither a date nor an ISO 8601 date and time.
    """
    try:
        moment = _end_of_day(text) or dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return moment.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise ConfigError(f"--known-at {text!r} is no moment; write 2023-12-29 or 2023-12-29T17:00-08:00") from None


def _end_of_day(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max)
    except ValueError:
        return None


def checked_year(year: int) -> int:
    """A calendar year that there can be counts of; ConfigError otherwise."""
    if not 1800 <= year <= 2199:
        raise ConfigError(f"year {year} is none that crime was or will be counted in; write one like 2023")
    return year


def checked_month(text: str) -> tuple[int, int]:
    """Year and month of `2026-03`; ConfigError otherwise."""
    try:
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ConfigError(f"{text!r} is no month; write one like 2026-03") from None
    return checked_year(first.year), first.month


def year_to_summarise(now: dt.datetime, zone: dt.tzinfo) -> int:
    """The year that a summary made at `now` (with its zone) is about: from 24 December on the one that ends, before that the one before.

    By the calendar of the city's `zone`, whatever the machine's is.
    """
    today = now.astimezone(zone)
    return today.year if (today.month, today.day) >= (12, 24) else today.year - 1
