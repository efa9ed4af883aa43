"""One sentence in its context → its figures."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.figures import incidents, superlatives
from pipeline.figures.change_times import is_anaphoric
from pipeline.figures.clauses import is_whole
from pipeline.figures.clearance import CRIMES, solved_count, solved_share
from pipeline.figures.companions import companions
from pipeline.figures.context import Context
from pipeline.figures.credit import speaker_of
from pipeline.figures.durations import minutes_at
from pipeline.figures.figure_of import as_forecast, figure_of
from pipeline.figures.metric_links import link
from pipeline.figures.metric_prices import Link, Topic
from pipeline.figures.people import PersonHit
from pipeline.figures.period_links import timing
from pipeline.figures.place_links import places
from pipeline.figures.rates import as_rate, as_share
from pipeline.figures.record_figures import record_figures
from pipeline.figures.refine import refine
from pipeline.figures.said import Said, as_before
from pipeline.figures.same_again import same_again
from pipeline.figures.setting import NO_CRIMES
from pipeline.figures.statement import Statement
from pipeline.figures.statements import find as find_statements
from pipeline.figures.stocks import STOCKS, of_strength
from pipeline.figures.units import Line
from pipeline.figures.unread import is_crowded
from pipeline.figures.years_told import A_YEAR_TOLD
from pipeline.period import Period
from pipeline.records import Figure

_OF_THESE = re.compile(r"of\s+(?:these|those|them|which)\b")


# What several places can have in common: each fell by a tenth, but together they had 41.
_SHARED = frozenset({"percent_change", "change", "multiple", "record", "rank"})


def read(line: Line, text: str, context: Context, people: list[PersonHit], roles: Mapping[str, str]) -> list[Figure]:
    """The figures of a sentence, in the order of its words."""
    if is_crowded(line):
        return []
    line = without_record_times(line, text)
    if again := _told_again(line, context):
        context = replace(context, topic=again[1], last=again[1], focus=again[2] or context.focus)
    statements = [
        *find_statements(line, replace(context.hint, last=context.measure)),
        *_ordinals(line),
        *minutes_at(line, is_spoken_of=context.topic is not None and context.topic.code == "response_time"),
    ]
    if not statements and not superlatives.find(text, line.sentence):
        return []  # most sentences with a number say its age, its price or its hour
    speakers = {clause: speaker_of(text, *clause, [one for one in people if clause[0] <= one.start < clause[1]], context.speaker, roles)
                for clause in _clauses(line, people)}  # fmt: skip
    if incidents.is_incident(line):
        statements = [statement for statement in statements if statement.measure != "count" or statement.value > incidents.MOST]
    statements = sorted((one for one in statements if not _is_a_known_whole(line, one, context)), key=lambda statement: statement.index)
    found: list[Figure] = []
    pairs = [(one.index, two.index) for one, two in itertools.pairwise(statements) if one.side == two.side == "before"]
    said = Said(listed=frozenset(itertools.chain.from_iterable(pairs)))
    speaker = next(iter(speakers.values()))
    for statement in statements:
        at = line.units[statement.index].start
        speaker = next((name for clause, name in speakers.items() if clause[0] <= at < clause[1]), speaker)
        found += _figures(line, text, statement, statements, context, speaker, said)
    found += [replace(figure, quote=text[figure.start : figure.end]) for figure in same_again(line, found, context)]
    counted = [figure for figure in found if figure.metric != "other"]
    stock = next((figure.period for figure in found if figure.period and figure.period.is_stock and figure.metric in STOCKS), None)
    context = replace(context, stock=stock) if stock else context
    if counted:
        context = replace(context, topic=Topic(counted[0].metric, counted[0].label))  # "the city's deadliest year: 131 people were killed"
    records = [_of_the_same(record, found, text, line.sentence.start, context.home) for record in record_figures(line, text, context, speaker)]
    return sorted([*found, *records], key=lambda figure: figure.start)


_THE_SAME = re.compile(
    r"\b(?:of|among)\s+(?:the|those|these|last\s+year['’]s|this\s+year['’]s)\s*\Z|\b(?:those|these|the|all)\s*\Z", re.IGNORECASE
)


def _told_again(line: Line, context: Context) -> tuple[float, Topic, Period | None] | None:
    """The count that the sentence speaks of again by its number: "Of the 124, …", "Every one of those 124 …"."""
    for index, unit in enumerate(line.units[:12]):
        if (
            unit.letter == "N"
            and unit.number
            and _THE_SAME.search(line.words(index - 3, index))
            and line.signature[index + 1 : index + 2] != "K"
        ):
            return next((told for told in reversed(context.told) if told[0] == unit.number.value), None)
    return None


def _is_a_known_whole(line: Line, statement: Statement, context: Context) -> bool:
    """Whether the number says again, in "43 of the 49 victims died of gunshot wounds", of how many the first is a part."""
    is_told = statement.measure == "count" and any(told[0] == statement.value for told in context.told)
    return is_told and is_whole(line, statement.index)


def _clauses(line: Line, people: list[PersonHit]) -> list[tuple[int, int]]:
    """Where the parts of the sentence between semicolons start and end, if people are named in it: each may be another's."""
    stops = [unit.start for unit in line.units if unit.lower == ";"] if people else []
    edges = [line.sentence.start, *stops, line.sentence.end]
    return list(itertools.pairwise(edges))


_BEHIND = re.compile(r"[^,;:.]{0,40},\s*")
_NEXT_PART = re.compile(r";|:|\b(?:while|but|whereas|although|though)\b")
_A_CLAUSE = 120  # characters
_THE_RATE = re.compile(r"\b[Tt]he\s+rate\s")
_IN_A_ROW = re.compile(r"(?:,|\s|\b(?:was|were|is|and|the|a)\b){1,8}")


def _killed(record: Figure, found: list[Figure], text: str) -> Figure | None:
    """The count of the killed that a record behind it is of: "Crashes killed 45 people, more than in any year since 1981"."""
    last = next((figure for figure in reversed(found) if figure.end <= record.start), None)
    if last is None or (last.label, last.measure) != ("killed", "count") or _NEXT_PART.search(text, last.end, record.start):
        return None
    return last if record.label not in text[last.end : record.end].lower() else None


def _of_the_same(record: Figure, found: list[Figure], text: str, start: int, home: str | None) -> Figure:
    """A record is of what its number turned out to count: "brought on 122 officers in 2022, the fewest in 10 years" is of officers hired."""
    twin = next((figure for figure in reversed(found) if figure.end <= record.start and figure.label == record.label), None)
    last = next((figure for figure in reversed(found) if figure.end <= record.start), None)
    its = next((figure for figure in found if f"period: {A_YEAR_TOLD}" in figure.why and 0 <= figure.start - record.end <= 1), None)
    if its:
        return replace(record, period=its.period)  # "in 2023, when the city was on its way to a record 398"
    behind = next((figure for figure in found if figure.start >= record.end), None)
    if behind and f"period: {A_YEAR_TOLD}" in behind.why and text[record.end : behind.start].split() in (["with"], ["of"]):
        return replace(record, period=behind.period)  # "which went on to set a record with 11 homicides"
    if last and f"period: {A_YEAR_TOLD}" in last.why and _BEHIND.fullmatch(text, last.end, record.start):
        return replace(record, period=last.period)  # "a year in which 134 people were killed, the most since 2006"
    if (killed := _killed(record, found, text)) is not None:
        return replace(record, metric=killed.metric, label=killed.label)
    if record.value is None and _THE_RATE.search(text, max(record.start - _A_CLAUSE, start), record.start):
        record = replace(record, label=f"{record.label.removesuffix(' rate')} rate")  # "… the rate fell, and he called it the lowest ever seen"
    is_cleared = any(figure.metric == "clearance_rate" and figure.measure == "share" and figure.end <= record.start for figure in found)
    if is_cleared and record.metric in CRIMES and _RATE.search(record.quote):
        return replace(record, metric="clearance_rate")  # "closed 52 percent of its homicide cases, its lowest rate in 15 years"
    if twin and twin.place != record.place and record.place == home and _IN_A_ROW.fullmatch(text[twin.end : record.start]):
        record = replace(record, place=twin.place)  # "The national rate of 1.8 was the highest since 2009"
    if twin is None or twin.measure != "count" or twin.metric not in ("officer_hired", "cases_cleared"):
        return record
    return replace(record, metric=twin.metric, period=twin.period)


_RATE = re.compile(r"\b(?:rate|share|percentage|proportion|clearance)\b")


def without_record_times(line: Line, text: str) -> Line:
    """The line with the times inside records set apart: "the most since 2007" compares nothing else with 2007."""
    start = line.sentence.start
    spans = [(start + item.start, start + item.end) for item in superlatives.find(text, line.sentence)]
    if not spans:
        return line
    units = tuple(
        replace(unit, when=replace(unit.when, role="record"))
        if unit.when and any(first <= unit.start < last and superlatives.says_since(text[first : unit.start]) for first, last in spans)
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
    line: Line, text: str, statement: Statement, statements: list[Statement], context: Context, speaker: str | None, said: Said
) -> list[Figure]:
    is_after = context.last and (is_anaphoric(line) or _OF_THESE.match(line.words(0, 2)))
    topic = context.last if is_after else context.topic
    if context.crime and topic and topic.code in NO_CRIMES and _CASES.match(line.words(statement.index + 1, statement.index + 5)):
        topic = context.crime
    is_bare = topic is not None and topic.code in _CLEARED and statement.measure == "count" and "L" in line.signature
    if context.crime and is_bare and not _SOLVES.search(line.words(0, len(line.units))):
        topic = context.crime  # "Only 54% of murders were cleared. In St. Louis, the tide has turned: 187 this year"
    own = solved_count(line, statement) or solved_share(line, statement, context) or link(line, statement, topic, context.deaths, context.theme)
    own, statement = as_before(line, statement, said.going_on(own), said, context)
    own, statement = as_share(line, statement, own, said.link, said.statement)
    own, statement = as_rate(line, statement, _without_rate(line, statement, own), said.rate(context))
    if own is None:
        return []
    said.tell(own, statement)
    links = [own, *companions(line, statement, own)]
    context = of_strength(line, own, statement, context, said.stock)
    when = timing(line, statement, statements, context)
    figures = []
    for one in links:
        for place in places(line, said.across(statement.index), context, is_shared=statement.measure in _SHARED):
            figure = figure_of(line, text, statement, one, when, context, speaker, place)
            refined = refine(line, statement, figure, when.period)
            if refined and one.index is not None:
                if _is_of_another(line, refined):
                    said.renamed[one.index] = refined.metric
                elif one.index in said.renamed and statement.measure in ("percent_change", "change"):
                    refined = replace(refined, metric=said.renamed[one.index])
            if refined:
                figures.append(as_forecast(refined, refined.status, when.why))
                is_strength = refined.metric in STOCKS and refined.measure == "count" and statement.side == "now"
                said.stock = refined.period if is_strength else said.stock
    return figures


def _is_of_another(line: Line, refined: Figure) -> bool:
    """Whether what the number turned out to count is what a change after it is of; "the latter" is the part told last."""
    is_shot = refined.metric == "shooting_victim" and refined.measure == "count"
    is_latter = refined.metric == "nonfatal_shooting" and "latter" in line.words(0, len(line.units)).split()
    return is_shot or is_latter or refined.metric in ("cases_cleared", "other")


def _without_rate(line: Line, statement: Statement, own: Link | None) -> Link | None:
    """After "the homicide rate was 17": "In Phoenix the count rose to 197, and Mesa had 23" tells of homicides."""
    is_rate = own is not None and own.grade == "carried" and statement.measure == "count" and own.topic.label.endswith(" rate")
    if own is None or not is_rate or not _COUNTED.search(line.words(0, statement.index)):
        return own
    return replace(own, topic=Topic(own.topic.code, own.topic.label.removesuffix(" rate")))


_COUNTED = re.compile(r"\b(?:number|total|tally|toll|count)\b")
_CLEARED = frozenset({"cases_cleared", "clearance_rate"})
_SOLVES = re.compile(r"\b(?:solv|clear|clos|arrest|charg|detect)\w*")
_CASES = re.compile(r"(?:of\s+)?(?:the\s+|all\s+|those\s+)?(?:[\w’']+\s+)?(?:cases|incidents|reports|offen[sc]es|crimes|victims)\b")
