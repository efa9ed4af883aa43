"""Headers that say how long a time they cover, up to the day that a table runs to: "28 Days", "Prior 28 Days", "YTD"."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.figures.context import Context
from pipeline.period import Period

WINDOW = re.compile(
    r"(?i)\b(?:(?P<days>\d{1,3})[\s-]days?|(?P<weeks>\d{1,2})[\s-]weeks?|(?P<week>week[\s-]to[\s-]date|wtd|this\s+week|weekly|week)|"
    r"(?P<month>month[\s-]to[\s-]date|mtd)|(?P<ytd>year[\s-]to[\s-]date|calendar\s+ytd|cytd|y-?t-?d)|(?P<to>to[\s-]date))\b"
)
_BEFORE = re.compile(r"(?i)\b(?:prior|previous|preceding)[\s-]+(?P<n>\d{1,3})[\s-]+(?P<unit>day|week)s?\b")


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
    """The days before the last so many: "Prior 28 Days" beside "28 Days"."""
    match, end = _BEFORE.search(text), context.through or context.published
    if match is None or end is None:
        return None
    span = dt.timedelta(days=int(match["n"]) * (7 if match["unit"].lower() == "week" else 1))
    return Period(end - 2 * span + dt.timedelta(days=1), end - span)
