"""Headers that say how long a time they cover, up to the day that a table runs to: "28 Days", "Prior 28 Days", "YTD"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from pipeline.figures.context import Context
from pipeline.period import Period

WINDOW = re.compile(
    r"(?i)\b(?:(?P<days>\d{1,3})[\s-]days?|(?P<weeks>\d{1,2})[\s-]weeks?|(?P<week>week[\s-]to[\s-]date|wtd|this\s+week|weekly|week)|"
    r"(?P<month>month[\s-]to[\s-]date|mtd)|(?P<ytd>year[\s-]to[\s-]date|calendar\s+ytd|cytd|y-?t-?d)|(?P<to>to[\s-]date))\b"
)
_BEFORE = re.compile(r"(?i)\b(?:prior|prev(?:ious)?|preceding)\.?[\s-]+(?:(?P<n>\d{1,3})[\s-]+(?P<unit>day|week)s?|week)\b")
_THIS_WEEK = re.compile(r"(?i)\b(?:this|current)\s+week\b")
_LAST_WEEK = re.compile(r"(?i)\blast\s+week\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_A_WEEK = dt.timedelta(days=7)


def window_of(text: str) -> str:
    """ "28 Day", "Week to date", "MTD": how long a time to the day that the figures run to: days, "month", "year"; "" for anything else."""
    match = WINDOW.search(text)
    if match is None:
        return ""
    if match["month"] or match["ytd"] or match["to"]:
        return "month" if match["month"] else "year"
    days = int(match["days"] or 0) or 7 * int(match["weeks"] or 1)
    return str(days) if 0 < days <= 366 else ""


def window_before(text: str, context: Context) -> Period | None:
    """The days before the last so many: "Prior 28 Days" beside "28 Days"; of this week, the seven days that the table runs to."""
    match, end = _BEFORE.search(text), context.through or context.published
    if end is None:
        return None
    if match is None:
        return Period(end - _A_WEEK + dt.timedelta(days=1), end) if _THIS_WEEK.search(text) and context.through else None
    is_days = (match["unit"] or "").lower() == "day"
    span = dt.timedelta(days=int(match["n"])) if is_days else int(match["n"] or 1) * _A_WEEK
    return Period(end - 2 * span + dt.timedelta(days=1), end - span)


def week_before(text: str, texts: Iterable[str], context: Context) -> Period | None:
    """The week before the table's own, for a column "Last week" beside one "This week"; None for any other."""
    if not _LAST_WEEK.search(text) or not any(_THIS_WEEK.search(other) for other in texts):
        return None
    return window_before("previous week", context)


def is_of_two_years(texts: Iterable[str]) -> bool:
    """Whether columns of the same window are headed by a year and by none, which is the report's own: "28 days", "28 days 2019"."""
    windows = [(window_of(text), _YEAR.search(text) is not None) for text in texts if window_of(text)]
    return any((window, not is_dated) in windows for window, is_dated in windows)
