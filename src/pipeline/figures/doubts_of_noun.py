"""What stands against the certainty that a noun is what a number counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.figures.clearance import is_clearance
from pipeline.figures.metric_links import GENERIC
from pipeline.figures.metric_prices import Link
from pipeline.figures.statement import Statement
from pipeline.figures.timing import Timing
from pipeline.figures.units import Line

# "Burglaries fell 12 percent, to", "robberies from 81 to", "thefts declined to 52 from": nothing else can have gone there
_WENT_TO = re.compile(
    r"[wxTLYi]{0,4}(?:[UA][wx]{0,2}(?:b?x?a?x?[PFN][kQ]?)?(?:i?[TL]){0,2}|B?w{0,2}|[PF]),?x?(?:t|fx?a?x?N(?:i?T)?,?t|tx?a?x?N(?:i?T)?,?f|f)a?x?"
)
_BESIDE = {"response_time": frozenset({"call_for_service"})}  # "the average response time to emergency calls was"
_CHANGES = frozenset({"percent_change", "change"})
_NAMED = frozenset({"noun", "phrase", "subject"})
_NEAR = 5  # units


def of_noun(line: Line, statement: Statement, link: Link, timing: Timing) -> Iterator[str]:
    """The doubts about a number's noun, in words."""
    is_alone = _is_alone(line, statement, link)
    is_told = statement.measure in _CHANGES or tells_clearance(line, statement, link)
    if not is_alone and not (is_told and link.grade in ("subject", "phrase")):
        yield "other nouns in the sentence"
    is_dated_count = is_alone and statement.measure == "count" and timing.grade == "own"
    if link.grade == "far":
        yield "the noun is far"
    if link.grade == "phrase" and (link.topic.code == "response_time" or not (is_dated_count or is_told)):
        yield "the noun is not beside the number"
    is_rate_of_all = statement.measure == "rate" and link.grade == "noun" and "the rate" not in line.words(0, len(line.units))
    if (
        (link.topic.label in GENERIC and not is_rate_of_all)
        or (link.topic.label == "violence" and statement.measure == "count")
        or link.topic.label.endswith("index")
    ):
        yield "any crime's noun"
    if link.topic.label in ("crime", "crimes") and {unit.term.code for unit in line.units if unit.letter == "K" and unit.term} - {
        link.topic.code
    }:
        yield "any crime's noun beside a crime"  # "shoplifting is the fastest-growing crime, with 3,204 reports"
    if _TWO_NUMBERS.match(line.signature, statement.index + 1) and _TWO_NOUNS.search(line.signature, 0, statement.index):
        yield "one of two numbers behind two nouns"  # "robberies, 610, and burglaries, 2,110, were both lower, by 12 and 9 percent"
    if link.index is not None:
        yield from _of_its_place(line, statement, link.index)


def tells_clearance(line: Line, statement: Statement, link: Link) -> bool:
    """Whether the number is a share of cases cleared, which says by its verb what it is of."""
    words = line.words(0, len(line.units))
    return statement.measure == "share" and statement.side == "now" and link.grade in _NAMED and is_clearance(link.topic.code, words)


_AFTER_OTHERS = re.compile(r"K,?[aw]{0,2},?w{0,2},?c[aw]?\Z")
_AND_ANOTHER = re.compile(r"K(?:,w?K)*,?cw?K(?:[.,;iT]|\Z)")
_TWO_NUMBERS = re.compile(r",?cx?P(?!o|[wxi]{0,2}K)")
_TWO_NOUNS = re.compile(r"K(?:,?N,?){1,2}c?[aw]{0,3}[oi]?K,?N")
_TOGETHER = re.compile(r"\b(?:together|combined|jointly)\b")
_AFTER_A_WORD = re.compile(r"w,?c\Z")


def _of_its_place(line: Line, statement: Statement, noun: int) -> Iterator[str]:
    """Doubts about where the noun stands."""
    if noun and line.units[noun - 1].lower == "such":
        yield "such as those before"  # "five such shootings"
    before = line.signature[max(0, noun - 8) : noun]
    if _AFTER_OTHERS.search(before) and (
        statement.measure == "count" or _AFTER_A_WORD.search(before) or _TOGETHER.search(line.words(noun + 1, statement.index))
    ):
        yield "one of several nouns together"  # "robbery, extortion and hijacking offences numbered 2,523"
    if noun > statement.index and line.signature[max(0, statement.index - 1) : statement.index] in ("K", "N"):
        yield "one of several columns"  # "Murder 35 60 -42% Robbery 909 978 -7.1%"
    if noun < statement.index:
        if re.fullmatch(r",?c[ax]?", line.signature[noun + 1 : statement.index]):
            yield "the noun stands before an and"
    elif _AND_ANOTHER.match(line.signature, noun) and statement.measure == "count":
        yield "one of several nouns together"  # "1,197,704 aggravated robberies and assaults"
    elif "i" in line.signature[statement.index + 1 : noun] and statement.measure == "count":
        yield "the noun stands behind a preposition"  # "495,871 for violent crimes"


def _is_alone(line: Line, statement: Statement, link: Link) -> bool:
    """Whether no other metric could be meant: there is none, or this one stands next to the number."""
    metrics = {unit.term.code for unit in line.units if unit.letter == "K" and unit.term}
    if len(metrics - _BESIDE.get(link.topic.code, metrics)) == 1 or len(metrics) == 1 or link.grade == "noun":
        return True
    if link.index is None:
        return False
    if link.index < statement.index and link.grade == "subject" and _WENT_TO.fullmatch(line.signature, link.index + 1, statement.index):
        return True
    first, last = sorted((link.index, statement.index))
    return last - first <= _NEAR and not re.search(r"[KNPFs;]", line.signature[first + 1 : last])
