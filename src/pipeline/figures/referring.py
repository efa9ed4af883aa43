"""Numbers of what other words refer to: "46 of them", "of the 217 guns that officers seized, 51", "among the dead were 19 children"."""

from __future__ import annotations

import re

from pipeline.figures.document_links import PEOPLE_OF_THE_FORCE
from pipeline.figures.metric_prices import Link, Topic, made
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line

OF_THEM = re.compile(r"of\s+(?:them|these|those|whom|which)\b")
_REPORTS = re.compile(r"(?:reports|cases|complaints|incidents)\b")  # "Car break-ins were the exception. Officers took 1,012 reports"
_TOOK = frozenset({"took", "taken", "received", "fielded", "handled", "logged", "recorded"})
_OF_A_WHOLE = re.compile(r"o[awxLT]{0,2}[NPF][wxLT]{0,2}K")
_HERE = re.compile(r",[wx]{0,2}a?\Z")
_AMONG = re.compile(
    r"\b(?:among|amongst)\s+(?:the\s+(?:dead|victims|slain|killed)|those\s+(?:killed|slain)|them)\s+(?:was|were|are)(?:\s+(?:at\s+least|about|also))?\s*\Z"
)
_PEOPLE_HIT = re.compile(
    r"\bnumber\s+of\s+(?:people|persons|victims|those)\s+(?P<how>hit|struck|wounded|injured|hurt)\b(?:\s+[a-z]\w*){0,4}\s*\Z"
)
_BY_GUNS = frozenset({"shooting", "shooting_victim", "nonfatal_shooting", "fatal_shooting", "shots_fired"})
_POLICE = PEOPLE_OF_THE_FORCE - {"other"}  # who investigate, seize and count
_DID = re.compile(r"(?:\w+ed|rode|drove|walked|sat|stood|ran|fell|came|went|took|got|lost|left|lived|held|kept|had|have|has|was|were|are|is)\b")
_IN_A_LIST = re.compile(r"(?:,c?|c)x?\Z")


def of_what_is_meant(line: Line, statement: Statement, topic: Topic | None) -> Link | None:
    """The metric of a number that words refer to, where the nearest noun is of those who tell of it, or of none."""
    return _of_them(line, statement, topic) or _of_a_whole(line, statement) or _among(line, statement, topic) or _hit(line, statement, topic)


def _of_them(line: Line, statement: Statement, topic: Topic | None) -> Link | None:
    """ "Shootings fell as well. Officers investigated 46 of them": those that were spoken of, not the officers."""
    index = statement.index
    after = line.words(index + 1, index + 3)
    is_meant = OF_THEM.match(after) or (_REPORTS.match(after) and line.units[index - 1].lower in _TOOK)
    if topic is None or topic.code in PEOPLE_OF_THE_FORCE or not is_meant:
        return None
    codes = {unit.term.code for unit in line.units[:index] if unit.term}
    if not codes and OF_THEM.match(after):  # "Four of them involved guns"
        codes = {next((unit.term.code for unit in line.units[index:] if unit.term), "")} - {"", "other"}
    is_of_police = bool(codes) and codes <= _POLICE | {"firearm_recovered"} and not any(unit.number for unit in line.units[:index])
    return Link(topic, "carried") if is_of_police else None


def _of_a_whole(line: Line, statement: Statement) -> Link | None:
    """ "Of the 217 firearms that officers seized, 51 were homemade": a part of the firearms."""
    match = _OF_A_WHOLE.match(line.signature)
    if match is None or match.end() >= statement.index or not _HERE.search(line.signature[: statement.index]):
        return None
    whole, *others = (unit.term.code for unit in line.units[: statement.index] if unit.term)
    is_of_police = bool(others) and _POLICE.issuperset(others) and whole not in PEOPLE_OF_THE_FORCE
    return made(line, match.end() - 1, "subject") if is_of_police else None


def _among(line: Line, statement: Statement, topic: Topic | None) -> Link | None:
    """ "Among the dead were 19 children and teenagers"."""
    index = statement.index
    if statement.measure != "count" or not _AMONG.search(line.words(index - 7, index)):
        return None
    noun = next((position for position in range(index - 1, max(index - 7, -1), -1) if line.units[position].letter == "K"), None)
    return made(line, noun, "phrase") if noun is not None else Link(topic, "carried") if topic else None


def _hit(line: Line, statement: Statement, topic: Topic | None) -> Link | None:
    """ "The number of people hit sank to 137", where shootings are spoken of."""
    match = _PEOPLE_HIT.search(line.words(statement.index - 11, statement.index)) if topic and topic.code in _BY_GUNS else None
    if match is None:
        return None
    code = "shooting_victim" if match["how"] in ("hit", "struck") else "nonfatal_shooting"
    return Link(Topic(code, f"people {match['how']}"), "phrase")


def goes_on(line: Line, statement: Statement, before: Statement) -> bool:
    """Whether the number goes on a list of parts: "Eleven of them were in cars, eight were pedestrians and three rode motorcycles"."""
    index = statement.index
    is_part = OF_THEM.match(line.words(before.index + 1, before.index + 3)) is not None or _is_part(line, before.index)
    return is_part and _is_part(line, index) and statement.measure in ("count", "share") and statement.side == "now"


def _is_part(line: Line, index: int) -> bool:
    """Whether a verb follows the bare number, and a comma or "and" stands before it."""
    is_listed = _IN_A_LIST.search(line.signature[:index]) is not None
    return is_listed and "of them" in line.words(0, index) and _DID.match(line.words(index + 1, index + 2)) is not None
