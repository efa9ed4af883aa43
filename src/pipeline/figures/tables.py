"""In-article tables → figures: headers give the periods or the metrics or the places, rows the rest, in either orientation."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from pipeline.figures import numbers, periods
from pipeline.figures.context import Context
from pipeline.figures.figure_of import STOCKS
from pipeline.figures.metric_prices import Topic
from pipeline.figures.table_headers import Header, header_of, merge, narrower
from pipeline.figures.text import tokenise
from pipeline.period import Period
from pipeline.records import Block, Cell, Figure, Measure

_EMPTY = re.compile(r"(?i)^\W*(?:n/?a|n\.a\.|none|nr|not\s+reported|unavailable|---?|—|–|\*+\.?\*+)?\W*$")


def grid(block: Block) -> list[list[Cell | None]]:
    """The cells in rows and columns; a merged cell stands in each place that it covers."""
    if not block.cells:
        return []
    rows = max(cell.row + cell.row_span for cell in block.cells)
    columns = max(cell.column + cell.column_span for cell in block.cells)
    if rows * columns > 200_000:
        return []
    laid: list[list[Cell | None]] = [[None] * columns for _ in range(rows)]
    for cell in block.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                laid[row][column] = laid[row][column] or cell
    return laid


def read(block: Block, text: str, context: Context) -> list[Figure] | None:
    """The figures of a table, or None when it is no grid with headers and is better read row by row as prose."""
    laid = grid(block)
    heads = _header_rows(laid)
    if len(laid) - heads < 1 or not heads or len(laid[0]) < 2:
        return None
    caption = _caption(laid, heads, _as_of_its_years(laid, heads, context))
    labels = _label_columns(laid[heads:])
    columns = [merge([header_of(laid[row][column], caption) for row in range(heads)]) for column in range(len(laid[0]))]
    if not any(header_of(row[0], caption).period for row in laid[heads:]):
        columns = _parts_of_years(columns, caption)
    own = [row for row in laid[:heads] if len({id(cell) for cell in row if cell}) > 1]
    if not own or not any(header.period or header.topic or header.is_change or header.is_strength for header in columns[1:]):
        return None
    found: list[Figure] = []
    for row in laid[heads:]:
        found += _row(row, columns, labels, text, caption)
    return found


def _parts_of_years(columns: list[Header], context: Context) -> list[Header]:
    """Columns headed by years below "second quarter" or "January through March" are of that part of each year.

    A heading that says a part of the latest year says it of all; of years to date it is said only where two years are compared.
    """
    years = [header.period for header in columns if header.period and not header.is_average]
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
    if any(period.start.month > 1 for period in years):
        return columns
    if part.start.year != latest or part.end.year != latest or (part.grain == "year_to_date" and len(set(years)) > 2):
        return columns
    return [
        replace(header, period=part.years_before(latest - header.period.end.year)) if header.period and not header.is_average else header
        for header in columns
    ]


def _label_columns(body: list[list[Cell | None]]) -> int:
    """How many columns at the left hold labels rather than values."""
    count = 1
    while count < len(body[0]) - 1 and not any(row[count] and _is_value(row[count].text) for row in body):  # type: ignore[union-attr]
        count += 1
    return count


def _as_of_its_years(laid: list[list[Cell | None]], heads: int, context: Context) -> Context:
    """A "year to date" beside years that are all over runs to the end of the latest of them."""
    text = " ".join(cell.text for row in laid[:heads] for cell in row if cell)
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)]
    if context.published and years and max(years) < context.published.year:
        return replace(context, published=dt.date(max(years), 12, 31), through=None)
    return context


def _caption(laid: list[list[Cell | None]], heads: int, context: Context) -> Context:
    """The context with what a full-width header row says of period and metric."""
    for row in laid[:heads]:
        distinct = {id(cell) for cell in row if cell}
        if len(distinct) == 1 and row[0]:
            header = header_of(row[0], context)
            context = replace(context, focus=header.period or context.focus, topic=header.topic or context.topic)
    return context


def _header_rows(laid: list[list[Cell | None]]) -> int:
    """How many rows at the top are headers: marked so, or without a value in them."""
    count = 0
    for row in laid:
        cells = [cell for cell in row if cell]
        is_header = bool(cells) and (
            all(cell.is_header for cell in cells[1:] or cells) or not any(_is_value(cell.text) for cell in cells[1:] or cells)
        )
        if not is_header:
            break
        count += 1
    return min(count, max(len(laid) - 1, 0))


def _is_value(text: str) -> bool:
    """Whether a cell holds a number that is not a year or a date."""
    if not any(character.isdecimal() for character in text):
        return False
    if re.fullmatch(r"\s*(?:19|20)\d\d\W*", text):
        return False
    if re.fullmatch(r"[\s\d.,%+−–()*†-]+", text):
        return True
    rest = list(text)
    for when in periods.find(text, dt.date(2000, 1, 1)):
        rest[when.start : when.end] = " " * (when.end - when.start)
    return any(character.isdecimal() for character in rest)


def _row(row: list[Cell | None], columns: list[Header], labels: int, text: str, context: Context) -> list[Figure]:
    if row[0] is None:
        return []
    label = merge([header_of(cell, context) for cell in row[:labels]])
    cells = [cell for cell in row if cell]
    start, end = min(cell.start for cell in cells), max(cell.end for cell in cells)
    said = {column: header.period for column, header in enumerate(columns) if column >= labels and header.period and not header.is_change}
    if label.period:
        said = {column: narrower(period, label.period) or period for column, period in said.items()}
    found: list[Figure] = []
    seen: set[int] = set()
    for column, cell in enumerate(row):
        if column < labels or cell is None or id(cell) in seen or _EMPTY.match(cell.text):
            continue
        seen.add(id(cell))
        figure = _cell(cell, columns[column], label, _compared(said, column, columns[column]), context)
        if figure:
            found.append(replace(figure, quote=text[start:end], start=start, end=end, cell=f"{label.text} × {columns[column].text}"))
    return found


def _compared(said: dict[int, Period], column: int, header: Header) -> list[Period]:
    """The periods that a column of changes compares: those that it names, else the two levels before it, else those of its group."""
    if header.baseline:
        latest = header.period or max(said.values(), key=lambda period: period.end, default=None)
        return [header.baseline, latest] if latest else [header.baseline]
    before = [period for position, period in sorted(said.items()) if position < column]
    if header.is_average:
        averages = [period for period in before if period.is_average]
        levels = [period for period in said.values() if not period.is_average]
        return [*averages[-1:], max(levels, key=lambda period: period.end)] if averages and levels else levels
    before = [period for period in before if not period.is_average]
    if len(set(before[-2:])) == 2:
        return before[-2:]
    if header.is_change and header.period:
        months = (header.period.start.month, header.period.end.month)
        group = [period for period in said.values() if (period.start.month, period.end.month) == months and not period.is_average]
        return group if len(set(group)) >= 2 else [header.period]
    return list(said.values())


def _cell(cell: Cell, header: Header, label: Header, levels: list[Period], context: Context) -> Figure | None:
    tokens = tokenise(cell.text)
    mentioned = [number for number in numbers.find(tokens) if number.kind in ("cardinal", "percent")]
    if (label.topic and label.topic.code == "toll") or ((header.is_strength or header.kind == "vacancy") and not label.topic):
        return None
    topic = label.topic or header.topic or (context.topic if label.period or label.place or _is_total(label) else None)
    if (
        len(mentioned) != 1
        or topic is None
        or not re.fullmatch(
            r"[\s\d.,%+−–()*†‡§⁎\u2010-\u2015\u202f\u00a0#a-e↑↓▲▼-]*(?:percent|per cent|pct)?[\s*†‡↑↓▲▼]*",
            re.sub(r"(?i)^\s*(?:up|down)\b", "", cell.text),
        )
    ):
        return None
    topic = _of_column(topic, header, label)
    if topic is None:
        return None
    if not header.kind and label.topic and header.topic and label.period is None and header.topic.code != label.topic.code:
        topic = label.topic if not _is_broad(label.topic) else header.topic
    number = mentioned[0]
    is_change = header.is_change or label.is_change
    is_percent = number.kind == "percent" or header.is_percent
    measure: Measure = "count"
    value = number.value
    if is_change:
        measure = "percent_change" if is_percent or (number.sign and "%" in label.text) else "change"
        value *= _sign(cell, number)
    elif is_percent or topic.code == "clearance_rate":
        measure = "share"
    elif (header.is_rate or label.is_rate) and topic.code not in ("clearance_rate", "response_time"):
        measure = "rate"
    period, baseline = _when(header, label, levels, context, is_change=is_change)
    why = (f"metric: {topic.label}", f"period: {header.text or label.text}", "table cell")
    if topic.code in STOCKS and measure == "count":
        day = period.end if period and (header.period or label.period) else context.published
        period = Period.as_of(min(day, context.published or day)) if day else None
    is_dated = len(set(levels)) >= 2 if is_change else bool(header.period or label.period)
    is_sure = period is not None and (label.topic or header.topic) is not None and is_dated and topic.code not in STOCKS
    return Figure(
        topic.code, topic.label if not label.topic else label.text, measure, value, period, "", 0, 0, op=number.op, baseline=baseline,
        place=label.place or header.place or context.place or context.home, rate_per=100000 if measure
        == "rate" else None, confidence="certain" if is_sure else "likely", why=why,
    )  # fmt: skip


def _of_column(topic: Topic, header: Header, label: Header) -> Topic | None:
    """What the cell counts of what its row names: cases cleared of robberies, vacancies of officers."""
    if not header.kind or not label.topic:
        return topic
    is_force = label.topic.code in STOCKS
    if (header.kind in ("vacancy", "officer_hired")) != is_force and header.kind != "arrest":
        return topic
    return Topic(header.kind, topic.label)


def _is_total(label: Header) -> bool:
    """Whether a row is the sum of a table that counts one thing."""
    return label.text.strip().lower() in {"total", "totals", "all", "citywide", "year to date", "ytd", "overall"}


def _is_broad(topic: Topic) -> bool:
    return topic.code in ("total_crime", "other")


def _sign(cell: Cell, number: numbers.Number) -> int:
    lowered = cell.text.lower()
    if number.sign:
        return number.sign
    if re.match(r"\s*\(.*\)\s*$", cell.text) or re.search(r"\b(?:down|decrease)|▼|↓", lowered):
        return -1
    return 1


def _when(header: Header, label: Header, levels: list[Period], context: Context, *, is_change: bool) -> tuple[Period | None, Period | None]:
    if not is_change:
        if header.period and label.period:
            return narrower(header.period, label.period), None
        return header.period or label.period or context.current, None
    if header.baseline and len(levels) == 1:
        current = label.period or context.current
        return current, header.baseline
    if header.is_average and any(period.is_average for period in levels):
        return next(period for period in levels if not period.is_average), next(period for period in levels if period.is_average)
    if label.period and not levels:
        return label.period, label.period.years_before(1)
    if len(set(levels)) >= 2:
        return max(levels, key=lambda period: period.end), sorted(levels, key=lambda period: period.end)[-2]
    current = (header.period if not levels else None) or (levels[0] if levels else None) or context.current
    return current, context.baseline or (current.years_before(1) if current and not current.is_average else None)
