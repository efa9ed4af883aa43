"""Which years are drawn, and what a chart says in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.report.chart_parts import Chart, Line, Point
from pipeline.report.words import day, hedged, listed, sentence_case

if TYPE_CHECKING:
    from pipeline.city import Break
    from pipeline.report.marts import Known
    from pipeline.report.names import Names
    from pipeline.report.rows import SeriesYear

Series = tuple[str, str, str]  # metric, provider, definition

METRICS = ("homicide", "shooting", "violent_crime", "property_crime")
MOST = 2
_LEAST_POINTS = 2
_FEW = 4  # points that the alt text says one by one


def charts(known: Known, preferred: Sequence[Series], breaks: Sequence[Break], names: Names) -> tuple[Chart, ...]:
    """Charts of at most two metrics that have the edition's year and another; `preferred` is in the city's order."""
    found = []
    for metric in METRICS:
        drawn = [one for one in known.years if one.metric == metric and _is_drawn(one, known.year)]
        if len({one.year for one in drawn}) >= _LEAST_POINTS and known.year in {one.year for one in drawn}:
            found.append(_chart(drawn, preferred, breaks, names))
    return tuple(found[:MOST])


def _is_drawn(one: SeriesYear, year: int) -> bool:
    """A count of part of an earlier year would look like a fall."""
    return one.value is not None and (one.coverage != "partial" or one.year == year)


def _chart(drawn: Sequence[SeriesYear], preferred: Sequence[Series], breaks: Sequence[Break], names: Names) -> Chart:
    series = {key: list(years) for key, years in groupby(drawn, key=_series)}
    keys = sorted(series, key=lambda key: (preferred.index(key) if key in preferred else len(preferred), key))
    lines = tuple(_line(series[key], key, keys[0], names) for key in keys)
    first, last = min(one.year for one in drawn), max(one.year for one in drawn)
    title = f"{names.label(keys[0][0], keys[0][2])} in {names.city_name}, {first}–{last}"
    return Chart(keys[0][0], title, alt(title, lines), lines, _marked(keys, breaks, first, last))


def _series(one: SeriesYear) -> Series:
    return (one.metric, one.provider, one.definition)


def _line(years: Sequence[SeriesYear], key: Series, first: Series, names: Names) -> Line:
    own, main = names.label(key[0], key[2]), names.label(first[0], first[2])
    noun = "" if own == main else own.lower()
    points = tuple(
        Point(one.year, one.value or 0, None if one.coverage == "full" else one.covered_through, one.op == "eq", one.figure_ids) for one in years
    )
    return Line(key[1], names.source(key[1]), noun, key == first, points)


def _marked(keys: Iterable[Series], breaks: Iterable[Break], first: int, last: int) -> tuple[int, ...]:
    drawn = {(metric, provider) for metric, provider, _ in keys}
    years = {
        one.starts_on.year for one in breaks for metric in one.metrics if (metric, one.provider) in drawn and first < one.starts_on.year <= last
    }
    return tuple(sorted(years))


def alt(title: str, lines: Sequence[Line]) -> str:
    """The message of a chart: each series' few years, or its greatest, and its newest."""
    return f"{title}. " + " ".join(_line_words(line) for line in lines)


def _line_words(line: Line) -> str:
    name = sentence_case(line.source) + (f" ({line.noun})" if line.noun else "")
    if len(line.points) <= _FEW:
        return f"{name}: {listed([_point_words(point) for point in line.points])}."
    top = max(line.points, key=lambda point: (point.value, point.year))
    last = line.points[-1]
    if top == last:
        return f"{name}: {_point_words(last)}, the highest."
    years = listed([str(point.year) for point in line.points if point.value == top.value])
    return f"{name}: highest {hedged(top.value, 'eq' if top.is_exact else 'approx', in_table=True)} in {years}; {_point_words(last)}."


def _point_words(point: Point) -> str:
    amount = hedged(point.value, "eq" if point.is_exact else "approx", in_table=True)
    return f"{amount} in {point.year}" + (f" through {day(point.through, year=False)}" if point.through else "")
