"""The subject line, from the figures: last year first, the peak only after it, else the counts alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.report.chance import is_too_few
from pipeline.report.key_figures import change_of, opposite
from pipeline.report.parts import KeyRow
from pipeline.report.phrases import direction
from pipeline.report.words import day, listed, numeral, spelled

if TYPE_CHECKING:
    from pipeline.report.names import Names

_LEAD = ("homicide", "shooting", "violent_crime", "property_crime", "robbery", "aggravated_assault", "burglary", "motor_vehicle_theft")


def leading(rows: Sequence[KeyRow]) -> list[KeyRow]:
    """The used rows that may lead, those compared with last year first, then those compared with a peak, then mere counts."""
    used = [row for row in rows if row.is_used and row.value is not None]
    by_metric = sorted(used, key=lambda row: _LEAD.index(row.metric) if row.metric in _LEAD else len(_LEAD))
    return sorted(by_metric, key=_weight)


def has_last_year(row: KeyRow) -> bool:
    """Its count stands beside last year's, change computed."""
    return row.no_change_reason is None and row.value is not None and row.last_value is not None


def has_peak(row: KeyRow) -> bool:
    """An earlier comparable year had more."""
    return row.value is not None and row.peak_value is not None and row.change_peak_pct is not None


def until(row: KeyRow) -> str:
    """How far a count goes that is not the year's: " so far", " through Nov. 30"."""
    if row.coverage == "partial" and row.covered_through:
        return f" through {day(row.covered_through, year=False)}"
    return " so far" if row.coverage == "so_far" else ""


def beside(row: KeyRow, year: int) -> str:
    """What a count is compared with: "in 2022", "in the same months of 2022"."""
    return f"in the same months of {year - 1}" if row.coverage == "partial" else f"in {year - 1}"


def subject(year: int, rows: Sequence[KeyRow], names: Names) -> str:
    """As in "Fresno 2023: homicides down 42% to 35, shootings down 20% to 359"."""
    leads = leading(rows)
    compared = [row for row in leads[:2] if has_last_year(row) and not is_across_a_break(row)]
    reach = {until(row) for row in compared}
    through = reach.pop() if len(reach) == 1 and all(row.coverage == "partial" for row in compared) else ""  # said once for all
    if compared:
        clauses = [_compared(row, rows, year, names).replace(through, "") for row in compared]
        words = ("; " if any(", " in clause for clause in clauses) else ", ").join(clauses)
    elif leads:
        words = _counted(leads[0], names)
    else:
        words = "no count published yet"
    return f"{names.city_name} {year}{through}: {words}"


def is_across_a_break(row: KeyRow) -> bool:
    """A break is suspected to have begun with this year: its change may be one of counting, and does not lead."""
    return row.covered_through is not None and any(one.startswith(f"suspected break on {row.covered_through.year}-") for one in row.caveats)


def _weight(row: KeyRow) -> int:
    if is_across_a_break(row):
        return 3
    if has_last_year(row):
        return 0
    return 1 if has_peak(row) else 2


def _compared(row: KeyRow, rows: Sequence[KeyRow], year: int, names: Names) -> str:
    so_far, then = until(row), "a year before" if row.coverage == "partial" else f"in {year - 1}"
    value, last = row.value or 0, row.last_value or 0
    others = opposite(row, rows)
    if others and row.change_pct is not None:
        theirs = f"{direction(change_of(others[0]) or 0)} by {others[0].source}"
        return f"{row.label.lower()} {direction(row.change_pct)}{so_far} by {row.source}, {theirs}"
    if value == last:
        return f"{names.counted(value, row.metric, row.definition)}{so_far}, as {then}"
    if last == 0 or value == 0 or is_too_few(row):
        return f"{names.counted(value, row.metric, row.definition)}{so_far}, {'none' if last == 0 else spelled(last)} {then}"
    if min(value, last) < 20:
        return f"{row.label.lower()} {'down' if value < last else 'up'} from {spelled(last)} to {spelled(value)}{so_far}"
    words = direction(row.change_pct or 0)
    return f"{row.label.lower()} {words} {'at' if words == 'little changed' else 'to'} {numeral(value)}{so_far}"


def _counted(row: KeyRow, names: Names) -> str:
    counted = names.counted(row.value or 0, row.metric, row.definition, row.op)
    counted += until(row)
    if has_peak(row):
        counted += f", {numeral(row.peak_value or 0)} in {listed([str(year) for year in row.peak_years])}"
    return f"{row.source} count {counted}" if names.who(row.provider) else f"{counted} ({row.source})"
