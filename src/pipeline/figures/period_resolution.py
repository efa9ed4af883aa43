"""What a mention of time means in its context: "a year earlier" than what, "the same period" as which, "this year" until when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from pipeline.figures.calendar_words import MONTHS
from pipeline.figures.clauses import is_aside, is_aside_in_time, is_included, is_of_the_level_compared, reaches
from pipeline.figures.context import Context
from pipeline.figures.fiscal import fiscal_period
from pipeline.figures.focus_times import of_focus
from pipeline.figures.holidays import last_day
from pipeline.figures.marks import find as find_marks
from pipeline.figures.running import is_just_begun, is_of_this_year, is_running, to_date, to_its_end
from pipeline.figures.units import Line
from pipeline.figures.when import When
from pipeline.period import Period, month_end

_A_WEEK = 7  # days


def sentence_period(line: Line, context: Context, number: int | None = None) -> Period | None:
    """What the sentence is about, for the number at units[number]: the latest time of its own, else what was spoken of."""
    told = next((unit.when for unit in line.units if unit.when and unit.when.kind == "focus" and _is_focus(unit.when, context)), None)
    if told:
        return context.month if told.unit == "month" else resolve(told, context.current, context, is_level=True)
    latest: Period | None = None
    is_year = any(unit.when and (unit.when.kind, unit.when.unit) == ("focus", "year") for unit in line.units[:number])
    for period in _own_periods(line, context, number):
        if latest is None or (period.end > latest.end and not (context.published and period.start > context.published)):
            latest = period
    if latest and is_year and latest.days() <= _A_WEEK:
        return Period.to_date(latest.end)  # "in the week ending Dec. 17 violent crime was down 6% for the year, with 169 robberies"
    return latest or _unsaid(line, context, number)


def _unsaid(line: Line, context: Context, number: int | None) -> Period | None:
    """What a sentence without a time of its own is about."""
    if number is not None and _is_of_an_unknown_year(line, context, number):
        return None
    return to_date(context) if is_running(line, context) or is_of_this_year(line, context) else context.current


def _is_focus(when: When, context: Context) -> bool:
    return (when.unit == "month" and context.month is not None) or when.unit.endswith(("weekend", "week", "days", "day", "quarter"))


def _is_of_a_calendar(when: When, words: str) -> bool:
    """Whether the time has days of its own; "2018-19" alone may only name the year that a quarter is of."""
    is_fiscal = when.kind == "unknown" and when.unit == "fiscal" and "fiscal" in words
    return is_fiscal or (when.kind in ("fixed", "part") and when.unit != "decade")


def _own_periods(line: Line, context: Context, number: int | None) -> Iterator[Period]:
    """The times that the sentence names for itself, not for an earlier mark, an earlier side or another clause."""
    marks = {mark.time: mark.number for mark in find_marks(line)}
    for index, unit in enumerate(line.units):
        when = to_its_end(line, unit.when)
        if when is None or when.role != "own" or not _is_of_a_calendar(when, unit.lower) or when.period == context.published:
            continue
        period = resolve(when, context.current, context, is_level=True)
        is_marked = index in marks and (number is None or marks[index] != number)
        is_marked = is_marked or _NEAR.search(line.words(index - 2, index)) is not None
        is_marked = is_marked or (number is not None and is_included(line, number, index))
        if period is None or is_marked or not (period.days() > 1 or unit.lower.startswith("as of")):
            continue
        if not is_digression(line, index) and not (is_aside(line, index) if number is None else not reaches(line, index, number)):
            yield period


_NEAR = re.compile(r"\bnear\Z")  # "the most since 2008, but nowhere near 1991's 479"


def _is_of_an_unknown_year(line: Line, context: Context, number: int) -> bool:
    """Whether the sentence names a fiscal year whose end nobody knows."""
    return any(
        unit.when and unit.when.kind == "unknown" and unit.when.role == "own" and reaches(line, index, number)
        and resolve(unit.when, None, context, is_level=True) is None
        for index, unit in enumerate(line.units)
    )  # fmt: skip


def is_digression(line: Line, index: int) -> bool:
    """Whether the time belongs to the earlier side of a comparison, to one event, or to a clause that tells what came before."""
    signature = line.signature
    if signature[max(0, index - 1) : index] == "(" and re.match(r"[:,]?N", signature[index + 1 :]):
        return True
    if re.search(
        r"(?:(?:v[it.]?|f|n|Di|C(?=a))x?a?[wH]?|[NP][wxKk]{0,2}\()[NPF](?::N)?[wxKkio]{0,3}(?:(?:T,?c?a?|,c?a?|ca?)[NPF](?::N)?[wxKki]{0,3}){0,5}\Z",
        signature[max(0, index - 40) : index],
    ):
        return True
    if is_aside_in_time(line, index) or is_of_the_level_compared(line, index):
        return True
    if _EVENT.match(line.words(index + 1, index + 3)) and line.units[index].lower.split()[-1][:3] in MONTHS:
        return True
    return bool(re.search(r"\b(?:after|following)\b[^,;]*\Z", line.words(index - 10, index))) and index > 0


_EVENT = re.compile(  # "on a single April afternoon", "the May massacre"
    r"(?:\d{1,2}\s+)?(?:morning|afternoon|evening|night|day|shooting|stabbing|attack|massacre|rampage|killing|murder|slaying|robbery|incident|riot|fire|raid"
    r"|brawl|crash|hearing|meeting|interview|vote|election|wedding|party|parade|funeral|trial|storm|blizzard)\b"
)


def resolve(when: When, current: Period | None, context: Context, *, is_level: bool, side: str = "now") -> Period | None:
    """The period that a mention means."""
    match when.kind:
        case "fixed":
            return _fixed(when, current, context, is_level=is_level, side=side)
        case "part":
            return _part(when, current, context)
        case "shift":
            return _shift(when, current, context)
        case "same":
            return _same(when, current, context, is_level=is_level)
        case "focus":
            return of_focus(when, current, context)
        case "average":
            return _average(when, current)
        case "unknown":
            return fiscal_period(when, context)
        case "span":
            if when.period and side == "before":
                return Period.year(when.period.start.year)
            return when.period
    return None


_PARTS = frozenset({"half", "quarter", "month"})


def _is_bare_last_year(when: When, period: Period, context: Context) -> bool:
    """Whether only "last year" is said, and not "all of last year", nor its number."""
    published = context.published
    return when.is_relative and not when.unit and period.grain == "year" and published is not None and period.end.year == published.year - 1


def _fixed(when: When, current: Period | None, context: Context, *, is_level: bool, side: str = "now") -> Period | None:
    """ "Last year", when a change of a part of this year is compared with it, is the same part of last year."""
    period = _so_far(_through(when.period, when, context), context)
    if period and is_level and side == "before" and _is_bare_last_year(when, period, context) and current and current.grain in _PARTS:
        return current.years_before(current.start.year - period.start.year)  # "22 in the first half, against 32 last year"
    if period and when.unit == "ago" and not is_level and context.published and context.main and is_just_begun(context):
        return context.main.years_before(context.published.year - period.end.year)  # "down 31% from two years ago", of the year just over
    if (
        period
        and current
        and when.role == "baseline"
        and not is_level
        and period.grain == "year"
        and when.is_relative
        and current.grain != "year"
    ):
        years = current.start.year - period.start.year
        return current.years_before(max(years, 1)) if 0 <= years < 30 else period
    return period


def _through(period: Period | None, when: When, context: Context) -> Period | None:
    """A period that runs to the day of publication runs to the day that the figures are current to, where the text says it."""
    published, through = context.published, context.through or _end_of_report(when, context)
    if period is None or through is None or published is None or not when.is_relative or period.end != published or through >= published:
        return period
    if when.is_running or (period.start.month, period.start.day) == (1, 1):
        return Period(period.start, through) if period.start <= through else period
    late = published - through
    return Period(period.start - late, through)


def _end_of_report(when: When, context: Context) -> dt.date | None:
    """The day that "year to date" runs to in a report on a quarter or a month: the report's last, not that of its publication."""
    main = context.main
    is_part = when.unit == "year to date" and main is not None and main.grain in ("half", "quarter", "month", "year_to_date")
    return main.end if is_part and main and context.published and main.end < context.published else None


def _so_far(period: Period | None, context: Context) -> Period | None:
    """A year that is not over on the day of publication is the year so far, until its last weeks."""
    published = context.published
    if period is None or published is None or period.grain != "year" or period.end.year != published.year or published.month == 12:
        return period
    return Period.to_date(min(context.through or published, published)) if (context.through or published).year == published.year else period


def _part(when: When, current: Period | None, context: Context) -> Period | None:
    if when.months is None:
        return None
    first, last = when.months
    year = None
    is_of_year = current is not None and current.grain in ("year", "year_to_date") and not _is_just_past(when, context)
    if current and context.published and is_of_year and current.end.year != context.published.year:
        year = current.end.year
    if year is None and context.published:
        begun = (last_day(when, context.published.year) if when.day else None) or dt.date(context.published.year, last, 1)
        is_ahead = when.is_running and when.day is not None and (begun - context.published).days <= 92  # "through Aug. 1"
        year = context.published.year if begun <= context.published or is_ahead else context.published.year - 1
    if year is None:
        year = current.end.year if current else None
    if year is None:
        return None
    end = last_day(when, year) or month_end(year, last)
    if context.published and end > context.published and dt.date(year, last, 1) <= context.published:
        end = context.published
    return Period(dt.date(year, first, 1), end)


def _is_just_past(when: When, context: Context) -> bool:
    """Whether the month ended a few weeks before publication, in an article whose paragraph has named no other year: "186 in January"."""
    published = context.published
    if published is None or context.focus_is_said:
        return False
    ends = (last_day(when, year) for year in (published.year, published.year - 1))
    latest = next((end for end in ends if end and (end <= published if when.day else end < published)), None)
    return latest is not None and 0 <= (published - latest).days <= _A_FEW_WEEKS


_A_FEW_WEEKS = 60  # days


def _shift(when: When, current: Period | None, context: Context) -> Period | None:
    if when.unit == "month" and current:
        before = current.end.replace(day=1) - dt.timedelta(days=1)
        return Period.month(before.year, before.month)
    if when.unit == "span" and current and not current.is_stock:
        return _just_before(current)
    if when.unit == "years":
        now = context.main or current  # "over the previous five years the department cleared about 60 percent"
        return Period(dt.date(now.end.year - when.years, 1, 1), dt.date(now.end.year - 1, 12, 31)) if now and not now.is_average else None
    if when.unit:
        return None
    if current is None:
        return Period.year(context.published.year - when.years) if context.published else None
    return Period(current.start, current.end).years_before(when.years) if not current.is_stock else current.years_before(when.years)


def _just_before(current: Period) -> Period:
    """The period as long that ends the day before: of months where it is of whole months, else of days."""
    end = current.start - dt.timedelta(days=1)
    is_whole = current.start.day == 1 and current.end == month_end(current.end.year, current.end.month)
    if not is_whole:
        return Period(end - (current.end - current.start), end)
    months = (current.end.year - current.start.year) * 12 + current.end.month - current.start.month
    first = end.year * 12 + end.month - 1 - months
    return Period(dt.date(first // 12, first % 12 + 1, 1), end)


def _same(when: When, current: Period | None, context: Context, *, is_level: bool) -> Period | None:
    if when.unit == "level" and (is_level or (current and current.is_stock)) and when.year:
        return Period.year(when.year)  # "where they were in 2020, which ended with a record 182"
    is_of_a_year = when.unit == "level" and current is not None and current.grain == "year" and context.main_is_said and current == context.main
    if when.unit in ("pace", "level") and context.published and not is_just_begun(context) and not is_of_a_year:
        current = to_date(context)
    base = current or (Period.to_date(context.published) if context.published else None)
    if base is None:
        return None
    if when.year is None:
        return base.years_before(when.years)
    if base.grain == "year" and context.main and context.main.grain == "year_to_date" and base.end < context.main.start:
        base = context.main  # "In 2019 there were 49 by this date, and by that point in 2018 there were 44"
    if base.end.year <= when.year and context.main and context.main.end.year > when.year:
        base = context.main
    if not is_level and when.is_relative and base.grain == "year" and base.end.year == when.year:
        return base.years_before(1)  # of last year, told in January: "from the same period last year"
    if base.grain == "year" and context.published and when.is_relative:
        base = Period.to_date(context.published)
    return base.years_before(base.end.year - when.year)


def _average(when: When, current: Period | None) -> Period | None:
    if when.period:
        return when.period
    if current is None or not 1 < when.years < 60:
        return None
    last = current.start.year - 1
    return Period(dt.date(last - when.years + 1, 1, 1), dt.date(last, 12, 31), is_average=True)
