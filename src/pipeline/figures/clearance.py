"""Cases that were solved: how many, and which share of them. "Detectives have solved 29 of the 41 cases"; "that's 48%"."""

from __future__ import annotations

import re

from pipeline.figures.context import Context
from pipeline.figures.metric_prices import Link, Topic
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line

CRIMES = frozenset(
    {
        "homicide",
        "shooting",
        "shooting_victim",
        "fatal_shooting",
        "nonfatal_shooting",
        "rape",
        "robbery",
        "aggravated_assault",
        "violent_crime",
        "burglary",
        "larceny",
        "motor_vehicle_theft",
        "property_crime",
        "total_crime",
        "arson",
        "cases_cleared",
    }
)
_IS_CLEARED = re.compile(
    r"\b(?:clear(?:ed|ing|s|ance)?|solv(?:ed|ing|es?)|closed|closing|clearances?|(?:been|were|was)\s+(?:detected|resolved))\b"
)
_SOLVED = r"(?:solved|solving|cleared|clearing|closed(?!\s+(?:with|at|out|in|the|its|\w+\s+with)))"
_BEFORE = re.compile(rf"\b{_SOLVED}(?:\s+\w+|\s*,)?\s*\Z")
NOT_SOLVED = re.compile(r"(?:\bnot|n['’]t|\bnever|\byet\s+to(?:\s+be)?)\s+(?:\w+\s+)?(?:solve|clear|close)")
_CASES = re.compile(
    r"(?:(?:of|out\s+of)\s+(?:the|those|these|its|their|them|this\s+year['’]s|last\s+year['’]s|\w+['’]s)?\s*(?:\d[\d,]*\s+)?)?"
    r"(?:\w+\s+)?(?:cases?|homicides?|murders?|killings?|slayings?|robberies|burglaries|rapes|shootings|crimes|offen[sc]es|them|\.|$)"
)
_AFTER = re.compile(
    rf"(?:of\s+(?:\S+\s+){{1,4}}?cases?\s+)?(?:,?\s*or\s+(?:\S+\s+)?\S+?\s*(?:%|percent|per\s+cent)?\s*,?\s*)?(?:\w+\s+){{0,2}}?(?:have|has|had|were|was|are|is|been|ha)\s+(?:\w+\s+){{0,2}}?{_SOLVED}\b"
)
_THE_SHARE = re.compile(
    r"\b(?:that['’]?s?|this|it['’]?s?|the\s+(?:share|rate|figure|proportion|percentage|average|number"
    r"|national\s+\w+|norm)|nationally|nationwide|average)\b"
)


def solved_count(line: Line, statement: Statement) -> Link | None:
    """The metric of "cleared 37" and of "the other 45 have been cleared", or None."""
    index = statement.index
    if statement.measure != "count" or line.units[index].letter != "N":
        return None
    after = line.words(index + 1, index + 9)
    before = line.words(index - 6, index)
    is_before = _BEFORE.search(before) and _CASES.match(after) and not NOT_SOLVED.search(before)
    is_after = _AFTER.match(after) and line.signature[index + 1 : index + 2] not in ("K", "k", "w", "L")
    if is_before or is_after:
        return Link(Topic("cases_cleared", "cleared"), "phrase")
    is_arrest = _ARRESTS_IN.search(line.words(index - 6, index)) and _OF_CASES.match(after)
    return Link(Topic("cases_cleared", "arrests"), "phrase") if is_arrest else None


# made arrests in eight of the cases; arrests have been made in nine of those
_OF_CASES = re.compile(
    r"of\s+(?:the|those|these|them|its|their|(?:this|last)\s+year['’]s|[\w.]+['’]s(?=\s+(?:\d+\s+)?(?:cases|homicides|killings|murders)))(?!\w)(?!\s+(?:calls|incidents|stops))|(?:of\s+)?(?:homicide|murder)\s+cases\b"
)


def solved_share(line: Line, statement: Statement, context: Context) -> Link | None:
    """The metric of a bare share that goes on speaking of clearances: "Nationally, it's about half", "for rape, 32.9%"."""
    if statement.measure in ("share", "change") and _OUTCOME.search(line.words(0, statement.index)):
        return Link(Topic("clearance_rate", "charge"), "phrase")
    crime = next((unit.term.code for unit in line.units if unit.term and unit.letter == "K"), "")
    above = next((topic for topic in (context.theme, context.topic) if topic and topic.code == "clearance_rate"), None)
    if above and crime in CRIMES and statement.measure == "share" and statement.why not in ("percent of", "a part of a whole"):
        return Link(above, "phrase")  # below "Clearance rates": "Homicide: 59 percent"
    topic = context.crime or context.topic
    if statement.measure == "share" and (said := _arrests_made(line, statement, topic.code if topic else "")):
        return said
    if statement.measure != "share" or statement.why in ("percent of", "a part of a whole"):
        return None
    before = line.words(0, statement.index)
    if (_CLEARED.search(before) or _ARRESTED.search(before)) and _RATE.search(line.words(statement.index - 5, statement.index)):
        return Link(Topic("clearance_rate", "rate"), "phrase")
    if context.last is None or context.last.code not in ("cases_cleared", "clearance_rate") or _CLEARED.search(before):
        return None
    return Link(Topic("clearance_rate", context.last.label), "carried") if _THE_SHARE.search(before) else None


# arrests were made in 61 percent of homicides; made arrests in 14 percent of the cases; one in eight has led to charges
_ARRESTS_IN = re.compile(
    r"\b(?:made|making|makes?|led\s+to)\s+(?:an\s+)?arrests?\s+in\s*\Z|\barrests?\s+(?:was|were|have\s+been)\s+made\s+in\s*\Z"
)
_LED_TO = re.compile(
    r"(?:(?:cases|homicides|murders|killings|shootings|robberies|burglaries|reports)\s+|of\s+(?:\S+\s+){1,4}?)?(?:has|have|had)?\s*(?:led\s+to|resulted\s+in|ended\s+(?:in|with))\s+(?:an\s+|a\s+)?(?:charges?|arrests?)\b"
)
_NOT_CASES = frozenset({"domestic_violence", "call_for_service", "arrest", "traffic_collision", "dui", "officer", "complaint", "use_of_force"})


def _arrests_made(line: Line, statement: Statement, topic: str) -> Link | None:
    """The metric of a share of cases in which somebody was arrested, where cases of it are cleared."""
    metric = next((unit.term.code for unit in line.units[statement.index :] if unit.term and unit.term.code != "arrest"), topic)
    is_told = _ARRESTS_IN.search(line.words(statement.index - 6, statement.index)) or _LED_TO.match(
        line.words(statement.index + 1, statement.index + 9)
    )
    return Link(Topic("clearance_rate", "arrests"), "phrase") if is_told and metric and metric not in _NOT_CASES else None


_OUTCOME = re.compile(
    r"\b(?:proportion|share|percentage|number|rate)\b.{0,60}\b(?:charged?|summons\w*|cautions?|outcomes?|detected"
    r"|detections?|cleared|solved)\b[^;]*\Z"
)
# arrests in 19 of the cases, a rate of 86 percent
_ARRESTED = re.compile(r"\barrests?\s+in\b[^;]*\b(?:cases|homicides|murders|killings|slayings)\b")
_CLEARED = re.compile(r"\b(?:clear(?:ed|ing|ances?)|solv(?:ed|ing))\b")
_RATE = re.compile(r"\b(?:rate|share|average|around|proportion|hovers)\b")


def is_clearance(code: str, words: str) -> bool:
    """Whether a share of a metric, in a sentence of these words, is of the cases that were cleared."""
    return code in ("clearance_rate", "cases_cleared") or (code in CRIMES and _IS_CLEARED.search(_AND_CLEARED.sub("", words)) is not None)


# "87 percent of the homicides involved guns and that detectives had cleared 38"
_AND_CLEARED = re.compile(
    rf"\b(?:and|but|while|whereas)\s+(?:that\s+)?(?:detectives|police|investigators|officers|they)\s+(?:(?:have|had|has)\s+)?{_SOLVED}\s+\d[\d,]*(?!\s*(?:[\d,]|%|percent|per\s+cent)).*"
)
