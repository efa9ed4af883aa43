"""What a metric asks of its figures: rates, clearances, strength, response times; None for what is no figure of it."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.figures.clearance import CRIMES, NOT_SOLVED, is_clearance
from pipeline.figures.durations import is_duration, with_seconds
from pipeline.figures.force import as_missing, force, is_full_strength
from pipeline.figures.outcomes import outcome_of
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line
from pipeline.period import Period
from pipeline.records import Figure


def refine(line: Line, statement: Statement, figure: Figure, flow: Period | None) -> Figure | None:
    """The figure as its metric would have it, or None; `flow` is the time that a stock's arrivals and losses are counted over."""
    words = line.words(0, len(line.units))
    if figure.metric == "clearance_rate" and statement.why in ("improved", "improvement", "worsened") and figure.value is not None:
        return replace(figure, value=-figure.value)
    if is_duration(line, statement.index) or (figure.metric == "response_time" and statement.measure == "count"):
        return _response_time(line, statement, figure)
    if figure.metric == "officer" and (missing := as_missing(line, statement, figure, flow)):
        return missing
    if statement.measure == "share":
        return _share(figure, words)
    if statement.measure == "change" and _is_solved(line, statement, figure):
        return replace(figure, metric="cases_cleared")
    return _count(line, statement, figure, words, flow) if statement.measure == "count" else figure


def _count(line: Line, statement: Statement, figure: Figure, words: str, flow: Period | None) -> Figure | None:
    if figure.label.endswith("index"):
        return None  # an index number counts nothing
    if figure.metric == "cases_cleared" and re.search(r"No[awx]{0,2}\Z", line.signature[: statement.index][-5:]):
        return None  # the 34 of "26 of the 34 cases were solved"
    if figure.metric == "vacancy" and is_full_strength(line, statement):
        return replace(figure, metric="officer", confidence="likely")
    if figure.metric in ("officer", "officer_hired"):
        return force(line, statement, figure, words, flow)
    if figure.metric == "clearance_rate" or _is_solved(line, statement, figure):
        return replace(figure, metric="cases_cleared")
    code = _shot(line, statement, figure, words)
    if code:
        is_kept = figure.confidence == "unsure" or (code == "shooting_victim" and figure.confidence == "certain")
        return replace(figure, metric=code, confidence=figure.confidence if is_kept else "likely")
    is_number = _THE_NUMBER.search(line.words(statement.index - 5, statement.index)) is not None
    return replace(figure, measure="rate") if _is_rate(figure) and not is_number else figure


_THE_NUMBER = re.compile(r"\b(?:number|total|tally|toll|count)(?:\s+\w+){1,2}\Z")  # after "the highest murder rate": "the number was 53"


def _shot(line: Line, statement: Statement, figure: Figure, words: str) -> str | None:
    """What a number of shootings or homicides is by the words after it: victims, fatal ones, those by gun."""
    after = line.words(statement.index + 1, statement.index + 6)
    if figure.metric in ("shooting", "shooting_victim", "homicide") and _is_fatal_part(line, statement, figure):
        return "fatal_shooting"
    if figure.metric in ("shooting", "shots_fired") and (victims := _VICTIMS.match(after)):
        return "fatal_shooting" if _DEAD.match(after, victims.end()) else "shooting_victim"
    if figure.metric == "homicide" and _is_gun_subset(line, statement, words):
        return "fatal_shooting"
    return outcome_of(line, statement.index) if figure.metric == "shooting" else None


_FATAL = re.compile(
    r"(?:(?:of\s+(?:(?:this|last)\s+year['’]s\s+victims|the\s+victims|them|those|which|whom|these)|were|was|proved|being)\s+)*(?:fatal(?:ly)?|deadly|died|dead)\b"
)
_OF_THE_KILLED = re.compile(
    r"\bof\s+(?:(?:the|those|these|its|this\s+year['’]s|last\s+year['’]s)\s+)?(?:[\w’']+\s+)?(?:[\d,]+\s+)?(?:\w+\s+)?(?:homicides?|murders?|killings?|slayings?|people\s+killed|victims|deaths|dead)\b"
)


def _is_fatal_part(line: Line, statement: Statement, figure: Figure) -> bool:
    """The 14 of "96 shootings, 14 of them fatal", and the 77 of "of the 93 people killed, 77 were shot"."""
    after = line.words(statement.index + 1, statement.index + 6)
    is_of_killed: object = _OF_THE_KILLED.search(line.words(0, statement.index)) and _BY_A_GUN.match(
        line.words(statement.index + 1, statement.index + 12)
    )
    is_of_killed = is_of_killed or (
        figure.metric in ("homicide", "shooting_victim")
        and _OF_WHOM.search(line.words(statement.index - 3, statement.index)) is not None
        and _BY_A_GUN.match(after) is not None
        and any(unit.term and unit.term.code == "homicide" for unit in line.units[: statement.index])
    )
    is_fatal = figure.metric != "homicide" and _FATAL.match(after)
    return bool(is_fatal or is_of_killed)


_OF_WHOM = re.compile(r"\bof\s+(?:whom|which)\s*\Z|\bof\s+them\s*,?\s*\Z")
_BY_A_GUN = re.compile(
    r"(?:(?:[-—–,]\s*)?or\s+[\d.]+\s*(?:%|percent|per\s+cent)\s*[-—–,]\s*)?(?:(?:were|was|had\s+been)\s+)?(?:shot|(?:committed\s+|carried\s+out\s+)?(?:by|with)\s+(?:a\s+)?(?:gunfire|guns?|firearms?)|shootings|gun\s*-?\s*related|involved\s+(?:a\s+)?(?:guns?|firearms?))\b"
)


_DEAD = re.compile(r"\s+dead\b(?!\s+(?:or|and)\s+(?:wounded|injured|hurt)\Z)")  # "Shootings left 38 people dead"
_VICTIMS = re.compile(r"(?:\w+\s+)?(?:victims?|people|persons|men|women|children|teens|teenagers|residents|bystanders)\b")


def _is_solved(line: Line, statement: Statement, figure: Figure) -> bool:
    before = line.words(statement.index - 5, statement.index)
    return figure.metric in CRIMES and bool(_SOLVED_BEFORE.search(before)) and not NOT_SOLVED.search(before)


_SOLVED_BEFORE = re.compile(r"\b(?:solv(?:ed|ing)|clear(?:ed|ing)|closed(?!\s+(?:with|at|out|in)))\s*(?:\w+\s*)?\Z")
_BY_GUN = re.compile(r"\b(?:gunfire|guns?|firearms?|handguns?|shootings?|gunshots?|gun\s+violence|were\s+shot|was\s+shot)\b")


def _is_gun_subset(line: Line, statement: Statement, words: str) -> bool:
    """ "Gunfire was to blame in 29 of the killings"; "29 of the homicides were shootings"."""
    is_part = re.match(r"(?:x|k)?o[awxT]{0,3}N?K|k(?![wK])|o[ax]", line.signature[statement.index + 1 :])
    if not is_part or not _BY_GUN.search(words):
        return False
    numbers = [index for index, unit in enumerate(line.units[: statement.index]) if unit.number]
    before = line.words(numbers[-1] + 1 if numbers else 0, statement.index)
    before = before if not numbers else _CLAUSE.split(before)[-1] if _CLAUSE.search(before) else line.words(0, statement.index)
    after = _OTHER_GUNS.split(_SOME_OF_THEM.split(line.words(statement.index + 1, len(line.units)))[0])[0]
    return _BY_GUN.search(before) is not None or _BY_GUN.search(after) is not None


_CLAUSE = re.compile(r"[,;]\s|\b(?:and|but|while|whereas)\b")
_SOME_OF_THEM = re.compile(r",\s+(?:among\s+them|including|one\s+of\s+them|such\s+as)\b")  # "a boy who was shot" is one of them
# "and that guns were used in roughly 80% of the killings": a clause of its own
_OTHER_GUNS = re.compile(
    r"\b(?:and|but|while|whereas)\s+(?:that\s+)?(?:gunfire|guns?|firearms?|handguns?|shootings?|gun\s+violence)\s+"
    r"(?:was|were|had|has|have|accounted|played|figured|killed|caused|fell|rose|declined|increased)\b"
)


def _response_time(line: Line, statement: Statement, figure: Figure) -> Figure | None:
    if figure.metric != "response_time":
        if figure.measure == "count" and is_duration(line, statement.index) and figure.value_high is not None:
            return replace(figure, metric="other", unit=line.units[statement.index + 1].lower, period=None)
        return None
    if statement.unit == "minutes" and not _IN_MINUTES.match(line.words(statement.index + 1, statement.index + 2)):
        return figure
    if not is_duration(line, statement.index) and statement.measure == "count":
        return None if (figure.value or 0) >= 200 or float(figure.value or 0).is_integer() else replace(figure, unit="minutes")
    return replace(figure, value=with_seconds(line, statement), unit="minutes")


_IN_MINUTES = re.compile(r"(?:min(?:ute)?s?|hours?)\b")


def _share(figure: Figure, words: str) -> Figure:
    return replace(figure, metric="clearance_rate") if is_clearance(figure.metric, words) else figure


def _is_rate(figure: Figure) -> bool:
    """ "The murder rate was 12.5": a number that no count can be."""
    is_whole = figure.value is None or float(figure.value).is_integer()
    if not is_whole and figure.metric in CRIMES:
        return True
    return (
        "rate" in figure.label.split()
        and figure.metric != "clearance_rate"
        and figure.value is not None
        and (not is_whole or figure.value < 200)
    )
