"""Rates that are told without their "per 100,000": "the rate for the whole country was 367", "to 61.2 from 58.8", "Dallas has 2.7"."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.clearance import CRIMES
from pipeline.figures.context import Context
from pipeline.figures.metric_prices import Link
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line

_RATE = re.compile(r"\brates?\b")
_THE_LOWEST = re.compile(r"the\s+(?:lowest|highest)\s*(?:,|was|is)\s")  # "Dundee had the highest rate, 822. The lowest, 197, was …"
_LEVEL = re.compile(r"\b(?:rates?|figure|average|ratio)\b")


def as_rate(line: Line, statement: Statement, own: Link | None, context: Context) -> tuple[Link | None, Statement]:
    """The number as a rate of what the last rate was of, where the sentence goes on speaking of it; or one that is called a rate."""
    if own is None or statement.measure != "count" or statement.unit:
        return own, statement
    if _COUNT_OF.search(line.words(statement.index - 3, statement.index)):
        return own, statement
    if context.rate is None:
        is_called = own.topic.code in _HAVE_RATES and own.grade != "noun" and _is_called_a_rate(line, statement.index)
        is_named = "rate" in own.topic.label.split()  # "a murder rate of 14"
        return own, replace(statement, measure="rate", rate_per=100000, is_explicit=is_named) if is_called else statement
    if own.grade == "noun" or re.match(r"[wk]{0,2}K|Y|w*(?:minutes|seconds)", line.signature[statement.index + 1 : statement.index + 4]):
        return own, statement
    topic, per = context.rate
    words = line.words(0, len(line.units))
    is_part = bool(statement.value % 1)
    is_part = is_part or (context.is_rate_near and _lists_a_part(line, statement.index))
    is_extreme = context.measure == "rate" and _THE_LOWEST.match(words) is not None
    is_other_side = context.measure == "rate" and statement.side == "before"  # "93.1 for every 1,000 people, down from 97"
    is_extreme = is_extreme or (is_other_side and (own.grade == "carried" or own.topic.code == topic.code))
    speaks = bool(_RATE.search(words)) or (context.is_rate_near and is_part) or is_extreme
    if not speaks or not (is_part or is_extreme or _LEVEL.search(line.words(statement.index - 9, statement.index))):
        return own, statement
    same = own.grade in ("carried", "far") or own.topic.code == topic.code or own.index is None
    return (replace(own, topic=topic) if same else own), replace(statement, measure="rate", rate_per=per)


_COUNT_OF = re.compile(
    r"\b(?:count|total|tally|number|toll|sum)(?:\s+\w+){1,2}\s*\Z"
)  # "the rate was 9.9, on a count of 83"; "the number grew from 46"
_LISTED = re.compile(r"i?T,?c?[xB]{0,2}N")


def _lists_a_part(line: Line, index: int) -> bool:
    """Whether the next of two dated levels has a decimal, which no count has: "There were 43 in 2015 and 57.8 in 2008"."""
    match = _LISTED.match(line.signature, index + 1)
    number = line.units[match.end() - 1].number if match else None
    return number is not None and bool(number.value % 1)


_HAVE_RATES = CRIMES - {"cases_cleared"} | {"traffic_fatality", "overdose_death"}
_RATE_OF = re.compile(r"\brate\s+of\s*\Z")


def _is_called_a_rate(line: Line, index: int) -> bool:
    """Whether a number is named as a rate, and of nothing but people: "with 157 homicides, had a rate of 40"; not "a rate of one in 500"."""
    return _RATE_OF.search(line.words(index - 2, index)) is not None and re.match(r"[.,;)scv]|\Z", line.signature[index + 1 :]) is not None


_COMPARED = re.compile(r"\b(?:average|rate|share|compared|versus|against|from|to|nationally|national|nationwide|was|is)\b")


def as_share(line: Line, statement: Statement, own: Link | None, last: Link | None, before: Statement | None) -> tuple[Link | None, Statement]:
    """The number as a share, where its percent sign is left out after another: "a rate of 80%; the national average hovers around 60"."""
    if statement.measure != "count" or statement.value > 100 or last is None or before is None:
        return own, statement
    if before.measure != "share" or line.units[before.index].letter not in "PN":
        return own, statement
    after = line.signature[statement.index + 1 : statement.index + 2]
    if after not in ("", ".", ",", ";", ")", "s", "c") or (own and own.grade in ("noun", "phrase")):
        return own, statement
    if not _COMPARED.search(line.words(before.index + 1, statement.index)):
        return own, statement
    return last, replace(statement, measure="share", is_explicit=False)
