"""One sentence in its context → its figures."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.figures import incidents, superlatives
from pipeline.figures.change_times import is_anaphoric
from pipeline.figures.clauses import is_whole
from pipeline.figures.clearance import CRIMES, solved_count, solved_share
from pipeline.figures.companions import companions
from pipeline.figures.context import Context
from pipeline.figures.credit import speaker_of
from pipeline.figures.durations import is_as_long, is_duration, minutes_at
from pipeline.figures.figure_of import as_forecast, figure_of
from pipeline.figures.metric_links import counts_something_else, link
from pipeline.figures.metric_prices import Link, Topic
from pipeline.figures.people import PersonHit
from pipeline.figures.period_links import timing
from pipeline.figures.place_links import places
from pipeline.figures.rates import as_rate, as_share
from pipeline.figures.record_figures import record_figures
from pipeline.figures.referring import OF_THEM, goes_on
from pipeline.figures.refine import refine
from pipeline.figures.setting import NO_CRIMES
from pipeline.figures.statement import Statement
from pipeline.figures.statements import find as find_statements
from pipeline.figures.stocks import STOCKS, of_strength
from pipeline.figures.units import Line
from pipeline.period import Period
from pipeline.records import Figure

_OF_THESE = re.compile(r"of\s+(?:these|those|them|which)\b")


# What several places can have in common: each fell by a tenth, but together they had 41.
_SHARED = frozenset({"percent_change", "change", "multiple", "record", "rank"})


@dataclass
class _Said:
    """What the earlier numbers of the sentence were of."""

    renamed: dict[int, str] = field(default_factory=dict)  # metrics of the line's units that mean another here
    link: Link | None = None
    statement: Statement | None = None
    now: list[Link] = field(default_factory=list)  # of the levels told last, in their order
    before: int = 0  # how many levels they have been compared with
    stock: Period | None = None  # the day of the strength that was told
    listed: frozenset[int] = frozenset()  # the numbers that are compared with in a list

    def tell(self, link: Link, statement: Statement) -> None:
        """Remembers what a number was of."""
        if statement.side == "before":
            self.before += 1
        elif self.before:
            self.now, self.before = [link], 0
        else:
            self.now.append(link)
        self.link, self.statement = link, statement

    def rate(self, context: Context) -> Context:
        """The context, with the rate that the sentence itself has told."""
        if self.link is None or self.statement is None or self.statement.measure != "rate":
            return context
        return replace(context, rate=(self.link.topic, self.statement.rate_per or 100000), is_rate_near=True)


def read(line: Line, text: str, context: Context, people: list[PersonHit], roles: Mapping[str, str]) -> list[Figure]:
    """The figures of a sentence, in the order of its words."""
    line = without_record_times(line, text)
    if again := _told_again(line, context):
        context = replace(context, topic=again[1], last=again[1], focus=again[2] or context.focus)
    statements = [*find_statements(line, replace(context.hint, last=context.measure)), *_ordinals(line), *minutes_at(line)]
    if not statements and not superlatives.find(text, line.sentence):
        return []  # most sentences with a number say its age, its price or its hour
    speakers = {clause: speaker_of(text, *clause, [one for one in people if clause[0] <= one.start < clause[1]], context.speaker, roles)
                for clause in _clauses(line, people)}  # fmt: skip
    if incidents.is_incident(line):
        statements = [statement for statement in statements if statement.measure != "count" or statement.value > incidents.MOST]
    statements = sorted((one for one in statements if not _is_a_known_whole(line, one, context)), key=lambda statement: statement.index)
    found: list[Figure] = []
    pairs = [(one.index, two.index) for one, two in itertools.pairwise(statements) if one.side == two.side == "before"]
    said = _Said(listed=frozenset(itertools.chain.from_iterable(pairs)))
    speaker = next(iter(speakers.values()))
    for statement in statements:
        at = line.units[statement.index].start
        speaker = next((name for clause, name in speakers.items() if clause[0] <= at < clause[1]), speaker)
        found += _figures(line, text, statement, statements, context, speaker, said)
    counted = [figure for figure in found if figure.metric != "other"]
    stock = next((figure.period for figure in found if figure.period and figure.period.is_stock and figure.metric in STOCKS), None)
    context = replace(context, stock=stock) if stock else context
    if counted:
        context = replace(context, topic=Topic(counted[0].metric, counted[0].label))  # "the city's deadliest year: 131 people were killed"
    records = [_of_the_same(record, found) for record in record_figures(line, text, context, speaker)]
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


def _of_the_same(record: Figure, found: list[Figure]) -> Figure:
    """A record is of what its number turned out to count: "brought on 122 officers in 2022, the fewest in 10 years" is of officers hired."""
    twin = next((figure for figure in reversed(found) if figure.end <= record.start and figure.label == record.label), None)
    is_cleared = any(figure.metric == "clearance_rate" and figure.measure == "share" and figure.end <= record.start for figure in found)
    if is_cleared and record.metric in CRIMES and _RATE.search(record.quote):
        return replace(record, metric="clearance_rate")  # "closed 52 percent of its homicide cases, its lowest rate in 15 years"
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
    line: Line, text: str, statement: Statement, statements: list[Statement], context: Context, speaker: str | None, said: _Said
) -> list[Figure]:
    is_after = context.last and (is_anaphoric(line) or _OF_THESE.match(line.words(0, 2)))
    topic = context.last if is_after else context.topic
    if context.crime and topic and topic.code in NO_CRIMES and _CASES.match(line.words(statement.index + 1, statement.index + 5)):
        topic = context.crime
    own = solved_count(line, statement) or solved_share(line, statement, context) or link(line, statement, topic, context.deaths, context.theme)
    own, statement = _as_before(line, statement, own, said, context)
    own, statement = as_share(line, statement, own, said.link, said.statement)
    own, statement = as_rate(line, statement, own, said.rate(context))
    if own is None:
        return []
    said.tell(own, statement)
    links = [own, *companions(line, statement, own)]
    context = of_strength(line, own, statement, context, said.stock)
    when = timing(line, statement, statements, context)
    figures = []
    for one in links:
        for place in places(line, statement.index, context, is_shared=statement.measure in _SHARED):
            figure = figure_of(line, text, statement, one, when, context, speaker, place)
            refined = refine(line, statement, figure, when.period)
            if refined and one.index is not None:
                if refined.metric in ("cases_cleared", "other") or (refined.metric == "shooting_victim" and refined.measure == "count"):
                    said.renamed[one.index] = refined.metric
                elif one.index in said.renamed and statement.measure in ("percent_change", "change"):
                    refined = replace(refined, metric=said.renamed[one.index])
            if refined:
                figures.append(as_forecast(refined, refined.status, when.why))
                is_strength = refined.metric in STOCKS and refined.measure == "count" and statement.side == "now"
                said.stock = refined.period if is_strength else said.stock
    return figures


_CASES = re.compile(r"(?:of\s+)?(?:the\s+|all\s+|those\s+)?(?:[\w’']+\s+)?(?:cases|incidents|reports|offen[sc]es|crimes|victims)\b")
_IN_APPOSITION = re.compile(r",[caxwALUDbof]*\Z")
_LISTED = re.compile(r"[wxkKoaiTL]{0,7},?c?[wxi]{0,2}")
_IT_WAS = re.compile(r"\bit\s+(?:is|was|had\s+been|stood\s+at)(?:\s+\w+)?\s*\Z")
_ALSO_SHARE = re.compile(r"\bor(?:\s+(?:in|on|during))?\s*\Z")


def _is_share_of_the_same(line: Line, statement: Statement, own: Link | None, before: Statement) -> bool:
    """A share goes on a list of shares, or says the count before it in another way."""
    if statement.measure != "share":
        return False
    if before.measure == "count":  # "used force 58 times, or in 0.17% of those calls"
        return _ALSO_SHARE.search(line.words(statement.index - 3, statement.index)) is not None
    is_weak = own is None or own.grade == "carried"  # "closed 57 percent of its cases in 2019 and 62 percent in 2018"
    is_listed = _LISTED.fullmatch(line.signature, before.index + 1, statement.index) is not None
    return is_weak and before.measure == "share" and (is_listed or _IT_WAS.search(line.words(statement.index - 5, statement.index)) is not None)


def _is_just_named(carried: Link, context: Context) -> bool:
    """Whether a noun carried over is the one that this paragraph has just named: "Thefts went the other way. Police took 2,214 reports"."""
    return context.topic is not None and context.topic.code == carried.topic.code and context.topic_age == 0


def _as_before(line: Line, statement: Statement, own: Link | None, said: _Said, context: Context) -> tuple[Link | None, Statement]:
    """The other side of a comparison, and a part of "them", are of what the number before was of."""
    if said.link is None or said.statement is None:
        return own, statement
    if (own is None or own.grade == "carried") and goes_on(line, statement, said.statement):
        return replace(said.link, grade="carried"), statement
    if (
        (
            own is None
            or own.grade == "carried"
            or _is_other_noun(own, said.link, statement.index)
            or (own.topic.code == "officer" and OF_THEM.match(line.words(said.statement.index + 1, said.statement.index + 3)))
            or (said.link.topic.label in ("killed or wounded", "killed") and own.index is not None and own.index < said.statement.index)
        )
        and statement.measure in ("percent_change", "change")
        and _IN_APPOSITION.search(line.signature[said.statement.index + 1 : statement.index])
    ):
        is_surely = said.link.grade != "carried" or _is_just_named(said.link, context)
        return replace(
            said.link, grade="phrase" if is_surely else "carried"
        ), statement  # "4,481 people died on state roads in 2022, a 0.36% decrease"
    if _is_share_of_the_same(line, statement, own, said.statement):
        return said.link, statement
    if statement.side == "before" and own and own.grade in ("subject", "far") and _is_other_noun(own, said.link, statement.index):
        return said.link, statement  # "14 people were killed by hit-and-run drivers, compared with 19"
    is_time = said.link.topic.code == "response_time" and (own is None or own.grade != "noun")
    if is_time and is_as_long(line, statement, said.statement):
        return replace(said.link, grade="phrase"), replace(statement, unit="minutes")
    is_for = said.link.topic.code == "arrest" and line.words(statement.index + 1, statement.index + 2) == "for"
    if is_for and statement.measure == "count":
        return replace(said.link, grade="phrase"), statement  # "10.1 million arrests: 495,871 for violent crimes"
    if own and (own.grade == "noun" or (own.grade == "phrase" and not is_for)):
        return own, statement
    return _of_the_other_side(line, statement, own, said, said.link, said.statement)


def _is_other_noun(own: Link, before: Link, number: int) -> bool:
    """Whether a noun of the sentence says another metric than the verb did that the count before was named by.

    The change is of that count: "crashes killed 38 people, six more"; "broke into 3,210 cars, 12 percent fewer".
    """
    is_verbs = before.index is None and before.topic.code != "response_time"
    return is_verbs and own.index is not None and own.index < number and own.topic.code != before.topic.code


_TO_DO = re.compile(r"tw\Z")  # what somebody is there to do
_WHEN_CLAUSE = re.compile(r",r[^,;]*,")  # "392, when police were investigating a double shooting, against 346"


def _of_the_other_side(
    line: Line, statement: Statement, own: Link | None, said: _Said, link_before: Link, before: Statement
) -> tuple[Link | None, Statement]:
    """The earlier side of a comparison is of what the later is of, and so is a part of "them"."""
    between = line.signature[before.index + 1 : statement.index]
    if (
        statement.side == "before"
        and link_before.topic.code == "response_time"
        and not re.match(r"[wk]{0,2}K", line.signature[statement.index + 1 :])
    ):
        is_seconds = "second" in line.words(before.index, statement.index) and "minute" not in line.words(0, statement.index)
        return link_before, replace(statement, unit="minutes", value=round(statement.value / 60, 2) if is_seconds else statement.value)
    if (
        statement.index in said.listed
        and not re.search(r"K[wx]{0,2}[UH]", between)
        and 1 < len(said.now) > said.before
        and not re.match(r"[wk]{0,2}K", line.signature[statement.index + 1 :])
    ):
        return said.now[said.before], statement  # "9 murders and 177 robberies, down from 14 and 210"
    is_part = OF_THEM.match(line.words(statement.index + 1, statement.index + 3))
    is_of_others = own is None and counts_something_else(line, statement)  # "with figures from 69 agencies"
    if statement.side == "before" and own and own.index and _TO_DO.search(line.signature[: own.index]) and link_before.grade == "noun":
        return link_before, statement  # "1,015 officers assigned to answer calls, compared with 1,096 a year ago"
    if is_of_others or (not is_part and (statement.side != "before" or "K" in _WHEN_CLAUSE.sub("", between))):
        return own, statement
    if is_duration(line, before.index) and statement.measure == "count":
        statement = replace(statement, unit="minutes")
    return link_before, statement
