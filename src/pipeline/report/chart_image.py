"""Draws a chart with vl-convert: a plain Vega-Lite dict, PNG for the mail, SVG for the page. No font is fetched; the same bytes each time."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

import vl_convert

from pipeline.report.chart_parts import Chart, Line, Point
from pipeline.report.words import day, hedged, numeral

WIDTH, HEIGHT = 380, 230  # pixels of the plot with the names at its right; axis and title stand around it
FRAME = 452  # pixels of a whole picture: of the same breadth, two charts below one another have letters of one size
_PNG_SCALE = 2.0
_FONT = "Arial, Liberation Sans, sans-serif"  # alike in breadth, so that names end where room was left for them
_INK, _GREY = "#1a1a1a", "#5f6b76"
_PLATE = "#eef2f5"  # a card: a mail program in dark mode darkens what is around a picture, never the picture
_ROUND = 10  # pixels of its corners, clear beyond them
_PADDING = 14
_PREFERRED = "#0b5fa5"  # told apart from the greys by lightness too
_MOST_BARS = 8
_SO_FAR = "so far"
_MOST_DOTS = 15
_LABEL_ROOM = 36  # pixels that a label of two lines takes
_TOLD = [{"field": "year", "type": "ordinal"}, {"field": "told", "title": "count"}, {"field": "source"}]  # under the pointer
_LETTER = 8.1  # pixels of a bold letter of 16, on average
_SIZE = re.compile(r'width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)" viewBox="0 0 [\d.]+ [\d.]+"')


def png(chart: Chart) -> bytes:
    """A picture at twice the size, for screens that show it sharp."""
    return _png(_spec_text(chart))


def svg(chart: Chart) -> str:
    """An `<svg>` element with its message as a label, without anything that is fetched."""
    drawn = str(_svg(_spec_text(chart)))
    head = f'<svg role="img" aria-label="{escape(chart.alt)}"'
    return re.sub(r"\A<svg", head, drawn, count=1)


def spec(chart: Chart) -> dict[str, Any]:
    """The Vega-Lite specification: bars for a few years of one series, else lines."""
    points = [point for line in chart.lines for point in line.points]
    is_bars = len(chart.lines) == 1 and len(points) <= _MOST_BARS
    layers = _bars(chart.lines[0]) if is_bars else _lines(chart)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": FRAME - 2 * _PADDING if is_bars else WIDTH - _name_room(chart),
        "height": HEIGHT,
        "background": _PLATE,
        "padding": _PADDING,
        "title": _title(chart, points),
        "layer": layers,
        "config": {
            "font": _FONT,
            "view": {"stroke": None},
            "axis": {"labelFontSize": 16, "labelColor": _INK, "domainColor": "#8a949e", "tickColor": "#8a949e", "gridColor": "#d5dbe0"},
            "text": {"fontSize": 16, "color": _INK},
        },
    }


def _title(chart: Chart, points: list[Point]) -> dict[str, Any]:
    """The chart's title, and below it what a hollow mark means where there is one."""
    reasons = ["not the whole year"] if any(point.through for point in points) else []
    reasons += ["not an exact count"] if not all(point.is_exact for point in points) else []
    below = (
        {"subtitle": f"Hollow: {' or '.join(reasons)}", "subtitleColor": _GREY, "subtitleFontSize": 15, "subtitlePadding": 5} if reasons else {}
    )
    return {"text": chart.title, "anchor": "start", "fontSize": 18, "fontWeight": 600, "color": _INK, "offset": 12} | below


@lru_cache(maxsize=16)
def _png(spec_text: str) -> bytes:
    return bytes(vl_convert.svg_to_png(_svg(spec_text), scale=_PNG_SCALE))


@lru_cache(maxsize=16)
def _svg(spec_text: str) -> str:
    return _framed(str(vl_convert.vegalite_to_svg(spec_text)))


def _framed(drawn: str) -> str:
    """The drawing on a card with round corners, all of one breadth: what is narrower has more room at its right."""
    found = _SIZE.search(drawn)
    if not found:
        return drawn
    width, height = max(float(found["width"]), FRAME), found["height"]
    card = f'<rect width="{width:g}" height="{height}" rx="{_ROUND}" shape-rendering="crispEdges" fill="{_PLATE}"'
    sized = _SIZE.sub(f'width="{width:g}" height="{height}" viewBox="0 0 {width:g} {height}"', drawn, count=1)
    return re.sub(rf'<rect width="[^"]*" height="[^"]*" fill="{_PLATE}"', card, sized, count=1)


def _spec_text(chart: Chart) -> str:
    return json.dumps(spec(chart), sort_keys=True, ensure_ascii=False)


def _bars(line: Line) -> list[dict[str, Any]]:
    values = [_in_column(_value(point, line)) for point in line.points]
    years = list(range(line.points[0].year, line.points[-1].year + 1))
    scale = {"domain": years, "paddingInner": 0.35}
    x = {"field": "year", "type": "ordinal", "axis": {"title": None, "labelAngle": 0, "ticks": False}, "scale": scale}
    y = {"field": "value", "type": "quantitative", "axis": None, "scale": {"zero": True}}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "bar", "color": _PREFERRED, "stroke": _PREFERRED, "strokeWidth": 2},
            "encoding": {
                "x": x,
                "y": y,
                "tooltip": _TOLD,
                "fillOpacity": {"condition": {"test": "datum.open", "value": 0.12}, "value": 1},
                "strokeDash": {"condition": {"test": "datum.open", "value": [5, 3]}, "value": [1, 0]},
            },
        },
        _unknown([year for year in years if year not in {point.year for point in line.points}], x),
        *[_bar_labels([value for value in values if value["label"].count("\n") == breaks], x, y) for breaks in (0, 1, 2)],
    ]


def _in_column(value: dict[str, Any]) -> dict[str, Any]:
    """Labels as narrow as a bar: "about" stands above its number, and of an earlier year the day is left to whoever points at it."""
    count, _, reach = value["label"].partition("\n")
    lines = [*count.rsplit(" ", 1), *([reach] if reach == _SO_FAR else [])]
    return value | {"label": "\n".join(lines)}


def _unknown(years: list[int], x: dict[str, Any]) -> dict[str, Any]:
    """A year without a count is no zero."""
    mark = {
        "type": "text",
        "baseline": "bottom",
        "dy": -19,
        "fontSize": 14,
        "color": _GREY,
        "text": "not\nknown",
        "lineBreak": "\n",
        "lineHeight": 17,
    }
    mark |= {"fontSize": 14, "color": _GREY}
    return {"data": {"values": [{"year": year} for year in years]}, "mark": mark, "encoding": {"x": x, "y": {"value": HEIGHT}}}


def _bar_labels(values: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """Labels of as many lines each stand above their bars; the baseline of a text is its first line's."""
    lines = 1 + values[0]["label"].count("\n") if values else 1
    mark = {"type": "text", "baseline": "bottom", "dy": 12 - 17 * lines, "fontWeight": 600, "lineBreak": "\n", "lineHeight": 17}
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y, "text": {"field": "label"}}}


def _lines(chart: Chart) -> list[dict[str, Any]]:
    points = [point for line in chart.lines for point in line.points]
    top = 1.15 * max(point.value for point in points) or 1
    years = [point.year for point in points]
    x = {
        "field": "year",
        "type": "quantitative",
        "axis": {"title": None, "format": "d", "grid": False, "tickCount": 5, "tickMinStep": 1},
        "scale": {"domain": [min(years), max(years)], "nice": False, "zero": False},
    }
    y = {"field": "value", "type": "quantitative", "axis": {"title": None, "tickCount": 4}, "scale": {"domain": [0, top], "nice": False}}
    layers = _breaks(chart, x) if chart.break_years else []
    for number in reversed(range(len(chart.lines))):
        layers += _line_layers(chart.lines[number], number, x, y)
    return [*layers, *_labels(chart, top, x, y)]


def _line_layers(line: Line, number: int, x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    colour = _PREFERRED if number == 0 else _GREY
    values = _with_runs(line)
    encoding = {"x": x, "y": y}
    mark = {"type": "line", "color": colour, "strokeJoin": "round", "strokeWidth": 3 if number == 0 else 1.75}
    layers: list[dict[str, Any]] = [{"data": {"values": values}, "mark": mark, "encoding": encoding | {"detail": {"field": "run"}}}]
    for is_open in (False, True):
        dots = [value for value in values if value["open"] == is_open and (is_open or (number == 0 and _is_dotted(value, line)))]
        style = {
            "type": "point",
            "filled": True,
            "size": 70,
            "opacity": 1,
            "color": "#ffffff" if is_open else colour,
            "stroke": colour,
            "strokeWidth": 2,
        }
        layers += [{"data": {"values": dots}, "mark": style, "encoding": encoding}] if dots else []
    answering = {"type": "point", "filled": True, "size": 250, "opacity": 0}  # wide enough to be pointed at
    return [*layers, {"data": {"values": values}, "mark": answering, "encoding": encoding | {"tooltip": _TOLD}}]


def _is_dotted(value: dict[str, Any], line: Line) -> bool:
    """Of a long line only the newest year and the peaks are dots."""
    notable = {line.points[-1].year, *(point.year for point in line.points if point.value == max(one.value for one in line.points))}
    return len(line.points) <= _MOST_DOTS or value["year"] in notable


def _with_runs(line: Line) -> list[dict[str, Any]]:
    """Points of years that follow one another share a run, so that no line crosses a gap."""
    run, last, values = 0, None, []
    for point in line.points:
        run += last is not None and point.year != last + 1
        last = point.year
        values.append(_value(point, line) | {"run": run})
    return values


def _value(point: Point, line: Line) -> dict[str, Any]:
    is_open = point.through is not None or not point.is_exact
    reach = "" if point.through is None else f"\n{_SO_FAR}" if point == line.points[-1] else f"\nto {day(point.through, year=False)}"
    label = hedged(point.value, "eq" if point.is_exact else "approx", in_table=True) + reach
    return {"year": point.year, "value": point.value, "open": is_open, "label": label, "told": label.replace("\n", " "), "source": line.source}


def _breaks(chart: Chart, x: dict[str, Any]) -> list[dict[str, Any]]:
    """A dashed line before the first year counted another way, with a word."""
    values = [{"year": year - 0.5} for year in chart.break_years]
    word = {"type": "text", "text": "break", "fontSize": 14, "color": _GREY, "align": "right", "baseline": "top", "dx": -4}
    return [
        {"data": {"values": values}, "mark": {"type": "rule", "color": "#8a949e", "strokeDash": [3, 3]}, "encoding": {"x": x}},
        {"data": {"values": values}, "mark": word, "encoding": {"x": x, "y": {"value": HEIGHT - 16}}},
    ]


def _name_room(chart: Chart) -> float:
    """Pixels for the names that stand to the right of the newest year, beyond what the axis takes at the left of a bar chart."""
    at_end = [(line, line.points[-1]) for line in chart.lines if line.points[-1].year >= _newest(chart) - 1]
    return max(len(said) for line, point in at_end for said in _name(line, point).split("\n")) * _LETTER


def _newest(chart: Chart) -> int:
    return max(point.year for line in chart.lines for point in line.points)


def _labels(chart: Chart, top: float, x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """A line that reaches the newest years is named at its end, others at their peak; names at the end keep clear of one another."""
    newest = _newest(chart)
    at_end = [(line, line.points[-1]) for line in chart.lines if line.points[-1].year >= newest - 1]
    at_peak = [
        (line, max(line.points, key=lambda point: (point.value, point.year))) for line in chart.lines if line.points[-1].year < newest - 1
    ]
    places = _spread([point.value for _, point in at_end], top)
    ends = [_named(line, point, point.year, place) for (line, point), place in zip(at_end, places, strict=True)]
    peaks = [_named(line, point, point.year, point.value) for line, point in at_peak]
    own = chart.lines[0]
    peak = max(own.points, key=lambda point: (point.value, point.year))
    if own.points[-1].year >= newest - 1 and peak.year < newest - 1:
        peaks.append({"year": peak.year, "value": peak.value, "label": f"\n{numeral(peak.value)}", "colour": _PREFERRED})
    above = {"baseline": "bottom", "dy": -23}
    halo = _text(peaks, x, y, above | {"stroke": _PLATE, "strokeWidth": 4})  # no line of the grid goes through the words
    return [_text(ends, x, y, {"align": "left", "baseline": "middle", "dx": 9, "dy": -8}), halo, _text(peaks, x, y, above)]


def _named(line: Line, point: Point, year: int, place: float) -> dict[str, Any]:
    return {"year": year, "value": place, "label": _name(line, point), "colour": _PREFERRED if line.is_preferred else _GREY}


def _name(line: Line, point: Point) -> str:
    """The count and, below it, whose it is."""
    count = _value(point, line)["label"].replace("\n", f" {line.noun} " if line.noun else " ")
    count = count if point.through or not line.noun else f"{count} {line.noun}"
    return f"{count}\n{line.source}"


def _text(values: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], style: dict[str, Any]) -> dict[str, Any]:
    colour = {"field": "colour", "type": "nominal", "scale": None}
    mark = {"type": "text", "fontWeight": 600, "lineBreak": "\n", "lineHeight": 17} | style
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y, "text": {"field": "label"}, "color": colour}}


def _spread(values: Sequence[float], top: float) -> list[float]:
    """The values moved apart until labels of two lines have room, lowest first."""
    room = _LABEL_ROOM * top / HEIGHT
    order = sorted(range(len(values)), key=lambda index: values[index])
    placed = list(values)
    floor = 0.0
    for index in order:
        placed[index] = max(placed[index], floor)
        floor = placed[index] + room
    return placed
