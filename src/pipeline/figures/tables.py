"""A grid of cells → figures: headers give the periods or the metrics or the places, rows the rest, in either orientation.

The one interpreter of tables, for those in articles and for released sheets and PDFs (see `releases`), which add the words of their own city.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.figures.context import Context
from pipeline.figures.grid import Row, distinct, is_empty, is_value, lay, printed
from pipeline.figures.metric_prices import Topic
from pipeline.figures.plainest import agreeing, plainest
from pipeline.figures.table_cells import Place, figure_at, topic_of, with_words
from pipeline.figures.table_headers import Header, header_of, merge, read_header
from pipeline.figures.table_labels import bare
from pipeline.figures.table_layout import Line, Section, filled, is_corner, plain_header, sections
from pipeline.figures.table_parts import parted_columns, parted_rows
from pipeline.figures.table_periods import met, says_time, settled
from pipeline.figures.table_scale import scaled
from pipeline.figures.table_titles import Told, years_in
from pipeline.figures.table_totals import summed_columns, summed_rows
from pipeline.figures.table_windows import is_of_two_years, week_before
from pipeline.period import Period
from pipeline.records import Block, Figure

grid = lay


@dataclass(frozen=True)
class Release:
    """What a released document adds to its tables: a city's own words for metrics and places, by label, and what is said above the table."""

    labels: Mapping[str, str]
    places: Mapping[str, str]
    told: Told


@dataclass
class Found:
    """The figures of a grid, and the labels of the numbers that could not be used, with how many there were."""

    figures: list[Figure] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)  # labels that name nothing that is counted
    undated: Counter[str] = field(default_factory=Counter)  # labels of numbers without a period


def read(block: Block, text: str, context: Context) -> list[Figure] | None:
    """The figures of an article's table, or None when it is no grid with headers and is better read row by row as prose."""
    # A month at the head of a row is of the table's year, however lately it ended: the article's own is no longer asked.
    found = read_grid(block, text, replace(context, main=None, focus=context.current), None)
    return found.figures if found else None


def read_grid(block: Block, text: str, context: Context, release: Release | None) -> Found | None:
    """The figures of a grid; None when it is none. A release's tables need no headers where the text above says the period."""
    laid = lay(block)
    if len(laid) < 1 or not laid or len(laid[0]) < 2:
        return None
    found, is_grid = Found(), False
    for section in sections(laid):
        table = _Table.of(section, context, release)
        if release is None and not table.has_headers():
            continue
        is_grid = True
        before = found.figures
        found.figures = []
        table.read(text, found)
        found.figures = before + (scaled(found.figures) if release else found.figures)
    found.figures = agreeing(plainest(found.figures))
    return found if is_grid else None


@dataclass
class _Table:
    section: Section
    columns: list[Header]
    labels: int  # how many columns at the left hold labels
    context: Context
    release: Release | None
    is_dated: bool = True  # it is said which day the report runs to

    @classmethod
    def of(cls, section: Section, context: Context, release: Release | None) -> _Table:
        heads = filled(section.heads)
        rows = [line.cells for line in section.body]
        context, is_dated = _titled(section, context, release)
        labels = _label_columns(rows)
        columns = [merge([header_of(row[column], context) for row in heads]) for column in range(len(rows[0]))]
        if not any(says_time(header_of(row[0], context)) for row in rows):
            columns = _parts_of_years(columns, context, is_release=release is not None)
        context = _cornered(columns[:labels], context)
        texts = [header.text for header in columns]
        columns = [
            replace(header, period=week, window="") if (week := week_before(header.text, texts, context)) else header for header in columns
        ]
        columns = parted_columns(_averaged(_of_the_left(columns, labels)), labels, section.titles, context.home)
        return cls(section, summed_columns(columns, labels, rows), labels, context, release, is_dated)

    def has_headers(self) -> bool:
        """Whether there is a row of headers, and it says what stands below it."""
        own = [row for row in self.section.heads if len({id(cell) for cell in row if cell}) > 1]
        said = self.columns[1:]
        return bool(own) and any(says_time(one) or one.topic or one.is_change or one.is_strength for one in said)

    def read(self, text: str, found: Found) -> None:
        rows = [(line, self._label(line)) for line in self.section.body]
        corner = self.columns[0].text if self.labels == 1 else ""
        named = parted_rows([label for _, label in rows], corner, self.section.titles, self.context.home)
        labels = summed_rows(named, [line.cells[self.labels :] for line, _ in rows], has_topic=self.context.topic is not None)
        for (line, _), label in zip(rows, labels, strict=True):
            self._row(line, label, text, found)

    def _label(self, line: Line) -> Header:
        label = merge([header_of(cell, self.context) for cell in line.cells[: self.labels]])
        return _localised(label, self.release) if self.release else label

    def _row(self, line: Line, label: Header, text: str, found: Found) -> None:
        cells = distinct(line.cells)
        context = self._banded(line.band)
        said = self._said(label, context)
        seen: set[int] = set()
        start, end = min(cell.start for cell in cells), max(cell.end for cell in cells)
        for column, cell in enumerate(line.cells):
            if column < self.labels or cell is None or id(cell) in seen or is_empty(cell.text):
                continue
            seen.add(id(cell))
            place = Place(self.columns[column], label, said, column, context, self.is_dated)
            figure = figure_at(cell, place)
            if figure and (self.release is None or figure.period):
                words = (cell.start, cell.end) if self.release else (start, end)
                found.figures.append(with_words(figure, text[slice(*words)], *words, place))
            elif self.release and printed(cell.text):
                _refused(place, figure, found)

    def _said(self, label: Header, context: Context) -> dict[int, Period]:
        """The periods of a row's levels, by column."""
        said: dict[int, Period] = {}
        for column, header in enumerate(self.columns):
            if column < self.labels or header.is_change or header.is_share or header.is_rank or not says_time(header):
                continue
            period = settled(met(header, label), context)
            if period:
                said[column] = period
        return said

    def _banded(self, band: str) -> Context:
        """The context below a heading within the table."""
        if not band:
            return self.context
        said = read_header(" ".join(band.split()), self.context)
        period = settled(said, self.context)
        return replace(
            self.context,
            focus=period or self.context.focus,
            topic=said.topic if said.topic and said.is_whole else self.context.topic,
            place=said.place or self.context.place,
        )


def _refused(place: Place, figure: Figure | None, found: Found) -> None:
    if figure is not None:
        found.undated[bare(place.label.text) or place.header.text] += 1
    elif topic_of(place) is None and not place.header.is_rank:
        found.unknown[bare(place.label.text) or place.header.text] += 1


def _localised(label: Header, release: Release) -> Header:
    """A row's label in the city's own words, where its TOML explains them."""
    key = bare(label.text).casefold()
    code = release.labels.get(key)
    if code:
        label = replace(label, topic=Topic(code, bare(label.text)), is_whole=True, place=None)
    elif label.topic and not label.is_whole:
        label = replace(label, topic=Topic("other", label.topic.label))
    place = release.places.get(key)
    return replace(label, place=place, topic=None) if place else label


def _titled(section: Section, context: Context, release: Release | None) -> tuple[Context, bool]:
    """The context with what the rows of one text above the headers say, and whether a day is said that the table runs to."""
    heads = [cell.text for row in section.heads for cell in distinct(row)]
    if release:
        told = release.told
        for title in section.titles:
            told = told.after(title)
        return told.context(years_in(heads))
    context = _as_of_its_years([*section.titles, *heads], context)
    for title in section.titles:
        header = read_header(" ".join(title.split()), context)
        context = replace(context, focus=settled(header, context) or context.focus, topic=header.topic or context.topic)
    return context, True


def _cornered(corner: list[Header], context: Context) -> Context:
    """The context with what stands above the labels: the year of the columns, or what all of the rows count."""
    said = merge(corner)
    if said.period and (not said.topic or is_corner(said.words)) and said.period.grain == "year":
        context = replace(context, focus=said.period)
    if said.topic and not is_corner(said.words):
        context = replace(context, topic=said.topic)
    return context


def _of_the_left(columns: list[Header], labels: int) -> list[Header]:
    """A column "% Change" or "Rate" behind one of homicides is of homicides."""
    done: list[Header] = []
    for column, header in enumerate(columns):
        is_derived = header.is_change or header.is_rate or header.is_rank or header.is_share
        before = done[-1].topic if column > labels else None
        done.append(replace(header, topic=before, is_whole=True) if is_derived and header.topic is None and before else header)
    return done


def _averaged(columns: list[Header]) -> list[Header]:
    """A column "5-Year Average" is of the years before the latest that the others name."""
    years = [header.period.end.year for header in columns if header.period and not header.is_average]
    if not years:
        return columns
    last = max(years) - 1
    return [
        replace(header, period=Period(dt.date(last - header.lag + 1, 1, 1), dt.date(last, 12, 31), is_average=True))
        if header.is_average and header.lag and not header.period and not header.is_change
        else header
        for header in columns
    ]


def _label_columns(body: list[Row]) -> int:
    """How many columns at the left hold labels rather than values."""
    count = 1
    while count < len(body[0]) - 1 and not any((cell := row[count]) and _is_counted(cell.text) for row in body):
        if not any((cell := row[count]) and cell.text.strip() and not is_empty(cell.text) for row in body):
            break
        count += 1
    return count


def _is_counted(text: str) -> bool:
    """Whether a cell holds a number that is not that of a place: "1st Precinct" is a label."""
    return bool(printed(text)) or (is_value(text) and plain_header(text).place is None)


def _as_of_its_years(texts: list[str], context: Context) -> Context:
    """A "year to date" beside years that are all over runs to the end of the latest of them."""
    if is_of_two_years(texts):
        return context
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", " ".join(texts))]
    if context.published and years and max(years) < context.published.year:
        return replace(context, published=dt.date(max(years), 12, 31), through=None)
    return context


def _parts_of_years(columns: list[Header], context: Context, *, is_release: bool) -> list[Header]:
    """Columns headed by years below "second quarter" or "January through March" are of that part of each year.

    A heading that says a part of the latest year says it of all; of years to date an article says it only where two years are compared.
    """
    years = [header.period for header in columns if header.period and not header.is_average and not header.baseline]
    part = context.current
    if (
        part is None
        or part.start.day != 1
        or part.days() < 27
        or not years
        or any(period.grain not in ("year", "year_to_date") for period in years)
        or part.grain == "year"
        or part.days() > 350
    ):
        return columns
    latest = max(period.end.year for period in years)
    if any(period.start.month > 1 for period in years) or any(header.window or header.months for header in columns):
        return columns
    is_many = part.grain == "year_to_date" and len(set(years)) > 2 and not is_release
    if part.start.year != latest or part.end.year != latest or is_many:
        return columns
    return [
        replace(header, period=part.years_before(latest - header.period.end.year)) if header.period and not header.is_average else header
        for header in columns
    ]
