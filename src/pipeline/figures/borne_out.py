"""What an article's own arithmetic bears out: a change and the two levels it is between are three statements, and each reads the others again.

A wrong noun, sign, measure or side does not come out to the printed digit. What arithmetic cannot tell is which years were meant: one of the
three must be certain by itself, and the earlier level is of the year before, or it stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from pipeline.records import Figure

_Key = tuple[str, str, str | None, str]  # metric, measure, place, period
_MOST = 3  # levels of one thing: among more, some two would make any percentage
_WHY = "borne out by the article's own numbers"


def borne_out(figures: Iterable[Figure]) -> list[Figure]:
    """The figures, those certain that are borne out by a change and two levels of which one was certain before."""
    told = list(figures)
    levels: dict[_Key, list[int]] = {}
    for index, figure in enumerate(told):
        if figure.measure in ("count", "rate") and figure.op == "eq" and figure.value and figure.value_high is None and figure.period:
            levels.setdefault((figure.metric, figure.measure, figure.place, str(figure.period)), []).append(index)
    sure = {index for change in range(len(told)) for index in _proof(told, change, levels)}
    return [_sure(figure) if index in sure else figure for index, figure in enumerate(told)]


def _proof(told: list[Figure], change: int, levels: dict[_Key, list[int]]) -> set[int]:
    """The change and the levels that make it, by their index; nothing where they do not, or none of them is certain."""
    figure = told[change]
    if figure.measure not in ("percent_change", "change") or None in (figure.value, figure.period, figure.baseline) or figure.metric == "other":
        return set()
    found: set[int] = set()
    for measure in ("count", "rate"):
        before, now = (levels.get((figure.metric, measure, figure.place, str(when)), []) for when in (figure.baseline, figure.period))
        if figure.baseline == figure.period or len(before) > _MOST or len(now) > _MOST:
            continue
        for first, last in product(before, now):
            is_proven = _makes(figure, told[first].value or 0.0, told[last].value or 0.0)
            if is_proven and any(told[index].confidence == "certain" for index in (change, first, last)):
                found |= {change, last, first} if figure.period and figure.baseline == figure.period.years_before(1) else {change, last}
    return found


def _makes(change: Figure, before: float, now: float) -> bool:
    """Whether the two levels make the change, to the last digit that is printed."""
    value = change.value or 0.0
    if change.measure == "change":
        return now - before == value
    digits = len(f"{value:g}".partition(".")[2])
    return bool(abs(100 * (now - before) / before - value) <= 0.5 / 10**digits + 1e-9)


def _sure(figure: Figure) -> Figure:
    if figure.confidence == "certain" or figure.status:
        return figure
    return replace(
        figure, confidence="certain", why=(*(why for why in figure.why if not why.startswith("confidence:")), f"confidence: certain ({_WHY})")
    )
