"""Extracted figures against a gold annotation: precision, recall and F1 by metric, measure, kind of period and confidence; speakers.

Both sides are objects of the extraction contract, one per document. A pair agrees in metric, measure, value and period (two periods agree where
they share nine tenths of the days they cover together; stocks within 31 days; a period unknown to the gold agrees with any). What the gold
calls optional, and the metric "other", neither rewards nor punishes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.period import Period

_Figure = Mapping[str, Any]
_OVERLAP = 0.9
_STOCK_DAYS = 31
_DAYS = 3


@dataclass(frozen=True)
class Score:
    """How many were asked for, given and right, in one group of figures."""

    gold: int
    given: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True)
class _Pairing:
    """One document's figures, and which gold figure each given one agrees with."""

    gold: Sequence[_Figure]
    given: Sequence[_Figure]
    pairs: Mapping[int, int]  # gold → given

    def counts(self, key: Callable[[_Figure], str], group: str) -> Score:
        wanted = [index for index, figure in enumerate(self.gold) if not _is_optional(figure) and key(figure) == group]
        right = [index for index in wanted if index in self.pairs]
        excused = {given for gold, given in self.pairs.items() if _is_optional(self.gold[gold])}
        given = [
            index for index, figure in enumerate(self.given) if index not in excused and not self.is_excused(figure) and key(figure) == group
        ]
        return Score(len(wanted), len(given), len(right))

    def is_excused(self, figure: _Figure) -> bool:
        if figure["metric"] == "other":
            return True
        same = [one for one in self.gold if _is_optional(one) and one["measure"] == figure["measure"]]
        return any(_same_number(one.get("value"), figure.get("value")) for one in same)


def evaluate(gold: Mapping[str, Sequence[_Figure]], given: Mapping[str, Sequence[_Figure]]) -> dict[str, dict[str, Score]]:
    """The scores of all documents: kind of group ("metric", "measure", "period", "confidence") → group → score."""
    pairings = [_pair(figures, given.get(document, ())) for document, figures in gold.items()]
    keys: dict[str, Callable[[_Figure], str]] = {
        "all": lambda _: "all",
        "metric": lambda figure: str(figure["metric"]),
        "measure": lambda figure: str(figure["measure"]),
        "period": kind_of_period,
    }
    scores = {name: _scores(pairings, key) for name, key in keys.items()}
    return scores | {"confidence": _by_confidence(pairings)}


def speakers(gold: Mapping[str, Sequence[_Figure]], given: Mapping[str, Sequence[_Figure]]) -> tuple[int, int]:
    """Of the figures found whose gold names a speaker, how many name the same last word; and how many those are."""
    right = asked = 0
    for document, figures in gold.items():
        pairing = _pair(figures, given.get(document, ()))
        for index, other in pairing.pairs.items():
            named = str(figures[index].get("speaker") or "").split()
            if named:
                asked += 1
                right += str(pairing.given[other].get("speaker") or " ").split()[-1:] == named[-1:]
    return right, asked


def kind_of_period(figure: _Figure) -> str:
    """The grain of a figure's period, "unknown" where there is none."""
    period = _parsed(figure.get("period"))
    return period.grain if period else "unknown"


def _scores(pairings: Sequence[_Pairing], key: Callable[[_Figure], str]) -> dict[str, Score]:
    groups = sorted({key(figure) for pairing in pairings for figure in (*pairing.gold, *pairing.given) if figure["metric"] != "other"})
    return {group: _sum([pairing.counts(key, group) for pairing in pairings]) for group in groups}


def _sum(scores: Sequence[Score]) -> Score:
    return Score(sum(score.gold for score in scores), sum(score.given for score in scores), sum(score.right for score in scores))


def _by_confidence(pairings: Sequence[_Pairing]) -> dict[str, Score]:
    """By confidence only precision means something: the gold has none, so what was right stands for what was asked."""
    scores: dict[str, Score] = {}
    for level in ("certain", "likely", "unsure"):
        given = right = 0
        for pairing in pairings:
            agreed = set(pairing.pairs.values())
            for index, figure in enumerate(pairing.given):
                is_counted = figure.get("confidence") == level and (index in agreed or not pairing.is_excused(figure))
                given += is_counted
                right += is_counted and index in agreed
        scores[level] = Score(right, given, right)
    return scores


def _pair(gold: Sequence[_Figure], given: Sequence[_Figure]) -> _Pairing:
    """One-to-one pairs by augmenting paths, those not optional first, so that the order never matters."""
    ordered = sorted(gold, key=_is_optional)
    owner: dict[int, int] = {}

    def claim(index: int, seen: set[int]) -> bool:
        for other in range(len(given)):
            if other not in seen and _agrees(ordered[index], given[other]):
                seen.add(other)
                if other not in owner or claim(owner[other], seen):
                    owner[other] = index
                    return True
        return False

    for index in range(len(ordered)):
        claim(index, set())
    return _Pairing(ordered, given, {gold_index: other for other, gold_index in owner.items()})


def _agrees(gold: _Figure, given: _Figure) -> bool:
    if gold["metric"] != given["metric"] or gold["measure"] != given["measure"]:
        return False
    is_any = gold["measure"] == "record" and gold.get("value") is None
    return (is_any or _same_number(gold.get("value"), given.get("value"))) and _same_period(
        _parsed(gold.get("period")), _parsed(given.get("period"))
    )


def _is_optional(figure: _Figure) -> bool:
    return bool(figure.get("optional")) or figure["metric"] == "other"


def _same_number(first: Any, second: Any) -> bool:
    if first is None or second is None:
        return first is None and second is None
    return math.isclose(float(first), float(second), rel_tol=1e-6, abs_tol=1e-6)


def _parsed(period: Any) -> Period | None:
    try:
        return Period.parse(str(period)) if period else None
    except ValueError:
        return None


def _same_period(gold: Period | None, given: Period | None) -> bool:
    if gold is None:
        return True
    if given is None:
        return False
    if gold.is_stock or given.is_stock:
        return abs((gold.end - given.end).days) <= _STOCK_DAYS
    if gold.start == gold.end:
        return abs((gold.end - given.end).days) <= _DAYS
    shared = (min(gold.end, given.end) - max(gold.start, given.start)).days + 1
    union = (max(gold.end, given.end) - min(gold.start, given.start)).days + 1
    return shared > 0 and shared / union >= _OVERLAP
