"""A figure stated twice is given once, the more complete mention, unless the values differ."""

from __future__ import annotations

from pipeline.figures.same_again import AS_MANY
from pipeline.records import Figure

_NEAR = 300  # characters: within the same or the next paragraph
_RANK = {"certain": 2, "likely": 1, "unsure": 0}


def merged(figures: list[Figure]) -> list[Figure]:
    """The figures without repetitions, in the order of the text."""
    kept: list[Figure] = []
    by_value: dict[tuple[object, ...], list[int]] = {}
    for figure in figures:
        if _is_restated(figure, kept):
            continue
        is_of_a_rate = figure.measure == "record" and figure.value is None and figure.label.endswith("rate")  # not one of how many there were
        key = (figure.metric, figure.measure, figure.value, figure.value_high, figure.place, is_of_a_rate)
        twin = next((index for index in by_value.get(key, []) if _is_same(kept[index], figure)), None)
        if twin is None:
            by_value.setdefault(key, []).append(len(kept))
            kept.append(figure)
        elif _completeness(figure) > _completeness(kept[twin]):
            kept[twin] = figure
    return kept


def _is_restated(figure: Figure, kept: list[Figure]) -> bool:
    """Whether a number whose metric was only carried over repeats one already given: "every one of those 38"."""
    if not any(reason.endswith("(carried)") for reason in figure.why) or figure.measure != "count":
        return False
    return any(
        other.value == figure.value
        and other.measure == "count"
        and other.start < figure.start
        and (other.metric == figure.metric or figure.start - other.start < _NEAR)
        and other.place == figure.place  # "Hartford had 25 in 2020. New Haven counted 25 last year"
        for other in kept
    )


def _is_same(first: Figure, second: Figure) -> bool:
    if first.period is None or second.period is None or first.period == second.period:
        return True
    if (first.measure == "record" and first.value is None) or AS_MANY in first.why or AS_MANY in second.why:
        return False
    if first.start == second.start:
        return not (first.cell and second.cell)  # a row's columns may have the same number of two years
    weaker = min((first, second), key=lambda figure: _RANK[figure.confidence])
    is_unsaid = weaker.confidence == "unsure" or "period: context" in weaker.why
    shared = (min(first.period.end, second.period.end) - max(first.period.start, second.period.start)).days + 1
    union = (max(first.period.end, second.period.end) - min(first.period.start, second.period.start)).days + 1
    return shared / union > 0.85 or is_unsaid


def _completeness(figure: Figure) -> tuple[bool, bool, int, bool]:
    return (figure.period is not None, "period: context" not in figure.why, _RANK[figure.confidence], figure.speaker is not None)
