"""Which mention of time belongs to which number, and the period that it means in its context."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.alignment import partner
from pipeline.figures.averages import mean_of_years
from pipeline.figures.change_times import change_timing, other_side
from pipeline.figures.context import Context
from pipeline.figures.context import replace as replace_context
from pipeline.figures.conventions import in_part
from pipeline.figures.marks import find as find_marks
from pipeline.figures.marks import is_from_undated, is_undated
from pipeline.figures.nearest_time import nearest
from pipeline.figures.period_resolution import resolve, sentence_period
from pipeline.figures.running import to_its_end
from pipeline.figures.statement import Statement
from pipeline.figures.time_ends import since as since_then
from pipeline.figures.time_ends import standing, until
from pipeline.figures.timing import Timing, is_said, words_of, year_spoken_of
from pipeline.figures.units import Line
from pipeline.figures.when import When
from pipeline.figures.years_told import A_YEAR_TOLD, FINISHED, year_told
from pipeline.period import Period


def timing(line: Line, statement: Statement, statements: list[Statement], context: Context) -> Timing:
    """The period of a statement, and what a change is compared with."""
    own = _parallel(line, statement) or _of_mark(line, statement) or _of_record(line, statement) or nearest(line, statement, statements, {"own"})
    own = to_its_end(line, _of_the_right_one(line, statement, statements) or own)
    current = sentence_period(line, context, statement.index)
    if statement.measure in ("percent_change", "change", "multiple"):
        changed = change_timing(line, statement, statements, context, own, current)
        return replace(changed, baseline=None) if is_from_undated(line, statement.index) else changed
    if told := _told_otherwise(line, statement, own, current, context):
        return told
    if own is not None and own.kind == "span" and own.period and (statement.side == "before" or re.search(r"[UDX]", line.signature)):
        year = own.period.start.year if statement.side == "before" else own.period.end.year
        return Timing(Period.year(year), None, "own", words_of(line, own))
    if own is not None:
        whole = year_spoken_of(line, own, current, context)
        is_of_another = own.kind == "part" and whole not in (current, context.current)  # the year is its clause's
        said = resolve(own, whole, replace_context(context, focus=whole) if is_of_another else context, is_level=True, side=statement.side)
        period = standing(line, statement, until(line, own, said), context)
        period = _by_this_date(line, statement, period, context)
        period = _in_the_year_named(line, own, period if _IS_WHOLE.search(line.words(0, len(line.units))) else in_part(period, context))
        return Timing(period, None, "own", words_of(line, own))
    if statement.side == "before":
        return _before(line, statement, statements, context, current)
    return _unnamed(line, statement, statements, context, current)


_BY_THIS_DATE = re.compile(
    r"\b(?:by|at|as\s+of|through|to)\s+(?:this|that|the\s+same)\s+(?:date|day|point|time|stage)\b(?!\s+(?:in|of|last|a\s+year|the\s+year|(?:19|20)\d\d))"
)


def _by_this_date(line: Line, statement: Statement, period: Period | None, context: Context) -> Period | None:
    """An earlier year to the day that the article's own runs to: "In 2019, before the pandemic, there were 49 by this date"."""
    main = context.main
    if period is None or main is None or main.grain != "year_to_date" or period.grain != "year" or period.end >= main.start:
        return period
    is_to_the_day = statement.measure == "count" and _BY_THIS_DATE.search(line.words(0, len(line.units)))
    return main.years_before(main.end.year - period.end.year) if is_to_the_day else period


def _told_otherwise(line: Line, statement: Statement, own: When | None, current: Period | None, context: Context) -> Timing | None:
    """The time of a level that other words tell than a time beside it: of a mean, what is in brackets, "then", "a year that"."""
    if _is_of_no_known_time(line, statement, own, current, context):
        return Timing(None, None, "none", "an earlier mark's")
    if mean := mean_of_years(line, statement, current):
        return Timing(mean, None, "own", "average")
    if context.bracketed and re.search(r"[NP]k?\(\Z", line.signature[: statement.index]):
        return Timing(_in_brackets(own, current, context, context.bracketed), None, "context", "in brackets")
    if side_word := _then_or_now(line, statement):
        period = context.main if side_word == "now" else context.last_baseline
        if period:
            return Timing(period, None, "context", side_word)
    if own and own.role == "since" and (running := since_then(line, statement, context)):
        return Timing(running, None, "own", "since")  # "Since January 2021, 3,100 guns have been taken off the street"
    if year := year_told(line, statement, context):
        return Timing(Period.year(year), None, "own", A_YEAR_TOLD)
    return None


def _is_of_no_known_time(line: Line, statement: Statement, own: When | None, current: Period | None, context: Context) -> bool:
    """Whether the number is an earlier mark, and the time it would be of is not earlier: "93 in 2022, five more than the old record of 88"."""
    if statement.measure not in ("count", "rate") or not is_undated(line, statement.index):
        return False
    period = resolve(own, year_spoken_of(line, own, current, context), context, is_level=True, side=statement.side) if own else current
    return period is None or context.main is None or period.end >= context.main.end


_MONTH_OF = re.compile(r"\bmonth\s+of\s*\Z")


def _in_the_year_named(line: Line, own: When, period: Period | None) -> Period | None:
    """The month of the year that it is said to be the worst of: "August was the deadliest month of 2020, with 15 killings"."""
    if own.kind != "part" or period is None or period.grain != "month":
        return period
    years = (unit.when.period for index, unit in enumerate(line.units) if unit.when and _MONTH_OF.search(line.words(index - 3, index)))
    year = next((one for one in years if one and one.grain == "year"), None)
    return period.years_before(period.end.year - year.end.year) if year else period


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
    if context.compared and current and context.compared.end < current.start and _is_that_total(line, statement, context):
        return Timing(context.compared, None, "context", "that total")
    if context.told and not is_said(line, statement.index) and _THOSE_FIGURES.search(line.words(0, statement.index)):
        return Timing(context.told[-1][2], None, "context", "those figures")  # "Those figures work out at 3.4 killings per 100,000 people"
    if current and context.published and current.end.year < context.published.year and _is_at_its_end(line, statement, current):
        return Timing(Period.year(current.end.year), None, "sentence", "at its end")
    if (running := since_then(line, statement, context)) is not None:
        return Timing(running, None, "own", "since")
    if current and context.main and current.end < context.main.start and _goes_on(line, statement):
        return Timing(context.main, None, "context", "after the semicolon")
    return Timing(current, None, "sentence" if is_said(line, statement.index) else "context" if current else "none")


def _is_at_its_end(line: Line, statement: Statement, current: Period) -> bool:
    """Whether a clause of its own tells what the year finished with: "By Dec. 11 the city had matched 2021's total; it finished with 66"."""
    is_next = current.grain == "year_to_date" and ";" in line.signature[: statement.index]
    return is_next and FINISHED.search(line.words(statement.index - 6, statement.index)) is not None


def _is_that_total(line: Line, statement: Statement, context: Context) -> bool:
    """Whether the number that was compared with is told only now: "22 below the total for 2013. That total was 99"."""
    is_that = statement.measure == "count" and _THAT_TOTAL.fullmatch(line.words(0, statement.index)) is not None
    return is_that and all(told[2] != context.compared for told in context.told)


_THOSE_FIGURES = re.compile(
    r"\b(?:those|these|the\s+two)\s+(?:figures|numbers|totals|counts|tallies)\s+(?:work|come|came|mean|amount|translate|add|put|give|make)\w*\b"
)
_THAT_TOTAL = re.compile(
    r"that\s+(?:total|figure|number|count|tally|toll|mark)\s+(?:was|had\s+been|stood\s+at)(?:\s+(?:just|only|about|nearly))?\s*"
)


def _goes_on(line: Line, statement: Statement) -> bool:
    """Whether a clause of its own, without a time, says where the number went: "in 2018 there were 210; that number dropped to 177"."""
    clause = line.signature[line.signature.rfind(";", 0, statement.index) + 1 : statement.index]
    return ";" in line.signature[: statement.index] and "T" not in clause and re.search(r"U[wxkKo]{0,3}t[ax]?\Z", clause) is not None


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
    if index is None and (elided := _ELIDED.search(line.signature, 0, statement.index)):
        span = line.units[elided.start("t")].when
        index = elided.start("t") if span and span.kind == "span" else None  # "rose 28% from 2019 to 2023, and burglary 16%"
    when = line.units[index].when if index is not None else None
    is_compared = when is not None and when.role == "baseline" and statement.measure in ("percent_change", "change")
    return None if is_compared else when


_ELIDED = re.compile(r"[UDA]b?x?Pi?(?P<t>T),?c[wxaL]{0,2}K(?:b?x?)\Z")


def _then_or_now(line: Line, statement: Statement) -> str:
    """ "450 then, 481 now"."""
    after = line.words(statement.index + 1, statement.index + 2)
    return after if after in {"then", "now"} else ""


def _pairs(statements: list[Statement]) -> bool:
    return any(other.side == "before" for other in statements)


def _before(line: Line, statement: Statement, statements: list[Statement], context: Context, current: Period | None) -> Timing:
    """The period of the earlier side of a comparison: the baseline that is named, or the year before."""
    since = nearest(line, statement, statements, {"baseline", "since"})
    if since is None and (listed := other_side(line, statement, statements, context.main, context)):
        return Timing(listed, None, "sentence", "of the list")
    if since is None and (when := _of_the_pair_before(line, statement)):
        return Timing(resolve(when, current, context, is_level=True, side="before"), None, "sentence", words_of(line, when))
    if since is None and _is_of_elsewhere(line, statement):
        return Timing(current, None, "sentence" if is_said(line, statement.index) else "context", "elsewhere")
    span = next((unit.when for unit in line.units if unit.when and unit.when.kind == "span" and unit.when.period), None)
    if span and span.period and since is None:
        return Timing(Period.year(span.period.start.year), None, "sentence", words_of(line, span))
    if since is not None:
        return Timing(resolve(since, current, context, is_level=True, side="before"), None, "sentence", words_of(line, since))
    baseline = context.baseline or context.last_baseline or (current.years_before(1) if current and not current.is_average else None)
    return Timing(baseline, None, "context" if baseline else "none", "the year before")


def _of_the_pair_before(line: Line, statement: Statement) -> When | None:
    """The first time of "went from 1,993 in 2012 to 1,161 in 2019, robberies from 755 to 310", for the 755."""
    if not re.match(r"fNtN(?!i?T)", line.signature[max(0, statement.index - 1) :]):
        return None
    pair = re.search(r"fN[wxk]{0,3}i?(T)tN[wxk]{0,3}i?T[^;T]{0,12}\Z", line.signature[: statement.index - 1])
    return line.units[pair.start(1)].when if pair else None


_ELSEWHERE = re.compile(r"(?:[wk]{0,2}|Oi?[wk]?)(?:ia?w?|i)?a?x?[wk]?L")


def _is_of_elsewhere(line: Line, statement: Statement) -> bool:
    """Whether the other side of a comparison is another place at the same time: "1.01 per mile, against 1.33 for the country"."""
    after = line.words(statement.index + 1, statement.index + 5)
    before = line.words(statement.index - 4, statement.index)
    is_versus = re.search(r"\b(?:against|versus|vs|compare[sd]?\s+(?:with|to)|than|above|below|over|under|exceed\w*)\b", before) is not None
    is_wide = re.match(
        r"(?:\w+\s+)?(?:nationally|nationwide|statewide|elsewhere|citywide|overall|for\s+the\s+(?:state|nation|country|city))\b", after
    )
    is_told = re.search(r"\b(?:national|nationwide|statewide|state|citywide|county)\s+(?:\w+\s+)?(?:of\s*)?\Z", before)
    return is_versus and bool(is_wide or is_told or _ELSEWHERE.match(line.signature, statement.index + 1))
