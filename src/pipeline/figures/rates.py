"""Rates that are told without their "per 100,000": "the rate for the whole country was 367", "to 61.2 from 58.8", "Dallas has 2.7"."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.context import Context
from pipeline.figures.metric_prices import Link
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line

_RATE = re.compile(r"\brates?\b")
_THE_LOWEST = re.compile(r"the\s+(?:lowest|highest)\s*(?:,|was|is)\s")  # "Dundee had the highest rate, 822. The lowest, 197, was …"
_LEVEL = re.compile(r"\b(?:rates?|figure|average|ratio)\b")


def as_rate(line: Line, statement: Statement, own: Link | None, context: Context) -> tuple[Link | None, Statement]:
    """The number as a rate of what the last rate was of, where the sentence goes on speaking of it."""
    if own is None or statement.measure != "count" or context.rate is None or statement.unit:
        return own, statement
    if own.grade == "noun" or re.match(r"[wk]{0,2}K|Y|w*(?:minutes|seconds)", line.signature[statement.index + 1 : statement.index + 4]):
        return own, statement
    topic, per = context.rate
    words = line.words(0, len(line.units))
    is_part = bool(statement.value % 1)
    is_extreme = context.measure == "rate" and _THE_LOWEST.match(words) is not None
    is_other_side = context.measure == "rate" and statement.side == "before"  # "93.1 for every 1,000 people, down from 97"
    is_extreme = is_extreme or (is_other_side and (own.grade == "carried" or own.topic.code == topic.code))
    speaks = bool(_RATE.search(words)) or (context.is_rate_near and is_part) or is_extreme
    if not speaks or not (is_part or is_extreme or _LEVEL.search(line.words(statement.index - 9, statement.index))):
        return own, statement
    same = own.grade in ("carried", "far") or own.topic.code == topic.code or own.index is None
    return (replace(own, topic=topic) if same else own), replace(statement, measure="rate", rate_per=per)


_COMPARED = re.compile(r"\b(?:average|rate|share|compared|versus|against|from|to|nationally|national|nationwide|was|is)\b")


def as_share(line: Line, statement: Statement, own: Link | None, last: Link | None, before: Statement | None) -> tuple[Link | None, Statement]:
    """The number as a share, where its percent sign is left out after another: "a rate of 80%; the national average hovers around 60"."""
    if statement.measure != "count" or statement.value > 100 or last is None or before is None:
        return own, statement
    if before.measure != "share" or line.units[before.index].letter != "P":
        return own, statement
    after = line.signature[statement.index + 1 : statement.index + 2]
    if after not in ("", ".", ",", ";", ")", "s") or (own and own.grade in ("noun", "phrase")):
        return own, statement
    if not _COMPARED.search(line.words(before.index + 1, statement.index)):
        return own, statement
    return last, replace(statement, measure="share", is_explicit=False)
