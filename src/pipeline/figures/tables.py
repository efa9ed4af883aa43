"""In-article tables → figures: headers give the periods or the metrics or the places, rows the rest, in either orientation."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from pipeline.figures import numbers, periods
from pipeline.figures.context import Context
from pipeline.figures.gazetteer import find_places
from pipeline.figures.lexicon import load
from pipeline.figures.metric_prices import Topic
from pipeline.figures.period_resolution import resolve
from pipeline.figures.text import tokenise
from pipeline.figures.when import When
from pipeline.period import Period
from pipeline.records import Block, Cell, Figure, Measure

_CHANGE = re.compile(r"(?i)%|\bpct\b|\bper\s?cent|\bchange|\bchg\b|\bdiff|\+/[-–−]|\bup/down\b|\bincrease|\bdecrease|\btrend\b")
_PERCENT = re.compile(r"(?i)%|\bpct\b|\bper\s?cent")
_EMPTY = re.compile(r"(?i)^\W*(?:n/?a|n\.a\.|none|nr|not\s+reported|unavailable|---?|—|–|\*+\.?\*+)?\W*$")
_RATE = re.compile(r"(?i)\brate\b|\bper\s+100,?000|\bper\s+capita")


@dataclass(frozen=True, slots=True)
class _Header:
    """What a header cell, or a row's label, says."""

    text: str
    period: Period | None = None
    topic: Topic | None = None
    place: str | None = None
    is_change: bool = False
    is_percent: bool = False
    is_rate: bool = False
    is_average: bool = False


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
    columns = [_merge([_header(laid[row][column], caption) for row in range(heads)]) for column in range(len(laid[0]))]
    own = [row for row in laid[:heads] if len({id(cell) for cell in row if cell}) > 1]
    if not own or not any(header.period or header.topic or header.is_change for header in columns[1:]):
        return None
    found: list[Figure] = []
    for row in laid[heads:]:
        found += _row(row, columns, labels, text, caption)
    return found


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
            header = _header(row[0], context)
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


def _header(cell: Cell | None, context: Context) -> _Header:
    if cell is None or not cell.text.strip():
        return _Header("")
    text = " ".join(cell.text.split())
    whens = [when for when in periods.find(text, context.published) if when.kind != "duration"]
    period = _period(whens, context)
    tokens = tokenise(text)
    topics = [Topic(hit.term.code, " ".join(token.text for token in tokens[hit.first : hit.last])) for hit in load("metrics").find(tokens)]
    places = find_places(tokens, frozenset())
    is_average = any(when.kind == "average" for when in whens)
    return _Header(
        text,
        period,
        topics[0] if topics else None,
        places[0].name if places else None,
        bool(_CHANGE.search(text)),
        bool(_PERCENT.search(text)),
        bool(_RATE.search(text)),
        is_average,
    )


def _period(whens: list[When], context: Context) -> Period | None:
    found: Period | None = None
    for when in whens:
        period = resolve(when, context.current, context, is_level=True)
        found = period if found is None else _narrower(found, period)
    return found


def _merge(headers: list[_Header]) -> _Header:
    """Several header rows over one column as one."""
    merged = _Header(" ".join(dict.fromkeys(header.text for header in headers if header.text)))
    for header in headers:
        merged = replace(
            merged,
            period=_narrower(merged.period, header.period),
            topic=header.topic or merged.topic,
            place=header.place or merged.place,
            is_change=merged.is_change or header.is_change,
            is_percent=merged.is_percent or header.is_percent,
            is_rate=merged.is_rate or header.is_rate,
            is_average=merged.is_average or header.is_average,
        )
    return merged


def _narrower(a: Period | None, b: Period | None) -> Period | None:
    """Of "2023" and "January to March" the part of that year."""
    if a is None or b is None:
        return a or b
    first, second = sorted((a, b), key=lambda period: period.days())
    if second.grain == "year" and first.start.year != second.start.year:
        return first.years_before(first.start.year - second.start.year)
    return first


def _row(row: list[Cell | None], columns: list[_Header], labels: int, text: str, context: Context) -> list[Figure]:
    if row[0] is None:
        return []
    label = _merge([_header(cell, context) for cell in row[:labels]])
    cells = [cell for cell in row if cell]
    start, end = min(cell.start for cell in cells), max(cell.end for cell in cells)
    said = {column: header.period for column, header in enumerate(columns) if column >= labels and header.period and not header.is_change}
    if label.period:
        said = {column: _narrower(period, label.period) or period for column, period in said.items()}
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


def _compared(said: dict[int, Period], column: int, header: _Header) -> list[Period]:
    """The periods that a column of changes compares: those of its group, else the two levels before it, else all."""
    if header.is_change and header.period:
        months = (header.period.start.month, header.period.end.month)
        group = [period for period in said.values() if (period.start.month, period.end.month) == months and not period.is_average]
        return group if len(set(group)) >= 2 else [header.period]
    before = [period for position, period in sorted(said.items()) if position < column and not period.is_average]
    return before[-2:] if len(set(before[-2:])) == 2 else list(said.values())


def _cell(cell: Cell, header: _Header, label: _Header, levels: list[Period], context: Context) -> Figure | None:
    tokens = tokenise(cell.text)
    mentioned = [number for number in numbers.find(tokens) if number.kind in ("cardinal", "percent")]
    if label.topic and label.topic.code == "toll":
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
    if label.topic and header.topic and label.period is None and header.topic.code != label.topic.code:
        topic = label.topic if not _is_broad(label.topic) else header.topic
    number = mentioned[0]
    is_change = header.is_change or label.is_change
    is_percent = number.kind == "percent" or header.is_percent
    measure: Measure = "count"
    value = number.value
    if is_change:
        measure = "percent_change" if is_percent or (number.sign and "%" in label.text) else "change"
        value *= _sign(cell, number)
    elif is_percent:
        measure = "share"
    elif (header.is_rate or label.is_rate) and topic.code not in ("clearance_rate", "response_time"):
        measure = "rate"
    period, baseline = _when(header, label, levels, context, is_change=is_change)
    why = (f"metric: {topic.label}", f"period: {header.text or label.text}", "table cell")
    is_sure = period is not None and (label.topic or header.topic) is not None and (header.period or label.period or is_change) is not None
    return Figure(
        topic.code, topic.label if not label.topic else label.text, measure, value, period, "", 0, 0, op=number.op, baseline=baseline,
        place=label.place or header.place or context.place or context.home, rate_per=100000 if measure
        == "rate" else None, confidence="certain" if is_sure else "likely", why=why,
    )  # fmt: skip


def _is_total(label: _Header) -> bool:
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


def _when(header: _Header, label: _Header, levels: list[Period], context: Context, *, is_change: bool) -> tuple[Period | None, Period | None]:
    if not is_change:
        if header.period and label.period:
            return _narrower(header.period, label.period), None
        return header.period or label.period or context.current, None
    if label.period and not levels:
        return label.period, label.period.years_before(1)
    if len(set(levels)) >= 2:
        return max(levels, key=lambda period: period.end), sorted(levels, key=lambda period: period.end)[-2]
    current = (header.period if not levels else None) or (levels[0] if levels else None) or context.current
    return current, context.baseline or (current.years_before(1) if current and not current.is_average else None)
