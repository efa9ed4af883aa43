"""Which mention of time belongs to which number, and the period that it means in its context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.figures.alignment import partner
from pipeline.figures.averages import mean_of_years
from pipeline.figures.clauses import reaches
from pipeline.figures.context import Context
from pipeline.figures.conventions import in_part
from pipeline.figures.marks import find as find_marks
from pipeline.figures.nearest_time import nearest
from pipeline.figures.period_resolution import resolve, sentence_period
from pipeline.figures.statement import Statement
from pipeline.figures.time_ends import since as since_then
from pipeline.figures.time_ends import standing, to_its_end, until
from pipeline.figures.units import Line
from pipeline.figures.when import When
from pipeline.period import Period

Grade = Literal["own", "sentence", "context", "none"]


@dataclass(frozen=True, slots=True)
class Timing:
    """The period and the baseline of a statement."""

    period: Period | None
    baseline: Period | None
    grade: Grade
    why: str = ""


def timing(line: Line, statement: Statement, statements: list[Statement], context: Context) -> Timing:
    """The period of a statement, and what a change is compared with."""
    own = _parallel(line, statement) or _of_mark(line, statement) or _of_record(line, statement) or nearest(line, statement, statements, {"own"})
    own = to_its_end(line, _of_the_right_one(line, statement, statements) or own)
    current = sentence_period(line, context, statement.index)
    if statement.measure in ("percent_change", "change", "multiple"):
        return _change_timing(line, statement, statements, context, own, current)
    if mean := mean_of_years(line, statement, current):
        return Timing(mean, None, "own", "average")
    if context.bracketed and re.search(r"[NP]k?\(\Z", line.signature[: statement.index]):
        return Timing(_in_brackets(own, current, context, context.bracketed), None, "context", "in brackets")
    if side_word := _then_or_now(line, statement):
        period = context.main if side_word == "now" else context.last_baseline
        if period:
            return Timing(period, None, "context", side_word)
    if own is not None and own.kind == "span" and own.period and (statement.side == "before" or re.search(r"[UDX]", line.signature)):
        year = own.period.start.year if statement.side == "before" else own.period.end.year
        return Timing(Period.year(year), None, "own", _words(line, own))
    if own is not None:
        period = standing(
            line,
            statement,
            until(line, own, resolve(own, _year_spoken_of(line, own, current, context), context, is_level=True, side=statement.side)),
            context,
        )
        period = period if _IS_WHOLE.search(line.words(0, len(line.units))) else in_part(period, context)
        return Timing(period, None, "own", _words(line, own))
    if statement.side == "before":
        return _before(line, statement, statements, context, current)
    return _unnamed(line, statement, statements, context, current)


def _in_brackets(own: When | None, current: Period | None, context: Context, bracketed: Period) -> Period | None:
    """The time of numbers in brackets, or the part of it that the sentence tells of: "Robberies through June: 41 (51)"."""
    said = resolve(own, current, context, is_level=True) if own else None
    is_part = said is not None and bracketed.grain == "year" and said.grain != "year"
    return said.years_before(said.end.year - bracketed.end.year) if said and is_part else bracketed


def _unnamed(line: Line, statement: Statement, statements: list[Statement], context: Context, current: Period | None) -> Timing:
    """The period of a number that no time stands beside."""
    span = next((unit.when for unit in line.units if unit.when and unit.when.kind == "span" and unit.when.period), None)
    if span and span.period and _pairs(statements):
        return Timing(Period.year(span.period.end.year), None, "own")
    if (running := since_then(line, statement, context)) is not None:
        return Timing(running, None, "own", "since")
    if current and context.main and current.end < context.main.start and _goes_on(line, statement):
        return Timing(context.main, None, "context", "after the semicolon")
    return Timing(current, None, "sentence" if _said(line, statement.index) else "context" if current else "none")


def _goes_on(line: Line, statement: Statement) -> bool:
    """Whether a clause of its own, without a time, says where the number went: "in 2018 there were 210; that number dropped to 177"."""
    clause = line.signature[line.signature.rfind(";", 0, statement.index) + 1 : statement.index]
    return ";" in line.signature[: statement.index] and "T" not in clause and re.search(r"U[wxkKo]{0,3}t[ax]?\Z", clause) is not None


def _year_spoken_of(line: Line, own: When, current: Period | None, context: Context) -> Period | None:
    """What a month without its year is of: the year of the sentence, else the one spoken of before; not the month itself."""
    if own.kind == "part" and (year := _of_the_whole(line, own, context)):
        return year
    is_in_year = current is not None and current.grain in ("year", "year_to_date")
    return current if own.kind != "part" or is_in_year else context.current


def _of_the_whole(line: Line, own: When, context: Context) -> Period | None:
    """The year that a part of its count is told of: "in 2021, 364 people were struck, 68 of them in July alone"."""
    index = next((index for index, unit in enumerate(line.units) if unit.when is own), 0)
    if not _OF_THEM.search(line.words(index - 6, index)):
        return None
    before = (unit.when for unit in reversed(line.units[:index]) if unit.when and unit.when.role == "own" and unit.when.kind == "fixed")
    years = (resolve(when, context.current, context, is_level=True) for when in before)
    return next((year for year in years if year and year.grain in ("year", "year_to_date")), None)


_OF_THEM = re.compile(r"\b(?:(?:of|among)\s+(?:them|those|these|which|whom)|including)\b")


def _of_the_right_one(line: Line, statement: Statement, statements: list[Statement]) -> When | None:
    """The time of the number that is right, of one that is not: "127 homicides last year, not the 131 it announced in January"."""
    if statement.measure != "count" or not is_denied(line, statement.index):
        return None
    right = next((other for other in reversed(statements) if other.index < statement.index and other.measure == "count"), None)
    return nearest(line, right, statements, {"own"}) if right else None


def is_denied(line: Line, index: int) -> bool:
    """Whether the number at units[index] is named as what it was not: "not the 131 it announced"."""
    return _DENIED.search(line.words(index - 2, index)) is not None


_DENIED = re.compile(r"\bnot\s+(?:the\s*)?\Z")
_ANAPHORIC = re.compile(
    r"(?:(?:and|but|so|in\s+all|overall)\s*,?\s+)?(?:that|this|it|those|they|these|the\s+(?:drop|decline|increase|decrease|rise|jump|change|difference|reduction|fall|spike|surge|gap))\b"
)


def is_anaphoric(line: Line) -> bool:
    """Whether the sentence goes on speaking of the number before: "That's …", "It was …", "The decline …"."""
    return bool(_ANAPHORIC.match(line.words(0, 5).lstrip('"“ ')))


def _compared_levels(line: Line, statement: Statement, context: Context) -> tuple[Period, Period] | None:
    """The two periods told last, which a sentence like "That's a drop of 38 percent" compares: the later, and the earlier."""
    levels = sorted(context.levels, key=lambda period: period.end)
    if len(levels) < 2 or _said(line, statement.index) or not is_anaphoric(line):
        return None
    years = _years_back(line, statement)  # "That's an 87 percent rise in two years"
    return levels[-1], levels[-1].years_before(years) if years else levels[-2]


_IS_WHOLE = re.compile(r"\b(?:finish\w*|end(?:ed|ing)?|clos(?:ed|ing)|whole|full|entire|all\s+of|full-year)\b")


def _of_mark(line: Line, statement: Statement) -> When | None:
    """The time of the earlier mark that this number is the size of."""
    is_level = statement.measure in ("count", "rate", "share")
    if is_level and re.search(r"T\(\Z", line.signature[: statement.index]) and line.signature[statement.index + 1 : statement.index + 2] == ")":
        return line.units[statement.index - 2].when  # "lower than in the first half of 2022 (44)"
    return next((line.units[mark.time].when for mark in find_marks(line) if mark.number == statement.index), None)


def _of_record(line: Line, statement: Statement) -> When | None:
    """The time that a record is measured since, of a number that stands before it: "the most since the city counted 110 in 1994"."""
    match = _IN_TIME.match(line.signature, statement.index + 1) if statement.measure in ("count", "rate", "share") else None
    when = line.units[match.end() - 1].when if match else None
    if match is None or when is None or when.role != "record":
        return None
    return when if "since" in line.words(statement.index - 6, statement.index).split() else None


_IN_TIME = re.compile(r"[wxkKLBH]{0,4}iT")


def _parallel(line: Line, statement: Statement) -> When | None:
    """The time that runs parallel to the number: "in 2011 and 2012, when records of 58 and then 71 were set"."""
    index = partner(line, statement.index, "T")
    return line.units[index].when if index is not None else None


def _then_or_now(line: Line, statement: Statement) -> str:
    """ "450 then, 481 now"."""
    after = line.words(statement.index + 1, statement.index + 2)
    return after if after in {"then", "now"} else ""


def _pairs(statements: list[Statement]) -> bool:
    return any(other.side == "before" for other in statements)


def _before(line: Line, statement: Statement, statements: list[Statement], context: Context, current: Period | None) -> Timing:
    """The period of the earlier side of a comparison: the baseline that is named, or the year before."""
    since = nearest(line, statement, statements, {"baseline", "since"})
    if since is None and (listed := _other_side(line, statement, statements, context.main, context)):
        return Timing(listed, None, "sentence", "of the list")
    if since is None and _is_of_elsewhere(line, statement):
        return Timing(current, None, "sentence" if _said(line, statement.index) else "context", "elsewhere")
    span = next((unit.when for unit in line.units if unit.when and unit.when.kind == "span" and unit.when.period), None)
    if span and span.period and since is None:
        return Timing(Period.year(span.period.start.year), None, "sentence", _words(line, span))
    if since is not None:
        return Timing(resolve(since, current, context, is_level=True, side="before"), None, "sentence", _words(line, since))
    baseline = context.baseline or context.last_baseline or (current.years_before(1) if current and not current.is_average else None)
    return Timing(baseline, None, "context" if baseline else "none", "the year before")


_ELSEWHERE = re.compile(r"(?:[wk]{0,2}|Oi?[wk]?)(?:ia?w?|i)?a?x?[wk]?L")


def _is_of_elsewhere(line: Line, statement: Statement) -> bool:
    """Whether the other side of a comparison is another place at the same time: "1.01 per mile, against 1.33 for the country"."""
    after = line.words(statement.index + 1, statement.index + 5)
    before = line.words(statement.index - 4, statement.index)
    is_versus = re.search(r"\b(?:against|versus|vs|compared\s+(?:with|to)|than|above|below|over|under|exceed\w*)\b", before) is not None
    is_wide = re.match(
        r"(?:\w+\s+)?(?:nationally|nationwide|statewide|elsewhere|citywide|overall|for\s+the\s+(?:state|nation|country|city))\b", after
    )
    is_told = re.search(r"\b(?:national|nationwide|statewide|state|citywide|county)\s+(?:\w+\s+)?(?:of\s*)?\Z", before)
    return is_versus and bool(is_wide or is_told or _ELSEWHERE.match(line.signature, statement.index + 1))


def _change_timing(
    line: Line, statement: Statement, statements: list[Statement], context: Context, own: When | None, current: Period | None
) -> Timing:
    base = nearest(line, statement, statements, {"baseline", "since"}) or _compared_mark(line, statement)
    pair = _compared_levels(line, statement, context) if own is None else None
    if pair:
        return Timing(pair[0], resolve(base, pair[0], context, is_level=False) if base else pair[1], "context", "the levels before")
    if own is None and not _said(line, statement.index) and current and context.main and current.end < context.main.start:
        current = context.main  # a change without a time of its own is no change of what came before
    grade: Grade = "own" if own else "sentence" if _said(line, statement.index) else "context"
    period = resolve(own, _year_spoken_of(line, own, current, context), context, is_level=False) if own else current
    if own and own.kind == "span" and own.period:
        return Timing(Period.year(own.period.end.year), Period.year(own.period.start.year), "own", _words(line, own))
    if own and own.kind == "same" and own.role == "own" and period and current and period.end < current.start:
        pass
    elif own and own.kind == "shift" and own.years > 0 and period and base is None and own.unit == "" and _is_after(line, statement, own):
        # "up 5% a year earlier" has lost its "from": the time is the baseline
        return Timing(current, period, "sentence", _words(line, own))
    baseline = resolve(base, period or current, context, is_level=False) if base else _other_side(line, statement, statements, current, context)
    baseline = None if baseline == period else _as_long(baseline, period)
    if baseline is None and base is None and period and (years := _years_back(line, statement)):
        baseline = period.years_before(years)
    if baseline is None and base is None:
        baseline = context.baseline if context.baseline and not own else period.years_before(1) if period and not period.is_average else None
    is_part = baseline is not None and period is not None and baseline.grain in ("month", "quarter") and period.grain != baseline.grain
    if base and base.role == "baseline" and own is None and baseline and is_part:
        period = baseline.years_before(-1)  # "dropping 31% from May 2021" is of May a year later
    if base and base.role == "since" and own is None and context.main:
        period = context.main if baseline and baseline.end < context.main.start else period
    return Timing(period, baseline, grade, _words(line, own) if own else "")


def _as_long(baseline: Period | None, period: Period | None) -> Period | None:
    """A day that a year so far is compared with is the year to that day: "six fewer than on Nov. 5 of last year"."""
    is_day = baseline is not None and baseline.grain == "day" and period is not None and period.grain in ("year_to_date", "year")
    return Period.to_date(baseline.end) if baseline and is_day else baseline


def _years_back(line: Line, statement: Statement) -> int:
    """How many years the change took: "down 61 percent over five years"; 0 where nobody says."""
    match = _OVER_YEARS.match(line.signature, statement.index + 1)
    when = line.units[match.end() - 1].when if match else None
    return when.years if when and when.kind == "duration" and when.unit in ("year", "decade") and 1 < when.years < _LONG else 0


_OVER_YEARS = re.compile(r"(?:[wxUD]{0,2}[iC][a]?|i)Y")
_LONG = 60  # years


def _compared_mark(line: Line, statement: Statement) -> When | None:
    """The time of the earlier mark that follows: "nine above the previous high of 44 in 2019"."""
    return next((line.units[mark.time].when for mark in find_marks(line) if mark.time > statement.index), None)


def _other_side(line: Line, statement: Statement, statements: list[Statement], current: Period | None, context: Context) -> Period | None:
    """The time beside the earlier level of the same comparison: "almost tripled, … up from 51 in 2019"."""
    for other in statements:
        if other.side == "before" and other.index > statement.index:
            when = nearest(line, other, statements, {"own"})
            found = resolve(when, current, context, is_level=True, side="before") if when else None
            if found and current and found.end < current.end:
                return found
        if other.side == "before" and _sums_up(line, other, statement):
            when = nearest(line, other, statements, {"own", "baseline"})
            found = resolve(when, current, context, is_level=True, side="before") if when else None
            if found and current and found.end < current.end:
                return found
    return None


def _sums_up(line: Line, other: Statement, statement: Statement) -> bool:
    """Whether a change in apposition sums up the levels before it: "389 in 2024, compared with 402 in 2019, a decrease of 3.3%"."""
    is_change = statement.measure in ("percent_change", "change")
    return is_change and other.index < statement.index and _APPOSITION.fullmatch(line.signature[other.index + 1 : statement.index]) is not None


_APPOSITION = re.compile(r"[wxkK]{0,3}i?T,?a?[wxUDAB]{1,3}o?[waC]{0,2}")


def _is_after(line: Line, statement: Statement, when: When) -> bool:
    return when.start + line.sentence.start > line.units[statement.index].start


def _words(line: Line, when: When | None) -> str:
    return "" if when is None else next((unit.lower for unit in line.units if unit.when is when), "")


def _said(line: Line, number: int) -> bool:
    """Whether the sentence names a time of its own that can hold for the number at units[number]."""
    return any(
        unit.when and reaches(line, index, number) and unit.when.role == "own" and unit.when.kind in ("fixed", "part", "same", "span", "unknown")
        for index, unit in enumerate(line.units)
    )
