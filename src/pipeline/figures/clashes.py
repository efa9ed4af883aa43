"""Two counts of one thing, place and time: one of them was misread, or is of a part that its words do not show.

Of 198 such counts on pages that nobody had read before, one in five was wrong (38); of the other certain figures in prose, one in 32
(154 of 4,956; 23 November 2026). Neither is certain, so that no mail says two numbers for one thing without a review, unless arithmetic
bears one out. What stands in a table's cells is told apart by its headers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from pipeline.records import Figure

_WHY = "the article gives another number for it"


def doubted(figures: Iterable[Figure]) -> list[Figure]:
    """The figures, those counts no longer certain of which the article says two."""
    told = list(figures)
    values: defaultdict[tuple[str, str | None, str], set[float | None]] = defaultdict(set)
    for figure in told:
        if _is_sure_count(figure):
            values[_key(figure)].add(figure.value)
    return [_unsure(figure) if _is_sure_count(figure) and not figure.cell and len(values[_key(figure)]) > 1 else figure for figure in told]


def _is_sure_count(figure: Figure) -> bool:
    return figure.measure == "count" and figure.confidence == "certain" and figure.metric != "other" and figure.period is not None


def _key(figure: Figure) -> tuple[str, str | None, str]:
    return figure.metric, figure.place, str(figure.period)


def _unsure(figure: Figure) -> Figure:
    reasons = (reason for reason in figure.why if not reason.startswith("confidence:"))
    return replace(figure, confidence="likely", why=(*reasons, f"confidence: likely ({_WHY})"))
