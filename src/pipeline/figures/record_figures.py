"""Records and ranks of a sentence → figures: of which metric, and of when."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from pipeline.figures import superlatives
from pipeline.figures.clauses import is_an_exception, is_behind_after, is_of_the_level_compared, opens_clause
from pipeline.figures.context import Context
from pipeline.figures.figure_of import as_forecast, figure_of, words_around
from pipeline.figures.marks import find as find_marks
from pipeline.figures.metric_links import GENERIC, OF_THE_LAW, link
from pipeline.figures.metric_prices import Link, Topic, made
from pipeline.figures.no_facts import is_no_fact
from pipeline.figures.period_resolution import resolve, sentence_period
from pipeline.figures.place_links import places
from pipeline.figures.setting import NO_CRIMES
from pipeline.figures.statement import Statement
from pipeline.figures.status import status_of
from pipeline.figures.stocks import STOCKS, as_stock
from pipeline.figures.timing import Timing
from pipeline.figures.units import Line
from pipeline.period import Period
from pipeline.records import Confidence, Figure


def record_figures(line: Line, text: str, context: Context, speaker: str | None) -> list[Figure]:
    start = line.sentence.start
    found = []
    for item in superlatives.find(text, line.sentence):
        anchor = next((index for index, unit in enumerate(line.units) if unit.end > start + item.start), len(line.units) - 1)
        last = next((index for index, unit in enumerate(line.units) if unit.end >= start + item.end), len(line.units) - 1)
        inside = next((index for index in range(anchor, last + 1) if line.units[index].letter == "K"), None)
        statement = Statement(inside if inside is not None else anchor, item.measure, item.value or 0, None, item.op)
        first = _of_the_dead(_record_topic(line, anchor, last, inside, context), item, context)
        is_missed = item.measure == "record" and item.value is None and _SHORT_OF.search(line.words(anchor - 4, anchor)) is not None
        if first is None or (is_missed and not any(unit.when for unit in line.units[last + 1 :])):
            continue
        for own, said in itertools.product(_joined(line, first, last), _record_periods(line, anchor, last, context)):
            is_stock = own.topic.code in STOCKS
            as_count = replace(statement, measure="count")
            when = context.stock or as_stock(line, Timing(said, None, "sentence"), own, as_count, context)[0] if is_stock else said
            for place in places(line, anchor, context, is_shared=True):
                figure = figure_of(line, text, statement, own, Timing(when, None, "sentence"), context, speaker, place)
                figure = _with_words(figure, item, text, start, _confidence(line, anchor, item, own, said))
                found.append(as_forecast(figure, status_of(words_around(line, text, anchor))))
    return found


def _of_the_dead(own: Link | None, item: superlatives.Superlative, context: Context) -> Link | None:
    """What a year is the deadliest of is no case solved before it was said: "No year has been deadlier"."""
    is_carried = own is not None and own.grade == "carried" and own.topic.code in NO_CRIMES
    return Link(context.deaths, "carried") if is_carried and context.deaths and _DEADLY.search(item.why) else own


_SHORT_OF = re.compile(r"\b(?:short|shy)\s+of(?:\s+(?:the|its|a))?\s*\Z")  # "10 short of the city's worst year" makes no record
_DEADLY = re.compile(r"\b(?:deadl|blood)(?:y|ier|iest)\b", re.IGNORECASE)
_WITH_OTHERS = re.compile(r"K(?:,[aw]?K)*,?c[aw]?K")


def _joined(line: Line, own: Link, last: int) -> list[Link]:
    """The metrics that a record is of: "fewer reports of robbery and burglary than in any year of the past decade" is one of each."""
    match = _WITH_OTHERS.match(line.signature, own.index, last + 1) if own.index is not None and own.grade == "noun" else None
    if match is None:
        return [own]
    return [made(line, index, "noun") for index in range(match.start(), match.end()) if line.signature[index] == "K"]


def _confidence(line: Line, anchor: int, item: superlatives.Superlative, own: Link, said: Period | None) -> Confidence:
    """A record is certain where the sentence has one metric, names one time, says since when or how many years, and does not deny it."""
    if own.grade == "carried" or said is None:
        return "unsure"
    metrics = {_code(line, index) for index, unit in enumerate(line.units) if unit.letter == "K"}
    times = {unit.when.period for unit in line.units if unit.when and unit.when.role == "own" and unit.when.kind in ("fixed", "part")}
    is_plain = item.measure == "record" and item.value is not None and own.topic.code not in (*STOCKS, "other")
    is_alone = own.grade in ("noun", "subject") and own.topic.label not in GENERIC and len(metrics) == 1 and len(times) == 1
    is_of_the_law = own.index is not None and OF_THE_LAW.match(line.words(own.index - 2, own.index)) is not None  # "charges in break-ins"
    return "certain" if is_plain and is_alone and not is_of_the_law and not is_no_fact(line, anchor) else "likely"


def _with_words(figure: Figure, item: superlatives.Superlative, text: str, start: int, sure: Confidence) -> Figure:
    first, last = start + item.start, start + item.end
    return replace(figure, value=item.value, quote=text[first:last], start=first, end=last, status=None, baseline=None, confidence=sure)


def _record_periods(line: Line, anchor: int, last: int, context: Context) -> list[Period | None]:
    """Usually one; "in 2011 and 2012, when records of 58 and then 71 were set" tells of two."""
    if "records" in line.words(anchor, last + 1).split():
        listed = re.search(r"T,?ci?T", line.signature)
        if listed:
            times = [unit.when for unit in line.units[listed.start() : listed.end()] if unit.when]
            return [resolve(when, context.current, context, is_level=True) for when in times]
    if (year := _year_so_called(line, anchor, last)) is not None:
        return [Period.year(year)]
    period = _record_period(line, anchor, last, context)
    return [period.years_before(1) if period and _WHAT_HAD_BEEN.search(line.words(anchor - 6, anchor)) else period]


def _record_topic(line: Line, anchor: int, last: int, inside: int | None, context: Context) -> Link | None:
    if inside is not None and _code(line, inside) != "toll":
        unit = line.units[inside]
        assert unit.term is not None  # noqa: S101
        return Link(Topic(unit.term.code, unit.lower), "noun", inside)
    after = re.match(r"(?:o|iT|o?N|w)?[aw]?(?:N)?(?:,?cx?N)?[w]{0,2}K", line.signature[last + 1 :])
    if after:
        unit = line.units[last + after.end()]
        if unit.term and unit.term.code != "toll":
            return Link(Topic(unit.term.code, unit.lower), "noun", last + after.end())
    first = line.signature.find("K")
    if first >= 0 and any(line.units[index].lower in GENERIC for index in range(first + 1, anchor) if line.signature[index] == "K"):
        unit = line.units[first]
        return Link(Topic(_code(line, first), unit.lower), "subject", first)
    return link(line, Statement(anchor, "record", 0, None, "eq"), context.topic, context.deaths)


def _code(line: Line, index: int) -> str:
    term = line.units[index].term
    return term.code if term else ""


# "breaking the record of 34, set in 1992": the record is the new one
_BROKEN = re.compile(r"\b(?:br(?:ea|o)k\w*|topp?\w*|surpass\w*|eclips\w*|shatter\w*|pass(?:ed|es|ing)|beat\w*|exceed\w*|smash\w*)\b")


_EARLIER = re.compile(r"[fv]i?x?a?N[wxKk]{0,2}i?\Z")
_A_YEAR_THAT = re.compile(
    r",?\s*(?:(?:a|the)\s+(?:year|month)\s+(?:that|when|which|in)|when|which)\b"
)  # "67 in 2018, a year that saw the fewest"
_TOLD_OF = re.compile(r",?r(?:(?!,c)[^;])*")  # "than in 2021, when …"; not "than in 2021, when there were 210, and the most since 2010"


def _year_so_called(line: Line, anchor: int, last: int) -> int | None:
    """The year that the words right behind it call a record: "a drop of 21% from the same day in 2021, the deadliest year the city has had"."""
    is_apposed = re.search(r"T,a?\Z", line.signature[:anchor]) is not None and _A_YEAR.search(line.words(anchor, min(anchor + 5, last + 1)))
    time = line.signature.rfind("T", 0, anchor)
    printed = re.findall(r"\b(?:19|20)\d\d\b", line.units[time].lower) if is_apposed else []
    return int(printed[-1]) if printed else None


_A_YEAR = re.compile(r"\byear\b")
# "the drop came on the heels of what had been the city's deadliest year since 1997"
_WHAT_HAD_BEEN = re.compile(r"\bwhat\s+had\s+been(?:\s+[\w’']+){0,3}\s*\Z")


_OF_ANY = re.compile(r"\bany\s+(?:\w+\s+)?(?:month|quarter|week)\Z")
_FORMER = re.compile(r"\b(?:previous|old|prior|former|earlier|all-time)\b")
_NAMED = frozenset({"fixed", "part", "unknown"})  # also a year like 2020-21


def _is_of_another(line: Line, index: int, anchor: int, *, is_told_of: bool) -> bool:
    """Whether the time at units[index] is of a number in brackets, of an earlier level, or of one after which the record's came."""
    if line.signature[index:anchor].count(")") > line.signature[index:anchor].count("("):
        return True  # "71 (94 in 2020), the fewest in 30 years"
    if _EARLIER.search(line.signature[:index]) and not _A_YEAR_THAT.match(line.words(index + 1, index + 5)):
        return True  # "488, up from 394 in 2020 and the most since 2007"
    if is_of_the_level_compared(line, index) and not is_told_of:
        return True  # "41, which is 12 more than police counted in 2019 and the most since 2007"
    # "after 71 in 2020 and 64 in 2021, fell to 41, its lowest since 2014"
    return is_behind_after(line, index, anchor) and not is_told_of and line.signature[index + 1 : anchor] != ","


def _record_period(line: Line, anchor: int, last: int, context: Context) -> Period | None:
    """The time of the mark that the record is, that said right after it, or the one the sentence is about."""
    mark = next(
        (mark for mark in find_marks(line) if mark.number is not None and last < mark.number <= last + 3 and mark.number < mark.time), None
    )
    if mark and not _BROKEN.search(line.words(anchor - 4, last + 1)) and (when := line.units[mark.time].when):
        return resolve(when, context.current, context, is_level=True)
    if (own := line.units[anchor].when) and not _BROKEN.search(line.words(anchor - 3, anchor)):
        return resolve(own, context.current, context, is_level=True)  # "1987's record of 66 still stands"
    marked = {mark.time for mark in find_marks(line) if ":" in line.signature[last : mark.time]}  # "worse: the previous high, in 1993, was 213"
    if _OF_ANY.search(line.words(anchor, last + 1)):
        marked.add(last + 1)  # "the lowest number of any month this year" is of that month
    marked |= {index for index in range(last + 1, len(line.units)) if line.units[index].when and is_an_exception(line, index)}
    for index in range(last + 1, min([last + 9, len(line.units), *marked])):
        unit = line.units[index]
        is_next = unit.when is not None and opens_clause(line, index)  # "the lowest since 1961, and in 2007 the city had 100"
        if is_next or unit.letter in ";s" or (unit.letter in "NPFX" and not re.fullmatch(r",?a?", line.signature[last + 1 : index])):
            break
        if unit.when and unit.when.role == "own" and unit.when.kind in ("fixed", "part", "same", "shift") and unit.when.unit != "decade":
            return resolve(unit.when, sentence_period(line, context, anchor), context, is_level=True)
    is_former = (
        _FORMER.search(line.words(anchor, last + 1)) is not None
    )  # "past the 500 of 1990, its previous record"; not "the 970 of 1974, its worst"
    marks = {mark.time for mark in find_marks(line) if is_former or line.signature[mark.time + 1 : anchor] not in (",", ",a", ",rB", ",rBa")}
    for index in (index for index in range(anchor - 1, -1, -1) if index not in marks):
        unit = line.units[index]
        is_told_of = unit.when is not None and _TOLD_OF.fullmatch(line.signature, index + 1, anchor) is not None
        if _is_of_another(line, index, anchor, is_told_of=is_told_of):
            continue
        is_named = unit.when is not None and (unit.when.kind in _NAMED or (unit.when.kind == "shift" and is_told_of))
        if unit.when and is_named and (unit.when.role == "own" or is_told_of) and unit.when.unit != "decade":
            return resolve(unit.when, context.current, context, is_level=True)
    return sentence_period(line, context, anchor)
