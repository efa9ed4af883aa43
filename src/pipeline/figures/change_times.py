"""The period of a change, and what it is compared with."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.against import is_against_another
from pipeline.figures.context import Context
from pipeline.figures.marks import find as find_marks
from pipeline.figures.nearest_time import nearest
from pipeline.figures.period_resolution import resolve
from pipeline.figures.statement import Statement
from pipeline.figures.timing import HAS_SINCE, Grade, Timing, is_said, is_the_one_before, words_of, year_spoken_of
from pipeline.figures.units import Line
from pipeline.figures.when import When
from pipeline.period import Period

_ANAPHORIC = re.compile(
    r"(?:(?:and|but|so|in\s+all|overall)\s*,?\s+)?(?:that|this|it|those|they|these|the\s+(?:drop|decline|increase|decrease|rise|jump|change|difference|reduction|fall|spike|surge|gap))\b"
)


def is_anaphoric(line: Line) -> bool:
    """Whether the sentence goes on speaking of the number before: "That's …", "It was …", "The decline …"."""
    return bool(_ANAPHORIC.match(line.words(0, 5).lstrip('"“ ')))


def _compared_levels(line: Line, statement: Statement, context: Context) -> tuple[Period, Period] | None:
    """The two periods told last, which a sentence like "That's a drop of 38 percent" compares: the later, and the earlier."""
    if len(context.levels) < 2 or is_said(line, statement.index) or not is_anaphoric(line):
        return None
    named = {unit.term.code for unit in line.units[: statement.index] if unit.term and unit.letter == "K"}
    if named and context.last and context.last.code not in named:
        return None  # "The drop in burglaries came to 12 percent", after two levels of homicides
    now = max(context.levels, key=lambda period: period.end)
    years = _years_back(line, statement)  # "That's an 87 percent rise in two years"
    return now, now.years_before(years) if years else next(period for period in reversed(context.levels) if period != now)


def change_timing(
    line: Line, statement: Statement, statements: list[Statement], context: Context, own: When | None, current: Period | None
) -> Timing:
    base = _compared_mark(line, statement, nearest(line, statement, statements, {"baseline", "since"}) or _opening(line, statement))
    own, base, current = _told_of(line, statement, own, base, current, context)
    pair = _since_then(line, statement, own, context) or _summed_up(line, statement, context) or _follows(line, statement, own, context)
    pair = pair or (_compared_levels(line, statement, context) if own is None else None)
    if pair:
        return Timing(pair[0], resolve(base, pair[0], context, is_level=False) if base else pair[1], "context", "the levels before")
    if own is None and not is_said(line, statement.index) and current and context.main and current.end < context.main.start:
        current = context.main  # a change without a time of its own is no change of what came before
    grade: Grade = "own" if own else "sentence" if is_said(line, statement.index) else "context"
    period = resolve(own, year_spoken_of(line, own, current, context), context, is_level=False) if own else current
    if own and own.kind == "span" and own.period:
        return Timing(Period.year(own.period.end.year), Period.year(own.period.start.year), "own", words_of(line, own))
    if own and period and base is None and _is_compared(line, statement, own) and current and period.end < current.start:
        return Timing(current, period, "sentence" if is_said(line, statement.index) else "context", words_of(line, own))
    if own and period and base is None and (since := _since(line, statement, own, period)):
        return Timing(context.current if own.unit == "since" else current, since, "sentence", words_of(line, own))
    base = _not_to_come(base, period, current, context)
    compared = resolve(base, period or current, context, is_level=False) if base else other_side(line, statement, statements, current, context)
    baseline = _in_one_year(line, statement, period) or compared
    baseline = None if baseline == period else _as_long(line, base, baseline, period)
    if baseline is None and base is None and period and (years := _years_back(line, statement)):
        baseline = period.years_before(years)
    if baseline is None and base is None and not is_against_another(line, statement, context.home):
        told = _same_part(context.baseline, period) if not own else None
        baseline = told or (period.years_before(1) if period and not period.is_average else None)
    if base and base.role == "baseline" and own is None and baseline and period:
        period = _as_far(period, baseline, context)
    if base and base.role == "since" and own is None and context.main:
        period = context.main if baseline and baseline.end < context.main.start else period
    return Timing(_to_the_day(period, baseline), baseline, grade, words_of(line, own) if own else "")


def _as_far(period: Period, baseline: Period, context: Context) -> Period:
    """The month, the quarter or the part of the year that an earlier one is compared with, where only that is named.

    "Dropping 31% from May 2021" is of May a year later; "down 18% from the first nine months of 2023", told in October, of nine months.
    """
    if baseline.grain in ("month", "quarter") and period.grain != baseline.grain:
        later = baseline.years_before(-1)
        return later if context.published is None or later.start <= context.published else period
    then = baseline.years_before(baseline.end.year - period.end.year)
    is_so_far = period.grain == "year_to_date" and baseline.grain in ("year_to_date", "half") and then.start == period.start
    return then if is_so_far and baseline.days() > 1 and then.end < period.end else period


def _not_to_come(base: When | None, period: Period | None, current: Period | None, context: Context) -> When | None:
    """What a change is from; None where it is later than the change: a time that the sentence names of something else."""
    baseline = resolve(base, period or current, context, is_level=False) if base and base.role == "baseline" else None
    return None if baseline and period and baseline.start > period.end else base


_COMPARES = re.compile(r"(?:(?:when|if)\s+)?(?:measured|compared|set|held|placed|judged|stacked|against|relative|versus)\b")
_OPENING = re.compile(r"[wxsvit]{1,4}T,")


def _opening(line: Line, statement: Statement) -> When | None:
    """What a sentence opens by comparing with, for a number behind a semicolon: "Measured against 2019, …; assaults were 4% higher"."""
    match = _OPENING.match(line.signature) if ";" in line.signature[: statement.index] else None
    when = line.units[match.end() - 2].when if match and _COMPARES.match(line.words(0, 3)) else None
    return when if when and when.role == "baseline" else None


def _same_part(baseline: Period | None, period: Period | None) -> Period | None:
    """The part of the year that a lead-in compares with, where the numbers are of a part: "January to September, and the change from 2017"."""
    is_part = baseline is not None and period is not None and baseline.grain == "year" and period.days() < _A_YEAR and not period.is_stock
    return period.years_before(period.end.year - baseline.end.year) if baseline and period and is_part else baseline


_A_YEAR = 365  # days


def _to_the_day(period: Period | None, baseline: Period | None) -> Period | None:
    """The year to a day that is compared with a part of a year: "stood at 412 on Sept. 30, 21 percent above the first nine months of 2020"."""
    is_part = baseline is not None and (baseline.start.month, baseline.start.day) == (1, 1) and baseline.days() > 1
    return Period.to_date(period.end) if period and period.grain == "day" and is_part else period


def _in_one_year(line: Line, statement: Statement, period: Period | None) -> Period | None:
    """The year before "a decrease of more than 1,000 in a single year", whatever the next clause is compared with."""
    is_said = _IN_ONE_YEAR.match(line.words(statement.index + 1, statement.index + 5)) is not None
    return period.years_before(1) if is_said and period and not period.is_average else None


def _since(line: Line, statement: Statement, own: When, period: Period) -> Period | None:
    """What the change is from by its own time: "doubled since the start of 2020"; "up 5% a year earlier" has lost its "from"."""
    if own.unit == "since":
        return Period.year(period.start.year)
    is_from = own.kind == "shift" and own.years > 0 and own.unit == "" and _is_after(line, statement, own)
    return period if is_from and not is_the_one_before(line, statement.index) else None


def _as_long(line: Line, base: When | None, baseline: Period | None, period: Period | None) -> Period | None:
    """A day that a year so far is compared with is the year to that day: "six fewer than on Nov. 5 of last year"."""
    if base and baseline and period and baseline.grain == "year" != period.grain and _is_a_years_own(line, base):
        return period.years_before(period.end.year - baseline.end.year) if baseline.end < period.start else baseline
    is_day = baseline is not None and baseline.grain == "day" and period is not None and period.grain in ("year_to_date", "year")
    return Period.to_date(baseline.end) if baseline and is_day else baseline


def _is_a_years_own(line: Line, base: When) -> bool:
    """Whether the part of the year is left out: "higher in this year's first six months than in that year's"."""
    time = next((index for index, unit in enumerate(line.units) if unit.when is base), None)
    owner = None if time is None else _OWNER.match(line.words(time, time + 3))
    return owner is not None


_OWNER = re.compile(
    r"(?:than\s+)?(?:in\s+)?(?:(?:that|the\s+previous|the\s+prior)\s+year|(?:19|20)\d\d)\s?['’]\s?s(?:\s*[,.;:)]|\s+(?:and|but|while)\b|\Z)"
)


def _years_back(line: Line, statement: Statement) -> int:
    """How many years the change took: "down 61 percent over five years"; 0 where nobody says."""
    match = _OVER_YEARS.match(line.signature, statement.index + 1) or _IN_YEARS.match(line.signature)
    when = line.units[match.end() - 1].when if match else None
    return when.years if when and when.kind == "duration" and when.unit in ("year", "decade") and 1 < when.years < _LONG else 0


_IN_ONE_YEAR = re.compile(r"(?:in|over|within)\s+(?:just\s+|only\s+)?(?:a\s+single|one)\s+year\b")
_IN_YEARS = re.compile(r"i(?:a|a?w)?Y(?=,)")  # "In the past five years, homicides have risen 58 percent"
_OVER_YEARS = re.compile(r"(?:[wxUD]{0,2}[iC][a]?|i)Y")


_LONG = 60  # years


def _told_of(
    line: Line, statement: Statement, own: When | None, base: When | None, current: Period | None, context: Context
) -> tuple[When | None, When | None, Period | None]:
    """The times of a change and of the level that it is from, which may be told after it: "one more than the city had in the whole of 2019".

    With them what the sentence is about, which is not that of the level.
    """
    is_free = base is None and (line.units[statement.index].letter == "F" or "n" in line.signature[statement.index : statement.index + 5])
    times = (at for at in range(statement.index + 2, len(line.units)) if is_free and line.signature[at] == "T")
    level = next((at for at in times if _is_told_by(line, statement.index + 1, at)), None)
    when = line.units[level].when if level is not None else None
    if when is None or when.role != "own" or when.kind not in ("fixed", "part"):
        return own, base, current
    is_only_the_levels = resolve(when, context.current, context, is_level=True) == current
    return None if own is when else own, replace(when, role="baseline"), context.current if is_only_the_levels else current


def _is_told_by(line: Line, first: int, time: int) -> bool:
    """Whether the words units[first:time] lead to the time of the level that a change is from: "than it had in", "of what they were in"."""
    return _THAN_IT_HAD.fullmatch(line.signature, first, time) is not None or _OF_WHAT_IT_WAS.fullmatch(line.words(first, time)) is not None


_OF_WHAT_IT_WAS = re.compile(r"(?:of\s+)?what\s+(?:it|they|the\s+\w+)\s+(?:was|were|had\s+been|stood\s+at)(?:\s+(?:back|in|during|for)){0,2}")
_THAN_IT_HAD = re.compile(r"[xwkKC]{0,3}n[aLwxkR]{0,4}[HB][wxHB]{0,2}i?")


def _compared_mark(line: Line, statement: Statement, base: When | None) -> When | None:
    """The time of the earlier mark that follows, before any other that is compared with: "nine above the previous high of 44 in 2019"."""
    later = (mark for mark in find_marks(line) if mark.time > statement.index and not _is_next(line, statement, mark.time))
    # "six fewer than the 62 a year earlier, and below the record 78 of 2017": of the two, the first is meant
    marks = (line.units[mark.time].when for mark in later if "N" not in line.signature[statement.index + 1 : mark.number or mark.time])
    mark = next(marks, None)
    at = line.units[statement.index].start - line.sentence.start
    is_nearer = mark is not None and (base is None or at <= mark.start < base.start or base.end <= at <= mark.start)
    return mark if is_nearer else base


def _is_next(line: Line, statement: Statement, time: int) -> bool:
    """Whether the next clause compares another change: "against 9,849, a rise of 1.6%, but they are still 40% fewer than the 16,733 of 2019"."""
    return re.search(r"[s;].*[NPX]C", line.signature[statement.index : time]) is not None


def other_side(line: Line, statement: Statement, statements: list[Statement], current: Period | None, context: Context) -> Period | None:
    """The time beside the earlier level of the same comparison: "almost tripled, … up from 51 in 2019"."""
    for other in statements:
        is_next = _NEXT_LEVEL.search(line.signature[statement.index : other.index]) is not None
        if other.side == "before" and other.index > statement.index and not is_next:
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


# "down 11 percent, to 204, but at 2.1 per million riders the rate was up from 1.4 in the same months of 2019"
_NEXT_LEVEL = re.compile(r"[s;][^;]*[NP][^;]*[BHU][^;]*[AUDCv][^;]{0,3}\Z")


def _follows(line: Line, statement: Statement, own: When | None, context: Context) -> tuple[Period, Period] | None:
    """The article's time, and that of the earlier level which a change follows from: "In 2015 there were 161, so the toll grew by 42%"."""
    time = next((index for index, unit in enumerate(line.units[: statement.index]) if own is not None and unit.when is own), None)
    if own is None or time is None or context.main is None or "N" not in line.signature[time : statement.index]:
        return None
    level = resolve(own, context.current, context, is_level=True) if _SO.search(line.words(time, statement.index)) else None
    return (context.main, level) if level and level.end < context.main.start else None


_SO = re.compile(r"[,;]\s+(?:so|meaning|which\s+means|making\s+(?:for|this|that|it))\b")


def _since_then(line: Line, statement: Statement, own: When | None, context: Context) -> tuple[Period, Period] | None:
    """Today, and the time that the sentence has named: "In 2013 there were 20,874, a number that has since shrunk by nearly 20 percent"."""
    if own is None or not context.main or not HAS_SINCE.search(line.words(statement.index - 6, statement.index)):
        return None
    then = resolve(own, context.current, context, is_level=True)
    return (context.main, then) if then and then.end < context.main.start else None


def _summed_up(line: Line, statement: Statement, context: Context) -> tuple[Period, Period] | None:
    """The later and the earlier time of the two levels that a change behind them is between: "171 in 2024 and 222 in 2023, a drop of 23%"."""
    match = _TWO_LEVELS.search(line.signature, 0, statement.index)
    if match is None or line.signature[statement.index] not in "NP":
        return None
    levels = []
    for number, time in (match.span(1), match.span(2)):
        numeral, when = line.units[number].number, line.units[time - 1].when
        period = resolve(when, context.current, context, is_level=True) if when else None
        if numeral is None or period is None:
            return None
        levels.append((period, numeral.value))
    (before, was), (now, is_) = sorted(levels, key=lambda level: level[0].end)
    change = is_ - was if line.signature[statement.index] == "N" else (is_ / was - 1) * 100 if was else None
    return (now, before) if change is not None and abs(abs(change) - abs(statement.value)) < 1 and now != before else None


_TWO_LEVELS = re.compile(r"(N[wxkK]{0,3}i?T),?c[wx]?(N[wxkK]{0,3}i?T),?a?[wxUDAB]{1,3}o?[waC]{0,2}\Z")


def _is_compared(line: Line, statement: Statement, when: When) -> bool:
    """Whether the same time of an earlier year is what a change is from: "up 46 percent over the same point last year"."""
    if when.kind != "same" or when.role != "own":
        return False
    is_over = words_of(line, when).startswith("over ")
    is_told_of = re.search(r"\bhad\b", line.words(0, statement.index)) is not None  # "robberies had risen 9% in the same months of 2021"
    return _is_after(line, statement, when) and (is_over or not is_told_of)


def _is_after(line: Line, statement: Statement, when: When) -> bool:
    return when.start + line.sentence.start > line.units[statement.index].start


def _sums_up(line: Line, other: Statement, statement: Statement) -> bool:
    """Whether a change in apposition sums up the levels before it: "389 in 2024, compared with 402 in 2019, a decrease of 3.3%"."""
    is_change = statement.measure in ("percent_change", "change")
    return is_change and other.index < statement.index and _APPOSITION.fullmatch(line.signature[other.index + 1 : statement.index]) is not None


_APPOSITION = re.compile(r"[wxkK]{0,3}i?T,?a?[wxUDAB]{1,3}o?[waC]{0,2}")
