"""Percent changes that a sheet keeps as fractions: -0.125 is shown as -12.5%, and the cell's value does not say so. The counts beside it do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import Figure

_Levels = dict[tuple[object, ...], float]


def scaled(figures: list[Figure]) -> list[Figure]:
    """The figures of one table, its percent changes in percent: a hundredfold where the counts say so for most that can be checked.

    A change that is printed with its sign, or where none can be checked against counts, stays as printed.
    """
    levels: _Levels = {_key(one, str(one.period)): one.value for one in figures if one.measure == "count" and one.value is not None}
    bare = [one for one in figures if one.measure == "percent_change" and "%" not in one.quote]
    checked = [(one.value, change) for one in bare if one.value and (change := _change(one, levels))]
    if len(checked) < 2 or not _are_fractions(checked):
        return figures
    names = {id(one) for one in bare}
    return [replace(one, value=round(one.value * 100, 6)) if id(one) in names and one.value else one for one in figures]


def _are_fractions(checked: Sequence[tuple[float, float]]) -> bool:
    fractions = sum(abs(value * 100 - change) <= max(1.0, 0.02 * abs(change)) for value, change in checked)
    whole = sum(abs(value - change) <= max(1.0, 0.02 * abs(change)) and abs(change) > 2 for value, change in checked)
    return fractions * 2 > len(checked) and fractions > whole


def _change(figure: Figure, levels: _Levels) -> float | None:
    """The change in percent that the counts make; None without two of them."""
    now, before = levels.get(_key(figure, str(figure.period))), levels.get(_key(figure, str(figure.baseline)))
    return 100 * (now - before) / before if now is not None and before else None


def _key(figure: Figure, period: str) -> tuple[object, ...]:
    return (figure.metric, figure.label, figure.place, period)
