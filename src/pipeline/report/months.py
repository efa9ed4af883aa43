"""The monthly edition: a month, the year to date and the twelve months through it, each beside the same a year before."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import ReportError
from pipeline.report import marts
from pipeline.report.chance import TOO_FEW
from pipeline.report.definitions import definitions
from pipeline.report.key_figures import position, rank
from pipeline.report.month_marts import month_ends, months_revised, newest_month
from pipeline.report.month_parts import MonthRow, Pair
from pipeline.report.names import Names
from pipeline.report.parts import Edition, Sentence, Span
from pipeline.report.phrases import LITTLE, direction, movement
from pipeline.report.sentences import at, say
from pipeline.report.traces import sources, traces
from pipeline.report.words import numeral, percent, signed, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from pipeline.city import City
    from pipeline.report.month_marts import MonthEnd, MonthRevised
    from pipeline.report.traces import ArchiveText

_SMALL = 20  # events, under which the counts come first
MOST_ROWS = 8


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """As in "March 2026"."""
        return f"{calendar.month_name[self.number]} {self.year}"

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])


def build(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    asked: Month | None,
    moment: dt.datetime | None,
    archive_text: ArchiveText,
    site_base_url: str = "",
) -> Edition:
    """The edition of a city's month as known at `moment` (None: as known now); of each metric the first preferred series that has the month.

    `asked` None is the newest month of which a whole count is known. Raises ReportError where there is none, or none of the month asked for.
    """
    names = Names.of(city)
    month = asked or _newest(connection, city, moment)
    found = month_ends(connection, city.slug, month.first, moment)
    if not found:
        newest = _newest(connection, city, moment).name
        raise ReportError(f"no whole count of {month.name} is known for {city.place}; the newest month is {newest}")
    known = marts.read(connection, city.slug, month.year, moment)
    rows = tuple(sorted((_row(one, names) for one in found), key=lambda row: position(row.metric)))
    mailed = sorted(rows, key=lambda row: rank(row.metric))[:MOST_ROWS]
    shown = tuple(row for row in rows if row in mailed)
    lines = tuple(_told(row, month, names, mailed[0] if number else None) for number, row in enumerate(mailed[:2]))
    doubts = _doubts(months_revised(connection, city.slug, month.first, moment), rows, month, names)
    cited = tuple(dict.fromkeys([*(one for sentence in (*lines, *doubts) for one in sentence.figure_ids), *_ids(shown)]))
    listed = sources(known, cited, (), _ids(rows))
    used = {one.figure_id: one.eligible_at for one in known.statements}
    return Edition(
        id=f"{city.slug}-{month.year}-{month.number:02}-monthly",
        city=city.slug,
        place=city.place,
        city_name=city.name,
        year=month.year,
        kind="monthly",
        number=month.number,
        known_at=max((used[one] for one in _ids(rows) if one in used), default=marts.as_utc(moment or marts.FOREVER)),
        is_reconstructed=any(one.is_reconstructed for one in listed if one.is_cited),
        subject=_subject(mailed[:2], month, names),
        preheader=f"{month.name}, the year to date and the twelve months through it, each beside the same a year before",
        lede=lines,
        key_rows=(),
        all_rows=(),
        not_published=(),
        moves=(),
        charts=(),
        strength=(),
        spoken=(),
        uncertain=doubts,
        upcoming=(),
        sources=listed,
        traces=traces(known, (*cited, *_ids(rows)), archive_text),
        disagreements=(),
        claims=(),
        claims_withheld=0,
        definitions=definitions(city, shown, names),
        coverage=(),
        breaks=(),
        query=f"from mart.series_month where city = '{city.slug}' and month = date '{month.year}-{month.number:02}-01'",
        previous_id=None,
        site_base_url=site_base_url,
        months=shown,
    )


def _newest(connection: duckdb.DuckDBPyConnection, city: City, moment: dt.datetime | None) -> Month:
    newest = newest_month(connection, city.slug, moment)
    if newest is None:
        raise ReportError(f"no whole month of {city.place} is known; its sources give counts by month only where a file has them")
    return Month(newest.year, newest.month)


def _ids(rows: Sequence[MonthRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for row in rows for one in (*row.figure_ids, *row.last_figure_ids)))


def _row(one: MonthEnd, names: Names) -> MonthRow:
    return MonthRow(
        metric=one.metric,
        provider=one.provider,
        definition=one.definition,
        label=names.label(one.metric, one.definition),
        source=names.source(one.provider),
        month=Pair(one.value, one.last_value, one.change_pct, one.chance_p),
        to_date=Pair(one.ytd_value, one.ytd_last_value, one.ytd_change_pct, one.ytd_chance_p),
        twelve=Pair(one.rolling_value, one.rolling_last_value, one.rolling_change_pct, None),
        figure_ids=one.figure_ids,
        last_figure_ids=one.last_figure_ids,
    )


def _subject(rows: Sequence[MonthRow], month: Month, names: Names) -> str:
    """As in "Fresno, June 2026: one homicide, four a year before; violent crimes down 11% to 319"."""
    clauses = [_clause(row, names) for row in rows]
    return f"{names.city_name}, {month.name}: {('; ' if any(', ' in clause for clause in clauses) else ', ').join(clauses)}"


def _clause(row: MonthRow, names: Names) -> str:
    """As in "robberies down 12% to 66", "three homicides, two a year before"."""
    pair, noun = row.month, row.label.lower()
    value, last = pair.value or 0, pair.last
    if last is None:
        return names.counted(value, row.metric, row.definition)
    if value == last:
        return f"{names.counted(value, row.metric, row.definition)}, as a year before"
    if pair.change_pct is None or pair.is_too_few or min(value, last) < _SMALL:
        return f"{names.counted(value, row.metric, row.definition)}, {'none' if last == 0 else spelled(last)} a year before"
    words = direction(pair.change_pct)
    return f"{noun} {words} {'at' if words == 'little changed' else 'to'} {numeral(value)}"


def _told(row: MonthRow, month: Month, names: Names, before: MonthRow | None) -> Sentence:
    """The month in a sentence, with the year to date after it; what stands in the paragraph before is not said again."""
    parts = _first_words(row, month, names) if before is None else _further_words(row, names, before)
    if row.month.is_too_few and not (before and before.month.is_too_few):
        parts.append(f"; counts this small are {TOO_FEW}")
    if month.number > 1 and row.to_date.value is not None:
        is_said = before is not None and before.to_date.last is not None
        parts += [f". {'Over those' if is_said else 'In the first'} {spelled(month.number)} months there were "]
        parts += [at(spelled(row.to_date.value) if row.to_date.value else "none", row.figure_ids)]
        parts += _against(row.to_date, row.figure_ids, "a year before" if is_said else f"in the same months of {month.year - 1}")
    return say(*parts, ".")


def _first_words(row: MonthRow, month: Month, names: Names) -> list[str | Span]:
    """As in "Fresno police counted four homicides in April 2024, after one a year before"."""
    who = names.who(row.provider)
    verb, tail = (f"{who} counted ", "") if who else (f"{names.city_name} recorded ", f", according to {row.source}")
    counted = at(names.counted(row.month.value or 0, row.metric, row.definition), row.figure_ids)
    return [verb, counted, f" in {month.name}", *_against(row.month, row.figure_ids, "a year before"), tail]


def _further_words(row: MonthRow, names: Names, before: MonthRow) -> list[str | Span]:
    """As in "Robberies rose 47%, from 92 a year before to 135", "There were two burglaries, after one a year before"."""
    pair, tail = row.month, "" if row.provider == before.provider else f", according to {row.source}"
    value, last = pair.value or 0, pair.last
    if last is None or value == last or pair.change_pct is None or min(value, last) < _SMALL:
        counted = at(names.counted(value, row.metric, row.definition), row.figure_ids)
        return [f"There {'was' if value == 1 else 'were'} ", counted, *_against(pair, row.figure_ids, "a year before"), tail]
    moved = at(movement(pair.change_pct).replace("was ", "were "), row.figure_ids)
    return [f"{row.label} ", moved, ", from ", at(spelled(last), row.figure_ids), " a year before to ", at(spelled(value), row.figure_ids), tail]


def _against(pair: Pair, figure_ids: Sequence[str], when: str) -> list[str | Span]:
    if pair.value is None or pair.last is None:
        return []
    before = at(spelled(pair.last) if pair.last else "none", figure_ids)
    if pair.value == pair.last:
        return [f", as many as {when}"]
    if pair.change_pct is None or min(pair.value, pair.last) < _SMALL:
        return [", after ", before, f" {when}"]
    if abs(pair.change_pct) < LITTLE:
        return [", little changed from ", before, f" {when} (", at(signed(pair.change_pct), figure_ids), ")"]
    return [", ", at(f"{'down' if pair.change_pct < 0 else 'up'} {percent(pair.change_pct)}", figure_ids), " from ", before, f" {when}"]


def _doubts(revised: Sequence[MonthRevised], rows: Sequence[MonthRow], month: Month, names: Names) -> tuple[Sentence, ...]:
    """What may still change, with the largest revision that these series had in the year before."""
    found = [say(f"The count of {month.name} is provisional: recent months are revised as reports come in.")]
    series = {(row.metric, row.provider, row.definition) for row in rows}
    ours = [one for one in revised if (one.metric, one.provider, one.definition) in series and one.value_before > 0]
    if ours:
        one = max(ours, key=lambda each: abs(each.value - each.value_before) / each.value_before)
        label = names.label(one.metric, one.definition)
        before, now = at(numeral(one.value_before), one.before_ids), at(numeral(one.value), one.figure_ids)
        found.append(
            say(f"{label} of {one.period_start:%B %Y} were first ", before, " and are now ", now, f", by {names.source(one.provider)}.")
        )
    return tuple(found)
