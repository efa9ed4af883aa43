"""Years by where they start and end: "the year ending March 2019", "the start of 2020", "fiscal 2023", "the fiscal year that began Oct. 1"."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.figures.calendar_words import small_number
from pipeline.figures.day_arithmetic import ONE_DAY, Day, Match, day_number, day_of, fixed, group, latest_year, month_of, year_of, years_ago
from pipeline.figures.when import When
from pipeline.period import Period, month_end

_MONTHS = {"quar": 3, "half": 6}


def year_ending(match: Match, published: Day) -> When | None:
    month, word = month_of(match, "m"), match["n"].lower()
    if month is None:
        return None
    count = _MONTHS.get(word[:4]) or (12 if word.endswith("year") else small_number(re.split(r"[\s-]", word)[0]) or 12)
    year = int(match["y"]) if match["y"] else latest_year(published, month, None)
    if year is None:
        return None
    day = day_number(match, "d", "d0")
    if match["ahead"] and published and not match["y"] and month_end(year, month) < published:
        year += 1
    end = (day_of(year, month, day) if day else None) or month_end(year, month)
    months_before = end.year * 12 + end.month - count
    start = dt.date(months_before // 12, months_before % 12 + 1, 1)
    return fixed(Period(start, end)) if start <= end else None


def year_starting(match: Match, published: Day) -> When | None:
    """The fiscal year from the day that it began on, or is to begin on."""
    month = month_of(match, "m")
    if month is None or published is None:
        return None
    day = int(re.sub(r"\D", "", match["d"])) if match["d"] else 1
    year = int(match["y"]) if match["y"] else latest_year(published, month, day)
    is_ahead = not match["y"] and match["verb"].lower() not in ("began", "started")
    start = day_of((year or 0) + is_ahead, month, day)
    return fixed(Period(start, years_ago(start, -1) - ONE_DAY)) if start else None


def year_end(match: Match, published: Day) -> When | None:
    year = year_of(match["y"], published)
    return fixed(Period.year(year)) if year else None


def year_start(match: Match, published: Day) -> When | None:
    """Of what is counted over a time, the year; a stock is as of its first day."""
    words = match["y"].lower()
    if words == "the year":
        return When("focus", 0, 0, unit="year")
    year = year_of(match["y"], published)
    if words == "this year":
        return fixed(Period.to_date(published), running=True, relative=True) if published else None
    return fixed(Period.year(year), relative=not words.isdecimal()) if year else None


def fiscal(match: Match, published: Day) -> When | None:
    """Which fiscal year, by the year it ends in; when that is, the article or its country says, or nobody does."""
    words = group(match, "y", "y2")
    if match["bare"]:
        return When("unknown", 0, 0, years=1, unit="fiscal") if published else None  # the one that the article has told of is over
    if words is None:
        back = 1 if re.search(r"\b(?:last|previous|past)\b", match[0], re.IGNORECASE) else 0
        return When("unknown", 0, 0, years=back, unit="fiscal", is_relative=True) if published else When("unknown", 0, 0)
    first, _, last = re.sub(r"[–/]", "-", words).partition("-")
    year = int(first) + (2000 if len(first) == 2 else 0)
    return When("unknown", 0, 0, year=year + 1 if last.strip() else year, unit="fiscal")


def fiscal_ending(match: Match, _published: Day) -> When | None:
    month = month_of(match, "m")
    first, _, last = re.sub(r"[–/]", "-", match["y"]).partition("-")
    year = int(first) + bool(last.strip())
    return fixed(Period(month_end(year - 1, month) + ONE_DAY, month_end(year, month))) if month else None


def season(match: Match, _published: Day) -> When | None:
    first = int(match["a"])
    if int(match["b"]) != (first + 1) % 100:
        return None
    return When("unknown", 0, 0, Period(dt.date(first, 4, 1), dt.date(first + 1, 3, 31)), year=first + 1, unit="fiscal")
