"""How sure a figure is, by stated rules: what is called certain may be mailed without a second source or a review.

certain: the metric's noun belongs to the number (right beside it, its only subject, or a subject with nothing but a few words between);
         the words for the measure and its sign stand beside it, as in "a 20 percent fall in burglaries"; the period is said in the sentence,
         in the lead-in or the heading, or is the one that the article says it is about, where the paragraph has spoken of no other and the
         sentence of no second one. Never: a number in brackets behind another that nobody explains; a count over days that nothing dates
         ("in its first two days"); the earlier side of a comparison without its own time, nor a whole year beside a year to date; a noun
         that any crime could have ("offences"); a noun behind "for" or "and"; a strength that does not say which officers it counts
         (patrol, sworn and funded ones are not one thing; one that says it is as of the article's day where the sentence names no other
         time), a count of one to three (oftener of an event than of a year), an arrest for driving, a number "apiece", a record that does
         not say since when, a level that nothing fell or rose to, "this year" in an article about a part of it, a part of a whole, what is
         planned, targeted or forecast.
likely:  the metric is in the sentence and there is a period, but one of the two had to be chosen among several.
unsure:  the metric or the period comes from an earlier sentence, or there is none.
"""

from __future__ import annotations

import re

from pipeline.figures.context import Context
from pipeline.figures.metric_links import GENERIC
from pipeline.figures.metric_prices import Link
from pipeline.figures.period_links import Timing
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line
from pipeline.records import Confidence

_SURE_METRICS = frozenset({"noun", "subject"})
_NEAR = 5  # units
_STRENGTHS = frozenset({"officer", "vacancy", "other"})
_KIND_OF_OFFICER = re.compile(r"\b(?:patrol|sworn|authori[sz]ed|budgeted|funded)\b", re.I)
_ON_PAPER = re.compile(
    r"\b(?:fund|budget|authori[sz]|allot|allocat|approv|pay(?:s|ing)?\s+for|room\s+for|position|post|slot|vacan|goal|target|full\s+strength)",
    re.I,
)
_OF_THE_WHOLE = re.compile(r"o[awLTx]{0,4}N[^,]*,")
_A_FEW = 3
_A_YEAR = 365  # days
_PARTS_OF_A_YEAR = frozenset({"quarter", "half", "month"})


def confidence(line: Line, statement: Statement, link: Link, timing: Timing, context: Context) -> Confidence:
    """The confidence of a figure read from prose."""
    if timing.period is None or link.grade == "carried" or link.topic.code == "other":
        return "unsure"
    if _is_plain_strength(line, statement, link, timing):
        return "certain"
    if _is_bare_in_brackets(line, statement, timing):
        return "unsure"
    is_dated = timing.grade in ("own", "sentence") or (timing.grade == "context" and context.main_is_said)
    is_plain = statement.is_explicit and _is_plain_measure(statement) and not _is_odd(line, statement, link, timing, context)
    is_told = link.grade in _SURE_METRICS or (
        link.grade == "phrase" and link.index is not None and statement.measure in ("percent_change", "change")
    )
    is_named = is_told and _is_alone(line, statement, link) and not _is_loose(line, statement, link)
    if is_named and is_dated and is_plain and _is_plainly_dated(line, statement, timing, context):
        return "certain"
    return "likely" if is_dated or link.grade == "noun" else "unsure"


def _is_plain_strength(line: Line, statement: Statement, link: Link, timing: Timing) -> bool:
    """Whether a number of officers says which ones and of which day: "859 active patrol officers"; "on Jan. 14 … 873 patrol officers"."""
    if link.topic.code != "officer" or link.grade != "noun" or statement.measure != "count" or statement.side == "before":
        return False
    times = sum(unit.when is not None for unit in line.units)
    is_said = _KIND_OF_OFFICER.search(link.topic.label) is not None and statement.value > 1
    if _ON_PAPER.search(line.words(0, len(line.units))) and not _ON_PAPER.search(link.topic.label):
        return False  # "the budget pays for 925 sworn officers": not so many are there
    return is_said and times == (0 if timing.grade == "context" else 1)


def _is_plainly_dated(line: Line, statement: Statement, timing: Timing, context: Context) -> bool:
    """Whether the period could be no other: said beside the number, the only one said, or the article's where none other was spoken of."""
    if timing.grade == "context":
        is_whole = not _counts_over_days(line) and not _is_past_perfect(line)
        return context.focus == context.main and statement.side == "now" and is_whole
    if statement.side == "before":
        return timing.grade == "own" and not _is_beside_a_running_total(line, timing, context)
    if timing.grade == "own":
        return not (timing.why in _LAST_YEARS and _names_a_part(line))
    said = {unit.when.period for unit in line.units if unit.when and unit.when.role == "own" and unit.when.kind in ("fixed", "part")}
    return len(said) <= 1


_LAST_YEARS = frozenset({"last year's", "last year’s"})


def _names_a_part(line: Line) -> bool:
    """Whether the sentence tells of a part of a year too: "the first six weeks of this year have produced 27 to last year's 26"."""
    return any(unit.when and unit.when.period and unit.when.role == "own" and 1 < unit.when.period.days() < _A_YEAR for unit in line.units)


def _is_bare_in_brackets(line: Line, statement: Statement, timing: Timing) -> bool:
    """Whether the number stands in brackets behind another, and nobody says what it is of: "Robberies: 310 (360)"."""
    is_behind = re.search(r"Nk?\(\Z", line.signature[: statement.index]) is not None
    is_closed = line.signature[statement.index + 1 : statement.index + 2] == ")"
    return is_behind and is_closed and statement.measure == "count" and timing.grade == "context" and timing.why != "in brackets"


def _counts_over_days(line: Line) -> bool:
    """Whether the sentence counts over some days that nothing dates: "in its first two days there were four robberies"."""
    return any(
        unit.when
        and unit.when.kind == "duration"
        and unit.when.unit in ("day", "week", "month", "night", "year", "decade")
        and not unit.lower.startswith("a ")
        for unit in line.units
    )


def _is_past_perfect(line: Line) -> bool:
    """Whether the sentence tells of a time before: "there had been 42"."""
    return bool(re.search(r"\bhad\s+(?:\w+\s+)?(?:been|recorded|seen|reported|logged|had|counted)\b", line.words(0, len(line.units))))


def _is_beside_a_running_total(line: Line, timing: Timing, context: Context) -> bool:
    """Whether a whole year may be no whole year: "440 so far, compared with 672 in 2021"."""
    current = context.current
    is_running = any(unit.when and unit.when.is_running for unit in line.units) or (current is not None and current.grain == "year_to_date")
    return is_running and timing.period is not None and timing.period.grain == "year"


def _is_loose(line: Line, statement: Statement, link: Link) -> bool:
    """Whether the noun is any crime's ("offences"), or stands behind "for" and the like: "495,871 for violent crimes"."""
    if link.topic.label in GENERIC or link.topic.label.endswith("index"):
        return True
    others = {unit.term.code for unit in line.units if unit.letter == "K" and unit.term} - {link.topic.code}
    if link.topic.label in ("crime", "crimes") and others:
        return True  # "shoplifting is the fastest-growing crime, with 3,204 reports"
    if link.index is None:
        return False
    if link.index and line.units[link.index - 1].lower == "such":
        return True  # "five such shootings"
    if link.index < statement.index:
        return re.fullmatch(r",?c[ax]?", line.signature[link.index + 1 : statement.index]) is not None
    return "i" in line.signature[statement.index + 1 : link.index] and statement.measure == "count"


def _is_plain_measure(statement: Statement) -> bool:
    return statement.measure in ("count", "percent_change", "change") or (statement.measure == "rate" and statement.rate_per is not None)


def _is_alone(line: Line, statement: Statement, link: Link) -> bool:
    """Whether no other metric could be meant: there is none, or this one stands next to the number."""
    metrics = {unit.term.code for unit in line.units if unit.letter == "K" and unit.term}
    if len(metrics) == 1 or link.grade == "noun":
        return True
    if link.index is None:
        return False
    first, last = sorted((link.index, statement.index))
    return last - first <= _NEAR and not re.search(r"[KNPFs;]", line.signature[first + 1 : last])


def _is_odd(line: Line, statement: Statement, link: Link, timing: Timing, context: Context) -> bool:
    """What the docstring says is never certain."""
    if link.topic.code == "response_time" and re.match(r"\W*sec", line.words(statement.index + 1, statement.index + 2)):
        return True  # until somebody answers, more often than until somebody arrives
    if link.topic.code in _STRENGTHS or (statement.measure in ("count", "change") and abs(statement.value) <= _A_FEW):
        return True
    if link.topic.code == "dui" and "arrest" in link.topic.label:
        return True
    if re.search(r"\b(?:apiece|each)\b", line.words(statement.index + 1, statement.index + 6)) and statement.measure == "count":
        return True
    if (
        line.signature[max(0, statement.index - 1) : statement.index] == "t"
        and "U" not in line.signature[max(0, statement.index - 14) : statement.index]
    ):
        return True
    if statement.measure == "count" and _OF_THE_WHOLE.match(line.signature) and line.words(0, 1) in ("of", "out of"):
        return line.signature.index(",") < statement.index  # "of the 88 homicides, 71 were solved"
    if re.search(r"\b(?:including|among\s+them|of\s+them|along\s+with|plus|another)\s*\Z", line.words(statement.index - 3, statement.index)):
        return True
    main = context.main
    is_wider = main is not None and main.grain in _PARTS_OF_A_YEAR and timing.period is not None and timing.period.days() > main.days()
    return is_wider and timing.why in ("this year", "so far this year")
