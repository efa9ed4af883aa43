"""What "the quarter", "that weekend" and "the month" mean by what has been spoken of."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.figures.calendar_words import small_number
from pipeline.figures.context import Context
from pipeline.figures.running import to_date
from pipeline.figures.when import When
from pipeline.period import Period

_HALF, _A_WEEK = 182, 7  # days


def of_focus(when: When, current: Period | None, context: Context) -> Period | None:
    if when.unit.endswith("weekend"):
        return _weekend(context, is_long=when.unit != "weekend")
    if when.unit.endswith(" end"):
        near = [one for one in (context.month, current, context.main) if one and one.grain == when.unit.removesuffix(" end")]
        return Period.to_date(near[0].end) if near else None
    if when.unit == "year":
        return _year(when, current, context)
    if when.unit == "quarter":
        return _quarter(when, current, context)
    if when.unit == "half" and when.is_relative:
        return next((one for one in (current, context.main) if one and abs(one.days() - _HALF) < _A_WEEK), None)
    if when.unit == "month" and context.month:
        return context.month
    if when.unit == "week":
        return context.week or _days_to(context, 7)
    if counted := _counted(when.unit, context):
        return counted
    if when.unit == "to date" and context.published:
        is_just_begun = context.published.month == 1 and current is not None and current.grain == "year"
        return current if current and (current.grain == "year_to_date" or is_just_begun) else Period.to_date(context.published)
    return current


def _counted(unit: str, context: Context) -> Period | None:
    """The time that "those 28 days" and "the two months" are, where it is known."""
    if days := re.match(r"(\d+)[\s-]days?\b", unit):
        return _days_to(context, int(days[1]))
    months = _SO_MANY.match(unit)
    return _told_months(small_number(months[1]) or 0, context) if months else None


_SO_MANY = re.compile(r"([\w-]+)[\s-]months\b")


def _told_months(count: int, context: Context) -> Period | None:
    """The latest so many whole months that a count was told of: "In January and February … fell 3.6 percent over the two months"."""
    periods = [period for _, _, period in context.told if period and period.start.day == 1 and not period.is_stock]
    so_many = [one for one in (context.current, context.main, *periods) if one and count > 1 and abs(one.days() - count * _A_MONTH) <= _ABOUT]
    return so_many[0] if context.current in so_many else max(so_many, key=lambda one: one.end, default=None)


_A_MONTH, _ABOUT = 30.4, 3  # days


def _year(when: When, current: Period | None, context: Context) -> Period | None:
    """The year of the part that is spoken of, the year so far, or the article's: only "that year" is of another that was spoken of."""
    if when.is_relative and (told := _year_compared_with(current, context)):
        return told
    if current and current.grain in ("month", "quarter", "half"):
        return Period.to_date(current.end)  # "pushed the total for the year to 643"
    if current and context.published and 1 < current.days() < 100 and current.end.year == context.published.year:
        return to_date(context)  # after "96 in September": "for the year, the count is 510"
    main = context.main
    is_of_article = not when.is_relative and main is not None and main.grain == "year" and current is not None and current.grain == "year"
    return main if is_of_article else current


def _year_compared_with(current: Period | None, context: Context) -> Period | None:
    """The earlier year that the paragraph compared with: "Measured against the first half of 2022 … It had 214 homicides that year".

    "That year" is not the one that the article is about, nor one that is not over.
    """
    told, published = context.last_baseline, context.published
    is_now = current is not None and (not context.focus_is_said or (published is not None and current.end.year == published.year))
    is_before = told is not None and current is not None and told.end < current.start and not told.is_average
    return Period.year(told.end.year) if told and is_now and is_before else None


def _quarter(when: When, current: Period | None, context: Context) -> Period | None:
    """The quarter that is spoken of, else the one of publication, or the last of the quarters that are."""
    near = [period for period in (current, context.main) if period and period.grain == "quarter"]
    if near or when.period:
        return near[0] if near else when.period or current
    is_whole = (
        current is not None
        and current.grain == "year_to_date"
        and current.end == Period.quarter(current.end.year, -(-current.end.month // 3)).end
    )
    return Period.quarter(current.end.year, current.end.month // 3) if current and is_whole else current


def _days_to(context: Context, count: int) -> Period | None:
    """So many days up to the day that the figures are current to."""
    end = context.through or context.published
    return Period(end - dt.timedelta(days=count - 1), end) if end else None


def _weekend(context: Context, *, is_long: bool) -> Period | None:
    """The days that the article, or the paragraph, is about, where they are so few; else the last weekend."""
    near = next((period for period in (context.focus, context.main) if period and 2 <= period.days() <= 6), None)
    if near or context.published is None:
        return near
    monday = context.published - context.published.weekday() * dt.timedelta(days=1)
    is_over = is_long and monday < context.published
    return Period(monday - dt.timedelta(days=2), monday if is_over else monday - dt.timedelta(days=1))
