"""The period of a cell: what its column, its row and the table's title say of time, each a part of it, put together."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.figures.context import Context
from pipeline.figures.table_headers import Header, narrower
from pipeline.period import Period, month_end

_WEEK, _MONTH = 7, 31  # days
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def settled(header: Header, context: Context) -> Period | None:
    """The period that a header says, its open parts closed by the report's date; None where it says none, or not enough."""
    if header.back:
        return _before(header, context)
    if header.months:
        return _of_months(header, context)
    if header.window:
        return _to_the_day(header, context)
    return header.period


def says_time(header: Header) -> bool:
    """Whether a header speaks of time at all, even if not enough of it."""
    return bool(header.period or header.months or header.window or header.back)


def met(column: Header, row: Header) -> Header:
    """The times of a column and of a row as one."""
    return replace(
        column,
        period=_year_of_window(column, row) or _year_of_window(row, column) or narrower(column.period, row.period),
        months=row.months or column.months,
        window=column.window or row.window,
        back=column.back or row.back,
        is_month_before=column.is_month_before or row.is_month_before,
    )


def _year_of_window(year: Header, window: Header) -> Period | None:
    """The year of a column that "Year to date" or "Last 28 days" at the head of a row is in, or the other way round."""
    is_year = year.period is not None and not year.window and year.period.grain in ("year", "year_to_date")
    return year.period if is_year and window.window and not _YEAR.search(window.text) else None


def _before(header: Header, context: Context) -> Period | None:
    """The same days a year before those that the title or the rest of the header says; or the month, or the week, before the title's."""
    now = settled(replace(header, back=0), context) or context.current
    if now is None:
        return None
    if not header.is_month_before:
        return now.years_before(header.back)
    day = now.start - dt.timedelta(days=1)
    if "week" in header.text.casefold():
        return Period(now.start - dt.timedelta(days=_WEEK), day) if now.days() == _WEEK else None
    return Period.month(day.year, day.month) if now.grain == "month" else None


def _of_months(header: Header, context: Context) -> Period | None:
    months = header.months
    year = header.period.end.year if header.period else _year(context)
    if months is None or year is None or not 1 <= months[0] <= months[1] <= 12:
        return None
    period, through = Period(dt.date(year, months[0], 1), month_end(year, months[1])), context.through
    if header.window != "year":
        return period
    said = Period.to_date(through).years_before(through.year - year) if through and through.year >= year else period
    is_near = abs((said.end - period.end).days) <= _MONTH  # a day that the title says, and not the end of its year
    return Period.to_date(said.end if is_near else period.end)


def _year(context: Context) -> int | None:
    """The one year that the title speaks of."""
    current = context.current
    return current.end.year if current and current.start.year == current.end.year else None


def _to_the_day(header: Header, context: Context) -> Period | None:
    """So many days, or the month or the year, to the day that the table runs to; in the year that the header names."""
    period, end = header.period, context.through or context.published
    if period and period.grain not in ("year", "year_to_date", "average"):
        return Period.to_date(period.end) if header.window == "year" else period
    if end is None:
        return None
    found = _window(header.window, end)
    return found.years_before(end.year - period.end.year) if period else found


def _window(window: str, end: dt.date) -> Period:
    if window == "year":
        return Period.to_date(end)
    return Period(end.replace(day=1), end) if window == "month" else Period(end - dt.timedelta(days=int(window) - 1), end)


def of_months(headers: list[Header]) -> tuple[int, int] | None:
    """From the first to the last of the months that headers name."""
    named = [header.months for header in headers if header.months]
    named += [(header.period.start.month, header.period.end.month) for header in headers if header.period and header.period.grain == "month"]
    return (min(first for first, _ in named), max(last for _, last in named)) if named else None
