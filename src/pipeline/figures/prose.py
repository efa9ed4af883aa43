"""One sentence in its context → its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.figures import incidents, superlatives
from pipeline.figures.companions import companions
from pipeline.figures.confidence import confidence
from pipeline.figures.context import Context
from pipeline.figures.credit import speaker_of
from pipeline.figures.durations import is_duration, minutes_at
from pipeline.figures.metric_links import link
from pipeline.figures.metric_prices import Link, Topic
from pipeline.figures.people import PersonHit
from pipeline.figures.period_links import Timing, timing
from pipeline.figures.period_resolution import resolve, sentence_period
from pipeline.figures.place_links import places
from pipeline.figures.refine import refine
from pipeline.figures.statement import Statement
from pipeline.figures.statements import find as find_statements
from pipeline.figures.status import status_of
from pipeline.figures.units import Line
from pipeline.period import Period
from pipeline.records import Figure

STOCKS = frozenset({"officer", "vacancy"})


@dataclass
class _Said:
    """What the earlier numbers of the sentence were of."""

    renamed: dict[int, str] = field(default_factory=dict)  # metrics of the line's units that mean another here
    link: Link | None = None
    statement: Statement | None = None


def read(line: Line, text: str, context: Context, people: list[PersonHit], roles: Mapping[str, str]) -> list[Figure]:
    """The figures of a sentence, in the order of its words."""
    line = without_record_times(line, text)
    speaker = speaker_of(text, line.sentence.start, line.sentence.end, people, context.speaker, roles)
    statements = [*find_statements(line, context.hint), *_ordinals(line)]
    statements += minutes_at(line)
    if incidents.is_incident(line):
        statements = [statement for statement in statements if statement.measure != "count" or statement.value > incidents.MOST]
    statements.sort(key=lambda statement: statement.index)
    found: list[Figure] = []
    said = _Said()
    for statement in statements:
        found += _figures(line, text, statement, statements, context, speaker, said)
    stock = next((figure.period for figure in found if figure.period and figure.period.is_stock and figure.metric in STOCKS), None)
    context = replace(context, stock=stock or context.stock)
    return sorted([*found, *_superlatives(line, text, context, speaker)], key=lambda figure: figure.start)


def without_record_times(line: Line, text: str) -> Line:
    """The line with the times inside records set apart: "the most since 2007" compares nothing else with 2007."""
    start = line.sentence.start
    spans = [(start + item.start, start + item.end) for item in superlatives.find(text[start : line.sentence.end])]
    if not spans:
        return line
    units = tuple(
        replace(unit, when=replace(unit.when, role="record"))
        if unit.when and unit.when.role == "since" and any(first <= unit.start < last for first, last in spans)
        else unit
        for unit in line.units
    )
    return replace(line, units=units)


def _ordinals(line: Line) -> list[Statement]:
    """ "The city's 177th homicide" is a count so far; "the third homicide" of a day is not."""
    found = []
    for match in re.finditer(r"O(?:w|L){0,1}K", line.signature):
        number = line.units[match.start()].number
        if (
            number
            and number.value >= 4
            and re.search(r"\b(?:its|the|city's|county's|year's|this)\s*\Z|(?:'s|’s)\Z", line.words(match.start() - 1, match.start()))
        ):
            found.append(Statement(match.start(), "count", number.value, None, "eq", why="ordinal so far", is_explicit=False))
    return found


def _figures(
    line: Line, text: str, statement: Statement, statements: list[Statement], context: Context, speaker: str | None, said: _Said
) -> list[Figure]:
    own = link(line, statement, context.topic, context.deaths)
    own, statement = _as_before(line, statement, own, said)
    if own is None:
        return []
    said.link, said.statement = own, statement
    links = [own, *companions(line, statement, own)]
    when = timing(line, statement, statements, context)
    figures = []
    for one in links:
        for place in places(line, statement.index, context):
            figure = _figure(line, text, statement, one, when, context, speaker, place)
            refined = refine(line, statement, figure, when.period)
            if refined and one.index is not None:
                if refined.metric == "cases_cleared":
                    said.renamed[one.index] = refined.metric
                elif one.index in said.renamed and statement.measure in ("percent_change", "change"):
                    refined = replace(refined, metric=said.renamed[one.index])
            if refined:
                figures.append(_forecast(refined, refined.status))
    return figures


def _as_before(line: Line, statement: Statement, own: Link | None, said: _Said) -> tuple[Link | None, Statement]:
    """The other side of a comparison, and a part of "them", are of what the number before was of."""
    if said.link is None or said.statement is None or (own and own.grade in ("noun", "phrase")):
        return own, statement
    between = line.signature[said.statement.index + 1 : statement.index]
    is_part = re.match(r"of\s+(?:them|those|these|whom|which)\b", line.words(statement.index + 1, statement.index + 3))
    if not is_part and (statement.side != "before" or "K" in between):
        return own, statement
    if is_duration(line, said.statement.index) and statement.measure == "count":
        statement = replace(statement, unit="minutes")
    return said.link, statement


def _figure(
    line: Line, text: str, statement: Statement, own: Link, when: Timing, context: Context, speaker: str | None, place: str | None
) -> Figure:
    unit = line.units[statement.index]
    start, end = unit.start, unit.end
    if own.index is not None:
        metric = line.units[own.index]
        if 0 <= metric.start - end < 60 or 0 <= start - metric.end < 60:
            start, end = min(start, metric.start), max(end, metric.end)
    period = _stock(when.period, own, statement, context)
    sure = confidence(line, statement, own, when, is_said=context.main_is_said)
    why = (f"metric: {own.topic.label} ({own.grade})", f"period: {when.why or when.grade}", f"measure: {statement.why}", f"confidence: {sure}")
    return Figure(
        own.topic.code, own.topic.label, statement.measure, statement.value, period, text[start:end], start, end, value_high=statement.high,
        op=statement.op, baseline=when.baseline, place=place, rate_per=statement.rate_per, unit=statement.unit,
        status=status_of(_around(line, text, statement.index)), confidence=sure, speaker=speaker, why=why,
    )  # fmt: skip


def _around(line: Line, text: str, index: int) -> str:
    """The words from the number before to the number after: those that can say whether this one is a fact."""
    first = next((unit.end for unit in reversed(line.units[:index]) if unit.number), line.sentence.start)
    last = next((unit.start for unit in line.units[index + 1 :] if unit.number), line.sentence.end)
    return text[first:last]


def _stock(period: Period | None, own: Link, statement: Statement, context: Context) -> Period | None:
    """A count of officers or vacancies is as of a day: the end of the period that is said, else the day of publication."""
    if own.topic.code not in STOCKS or statement.measure != "count":
        return period
    if period is None or (context.published and period.end > context.published and period.start <= context.published):
        return Period.as_of(context.published) if context.published else None
    return Period.as_of(period.end)


def _superlatives(line: Line, text: str, context: Context, speaker: str | None) -> list[Figure]:
    start = line.sentence.start
    found = []
    for item in superlatives.find(text[start : line.sentence.end]):
        anchor = next((index for index, unit in enumerate(line.units) if unit.end > start + item.start), len(line.units) - 1)
        last = next((index for index, unit in enumerate(line.units) if unit.end >= start + item.end), len(line.units) - 1)
        inside = next((index for index in range(anchor, last + 1) if line.units[index].letter == "K"), None)
        statement = Statement(inside if inside is not None else anchor, item.measure, item.value or 0, None, item.op)
        own = _record_topic(line, anchor, last, inside, context)
        if own is None:
            continue
        when = _record_period(line, anchor, last, context)
        if own.topic.code in STOCKS:
            when = context.stock or _stock(when, own, replace(statement, measure="count"), context)
        for place in places(line, anchor, context):
            figure = _figure(line, text, statement, own, Timing(when, None, "sentence"), context, speaker, place)
            figure = replace(figure, value=item.value, quote=text[start + item.start : start + item.end], start=start
            + item.start, end=start + item.end, status=None, baseline=None,
                             confidence="likely" if own.grade != "carried" else "unsure")  # fmt: skip
            found.append(_forecast(figure, status_of(_around(line, text, anchor))))
    return found


def _forecast(figure: Figure, status: str | None) -> Figure:
    """What is still to come is the whole year's."""
    if status != "forecast" or figure.period is None or figure.period.grain == "year":
        return figure
    return replace(figure, period=Period.year(figure.period.end.year), status="forecast")


def _record_topic(line: Line, anchor: int, last: int, inside: int | None, context: Context) -> Link | None:
    if inside is not None and _code(line, inside) != "toll":
        unit = line.units[inside]
        assert unit.term is not None  # noqa: S101
        return Link(Topic(unit.term.code, unit.lower), "noun", inside)
    after = re.match(r"(?:o|iT|o?N|w)?[aw]?(?:N)?[w]{0,2}K", line.signature[last + 1 :])
    if after:
        unit = line.units[last + after.end()]
        if unit.term and unit.term.code != "toll":
            return Link(Topic(unit.term.code, unit.lower), "noun", last + after.end())
    return link(line, Statement(anchor, "record", 0, None, "eq"), context.topic, context.deaths)


def _code(line: Line, index: int) -> str:
    term = line.units[index].term
    return term.code if term else ""


def _record_period(line: Line, anchor: int, last: int, context: Context) -> Period | None:
    """The time said right after the record, or the one the sentence is about."""
    for index in range(last + 1, min(last + 9, len(line.units))):
        unit = line.units[index]
        if unit.letter in ";s":
            break
        if unit.when and unit.when.role == "own" and unit.when.kind in ("fixed", "part", "same", "shift") and unit.when.unit != "decade":
            return resolve(unit.when, sentence_period(line, context), context, is_level=True)
    for index in range(anchor - 1, -1, -1):
        unit = line.units[index]
        if unit.when and unit.when.role == "own" and unit.when.kind in ("fixed", "part") and unit.when.unit != "decade":
            return resolve(unit.when, context.current, context, is_level=True)
    return sentence_period(line, context)
