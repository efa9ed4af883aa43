"""One cell, its column and its row → a figure: which metric, measure, value, period and place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.figures import numbers
from pipeline.figures.context import Context
from pipeline.figures.grid import Printed, printed
from pipeline.figures.metric_prices import Topic
from pipeline.figures.stocks import STOCKS
from pipeline.figures.table_headers import Header
from pipeline.figures.table_periods import met, says_time, settled
from pipeline.figures.text import tokenise
from pipeline.period import Period
from pipeline.records import Cell, Figure, Measure, Op

_IN_WORDS = re.compile(
    r"[\s\d.,%+−–()*†‡§⁎\u2010-\u2015\u202f\u00a0#a-e↑↓▲▼-]*(?:percent|per cent|pct)?[\s*†‡↑↓▲▼]*",
)


@dataclass(frozen=True)
class Place:
    """A cell's setting: its column, its row, the periods of the row's levels by column, and what was said above the table."""

    header: Header
    label: Header
    said: dict[int, Period]
    column: int
    context: Context
    is_dated: bool = True  # the report says the day it runs to, where a period leans on it


def figure_at(cell: Cell, place: Place) -> Figure | None:
    """The figure of a cell, without its words; None where it holds no number, or nothing says what is counted."""
    number = _number(cell)
    topic = topic_of(place)
    if number is None or topic is None:
        return None
    value, op = number
    header, label, context = place.header, place.label, place.context
    is_change = header.is_change or label.is_change
    is_percent = value.is_percent or header.is_percent or header.is_share
    measure = _measure(place, topic, value, is_change=is_change, is_percent=is_percent)
    levels = compared(place) if is_change else []
    period, baseline = _when(place, levels, is_change=is_change)
    if topic.code in STOCKS and measure == "count":
        day = period.end if period and (says_time(header) or says_time(label)) else context.published
        period = Period.as_of(min(day, context.published or day)) if day else None
    return Figure(
        topic.code,
        label.words if label.topic and label.words else topic.label if not label.topic else label.text,
        measure,
        value.value * (_sign(cell, value) if is_change else value.sign or 1),
        period,
        "",
        0,
        0,
        op=op,
        baseline=baseline,
        place=label.place or header.place or context.place or context.home,
        rate_per=(header.rate_per if header.is_rate else label.rate_per) if measure == "rate" else None,
        confidence="certain" if _is_sure(place, period, topic, levels, is_change=is_change) else "likely",
        why=(f"metric: {topic.label}", f"period: {header.text or label.text}", "table cell"),
    )


def _is_sure(place: Place, period: Period | None, topic: Topic, levels: list[Period], *, is_change: bool) -> bool:
    header, label = place.header, place.label
    is_said = (
        len(set(levels)) >= 2 or bool((header.lag and not header.is_average) or header.baseline)
        if is_change
        else says_time(header) or says_time(label)
    )
    if not (header.period or label.period or header.months or label.months) and not place.is_dated:
        is_said = False
    is_one_thing = topic.code != "other" and topic.code not in STOCKS  # "other" is many things: no two of its rows are one series
    return period is not None and (label.topic or header.topic) is not None and is_said and is_one_thing


def _number(cell: Cell) -> tuple[Printed, Op] | None:
    """The one number of a cell: as digits, or as prose writes it ("about 1.2 million")."""
    if plain := printed(cell.text):
        return plain, "eq"
    if not _IN_WORDS.fullmatch(re.sub(r"(?i)^\s*(?:up|down)\b", "", cell.text)):
        return None
    mentioned = [number for number in numbers.find(tokenise(cell.text)) if number.kind in ("cardinal", "percent")]
    if len(mentioned) != 1:
        return None
    number = mentioned[0]
    return Printed(number.value, number.sign, number.kind == "percent", re.match(r"\s*\(.*\)\s*$", cell.text) is not None), number.op


def topic_of(place: Place) -> Topic | None:
    """What is counted: what the row names, else the column, else the table's title for rows of times and places."""
    header, label, context = place.header, place.label, place.context
    if (label.topic and label.topic.code == "toll") or ((header.is_strength or header.kind == "vacancy") and not label.topic):
        return None
    carried = context.topic if label.period or label.months or label.place or label.is_total else None
    topic = label.topic or header.topic or carried
    if topic is None:
        return None
    if not header.kind and label.topic and header.topic and label.period is None and header.topic.code != label.topic.code:
        return label.topic if not _is_broad(label.topic) else header.topic
    return _of_column(topic, header, label)


def _of_column(topic: Topic, header: Header, label: Header) -> Topic | None:
    """What the cell counts of what its row names: cases cleared of robberies, vacancies of officers."""
    if not header.kind or not label.topic:
        return topic
    is_force = label.topic.code in STOCKS
    if (header.kind in ("vacancy", "officer_hired")) != is_force and header.kind != "arrest":
        return topic
    return Topic(header.kind, topic.label)


def _is_broad(topic: Topic) -> bool:
    return topic.code in ("total_crime", "other")


def _measure(place: Place, topic: Topic, value: Printed, *, is_change: bool, is_percent: bool) -> Measure:
    header, label = place.header, place.label
    if header.is_rank:
        return "rank"
    if is_change:
        return "percent_change" if is_percent or (value.sign and "%" in label.text) else "change"
    if is_percent or topic.code == "clearance_rate":
        return "share"
    is_rate = (header.is_rate or label.is_rate) and topic.code not in ("clearance_rate", "response_time")
    return "rate" if is_rate else "count"


def _sign(cell: Cell, number: Printed) -> int:
    if number.sign:
        return number.sign
    return -1 if number.is_bracketed or re.search(r"\b(?:down|decrease)", cell.text.lower()) else 1


def compared(place: Place) -> list[Period]:
    """The periods that a column of changes compares: those that it names, else the two levels before it, else those of its group."""
    header, said = place.header, place.said
    before = [period for position, period in sorted(said.items()) if position < place.column]
    if header.baseline:
        latest = header.period or max(said.values(), key=lambda period: period.end, default=None)
        return [header.baseline, latest] if latest else [header.baseline]
    if header.lag and not header.is_average:
        current = _latest_of_group(before or list(said.values()), place)
        return [current.years_before(header.lag), current] if current else []
    if header.is_average:
        averages = [period for period in before if period.is_average]
        levels = [period for period in said.values() if not period.is_average]
        return [*averages[-1:], max(levels, key=lambda period: period.end)] if averages and levels else levels
    before = [period for period in before if not period.is_average]
    if len(set(before[-2:])) == 2:
        return before[-2:]
    own = settled(header, place.context)
    if own:
        months = (own.start.month, own.end.month)
        group = [period for period in said.values() if (period.start.month, period.end.month) == months and not period.is_average]
        return group if len(set(group)) >= 2 else [own]
    return list(said.values())


def _latest_of_group(before: list[Period], place: Place) -> Period | None:
    """The latest of the levels in the nearest group: "2 Yr % Chg" behind a year to date is of that year to date."""
    if place.header.window and (own := settled(met(place.header, place.label), place.context)):
        return own
    if not before:
        return None
    return max((period for period in before[-2:] if abs(period.days() - before[-1].days()) <= 1), key=lambda period: period.end)


def _when(place: Place, levels: list[Period], *, is_change: bool) -> tuple[Period | None, Period | None]:
    header, label, context = place.header, place.label, place.context
    if not is_change:
        own = met(header, label)
        return (settled(own, context) if says_time(own) else context.current), None
    own_label = settled(label, context)
    if header.baseline and len(levels) == 1:
        return own_label or context.current, header.baseline
    if header.is_average and any(period.is_average for period in levels):
        return next(period for period in levels if not period.is_average), next(period for period in levels if period.is_average)
    if own_label and not levels:
        return own_label, own_label.years_before(1)
    if len(set(levels)) >= 2:
        return max(levels, key=lambda period: period.end), sorted(levels, key=lambda period: period.end)[-2]
    current = (settled(header, context) if not levels else None) or (levels[0] if levels else None) or context.current
    return current, context.baseline or (current.years_before(1) if current and not current.is_average else None)


def with_words(figure: Figure, quote: str, start: int, end: int, place: Place) -> Figure:
    """The figure with the words and the cell that it was read from."""
    return replace(figure, quote=quote, start=start, end=end, cell=f"{place.label.text} × {place.header.text}")
