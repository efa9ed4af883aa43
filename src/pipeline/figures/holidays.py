"""Spans between holidays, which reporters name without dates: "from Memorial Day to Labor Day", "between the Fourth of July and Labor Day"."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.figures.day_arithmetic import ONE_DAY, Day, Match, fixed, group, year_of
from pipeline.figures.when import When
from pipeline.period import Period, month_end

NAMES = r"""(?:New\s+Year['’]?s?(?:\s+Day)?|M(?:artin\s+)?L(?:uther\s+)?K(?:ing)?(?:\s+Jr\.?)?\s+Day|Presidents['’]?\s+Day|Memorial\s+Day
    |Mother['’]?s['’]?\s+Day|Father['’]?s['’]?\s+Day|Columbus\s+Day|Indigenous\s+Peoples?['’]?s?\s+Day|Veterans?['’]?s?\s+Day
    |Juneteenth|Canada\s+Day|(?:the\s+)?(?:Fourth|4th)\s+of\s+July|July\s+(?:4th|Fourth)|Independence\s+Day|Labou?r\s+Day|Halloween|Thanksgiving(?:\s+Day)?|Christmas(?:\s+Day)?)"""
_FIXED = {"new": (1, 1), "june": (6, 19), "canada": (7, 1), "fourth": (7, 4), "4th": (7, 4), "july": (7, 4), "independence": (7, 4),
          "halloween": (10, 31), "veteran": (11, 11), "christmas": (12, 25)}  # fmt: skip
_WEEKDAY_OF_MONTH = {"mother": (5, 6, 2), "father": (6, 6, 3), "m": (1, 0, 3), "presidents": (2, 0, 3), "labor": (9, 0, 1), "labour": (9, 0, 1),
                     "columbus": (10, 0, 2), "indigenous": (10, 0, 2), "thanksgiving": (11, 3, 4)}  # fmt: skip


def holiday(name: str, year: int) -> dt.date | None:
    """The day of a holiday in a year; Thanksgiving and Memorial Day are those of the United States."""
    word = re.split(r"[\s'’.]", name.lower().removeprefix("the ").strip())[0]
    if word.startswith("memorial"):
        last = dt.date(year, 5, 31)
        return last - last.weekday() * ONE_DAY
    for start, (month, day) in _FIXED.items():
        if word.startswith(start):
            return dt.date(year, month, day)
    for start, (month, weekday, count) in _WEEKDAY_OF_MONTH.items():
        if word.startswith(start):
            first = dt.date(year, month, 1)
            return first + ((weekday - first.weekday()) % 7 + 7 * (count - 1)) * ONE_DAY
    return None


def holidays(match: Match, published: Day) -> When | None:
    """From one holiday to another: of the year that is said, else of the last such span that is over."""
    words = group(match, "y")
    said = year_of(words, published)
    if said is None and published is None:
        return None
    for year in (said,) if said else (published.year, published.year - 1) if published else ():
        start, end = holiday(match["a"], year), holiday(match["b"], year)
        if start and end and start < end and (said or (published and end <= published)):
            return fixed(Period(start, end), relative=said is None)
    return None


_JUST_OVER = 2  # months into the next year, in which "New Year's Eve" is still the last one


def until_holiday(match: Match, published: Day) -> When | None:
    """The year to a holiday: of the year that is said, else of the one spoken of; New Year's Day is the last one that was."""
    year = year_of(group(match, "y"), published)
    if year is None and published is None:
        return None
    if "eve" in match["h"].lower().split():
        return fixed(Period.year(year or (published.year - (published.month <= _JUST_OVER) if published else 0)))
    day = holiday(match["h"], year or (published.year if published else 0))
    if day is None:
        return None
    if year or (day.month, day.day) == (1, 1):
        return fixed(Period(day.replace(month=1, day=1), day), running=True)
    return When("part", 0, 0, months=(1, day.month), day=day.day, holiday=match["h"], is_running=True)


def last_day(when: When, year: int) -> dt.date | None:
    """The day that a part of a year ends on in this year; None where the mention names no months."""
    if day := holiday(when.holiday, year) if when.holiday else None:
        return day
    if when.months is None:
        return None
    end = month_end(year, when.months[1])
    return end.replace(day=min(when.day, end.day)) if when.day else end
