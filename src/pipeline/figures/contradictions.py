"""Where an article's own numbers contradict each other: each figure is kept as printed, and the contradiction is a rejection."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.records import Figure, Rejection

_Key = tuple[str, str, str | None, str]  # metric, measure, place, period


def find(figures: Iterable[Figure]) -> list[Rejection]:
    """The changes that the levels beside them do not bear out: "from 180 to 66, 42 fewer", "-19.8%" beside 449 and 344."""
    figures = list(figures)
    levels: dict[_Key, set[float]] = {}
    for figure in figures:
        if (
            figure.measure in ("count", "rate")
            and figure.op == "eq"
            and figure.value is not None
            and figure.period
            and figure.value_high is None
        ):
            levels.setdefault((figure.metric, figure.measure, figure.place, str(figure.period)), set()).add(figure.value)
    found = [_check(figure, levels) for figure in figures if figure.measure in ("percent_change", "change") and figure.op == "eq"]
    return [rejection for rejection in found if rejection]


def _check(figure: Figure, levels: dict[_Key, set[float]]) -> Rejection | None:
    """The contradiction of a change, unless the counts or the rates bear it out, or there are none to compare."""
    pairs = [pair for measure in ("count", "rate") if (pair := _pair(figure, measure, levels))]
    off = [(earlier, current, expected) for earlier, current, expected in (_expected(figure, pair) for pair in pairs)]
    if not off or figure.value is None or any(abs(expected - figure.value) <= _allowed(figure) for _, _, expected in off):
        return None
    earlier, current, expected = off[0]
    unit = "%" if figure.measure == "percent_change" else ""
    detail = (
        f"The text says {figure.value:+g}{unit} for {figure.label}, but its own counts, {earlier:g} for {figure.baseline} and {current:g} for "
        f"{figure.period}, make {expected:+.4g}{unit}."
    )
    return Rejection("figures", "contradiction", detail, where=f"characters {figure.start} to {figure.end}")


def _pair(figure: Figure, measure: str, levels: dict[_Key, set[float]]) -> tuple[float, float] | None:
    """The one earlier and the one later level that the change is between."""
    before = levels.get((figure.metric, measure, figure.place, str(figure.baseline)), set())
    now = levels.get((figure.metric, measure, figure.place, str(figure.period)), set())
    return (next(iter(before)), next(iter(now))) if len(before) == len(now) == 1 and next(iter(before)) else None


def _expected(figure: Figure, pair: tuple[float, float]) -> tuple[float, float, float]:
    earlier, current = pair
    change = current - earlier
    return earlier, current, 100 * change / earlier if figure.measure == "percent_change" else change


def _allowed(figure: Figure) -> float:
    value = figure.value or 0.0
    return _percent_rounding(value) if figure.measure == "percent_change" else _rounding(value)


def _rounding(value: float) -> float:
    """How far a printed difference may be off: none, unless it is as round as "30,000"."""
    return next((size * 1.0 for size in (1000, 100) if value and value % size == 0 and abs(value) >= 10 * size), 0.0)


def _percent_rounding(value: float) -> float:
    """How far a printed percentage may be off: a tenth or so of its last digit's place, more for round ones."""
    if value != int(value):
        return 0.3
    return 2.5 if value % 10 == 0 else 1.0
