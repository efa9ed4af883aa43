"""How well figures are read: predictions beside a gold annotation, by metric, measure, kind of period and confidence.

A pair of a gold and a predicted figure is one-to-one and agrees in metric, measure, value and period. Periods agree when they share nine tenths
of their days, single days within three, stocks within 31; an unknown gold period agrees with any. "Three times as many" and "up 200 percent"
are the same statement. Gold figures marked optional, and the metric `other`, neither reward nor punish. For a confidence, recall is the share of
all gold figures that it found.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pipeline.errors import YearendError
from pipeline.metrics import metrics
from pipeline.period import Period
from pipeline.records import Confidence, Measure
from pipeline.show import rows

_STOCK_DAYS, _DAY_DAYS, _OVERLAP = 31, 3, 0.9
_METRICS, _MEASURES = frozenset(metrics()), frozenset(get_args(Measure))
_SHORT = 60  # characters
_COLUMNS = ("what", "gold", "given", "found", "precision", "recall", "F1")


@dataclass(frozen=True)
class Said:
    """One figure of the gold or of the predictions, as far as scoring looks at it."""

    metric: str
    measure: str
    value: float | None
    period: Period | None
    is_optional: bool
    confidence: str
    speaker: str | None

    @property
    def period_kind(self) -> str:
        return self.period.grain if self.period else "unknown"


@dataclass
class Tally:
    """How many figures were wanted, given and found."""

    gold: int = 0
    given: int = 0
    found: int = 0

    def row(self, name: str) -> tuple[object, ...]:
        precision = self.found / self.given if self.given else 0.0
        recall = self.found / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return (name, self.gold, self.given, self.found, *(f"{number:.3f}" for number in (precision, recall, f1)))


def evaluate(gold: Path, predicted: Iterable[str]) -> str:
    """The tables for a gold file and for predictions, both a JSON object a line as `yearend extract --format jsonl` prints them.

    YearendError where a line is no such object.
    """
    wanted = _gold_documents(gold)
    given = _documents(predicted, "the predictions")
    tallies: dict[str, dict[str, Tally]] = {kind: defaultdict(Tally) for kind in ("all", "metric", "measure", "period", "confidence")}
    speakers = Tally()
    for name, figures in wanted.items():
        _score(figures, given.get(name, []), tallies, speakers)
    parts = [rows(_COLUMNS, [tally.row(name) for name, tally in sorted(by.items())]) for by in tallies.values()]
    return "\n\n".join([*parts, f"speakers: {speakers.found} of {speakers.gold} named by the gold"])


def _score(gold: Sequence[Said], given: Sequence[Said], tallies: dict[str, dict[str, Tally]], speakers: Tally) -> None:
    ordered = sorted(gold, key=lambda one: one.is_optional)
    pairs = _paired(ordered, given)
    matched = {position: ordered[g] for g, position in pairs.items()}
    for one in ordered:
        for tally in [] if one.is_optional else [*_rows(one, tallies), *(tallies["confidence"][level] for level in get_args(Confidence))]:
            tally.gold += 1
    for position, one in enumerate(given):
        match = matched.get(position)
        if match and match.speaker:
            speakers.gold += 1
            speakers.found += (one.speaker or "").split()[-1:] == match.speaker.split()[-1:]
        if match.is_optional if match else _is_excused(one, gold):
            continue
        for tally in [*_rows(match or one, tallies), tallies["confidence"][one.confidence]]:
            tally.given += 1
            tally.found += match is not None


def _rows(one: Said, tallies: dict[str, dict[str, Tally]]) -> list[Tally]:
    """The rows that a figure counts in, but for its confidence; of a pair, those of the gold."""
    names = {"all": "all", "metric": one.metric, "measure": one.measure, "period": one.period_kind}
    return [tallies[kind][name] for kind, name in names.items()]


def _is_excused(one: Said, gold: Sequence[Said]) -> bool:
    """A figure of the metric `other`, or with the measure and number of an optional one, is no mistake."""
    return one.metric == "other" or any(other.is_optional and (other.measure, other.value) == (one.measure, one.value) for other in gold)


def _paired(gold: Sequence[Said], given: Sequence[Said]) -> dict[int, int]:
    """The most one-to-one pairs that agree, by augmenting paths (Kuhn 1955): the order of figures never matters."""
    owner: dict[int, int] = {}

    def claim(g: int, seen: set[int]) -> bool:
        for p in range(len(given)):
            if p not in seen and agree(gold[g], given[p]):
                seen.add(p)
                if p not in owner or claim(owner[p], seen):
                    owner[p] = g
                    return True
        return False

    for g in range(len(gold)):
        claim(g, set())
    return {g: p for p, g in owner.items()}


def agree(gold: Said, given: Said) -> bool:
    """Whether two figures say the same, by the rules above."""
    if (gold.metric, gold.measure) != (given.metric, given.measure):
        return False
    if gold.value is None or given.value is None:
        is_same = gold.value is None and (given.value is None or gold.measure == "record")
    else:
        is_same = abs(gold.value - given.value) <= 1e-6 * max(1.0, abs(gold.value))
    return is_same and same_period(gold.period, given.period)


def same_period(gold: Period | None, given: Period | None) -> bool:
    """Whether a predicted period is the gold's."""
    if gold is None or given is None:
        return gold is None
    if gold.is_stock or given.is_stock or gold.start == gold.end:
        return abs((gold.end - given.end).days) <= (_STOCK_DAYS if gold.is_stock or given.is_stock else _DAY_DAYS)
    shared = (min(gold.end, given.end) - max(gold.start, given.start)).days + 1
    union = (max(gold.end, given.end) - min(gold.start, given.start)).days + 1
    return shared > 0 and shared / union >= _OVERLAP


def _gold_documents(gold: Path) -> dict[str, list[Said]]:
    found = _documents(_lines(gold), str(gold))
    if not found:
        raise YearendError(f"{gold} holds no page; it holds one JSON object a page")
    return found


def _documents(lines: Iterable[str], where: str) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            name, figures = _page(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise YearendError(f"{where} line {number} is no page of figures: {error}") from None
        if name in found:
            raise YearendError(f"{where} line {number} is of the page {name} again")
        found[name] = figures
    return found


def _lines(gold: Path) -> list[str]:
    """The lines of a gold file; a byte order mark is none of its text."""
    try:
        return gold.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise YearendError(f"{gold} cannot be read: {error.strerror}; it holds one JSON object a page") from None
    except UnicodeDecodeError as error:
        raise YearendError(f"{gold} is no UTF-8 from byte {error.start:,} on; it holds one JSON object a page") from None


def _page(page: Any) -> tuple[str, list[Said]]:
    """A page's name and its figures; ValueError, which says what is wrong, where it is none."""
    if not isinstance(page, dict) or not isinstance(page.get("id"), str) or not isinstance(page.get("figures"), list):
        raise ValueError("it has no id in words, or no list of figures")
    return page["id"], [_said(figure) for figure in page["figures"]]


def _said(figure: Any) -> Said:
    if not isinstance(figure, dict) or str(figure.get("metric")) not in _METRICS or str(figure.get("measure")) not in _MEASURES:
        raise ValueError(f"{json.dumps(figure, ensure_ascii=False)[:_SHORT]} has no metric and measure that figures have")
    if not isinstance(figure.get("value"), int | float | None):
        raise ValueError(f"the value {json.dumps(figure['value'], ensure_ascii=False)[:_SHORT]} is no number")
    metric, measure, speaker = figure["metric"], figure["measure"], figure.get("speaker")
    value = None if figure.get("value") is None else float(figure["value"])
    if measure == "multiple" and value is not None:
        measure, value = "percent_change", 100 * (value - 1)
    return Said(
        metric=metric,
        measure=measure,
        value=value,
        period=_period(figure.get("period")),
        is_optional=bool(figure.get("optional")) or metric == "other",
        confidence=str(figure.get("confidence") or "unsure"),
        speaker=None if speaker is None else str(speaker),
    )


def _period(text: Any) -> Period | None:
    try:
        return Period.parse(str(text)) if text else None
    except ValueError:
        raise ValueError(f"{str(text)[:_SHORT]} is no period such as 2023, 2023-06, 2023-Q2, 2023-01-01/2023-12-20 or asof:2023-12-20") from None


def pages_in(folder: Path) -> list[Path]:
    """The pages of a folder, by name; YearendError where there are none."""
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in (".html", ".htm", ".txt"))
    if not found:
        raise YearendError(f"{folder} has no .html or .txt pages")
    return found


def measure(gold: Path, folder: Path, read: Callable[[Path], str]) -> str:
    """The tables for the pages of a folder, read anew by `read`, which gives a page's line; only pages that the gold names."""
    names = _gold_documents(gold)
    pages = [page for page in pages_in(folder) if page.stem in names]
    table = evaluate(gold, (read(page) for page in pages))
    missing = sorted(set(names) - {page.stem for page in pages})
    return f"{table}\nnot in {folder}, their figures missed: {', '.join(missing)}" if missing else table
