"""What words for weeks and weekends mean: "from Friday night to early Monday", "the week ending July 29", "the long weekend"."""

from __future__ import annotations

import re

from pipeline.figures.calendar_words import WEEKDAYS, small_number
from pipeline.figures.day_arithmetic import ONE_DAY, Day, Match, between, day_number, day_of, fixed, latest_year, month_of
from pipeline.figures.when import When
from pipeline.period import Period

_A_MONTH = 28  # days


def weekdays(match: Match, published: Day) -> When | None:
    if published is None:
        return None
    end = published - ((published.weekday() - WEEKDAYS[match["b"].lower()]) % 7) * ONE_DAY
    start = end - ((end.weekday() - WEEKDAYS[match["a"].lower()]) % 7) * ONE_DAY
    return fixed(Period(start, end))


def week_ending(match: Match, published: Day) -> When | None:
    month, day = month_of(match, "m"), day_number(match, "d")
    if month is None or day is None:
        return None
    year = int(match["y"]) if match["y"] else latest_year(published, month, day)
    end = day_of(year, month, day) if year else None
    days = (small_number(match["n"]) if match["n"] else 1) * (7 if match["unit"].lower().startswith("week") else 1)
    return fixed(Period(end - (days - 1) * ONE_DAY, end)) if end and days else None


def week_of(match: Match, published: Day) -> When | None:
    """The seven days from the day that is named."""
    month, day = month_of(match, "m"), day_number(match, "d")
    if month is None or day is None:
        return None
    year = int(match["y"]) if match["y"] else latest_year(published, month, day)
    start = day_of(year, month, day) if year else None
    return fixed(Period(start, start + 6 * ONE_DAY)) if start else None


def weekend(match: Match, _published: Day) -> When | None:
    is_long = re.search(r"\b(?:long|three-day|labor\s+day|memorial\s+day|presidents|bank\s+holiday)\b", match[0], re.IGNORECASE)
    return When("focus", 0, 0, unit="long weekend" if is_long else "weekend")


def first_weeks(match: Match, _published: Day) -> When | None:
    """ "The first two weeks of January": days of a month, of the year that is said."""
    month, count = month_of(match, "m"), small_number(match["n"])
    days = count * (7 if match["unit"].lower() == "weeks" else 1)
    if month is None or not 1 < days <= _A_MONTH:
        return None
    if match["y"]:
        return between(int(match["y"]), month, 1, int(match["y"]), month, days)
    return When("part", 0, 0, months=(month, month), day=days)
