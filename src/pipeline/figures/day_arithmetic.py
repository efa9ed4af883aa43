"""Years, months and days out of the words of a pattern, and periods out of them."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.figures.calendar_words import month_number
from pipeline.figures.when import When
from pipeline.period import Period, month_end

Match = re.Match[str]


Day = dt.date | None


ONE_DAY = dt.timedelta(days=1)


def group(match: Match, *names: str) -> str | None:
    groups = match.groupdict()
    return next((groups[name] for name in names if groups.get(name)), None)


def year_of(words: str | None, published: Day) -> int | None:
    """The year that "2022", "last year" or "two years ago" names."""
    if not words:
        return None
    words = " ".join(words.lower().split())
    if words.isdecimal():
        return int(words)
    if published is None:
        return None
    if words.startswith("two years"):
        return published.year - 2
    if words in {"the year", "year"}:
        return None  # the one spoken of
    return published.year if words in {"this year", "current year", "the current year"} else published.year - 1


def is_anaphoric(words: str | None) -> bool:
    """Whether the year is one before the year spoken of, rather than before publication."""
    return bool(words and re.search(r"earlier|before|previous|prior|preceding", words, re.IGNORECASE))


def month_of(match: Match, name: str) -> int | None:
    word = match.groupdict().get(name)
    return month_number(word) if word and word[0].isupper() else None


def day_of(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def day_number(match: Match, *names: str) -> int | None:
    word = group(match, *names)
    return int(re.sub(r"\D", "", word)) if word else None


def fixed(period: Period, *, running: bool = False, relative: bool = False) -> When:
    return When("fixed", 0, 0, period, is_running=running, is_relative=relative)


def one_day(year: int, month: int, day: int) -> When | None:
    found = day_of(year, month, day)
    return fixed(Period(found, found)) if found else None


def latest_year(published: Day, month: int, day: int | None) -> int | None:
    """The year of the latest such month that had begun by the day of publication."""
    if published is None:
        return None
    first = day_of(published.year, month, day or 1) or dt.date(published.year, month, 1)
    return published.year if first <= published else published.year - 1


def span_days(published: Day, first: int, day_first: int | None, last: int, day_last: int | None) -> When | None:
    year = latest_year(published, last, day_last)
    return between(year, first, day_first, year, last, day_last) if year else None


def between(year_first: int, first: int, day_first: int | None, year_last: int, last: int, day_last: int | None) -> When | None:
    start = day_of(year_first, first, day_first or 1)
    end = day_of(year_last, last, day_last) if day_last else month_end(year_last, last)
    return fixed(Period(start, end)) if start and end and start <= end else None


def years_ago(day: dt.date, count: int) -> dt.date:
    return day_of(day.year - count, day.month, day.day) or dt.date(day.year - count, day.month, 28)
