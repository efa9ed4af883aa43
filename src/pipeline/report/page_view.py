"""What the page shows besides the mail: all metrics, traces by document, disagreements and claims in words."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.report.chance import TOO_FEW, is_too_few, past_range
from pipeline.report.chart_image import spec, svg
from pipeline.report.chart_parts import Chart
from pipeline.report.mail_view import NONE, change_cell, covers
from pipeline.report.parts import Edition, KeyRow, Position, Source, Trace
from pipeline.report.words import average, dated, day, hedged, listed, numeral, signed

if TYPE_CHECKING:
    from pipeline.city import City

UNITS = {"percent_change": "% change", "share": "%", "rate": " (rate)", "multiple": " times", "change": " (change)", "record": " (record)"}


@dataclass(frozen=True)
class PageRow:
    """A row of the table of all metrics."""

    label: str
    source: str
    covers: str
    this_year: str
    last_year: str
    change: str
    average: str
    peak: str
    rate: str
    remark: str
    anchor: str


@dataclass(frozen=True)
class Read:
    """A document with the figures that were read from it."""

    source: Source
    traces: tuple[Trace, ...]


@dataclass(frozen=True)
class Drawn:
    """A chart with its drawing and its numbers as a table."""

    chart: Chart
    svg: str
    spec: str  # JSON that may stand within <script>


def page_row(row: KeyRow) -> PageRow:
    peak = NONE if row.peak_value is None else f"{numeral(row.peak_value)} in {listed([str(year) for year in row.peak_years])}"
    return PageRow(
        label=row.label,
        source=row.source,
        covers=covers(row),
        this_year="not published" if row.value is None else hedged(row.value, row.op, in_table=True),
        last_year=NONE if row.last_value is None else hedged(row.last_value, row.last_op, in_table=True),
        change=change_cell(row),
        average=NONE if row.average_5y is None else average(row.average_5y),
        peak=peak if row.change_peak_pct is None else f"{peak} ({signed(row.change_peak_pct)})",
        rate=NONE if row.rate_per_100k is None else f"{row.rate_per_100k:,.1f}",
        remark="; ".join(_remarks(row)),
        anchor=row.figure_ids[0] if row.figure_ids else "",
    )


def _remarks(row: KeyRow) -> list[str]:
    """Caveats, why there is no change, and how much there is to a change."""
    reason = [_short(row.no_change_reason)] if row.no_change_reason and row.value is not None else []
    weight = TOO_FEW if is_too_few(row) else past_range(row)
    return [*map(_short, row.caveats), *reason, *([weight] if weight else [])]


def _short(caveat: str) -> str:
    """A suspected break in a few words; its reason stands once, under Breaks."""
    found = re.match(r"suspected break on (\d{4})-\d\d-\d\d:", caveat)
    if found:
        return f"a break in {found[1]} is suspected, see Breaks"
    return dated(caveat)


def read_documents(edition: Edition) -> tuple[Read, ...]:
    """The documents in the order of their numbers, each with its traces in the order of the document's mention."""
    return tuple(Read(source, tuple(trace for trace in edition.traces if trace.capture_id == source.capture_id)) for source in edition.sources)


def drawn(edition: Edition) -> tuple[Drawn, ...]:
    return tuple(Drawn(chart, svg(chart), json.dumps(spec(chart), sort_keys=True).replace("<", "\\u003c")) for chart in edition.charts)


def amount(trace: Trace) -> str:
    """A trace's number with its unit, as in "344", "−19% change" or "5 to 12"."""
    if trace.value is None:
        return "no number"
    if trace.measure in ("percent_change", "change"):
        number = signed(trace.value).removesuffix("%") if trace.measure == "percent_change" else f"{trace.value:+,.0f}".replace("-", "−")
    elif trace.measure == "record":
        number = f"{trace.value:.0f}"
    else:
        number = hedged(trace.value, trace.op, in_table=True)
    upper = f" to {numeral(trace.value_high)}" if trace.value_high is not None else ""
    return f"{number}{upper}{UNITS.get(trace.measure, '')}"


def position_words(position: Position) -> str:
    """How far a count reaches and since when it is known."""
    reach = {"full": "full year", "so_far": "so far", "partial": "part of the year"}.get(position.coverage, position.coverage)
    through = f", through {day(position.covered_through)}" if position.covered_through and position.coverage != "full" else ""
    return f"{reach}{through}"


def local_day(moment: dt.datetime, city: City) -> str:
    """The city's calendar day of a moment."""
    return day(moment.astimezone(city.zone).date())
