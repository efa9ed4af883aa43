"""Which mention of time belongs to which number, and the period that it means in its context."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from pipeline.figures.alignment import partner
from pipeline.figures.context import Context
from pipeline.figures.statements import Statement
from pipeline.figures.units import Line
from pipeline.figures.when import When
from pipeline.period import Period, month_end

Grade = Literal["own", "sentence", "context", "none"]

_PRICES = {
    ",": 1.2,
    "s": 4.0,
    "c": 1.5,
    '"': 1.5,
    "r": 0.8,
    "-": 1.5,
    "(": 0.4,
    ")": 1.0,
    ":": 0.8,
    "K": 0.4,
    "L": 0.4,
    "i": 0.2,
    "x": 0.3,
    "B": 0.4,
    "R": 0.6,
    "n": 1.0,
    "v": 3.0,
}
_FAR = 99.0
_TOO_FAR = 10.0


@dataclass(frozen=True, slots=True)
class Timing:
    """The period and the baseline of a statement."""

    period: Period | None
    baseline: Period | None
    grade: Grade
    why: str = ""


def timing(line: Line, statement: Statement, statements: list[Statement], context: Context) -> Timing:
    """The period of a statement, and what a change is compared with."""
    own = _parallel(line, statement) or _nearest(line, statement, statements, {"own"})
    current = sentence_period(line, context)
    if statement.measure in ("percent_change", "change", "multiple"):
        return _change_timing(line, statement, statements, context, own, current)
    if side_word := _then_or_now(line, statement):
        period = context.main if side_word == "now" else context.last_baseline
        if period:
            return Timing(period, None, "context", side_word)
    if own is not None:
        period = _standing(line, statement, resolve(own, current, context, is_level=True, side=statement.side))
        return Timing(period, None, "own", _words(line, own))
    if statement.side == "before":
        return _before(line, statement, statements, context, current)
    span = next((unit.when for unit in line.units if unit.when and unit.when.kind == "span" and unit.when.period), None)
    if span and span.period and _pairs(statements):
        return Timing(Period.year(span.period.end.year), None, "own")
    return Timing(current, None, "sentence" if _said(line) else "context" if current else "none")


def _standing(line: Line, statement: Statement, period: Period | None) -> Period | None:
    """A count that "stood at 38 on Dec. 31" is of the year to that day."""
    if period and period.grain == "day" and re.search(r"\b(?:stood|stands|standing|total\w*|tally|count|number\w*|toll)\b", line.words(statement.index - 5, statement.index)):
        return Period.to_date(period.end)
    return period


def _parallel(line: Line, statement: Statement) -> When | None:
    """The time that runs parallel to the number: "in 2011 and 2012, when records of 58 and then 71 were set"."""
    index = partner(line, statement.index, "T")
    return line.units[index].when if index is not None else None


def _then_or_now(line: Line, statement: Statement) -> str:
    """ "450 then, 481 now". """
    after = line.words(statement.index + 1, statement.index + 2)
    return after if after in {"then", "now"} else ""


def _pairs(statements: list[Statement]) -> bool:
    return any(other.side == "before" for other in statements)


def _before(line: Line, statement: Statement, statements: list[Statement], context: Context, current: Period | None) -> Timing:
    """The period of the earlier side of a comparison: the baseline that is named, or the year before."""
    since = _nearest(line, statement, statements, {"baseline", "since"})
    span = next((unit.when for unit in line.units if unit.when and unit.when.kind == "span" and unit.when.period), None)
    if span and span.period and since is None:
        return Timing(Period.year(span.period.start.year), None, "sentence", _words(line, span))
    if since is not None:
        return Timing(resolve(since, current, context, is_level=True, side="before"), None, "sentence", _words(line, since))
    baseline = context.baseline or context.last_baseline or (current.years_before(1) if current and not current.is_average else None)
    return Timing(baseline, None, "context" if baseline else "none", "the year before")


def _change_timing(
    line: Line, statement: Statement, statements: list[Statement], context: Context, own: When | None, current: Period | None
) -> Timing:
    base = _nearest(line, statement, statements, {"baseline", "since"})
    grade: Grade = "own" if own else "sentence" if _said(line) else "context"
    period = resolve(own, current, context, is_level=False) if own else current
    if own and own.kind == "span" and own.period:
        return Timing(Period.year(own.period.end.year), Period.year(own.period.start.year), "own", _words(line, own))
    if own and own.kind == "same" and own.role == "own" and period and current and period.end < current.start:
        pass
    elif own and own.kind == "shift" and own.years > 0 and period and base is None and own.unit == "" and _is_after(line, statement, own):
        # "up 5% a year earlier" has lost its "from": the time is the baseline
        return Timing(current, period, "sentence", _words(line, own))
    baseline = resolve(base, period or current, context, is_level=False) if base else _other_side(line, statement, statements, current, context)
    if baseline is not None and baseline == period:
        baseline = None
    if baseline is None and base is None:
        baseline = context.baseline if context.baseline and not own else period.years_before(1) if period and not period.is_average else None
    if base and base.role == "since" and own is None and context.main:
        period = context.main if baseline and baseline.end < context.main.start else period
    return Timing(period, baseline, grade, _words(line, own) if own else "")


def _other_side(line: Line, statement: Statement, statements: list[Statement], current: Period | None, context: Context) -> Period | None:
    """The time beside the earlier level of the same comparison: "almost tripled, … up from 51 in 2019"."""
    for other in statements:
        if other.side == "before" and other.index > statement.index:
            when = _nearest(line, other, statements, {"own"})
            found = resolve(when, current, context, is_level=True, side="before") if when else None
            if found and current and found.end < current.end:
                return found
    return None


def _is_after(line: Line, statement: Statement, when: When) -> bool:
    return when.start + line.sentence.start > line.units[statement.index].start


def _words(line: Line, when: When | None) -> str:
    return "" if when is None else next((unit.lower for unit in line.units if unit.when is when), "")


def _said(line: Line) -> bool:
    return any(unit.when and unit.when.role == "own" and unit.when.kind in ("fixed", "part", "same", "span") for unit in line.units)


def _nearest(line: Line, statement: Statement, statements: list[Statement], roles: set[str]) -> When | None:
    """The mention of time that stands closest to the number, by what is between them."""
    best: tuple[float, int] | None = None
    for index, unit in enumerate(line.units):
        if unit.when is None or unit.when.kind == "duration":
            continue
        if unit.when.role not in roles and not ("own" in roles and _is_told_of(line, statement, index)):
            continue
        price = _price(line, statement, statements, index, is_base="baseline" in roles)
        if "own" in roles and _is_of_the_other_side(line, statement, statements, index):
            continue
        if statement.side == "before" and "own" in roles and not _is_beside(line, statement.index, index):
            continue
        if price < _FAR and (best is None or price < best[0]):
            best = (price, index)
    return line.units[best[1]].when if best and best[0] < _TOO_FAR else None


def _is_of_the_other_side(line: Line, statement: Statement, statements: list[Statement], index: int) -> bool:
    """Whether the time stands beside the earlier level of a comparison, and so is not that of the change."""
    if statement.side == "before":
        return False
    if any(other.side == "before" and other.index < index and _is_beside(line, other.index, index) for other in statements):
        return True
    when = line.units[index].when
    is_back = when is not None and when.kind in ("shift", "same") and statement.measure in ("percent_change", "change", "multiple")
    return is_back and any(index < other.index < statement.index and other.measure in ("count", "rate", "share") for other in statements)


def _is_beside(line: Line, number: int, index: int) -> bool:
    """Whether the time belongs to the earlier side of a comparison: right after it, or right before."""
    first, last = sorted((number, index))
    between = line.signature[first + 1 : last]
    return bool(re.fullmatch(r"[wxKkLio]{0,4},?i?", between)) if index > number else bool(re.fullmatch(r"[wax]{0,2}|,?r[axwBHRLki]{0,6}", between))


def _is_told_of(line: Line, statement: Statement, index: int) -> bool:
    """In "more than in 2017, when there were 424,785" the year is the number's own."""
    between = line.signature[index + 1 : statement.index]
    return index < statement.index and bool(re.fullmatch(r",?r[awxBHRLki]{0,6}|[awxmkK]{0,5}o?,?", between))


def _price(line: Line, statement: Statement, statements: list[Statement], index: int, *, is_base: bool) -> float:
    first, last = sorted((statement.index, index))
    is_right = index > statement.index
    between = line.signature[first + 1 : last]
    if between.count(")") > between.count("(") and not is_right:
        return _FAR
    if between.count("(") > between.count(")") and is_right and not re.search(r"\(i?\Z", between):
        return _FAR
    price = 0.0
    for position in range(first + 1, last):
        unit = line.units[position]
        if unit.letter == ";":
            return _FAR
        if unit.letter in "NPFXQ":
            price += _crossing(line, statement, statements, position, is_right=is_right, is_base=is_base)
        elif unit.letter == "T" and unit.when and unit.when.kind != "duration" and unit.when.role == "own" and not is_base:
            price += 3.0
        else:
            price += 0.2 if is_base and unit.letter == "n" else _PRICES.get(unit.letter, 0.5)
    if index <= 2 and not is_right:
        price *= 0.5  # a time that opens the sentence holds for all of it
    return price + (_taken_right(line, index) if is_right else _taken_left(line, index))


def _crossing(line: Line, statement: Statement, statements: list[Statement], position: int, *, is_right: bool, is_base: bool) -> float:
    """The price of passing another number on the way to the time."""
    other = next((item for item in statements if item.index == position), None)
    if other is None:
        return 1.0
    if is_base and is_right and other.measure == statement.measure and re.search(r"[BHUs;]", line.signature[statement.index : position]):
        return _FAR
    if is_base or not is_right:
        return 1.0
    if "(" in line.signature[statement.index : position]:
        return _FAR
    if other.side == "before" and statement.side == "now":
        return _FAR
    between = line.signature[min(position, statement.index) + 1 : max(position, statement.index)]
    return 1.5 if re.fullmatch(r"[K,cCwaxkob(ADUBt]{0,8}", between) else 8.0


def _taken_right(line: Line, index: int) -> float:
    """A time to the right that opens the next part ("… and in 2023, 15") belongs there."""
    before = line.signature[max(0, index - 2) : index]
    after = line.signature[index + 1 : index + 3]
    opens = bool(re.search(r"(?:,?c|;|,|s|r)i?\Z", before))
    return 6.0 if opens and re.match(r",?[NPkwa]|,|[BHx]{1,2}", after) else 0.0


def _taken_left(line: Line, index: int) -> float:
    """A time to the left that closes the part before ("214 murders in 2022, 221 …") belongs there."""
    return 7.0 if re.search(r"[NPF](?:[wx]{0,2}[Kk])?(?:[iL]){0,3}\Z", line.signature[max(0, index - 8) : index]) else 0.0


def sentence_period(line: Line, context: Context) -> Period | None:
    """What the sentence is about: the first time of its own, else what was spoken of."""
    latest: Period | None = None
    for index, unit in enumerate(line.units):
        when = unit.when
        if when and when.kind == "focus" and when.unit == "month" and context.month:
            return context.month
        if when and when.role == "own" and when.kind in ("fixed", "part") and when.unit != "decade" and when.period != context.published:
            period = resolve(when, context.current, context, is_level=True)
            if period and (period.days() > 1 or unit.lower.startswith("as of")):
                if _is_digression(line, index):
                    continue
                if latest is None or (period.end > latest.end and not (context.published and period.start > context.published)):
                    latest = period
    return latest or context.current


def _is_digression(line: Line, index: int) -> bool:
    """Whether the time belongs to the earlier side of a comparison, or to a clause that tells what came before."""
    signature = line.signature
    if re.search(r"(?:(?:v[it.]?|f|n)x?a?|N[wxKk]{0,2}\()N[wxKki]{0,3}(?:T,?c?a?N[wxKki]{0,3}){0,3}\Z", signature[max(0, index - 16) : index]):
        return True
    return bool(re.search(r"\b(?:after|following)\b[^,;]*\Z", line.words(index - 10, index))) and index > 0


def resolve(when: When, current: Period | None, context: Context, *, is_level: bool, side: str = "now") -> Period | None:
    """The period that a mention means."""
    match when.kind:
        case "fixed":
            return _fixed(when, current, context, is_level=is_level)
        case "part":
            return _part(when, current, context)
        case "shift":
            return _shift(when, current, context)
        case "same":
            return _same(when, current, context)
        case "focus":
            return _focus(when, current, context)
        case "average":
            return _average(when, current)
        case "span":
            if when.period and side == "before":
                return Period.year(when.period.start.year)
            return when.period
    return None


def _fixed(when: When, current: Period | None, context: Context, *, is_level: bool) -> Period | None:
    """ "Last year", when a change of a part of this year is compared with it, is the same part of last year."""
    period = _so_far(_through(when.period, when, context), context)
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
    published, through = context.published, context.through
    if period is None or through is None or published is None or not when.is_relative or period.end != published or through >= published:
        return period
    if when.is_running or (period.start.month, period.start.day) == (1, 1):
        return Period(period.start, through) if period.start <= through else period
    late = published - through
    return Period(period.start - late, through)


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
    if current and context.published and current.grain in ("year", "year_to_date") and current.end.year != context.published.year:
        year = current.end.year
    if year is None and context.published:
        begun = dt.date(context.published.year, last, min(when.day or 1, month_end(context.published.year, last).day))
        year = context.published.year if begun <= context.published else context.published.year - 1
    if year is None:
        year = current.end.year if current else None
    if year is None:
        return None
    end = month_end(year, last)
    if when.day:
        end = end.replace(day=min(when.day, end.day))
    if context.published and end > context.published and dt.date(year, last, 1) <= context.published:
        end = context.published
    return Period(dt.date(year, first, 1), end)


def _shift(when: When, current: Period | None, context: Context) -> Period | None:
    if when.unit == "month" and current:
        before = current.start.replace(day=1) - dt.timedelta(days=1)
        return Period.month(before.year, before.month)
    if when.unit:
        return None
    if current is None:
        return Period.year(context.published.year - when.years) if context.published else None
    return Period(current.start, current.end).years_before(when.years) if not current.is_stock else current.years_before(when.years)


def _same(when: When, current: Period | None, context: Context) -> Period | None:
    base = current or (Period.to_date(context.published) if context.published else None)
    if base is None:
        return None
    if when.year is None:
        return base.years_before(when.years)
    if base.end.year <= when.year and context.main and context.main.end.year > when.year:
        base = context.main
    if base.grain == "year" and context.published and when.is_relative:
        base = Period.to_date(context.published)
    return base.years_before(base.end.year - when.year)


def _focus(when: When, current: Period | None, context: Context) -> Period | None:
    if when.unit == "month" and context.month:
        return context.month
    if when.unit == "to date" and context.published:
        return current if current and current.grain == "year_to_date" else Period.to_date(context.published)
    return current


def _average(when: When, current: Period | None) -> Period | None:
    if when.period:
        return when.period
    if current is None or not 1 < when.years < 60:
        return None
    last = current.start.year - 1
    return Period(dt.date(last - when.years + 1, 1, 1), dt.date(last, 12, 31), is_average=True)
