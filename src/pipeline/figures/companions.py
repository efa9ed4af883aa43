"""Metrics that share one number: "rape and robbery were each down by 8%"."""

from __future__ import annotations

import re

from pipeline.figures.alignment import partner
from pipeline.figures.metric_prices import Link, made
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line

_CHAIN_LEFT = re.compile(r"(?:K,?c?a?w{0,2},?)+K\Z")


_CHAIN_RIGHT = re.compile(r"(?:(?:,c?|c)a?w{0,2}K)+(?![bUAPN:F])")


_TOGETHER = re.compile(r"\b(?:combined|together|in\s+all|collectively|altogether|put\s+together|total\s+of|lumped)\b")


def companions(line: Line, statement: Statement, own: Link) -> list[Link]:
    """The other metrics that share the number: "rape and robbery were each down by 8%"."""
    if (
        own.index is None
        or partner(line, statement.index, "K") is not None
        or (statement.measure not in ("percent_change", "share", "multiple") and not _is_each(line, statement.index))
    ):
        return []
    if _TOGETHER.search(line.words(0, len(line.units))):
        return []
    indexes: list[int] = []
    if own.index < statement.index:
        match = _CHAIN_LEFT.search(line.signature, max(0, own.index - 16), own.index + 1)
        if match and "c" in line.signature[match.start() : own.index]:
            indexes = [
                position for position in range(match.start(), own.index) if line.signature[position] == "K" and not _has_number(line, position)
            ]
    else:
        match = _CHAIN_RIGHT.match(line.signature, own.index + 1)
        if match:
            indexes = [position for position in range(own.index + 1, match.end()) if line.signature[position] == "K"]
    return [link for link in (made(line, position, own.grade) for position in indexes) if link.topic.code != own.topic.code]


def _has_number(line: Line, position: int) -> bool:
    return bool(re.search(r"[NPF][wx]{0,2}\Z", line.signature[max(0, position - 3) : position]))


def _is_each(line: Line, index: int) -> bool:
    return bool(re.search(r"\b(?:each|apiece|both)\b", line.words(index - 6, index + 4)))
