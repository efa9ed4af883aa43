"""Two levels told in a row, of which one came first: "1,020 to 930", "210 robberies drop to 177", "33 fewer (210 vs. 177)"."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.statement import Statement
from pipeline.figures.units import Line

_TO = re.compile(r"[Kkw]?t")
_MOVES_TO = re.compile(r"[Kkw]?[UDA][wx]?t")


def _is_after(line: Line, first: Statement, second: Statement) -> bool:
    return "N" not in line.signature[first.index + 1 : second.index] and line.words(second.index - 1, second.index) == "after"


_AFTER = re.compile(r"[wxkK]{0,3}sN(?:[,.;)]|i?T|\Z)")
_VERSUS = re.compile(r"v[it.]?")


def ordered(line: Line, found: list[Statement]) -> list[Statement]:
    """The statements, with the earlier of two levels in a row on the side of what came before."""
    told = list(found)
    for index in range(len(told) - 1):
        first, second = told[index], told[index + 1]
        if not _are_levels(line, first, second):
            continue
        before = next((1 if one.value > 0 else -1 for one in reversed(told[:index]) if one.measure in ("change", "percent_change")), 0)
        if _AFTER.match(line.signature, first.index + 1) and _is_after(line, first, second):
            told[index + 1] = replace(
                second, side="before", why="after"
            )  # "Louisville had 173 homicides after 92 in 2019, and Atlanta 157 after 99"
        elif _is_from_to(line, first, second, before):
            told[index] = replace(first, measure="count", value=abs(first.value), side="before", why="what it came from")
            told[index + 1] = replace(second, side="now")
    return _listed(line, told)


def _listed(line: Line, told: list[Statement]) -> list[Statement]:
    """After "9 murders and 177 robberies, compared with 14 murders", a list as long as the first stands on the other side."""
    now = before = 0
    for index in range(len(told)):
        if _is_next(line, told, index) and (0 < before < now or (before and _is_joined(line, told, index))):
            told[index] = replace(told[index], side="before", why="listed with what came before")
        one = told[index]
        if one.measure != "count":
            now, before = 0, 0
        elif one.side == "before":
            before += 1
        else:
            now, before = (1, 0) if before else (now + 1, 0)
        now = now if now >= _A_LIST or not before else 0
    return told


def _is_next(line: Line, told: list[Statement], index: int) -> bool:
    one, last = told[index], told[index - 1]
    return one.measure == "count" and one.side == "now" and _NEXT.fullmatch(line.signature, last.index + 1, one.index) is not None


def _is_joined(line: Line, told: list[Statement], index: int) -> bool:
    """ "Down from 474 killed and 1,791 wounded": joined to what came before without a comma."""
    return re.fullmatch(r"[wKk]{1,3}c[ax]?", line.signature[told[index - 1].index + 1 : told[index].index]) is not None


_A_LIST = 2
_NEXT = re.compile(r"[wxmLkK]{0,4}(?:,c?|c)[ax]?")


def _are_levels(line: Line, first: Statement, second: Statement) -> bool:
    is_first = first.measure in ("count", "change") and first.side == "now" and line.units[first.index].letter == "N"
    return is_first and second.measure == "count"


def _is_from_to(line: Line, first: Statement, second: Statement, sign: int) -> bool:
    between = line.signature[first.index + 1 : second.index]
    if _VERSUS.fullmatch(between):
        return _grew(first, second) == sign
    is_pair = _is_pair(first, second) or _is_bracketed(line, first, second)
    return _MOVES_TO.fullmatch(between) is not None or (is_pair and _TO.fullmatch(between) is not None)


def _grew(first: Statement, second: Statement) -> int:
    return (second.value > abs(first.value)) - (second.value < abs(first.value))


def _is_bracketed(line: Line, first: Statement, second: Statement) -> bool:
    return line.signature[max(0, first.index - 1) : first.index] == "(" and line.signature[second.index + 1 : second.index + 2] == ")"


def _is_pair(first: Statement, second: Statement) -> bool:
    """Whether the first is where the second came from: what fell by 12 to 41 fell by less than it stood at."""
    return abs(first.value) > second.value
