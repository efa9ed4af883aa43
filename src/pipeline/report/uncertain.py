"""What is uncertain: at most three sentences, the one that could mislead most first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.report.key_figures import change_of, opposite
from pipeline.report.parts import Disagreement, KeyRow, Sentence, Span
from pipeline.report.phrases import movement
from pipeline.report.sentences import at, say
from pipeline.report.words import dated, day, hedged, listed, sentence_case

if TYPE_CHECKING:
    from pipeline.city import Break
    from pipeline.report.names import Names

MOST = 3


def uncertain(
    rows: Sequence[KeyRow], disagreements: Iterable[Disagreement], breaks: Iterable[Break], year: int, names: Names
) -> tuple[Sentence, ...]:
    """Signs that differ, a year not over, counts that differ, comparisons across a suspected break, what checks found, and what was revised."""
    metrics = list(dict.fromkeys(row.metric for row in rows))
    about = sorted((one for one in disagreements if one.metric in metrics), key=lambda one: metrics.index(one.metric))
    found = [
        *_signs(rows),
        *_provisional(rows),
        *[_between(one) for one in about if one.kind == "between_providers"][:1],
        *_breaks(rows, breaks, year, names),
        *_doubted(rows),
        *[_revised(one) for one in about if one.kind == "within_provider"],
    ]
    return tuple(found[:MOST])


def _signs(rows: Sequence[KeyRow]) -> list[Sentence]:
    found = []
    for row in rows:
        others = opposite(row, rows) if row.is_used else []
        if others:
            other = others[0]
            found.append(
                say(
                    f"{row.label} ",
                    at(f"{_went(row)} according to {row.source}", row.figure_ids),
                    " but ",
                    at(f"{_went(other)} according to {other.source}", other.figure_ids),
                    "; the reason is not known.",
                )
            )
    return found


def _went(row: KeyRow) -> str:
    """As in "fell 19%", "were little changed (+0.4%)"."""
    return movement(change_of(row) or 0).replace("was ", "were ")


def _provisional(rows: Sequence[KeyRow]) -> list[Sentence]:
    """One sentence for all counts that do not cover the year."""
    open_rows = [row for row in rows if row.coverage in ("so_far", "partial") and row.covered_through and row.is_used]
    if not open_rows:
        return []
    reached: dict[str, list[str]] = {}
    for row in open_rows:
        reached.setdefault(day(row.covered_through, year=False) if row.covered_through else "", []).append(row.label.lower())
    if len(open_rows) > 1 and len(reached) == 1:
        reach = [f"the year through {next(iter(reached))} only"]
    else:
        reach = [f"{listed(labels)} through {last}" for last, labels in reached.items()]
    ids = tuple(one for row in open_rows for one in row.figure_ids)
    return [say("These counts are provisional and can still change: they cover ", at(listed(reach), ids), ".")]


def _between(one: Disagreement) -> Sentence:
    """As in "Sources differ on homicides: police 35, FBI data via RTCI 38 (murders); the reason is not known"."""
    counts: list[str | Span] = []
    for number, position in enumerate(one.positions):
        other = "" if position.label == one.label else f" ({position.label.lower()})"
        counts += [
            "" if number == 0 else ", ",
            at(f"{position.source} {hedged(position.value, position.op, in_table=True)}{other}", position.figure_ids),
        ]
    return say(f"Sources differ on {one.label.lower()}: ", *counts, f"; {one.reason}.")


def _revised(one: Disagreement) -> Sentence:
    said = sorted(one.positions, key=lambda position: position.known_at)
    counts: list[str | Span] = []
    for number, position in enumerate(said):
        joiner = "" if number == 0 else " and then " if number == len(said) - 1 else ", "
        counts += [joiner, at(hedged(position.value, position.op), position.figure_ids)]
    return say(f"{one.label}, {said[0].source}: first ", *counts, "; the newest full count is used.")


def _breaks(rows: Sequence[KeyRow], breaks: Iterable[Break], year: int, names: Names) -> list[Sentence]:
    """Changes, averages and peaks that reach across suspected breaks: a sentence for each provider, the newest break first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for one in sorted(breaks, key=lambda one: one.starts_on, reverse=True):
        crossed = [row for row in rows if row.provider == one.provider and row.metric in one.metrics and _reaches(row, one.starts_on.year, year)]
        if one.status == "suspected" and crossed:
            labels = listed(list(dict.fromkeys(row.label.lower() for row in crossed)))
            found.setdefault(one.provider, []).append((labels, one.starts_on.year))
    return [_broken(f"{'by' if names.who(provider) else 'in'} {names.source(provider)}", whats) for provider, whats in found.items()]


def _broken(where: str, whats: Sequence[tuple[str, int]]) -> Sentence:
    """As in "Murders may be counted differently in FBI data via RTCI since 2023, and robberies since 2021"."""
    (first, year), *others = whats
    further = [f"{labels} since {since}" for labels, since in others]
    words = f"{sentence_case(first)} may be counted differently {where} since {year}{f', and {listed(further)}' if further else ''}"
    return say(f"{words}; changes, averages and peaks that reach further back may mislead.")


def _doubted(rows: Sequence[KeyRow]) -> list[Sentence]:
    """As in "Burglaries, FBI data via RTCI: its parts add up to 1,234"."""
    used = [row for row in rows if row.is_used and row.doubts]
    return [say(at(f"{row.label}, {row.source}", row.figure_ids), f": {dated('; '.join(row.doubts))}.") for row in used]


def _reaches(row: KeyRow, first_year: int, year: int) -> bool:
    is_in_average = row.average_5y is not None and year - 5 < first_year <= year
    is_in_change = row.change_pct is not None and first_year == year
    return is_in_change or is_in_average or any(peak < first_year <= year for peak in row.peak_years)
