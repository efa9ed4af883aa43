"""Two sentences that a reporter could print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.report.chance import TOO_FEW, is_too_few
from pipeline.report.headline import beside, has_last_year, has_peak, leading, until
from pipeline.report.key_figures import opposite
from pipeline.report.parts import KeyRow, Sentence, Span
from pipeline.report.phrases import LITTLE, movement, stated
from pipeline.report.plain import one_line
from pipeline.report.sentences import at, say
from pipeline.report.superlative import LEAST_YEARS
from pipeline.report.words import day, days_left, listed, numeral, percent, signed, spelled

if TYPE_CHECKING:
    from pipeline.report.marts import Known
    from pipeline.report.names import Names
    from pipeline.report.rows import Statement


def lede(known: Known, rows: Sequence[KeyRow], names: Names) -> tuple[Sentence, ...]:
    """The leading metric with its provider, then the next; a change that only an article gives is the article's."""
    leads = leading(rows)
    if not leads:
        return (say(f"No count of {known.year} has been published for {names.city_name} that can be checked."),)
    first = told(leads[0], known.year, names)
    if others := [row for row in opposite(leads[0], rows) if has_last_year(row)]:
        return (first, _second(others[0], leads[0], known, names))
    if len(leads) > 1:
        return (first, _second(leads[1], leads[0], known, names))
    claim = attributed(known, leads[0])
    return (first, say(*claim, ".")) if claim else (first,)


def attributed(known: Known, row: KeyRow, noun: str = "") -> list[str | Span]:
    """As in "Sample Valley News reported homicides down by almost half since 2021": only where we can compute no change ourselves."""
    claim = None if has_last_year(row) else _claim(known, row)
    if claim is None or claim.value is None or claim.baseline_start is None:
        return []
    year = claim.baseline_start.year
    since = f"from {year}" if year == known.year - 1 else f"since {year}"
    way = "down" if claim.value < 0 else "up"
    size = at(f"by {stated(claim.value, claim.op)}", (claim.figure_id,))
    parts: list[str | Span] = [f"{one_line(claim.outlet)} reported {noun or row.label.lower()} {way} ", size, f" {since}"]
    if count := _count_of(known, row, year):
        parts += [", when there were ", at(spelled(count.value or 0), (count.figure_id,))]
    return parts


def _claim(known: Known, row: KeyRow) -> Statement | None:
    """The newest stated change of the year against another, in the row's series, that is not known to differ."""
    differing = {claim.claim_id for claim in known.claims if claim.is_contradicted}
    found = [
        one
        for one in known.statements
        if (one.metric, one.provider, one.definition, one.measure) == (row.metric, row.provider, row.definition, "percent_change")
        and one.status is None
        and one.value
        and one.grain == "year"
        and one.period_start == dt.date(known.year, 1, 1)
        and _is_year(one.baseline_start, one.baseline_end)
        and one.figure_id not in differing
    ]
    return found[-1] if found else None


def _is_year(start: dt.date | None, end: dt.date | None) -> bool:
    return start is not None and end is not None and (start, end) == (dt.date(start.year, 1, 1), dt.date(start.year, 12, 31))


def _count_of(known: Known, row: KeyRow, year: int) -> Statement | None:
    """The exact full-year count that the row's series gives for a year."""
    series = (row.metric, row.provider, row.definition)
    ids = [
        one.figure_ids
        for one in known.years
        if (one.metric, one.provider, one.definition, one.year, one.coverage, one.op) == (*series, year, "full", "eq")
    ]
    return known.statement(ids[0][0]) if ids and len(ids[0]) == 1 else None


def told(row: KeyRow, year: int, names: Names) -> Sentence:
    """A count with who counted it and what it is compared with: "Fresno police counted 35 homicides in 2023, down 42% from 60 in 2022"."""
    who = names.who(row.provider)
    value = at(names.counted(row.value or 0, row.metric, row.definition, row.op), row.figure_ids)
    tail = "" if who else f", according to {row.source}"
    is_open = row.coverage == "so_far"
    verb = "have counted" if is_open else "counted"
    if who is None:
        verb = "has recorded" if is_open else "recorded"
    when: list[str | Span] = [f" in {year}"]
    if is_open:
        when.append(at(f" with {days_left(row.days_left or 0)}", row.figure_ids))
    elif row.coverage == "partial" and row.covered_through:
        when = [at(f" through {day(row.covered_through)}", row.figure_ids)]
    return say(f"{who or names.city_name} {verb} ", value, *when, *_comparison(row, year), *_superlative(row), tail, _few(row), ".")


def _comparison(row: KeyRow, year: int) -> list[str | Span]:
    """As in ", down 42% from 60 in 2022"; the peak only where last year is not known."""
    if has_last_year(row):
        return _against_last_year(row, year)
    return _against_peak(row) if has_peak(row) else []


def _against_peak(row: KeyRow) -> list[str | Span]:
    """As in ", 53% below the 732 of 2020, the peak of the four years known"."""
    pct = at(percent(row.change_peak_pct or 0), row.figure_ids)
    peak = at(numeral(row.peak_value or 0), row.peak_figure_ids)
    return [", ", pct, " below the ", peak, f" of {listed([str(year) for year in row.peak_years])}, {peak_words(row)}"]


def _against_last_year(row: KeyRow, year: int) -> list[str | Span]:
    value, last, pct, then = row.value or 0, row.last_value or 0, row.change_pct, beside(row, year)
    before = at(spelled(last), row.last_figure_ids)
    if value == last:
        return [f", {'as many as' if row.coverage == 'partial' else 'the same as'} {then}"]
    if pct is None:
        return [f", after none {then}"]
    if min(value, last) < 20 or is_too_few(row):
        way = "down" if value < last else "up"
        change: list[str | Span] = [" (", at(signed(pct), row.figure_ids), ")"] if value else []
        return [f", {way} from ", before, f" {then}", *change]
    if abs(pct) < LITTLE:
        return [", little changed from ", before, f" {then} (", at(signed(pct), row.figure_ids), ")"]
    return [", ", at(f"{'down' if pct < 0 else 'up'} {percent(pct)}", row.figure_ids), " from ", before, f" {then}"]


def _superlative(row: KeyRow, joiner: str = " and ") -> list[str | Span]:
    """As in " and the fewest since 2014": only of a change that is more than chance."""
    return [joiner, at(row.superlative, row.figure_ids)] if row.superlative and has_last_year(row) and not is_too_few(row) else []


def _below_peak(row: KeyRow, year: int) -> list[str | Span]:
    """As in ", 51% below the 732 of 2020, the peak of the six years known": of a fall that began before last year."""
    is_news = has_peak(row) and (row.change_pct or 0) <= -LITTLE and year - 1 not in row.peak_years and (row.years_compared or 0) >= LEAST_YEARS
    return _against_peak(row) if is_news and not is_too_few(row) else []


def _few(row: KeyRow) -> str:
    return f"; counts this small are {TOO_FEW}" if is_too_few(row) else ""


def peak_words(row: KeyRow) -> str:
    """As in "the peak of the three years known"."""
    if row.years_compared == 2:
        return "the only earlier year known"
    return f"the peak of the {spelled(row.years_compared or 0)} years known"


def _second(row: KeyRow, first: KeyRow, known: Known, names: Names) -> Sentence:
    tail = "" if row.provider == first.provider else f", according to {row.source}"
    claim = attributed(known, row, "them")
    return say(*_standing(row, known.year, names), tail, "" if is_too_few(first) else _few(row), *(["; ", *claim] if claim else []), ".")


def _standing(row: KeyRow, year: int, names: Names) -> list[str | Span]:
    value = at(spelled(row.value or 0), row.figure_ids)
    if has_last_year(row):
        return [*_moved(row, year, names), *(_superlative(row, ", ") or _below_peak(row, year))]
    stood = f"{row.label} stood at "
    if row.coverage != "full" and row.covered_through:
        return [stood, value, at(f" through {day(row.covered_through)}", row.figure_ids), *_comparison(row, year)]
    if has_peak(row):
        return [stood, value, *_comparison(row, year)]
    return [stood, at(f"{spelled(row.value or 0)} in {year}", row.figure_ids)]


def _moved(row: KeyRow, year: int, names: Names) -> list[str | Span]:
    value, last, pct = row.value or 0, row.last_value or 0, row.change_pct
    so_far, then = until(row), beside(row, year)
    now, before = at(spelled(value), row.figure_ids), at(spelled(last), row.last_figure_ids)
    if value == last:
        counted = at(names.counted(value, row.metric, row.definition), row.figure_ids)
        return [f"There {'was' if value == 1 else 'were'} ", counted, so_far, f", as {then}"]
    if pct is None or value == 0:
        counted = at(names.counted(value, row.metric, row.definition), row.figure_ids)
        return [f"There {'was' if value == 1 else 'were'} ", counted, so_far, ", after ", "none" if last == 0 else before, f" {then}"]
    if min(value, last) < 20 or is_too_few(row):
        return [f"{row.label} went from ", before, f" {then} to ", now, so_far, " (", at(signed(pct), row.figure_ids), ")"]
    verb = movement(pct).replace("was ", "were ")
    return [f"{row.label} ", at(verb, row.figure_ids), f"{so_far}, from ", before, f" {then} to ", now]
