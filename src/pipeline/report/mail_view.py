"""The words of a mail, the same for its text and its HTML: what stands in cells, quotations, notes and foot."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.report.chance import TOO_FEW, is_too_few, past_range
from pipeline.report.month_parts import MonthRow, Pair
from pipeline.report.parts import Edition, KeyRow, Move, Sentence, Spoken
from pipeline.report.phrases import stated, stated_signed
from pipeline.report.store import Summary
from pipeline.report.words import average, counted, day, days_left, hedged, listed, numeral, sentence_case, signed

if TYPE_CHECKING:
    pass

NOT_KNOWN, NONE = "not known", "—"
_LEAST_YEARS = 2  # compared, beyond which a peak is one


@dataclass(frozen=True)
class RowView:
    """A row of the table of key figures."""

    label: str
    marks: tuple[int, ...]
    this_year: str
    last_year: str
    change: str
    details: str
    anchor: str  # the first figure behind it


@dataclass(frozen=True)
class MoveView:
    """A row of the table of an update."""

    label: str
    marks: tuple[int, ...]
    before: str
    now: str
    details: str
    anchor: str


@dataclass(frozen=True)
class Marked:
    """A sentence and the numbers of its footnotes."""

    sentence: Sentence
    marks: tuple[int, ...]


@dataclass(frozen=True)
class QuoteView:
    """A quotation as it is printed."""

    words: str
    who: str
    where: str
    mark: int
    address: str


def marks(edition: Edition, figure_ids: Iterable[str]) -> tuple[int, ...]:
    """The footnotes of figures, each once, ascending."""
    capture = {trace.figure_id: trace.capture_id for trace in edition.traces}
    number = {source.capture_id: source.number for source in edition.sources}
    return tuple(sorted({number[capture[one]] for one in figure_ids if one in capture}))


def marked(edition: Edition, sentences: Iterable[Sentence]) -> tuple[Marked, ...]:
    return tuple(Marked(one, marks(edition, one.figure_ids)) for one in sentences)


def row_view(edition: Edition, row: KeyRow) -> RowView:
    """The cells: "35", "60", "−42%"; what cannot be said is said so below them."""
    ids = (*row.figure_ids, *row.last_figure_ids, *row.peak_figure_ids)
    return RowView(
        label=row.label,
        marks=marks(edition, ids),
        this_year="not published" if row.value is None else hedged(row.value, row.op, in_table=True),
        last_year=NOT_KNOWN if row.last_value is None else hedged(row.last_value, row.last_op, in_table=True),
        change=change_cell(row),
        details="; ".join(_details(row)),
        anchor=ids[0] if ids else "",
    )


def change_cell(row: KeyRow) -> str:
    """A computed change, else a stated one, else a dash."""
    if row.change_pct is not None:
        return signed(row.change_pct)
    return f"{stated_signed(row.stated_pct)} stated" if row.stated_pct is not None else NONE


def covers(row: KeyRow) -> str:
    """As in "full year", "so far, two days left", "through Nov. 30"."""
    if row.coverage == "so_far":
        return f"so far, {days_left(row.days_left or 0)}"
    if row.coverage == "partial" and row.covered_through:
        return f"through {day(row.covered_through, year=False)}"
    return "full year" if row.coverage == "full" else "not published"


def _details(row: KeyRow) -> list[str]:
    found = [sentence_case(row.source if row.value is None else f"{row.source}, {covers(row)}")]
    if is_like(row):
        found[0] += " of both years" + (f"; no change computed, as {row.no_change_reason}" if row.no_change_reason else "")
    elif row.last_value is not None and row.last_through:
        found.append(f"last year through {day(row.last_through)}{', so no change is computed' if row.no_change_reason else ''}")
    if row.no_change_reason and None not in (row.value, row.last_value) and row.coverage != "partial" and not row.last_through:
        found.append(f"no change computed, as {row.no_change_reason}")
    if row.stated_pct is not None:
        way = "fall" if row.stated_pct < 0 else "rise"
        found.append(f"{way} of {stated(row.stated_pct, row.stated_op)} stated by {row.stated_by}")
    if row.average_5y is not None:
        found.append(f"five-year average {average(row.average_5y)}")
    found += _peak(row)
    if row.rate_per_100k is not None:
        found.append(f"{row.rate_per_100k:,.1f} per 100,000")
    if is_too_few(row):
        found.append(TOO_FEW)
    elif said := past_range(row):
        found.append(said)
    return found


def is_like(row: KeyRow) -> bool:
    """Two counts through the same day of their years."""
    this, last = row.covered_through, row.last_through
    return row.coverage == "partial" and this is not None and last is not None and row.last_value is not None and this.month == last.month


def _peak(row: KeyRow) -> list[str]:
    if row.peak_value is None or row.years_compared is None:
        return []
    years = counted(row.years_compared, "year", "years")
    tied = [str(year) for year in row.peak_years if row.change_peak_pct is not None or year != row.peak_years[-1]]
    if row.change_peak_pct is None and not row.value:
        return []
    if row.change_peak_pct is None:
        tie = f", tied with {listed(tied)}" if tied else ""
        return [f"the peak of {years}{tie}"] if row.years_compared > _LEAST_YEARS else []
    if row.change_pct is not None:
        is_news = row.years_compared > _LEAST_YEARS or row.peak_value != row.last_value
        return [f"peak {numeral(row.peak_value)} in {listed(tied)} (of {years})"] if is_news else []
    return [f"peak {numeral(row.peak_value)} in {listed(tied)} (of {years} known; {signed(row.change_peak_pct)} since)"]


def notes(edition: Edition) -> tuple[str, ...]:
    """What goes with the table: what rates are per, what past changes are, and what is not published."""
    if edition.moves:
        return ()
    rows = edition.key_rows
    found = []
    rated = next((row for row in rows if row.rate_per_100k is not None and row.people is not None), None)
    if rated:
        found.append(f"Rates are per 100,000 of {rated.people:,} people ({rated.people_year}).")
    if any(past_range(row) for row in rows):
        found.append("Past changes are from year to year, of the last 10 comparable years at most.")
    if edition.not_published:
        found.append(f"Not published for {edition.year}: {listed(edition.not_published)}.")
    return tuple(found)


def kind_words(edition: Edition | Summary) -> str:
    """As in "preliminary" or "update 1"."""
    if edition.kind == "monthly":
        return f"monthly, {calendar.month_name[edition.number]}"
    return f"{edition.kind} {edition.number}" if edition.number else edition.kind


def heads(edition: Edition) -> tuple[str, str, str]:
    """Over the numbers of the table: the year and the one before it, or the month and the same a year before."""
    name = f"{calendar.month_name[edition.number]} " if edition.kind == "monthly" else ""
    return f"{name}{edition.year}", f"{name}{edition.year - 1}", "change"


def month_view(edition: Edition, row: MonthRow) -> RowView:
    """The month in the cells, the year to date and the twelve months below them."""
    details = [sentence_case(row.source)]
    through = calendar.month_name[edition.number]
    if edition.number > 1 and row.to_date.value is not None:
        details.append(f"January to {through}: {_beside(row.to_date)}")
    if row.twelve.value is not None:
        details.append(f"twelve months through {through}: {_beside(row.twelve)}")
    if row.month.is_too_few:
        details.append(f"counts of one month this small are {TOO_FEW}")
    return RowView(
        label=row.label,
        marks=marks(edition, (*row.figure_ids, *row.last_figure_ids)),
        this_year=NONE if row.month.value is None else numeral(row.month.value),
        last_year=NOT_KNOWN if row.month.last is None else numeral(row.month.last),
        change=NONE if row.month.change_pct is None else signed(row.month.change_pct),
        details="; ".join(details),
        anchor=row.figure_ids[0] if row.figure_ids else "",
    )


def _beside(pair: Pair) -> str:
    """As in "210, 230 a year before (−8.7%)"."""
    if pair.last is None:
        return numeral(pair.value or 0)
    if pair.value == pair.last:
        return f"{numeral(pair.last)}, as a year before"
    change = f" ({signed(pair.change_pct)})" if pair.change_pct is not None else ""
    return f"{numeral(pair.value or 0)}, {numeral(pair.last)} a year before{change}"


def move_view(edition: Edition, move: Move) -> MoveView:
    year = edition.year
    before = NOT_KNOWN if move.before is None else numeral(move.before)
    details = [sentence_case(move.source)]
    if move.before_through:
        details.append(f"before: through {day(move.before_through)}")
    if move.change_pct is not None:
        was = NONE if move.change_before_pct is None else signed(move.change_before_pct)
        is_news = was not in (NONE, signed(move.change_pct))
        details.append(f"change from {year - 1}: {signed(move.change_pct)}{f', was {was}' if is_news else ''}")
    ids = (*move.before_figure_ids, *move.figure_ids)
    return MoveView(
        move.label, marks(edition, ids), before, numeral(move.value), "; ".join(details), move.figure_ids[0] if move.figure_ids else ""
    )


def quote_view(edition: Edition, spoken: Spoken) -> QuoteView:
    source = next(one for one in edition.sources if one.capture_id == spoken.capture_id)
    words = spoken.text if spoken.text[-1:] in ".?!…" else f"{spoken.text}."
    return QuoteView(f"“{words}”", _who(spoken), f"{spoken.outlet}, {day(spoken.said_on)}", source.number, source.address)


def _who(spoken: Spoken) -> str:
    """A title stands before a name, another role after it."""
    if not spoken.role:
        return spoken.speaker
    if spoken.body == "community":
        return f"{spoken.speaker}, {spoken.role}"
    title = " ".join(sentence_case(word) if word.islower() and word not in ("of", "the", "and") else word for word in spoken.role.split())
    return f"{title} {spoken.speaker}"
