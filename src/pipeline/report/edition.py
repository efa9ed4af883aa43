"""Composes an edition from the marts: reading, then small decisions, each in a module of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import ReportError
from pipeline.report import marts
from pipeline.report.chart_parts import Chart
from pipeline.report.charts import charts
from pipeline.report.definitions import definitions
from pipeline.report.disagreements import compared, disagreements
from pipeline.report.headline import subject
from pipeline.report.key_figures import all_rows, key_rows, not_published
from pipeline.report.kind import kind
from pipeline.report.lede import lede
from pipeline.report.moves import moves
from pipeline.report.names import Names
from pipeline.report.parts import Compared, Disagreement, Edition, KeyRow, Reached, Sentence
from pipeline.report.plain import one_line
from pipeline.report.quotations import choose
from pipeline.report.strength import strength
from pipeline.report.traces import sources, traces
from pipeline.report.uncertain import uncertain
from pipeline.report.upcoming import upcoming
from pipeline.report.words import day

if TYPE_CHECKING:
    import duckdb

    from pipeline.city import City
    from pipeline.report.marts import Known
    from pipeline.report.traces import ArchiveText


def build(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    year: int,
    moment: dt.datetime | None,
    archive_text: ArchiveText,
    previous: Edition | None = None,
    site_base_url: str = "",
) -> Edition:
    """The edition of a city's year as known at `moment` (None: as known now; without a zone it is UTC).

    `archive_text(capture_id)` gives a document's text, or None; `previous` is the edition that this one follows, and what moved since is
    said on the page. Raises ReportError where nothing of the year is known.
    """
    known = marts.read(connection, city.slug, year, moment)
    if not any(row.value is not None for row in known.rows) and not known.to_date and not choose(known.quotations, year):
        raise ReportError(f"nothing is known of {city.place} in {year}; collect its sources first, or choose another year")
    return compose(known, city, archive_text, previous, site_base_url)


def compose(known: Known, city: City, archive_text: ArchiveText, previous: Edition | None = None, site_base_url: str = "") -> Edition:
    """The edition from what is known: pure, but for `archive_text`."""
    names, year = Names.of(city), known.year
    rows = all_rows(known, names)
    mailed = key_rows(rows)
    differing = disagreements(known, names)
    claims, withheld = compared(known, names)
    spoken = choose(known.quotations, year)
    first_lines = lede(known, rows, names)
    officers = strength(known.statements, year, names)
    series = [(one.metric, one.provider, one.definition) for one in city.prefer]
    drawn = charts(known, series, city.series_break, names)
    known_at = _known_at(known, rows, (*first_lines, *officers), [one.quotation_id for one in spoken])
    known_on = known_at.astimezone(city.zone).date()
    of_kind = kind(year, known_on, series, known.rows, known.years, _to_date(rows))
    doubts = uncertain(mailed, differing, city.series_break, year, names)
    ahead = upcoming(known.statements, year, known_on, of_kind, names)
    cited = _cited((*first_lines,), mailed, (*officers, *doubts, *ahead))
    others = _others(rows, drawn, differing, claims)
    listed = sources(known, cited, spoken, others)
    edition = Edition(
        id=f"{city.slug}-{year}-{of_kind}",
        city=city.slug,
        place=city.place,
        city_name=city.name,
        year=year,
        kind=of_kind,
        number=0,
        known_at=known_at,
        is_reconstructed=any(one.is_reconstructed for one in listed if one.is_cited),
        subject=subject(year, rows, names),
        preheader=_preheader(of_kind, known_on, year),
        lede=first_lines,
        key_rows=mailed,
        all_rows=rows,
        not_published=not_published(rows, (one.metric for one in city.prefer)),
        moves=(),
        charts=drawn,
        strength=officers,
        spoken=spoken,
        uncertain=doubts,
        upcoming=ahead,
        sources=listed,
        traces=traces(known, (*cited, *others), archive_text),
        disagreements=differing,
        claims=claims,
        claims_withheld=withheld,
        definitions=definitions(city, rows, names),
        coverage=_coverage(known),
        breaks=_breaks(city, rows, names),
        query=_query(city.slug, year, known_at),
        previous_id=previous.id if previous else None,
        site_base_url=site_base_url,
    )
    return replace(edition, moves=moves(previous, edition)) if previous else edition


def _known_at(known: Known, rows: Iterable[KeyRow], sentences: Iterable[Sentence], quotation_ids: Sequence[str]) -> dt.datetime:
    """The newest moment among the inputs of the edition's rows, sentences and quotations."""
    used = {one for row in rows for ids in (row.figure_ids, row.last_figure_ids, row.peak_figure_ids) for one in ids}
    used |= {one for sentence in sentences for one in sentence.figure_ids}
    moments = [one.eligible_at for one in known.statements if one.figure_id in used]
    moments += [one.known_at for one in known.quotations if one.quotation_id in quotation_ids]
    return max(moments, default=dt.datetime(known.year, 12, 31, tzinfo=dt.UTC))


def _cited(lede_: Iterable[Sentence], rows: Iterable[KeyRow], rest: Iterable[Sentence]) -> tuple[str, ...]:
    """The figures behind the mail's words, in the order in which they stand there."""
    found = [one for sentence in lede_ for one in sentence.figure_ids]
    found += [one for row in rows for ids in (row.figure_ids, row.last_figure_ids, row.peak_figure_ids) for one in ids]
    found += [one for sentence in rest for one in sentence.figure_ids]
    return tuple(dict.fromkeys(found))


def _others(rows: Iterable[KeyRow], drawn: Iterable[Chart], differing: Iterable[Disagreement], claims: Iterable[Compared]) -> tuple[str, ...]:
    """The figures that only the page shows."""
    found = [one for row in rows for ids in (row.figure_ids, row.last_figure_ids, row.peak_figure_ids) for one in ids]
    found += [one for chart in drawn for line in chart.lines for point in line.points for one in point.figure_ids]
    found += [one for group in differing for position in group.positions for one in position.figure_ids]
    found += [claim.figure_id for claim in claims]
    return tuple(dict.fromkeys(found))


def _to_date(rows: Sequence[KeyRow]) -> set[str]:
    """The metrics of which only some months are known."""
    return {row.metric for row in rows if row.coverage == "partial" and row.is_used}


def _preheader(of_kind: str, known_on: dt.date, year: int) -> str:
    """What a mail program shows beside the subject."""
    return f"{of_kind.capitalize()} edition for {year}, as known on {day(known_on)}: figures, who says so, and what is uncertain"


def _coverage(known: Known) -> tuple[Reached, ...]:
    return tuple(
        Reached(one_line(one.outlet), one.documents, one.figures, one.eligible_figures, one.quotations, one.rejections, one.newest_period)
        for one in known.covered
        if one.documents or one.rejections
    )


def _breaks(city: City, rows: Iterable[KeyRow], names: Names) -> tuple[str, ...]:
    """The breaks of the series shown, in words."""
    providers = {row.provider for row in rows}
    return tuple(
        f"{names.provider(one.provider)}, from {day(one.starts_on)} ({one.status}): {one.reason}"
        for one in city.series_break
        if one.provider in providers
    )


def _query(city: str, year: int, known_at: dt.datetime) -> str:
    return f"from mart.year_end_at(timestamp '{known_at:%Y-%m-%d %H:%M:%S}') where city = '{city}' and year = {year}"
