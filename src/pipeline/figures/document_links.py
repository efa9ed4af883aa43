"""What a document makes of a noun: whose deaths "the toll" are, which thefts "the thefts", which cases "the cases"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.figures import deaths
from pipeline.figures.metric_prices import THEFTS, Link, Topic
from pipeline.figures.statement import Statement
from pipeline.figures.text import word_set
from pipeline.figures.units import Line


@dataclass(frozen=True, slots=True)
class Spoken:
    """What has been spoken of: last, last of deaths, and all through the document."""

    topic: Topic | None
    deaths: Topic | None
    theme: Topic | None


PEOPLE_OF_THE_FORCE = frozenset({"officer", "officer_hired", "vacancy", "other"})
OF_PEOPLE = word_set(
    """
    homicide fatal_shooting nonfatal_shooting shooting_victim traffic_fatality overdose_death arrest rape officer
    officer_hired kidnapping officer_involved_shooting
    """
)
PEOPLE = re.compile(r"(?:people|persons|men|women|children|teens|residents)\b")
# "144 of the incidents": of what the document is about
_THE_CASES = re.compile(
    r"of\s+(?:all\s+)?(?:the|last\s+year['’]s|this\s+year['’]s|the\s+year['’]s|the\s+(?:19|20)\d\d)\s+(?:\w+\s+)?"
    r"(?:incidents|cases|crimes|offen[sc]es|deaths|dead|victims|attacks|reports|total)\b"
)
# "2,300 cars were stolen. In 31 percent of the cases the keys had been left inside", in a story of homicides
_OF_PROPERTY = THEFTS | {"burglary", "larceny", "robbery", "carjacking", "arson", "property_crime"}
_VICTIMS = re.compile(r"deaths|dead|victims")
_THAT = frozenset({"a", "the", "this", "that"})


def in_document(line: Line, statement: Statement, found: Link, spoken: Spoken) -> Link | None:
    """The metric found, as the document means it; None where it is no crime and no accident on the road, or is counted in times."""
    if found.topic.code == "toll":
        return _toll(line, statement, found, spoken)
    if found.topic.code == "homicide" and found.index is not None and _DIED.search(found.topic.label):
        code = deaths.cause(line.words(found.index, found.index + 9).split(",")[0]) or deaths.of_last(
            spoken.deaths.code if spoken.deaths else None
        )
        return None if code == "" else replace(found, topic=Topic(code, found.topic.label)) if code else found
    if found.topic.label == "killing" and any(unit.term and unit.term.code == _BY_OFFICERS for unit in line.units[: found.index]):
        return replace(found, topic=Topic(_BY_OFFICERS, found.topic.label))  # "deputies fired their guns 14 times, killing six people"
    if found.grade == "carried" and found.topic.code not in _IN_TIMES and line.words(statement.index + 1, statement.index + 2) in _TIMES:
        return None  # "the total was adjusted three times"
    if found.topic.code in PEOPLE_OF_THE_FORCE and line.words(statement.index + 1, statement.index + 2) in _TIMES:
        theme = spoken.theme
        return replace(found, topic=theme, grade="carried") if theme and theme.code == "use_of_force" else None
    if found.topic.code == "shooting_victim" and statement.measure == "share" and _is_of_the_dead(line, statement, found):
        kind = spoken.deaths if spoken.deaths and spoken.deaths.code == "homicide" else Topic("homicide", found.topic.label)
        return replace(found, topic=kind)
    return _as_spoken_of(line, statement, found, spoken)


def _is_of_the_dead(line: Line, statement: Statement, found: Link) -> bool:
    """Whether a share is of victims who were shot, as not all were: "four out of five victims were shot" is a share of the killings."""
    words = line.words(statement.index + 1, (found.index or 0) + 1)
    if words in _SHOT and _OF_ALL_VICTIMS.match(line.words(0, statement.index)):
        return True  # "Of all the victims, 84% were shot"
    return "victims" in words and re.search(r"\b(?:were|was|been)\s+(?:fatally\s+)?shot\Z", words) is not None


_OF_ALL_VICTIMS = re.compile(
    r"of\s+(?:all\s+)?(?:(?:of\s+)?the|those|(?:last|this|the)\s+year['’]s|(?:the\s+)?(?:19|20)\d\d(?:\s?['’]\s?s)?)\s+"
    r"(?:(?:homicide|murder)\s+)?(?:victims|dead|slain)\s*,"
)
_SHOT = frozenset({"were shot", "had been shot", "were shot dead", "were shot to death", "were fatally shot"})
_DIED = re.compile(r"\b(?:killed|dead|died|lives?)\b")
_BY_OFFICERS = "officer_involved_shooting"
_IN_TIMES = PEOPLE_OF_THE_FORCE | {"use_of_force", "officer_involved_shooting", "shots_fired", "call_for_service", "complaint"}
_TIMES = frozenset({"times", "more times", "time"})


def _as_spoken_of(line: Line, statement: Statement, found: Link, spoken: Spoken) -> Link:
    """The metric found, or the narrower one that a general noun stands for here."""
    topic, theme = spoken.topic, spoken.theme
    if found.grade == "carried" and spoken.deaths and found.topic.code not in OF_PEOPLE and _are_the_dead(line, statement):
        return replace(found, topic=spoken.deaths)
    if theme and found.grade == "carried" and (cases := _THE_CASES.match(line.words(statement.index + 1, statement.index + 9))):
        is_of_property = topic is not None and topic.code in _OF_PROPERTY and theme.code in deaths.DEATHS
        return found if is_of_property and not _VICTIMS.search(cases[0]) else replace(found, topic=theme)
    by_police = found.index is not None and (
        _is_by_police(line, found.index) or _BY_POLICE.match(line.words(statement.index + 1, statement.index + 6))
    )
    if found.topic.code == "shooting" and by_police:
        return replace(found, topic=Topic(_BY_OFFICERS, found.topic.label))
    before = line.units[found.index - 1].lower if found.index else ""
    if found.topic.label in {"crime", "crimes"} and before in _THAT and (known := theme or topic):
        return replace(found, topic=known, grade="phrase" if known == theme else "far")  # "a crime that has doubled in two years"
    if theme and theme.code in _IN_ITS_STORY and found.topic.code == "total_crime" and found.topic.label in _BARE:
        return replace(found, topic=theme)  # in a story of hate crimes: "Offenses against Black people rose the most"
    if (
        topic
        and topic.code in _OF_OFFENSES
        and found.topic.code == "total_crime"
        and found.topic.label in _BARE
        and not _is_of_more(line, found)
    ):
        return replace(
            found, topic=Topic(topic.code, found.topic.label)
        )  # "Violent crime rose 3.9 percent. Yet at 372.6 offenses per 100,000 inhabitants …"
    if found.topic.label in {"theft", "thefts"} and not _is_of_all_kinds(line, found) and (kind := _kind_of_theft(line, topic, theme)):
        return replace(found, topic=kind, grade=found.grade if kind == theme else "far")
    if before in _SUCH and found.topic.code == "shooting" and _is_said_of_police(line, found, topic):
        return replace(found, topic=Topic(_BY_OFFICERS, found.topic.label))
    such = (_named_before(line, found.index) or topic) if before in _SUCH else None
    return replace(found, topic=such, grade="phrase") if such and found.topic.code in ("larceny", "total_crime", "other") else found


_IN_ITS_STORY = frozenset({"hate_crime", "domestic_violence"})
_BARE = frozenset({"offenses", "offences", "incidents", "crimes", "reported crimes"})


_OF_OFFENSES = frozenset({"violent_crime", "property_crime"})
_OF_MORE = re.compile(r"\b(?:all|total|other|overall|both|part|index|group|these|such|serious|major|reported)\s*\Z")


def _is_of_more(line: Line, found: Link) -> bool:
    """Whether the offenses are more than those of the kind spoken of last: all of them, others, or of a kind that is said."""
    index = found.index or 0
    return _OF_MORE.search(line.words(index - 2, index)) is not None or sum(unit.letter == "K" for unit in line.units) > 1


def _named_before(line: Line, index: int | None) -> Topic | None:
    """The metric that the sentence itself named last: "larceny from vehicles was up; there were 10,921 such thefts"."""
    named = (unit for unit in reversed(line.units[: index or 0]) if unit.term and unit.letter == "K")
    return next((Topic(unit.term.code, unit.lower) for unit in named if unit.term), None)


_OF_THE_VICTIMS = re.compile(
    r"of\s+(?:the|last\s+year['’]s|this\s+year['’]s)\s+(?:\w+\s+){0,2}victims\b[^,;]*\b(?:died|killed|slain|murdered|perished)\b"
)


def _are_the_dead(line: Line, statement: Statement) -> bool:
    """ "Nine of the Wichita victims died in domestic disputes", after a sentence about thefts."""
    return statement.measure in ("count", "share") and _OF_THE_VICTIMS.match(line.words(statement.index + 1, statement.index + 12)) is not None


def _is_of_all_kinds(line: Line, found: Link) -> bool:
    """Whether theft in general is said: "theft of all kinds rose 4 per cent", "overall thefts", in a story of shoplifting."""
    index = found.index
    return index is not None and (_OF_ALL.match(line.words(index + 1, index + 4)) is not None or line.words(index - 1, index) in _OVERALL)


_OF_ALL = re.compile(r"(?:of\s+(?:all|any|every)\s+(?:kind|type|sort)s?|overall|in\s+general|as\s+a\s+whole)\b")
_OVERALL = frozenset({"overall", "all", "total"})


def _kind_of_theft(line: Line, topic: Topic | None, theme: Topic | None) -> Topic | None:
    """Which thefts are meant: those spoken of last, or all through; in a list of other crimes, theft in general."""
    is_listed = any(unit.term and unit.term.code in _BESIDE_LARCENY for unit in line.units)
    return next((one for one in (topic, theme) if one and one.code in THEFTS and not (is_listed and one != theme)), None)


_BESIDE_LARCENY = frozenset({"burglary", "robbery", "aggravated_assault", "property_crime", "violent_crime"})
_POLICE = r"(?:officers?|deput(?:y|ies)|police|troopers?)"
_BY_POLICE = re.compile(rf"by\s+(?:[\w.’']+\s+){{0,3}}{_POLICE}\b")
_INVOLVED = re.compile(rf"\b{_POLICE}\s+(?:\w+\s+){{0,3}}involved\s+in\s+(?:[\w,]+\s*){{0,3}}\Z")


def _is_by_police(line: Line, index: int) -> bool:
    """Whether it is officers who shot: "four shootings by Akron officers", "deputies were involved in three shootings"."""
    return bool(_BY_POLICE.match(line.words(index + 1, index + 6)) or _INVOLVED.search(line.words(index - 10, index)))


def _is_said_of_police(line: Line, found: Link, topic: Topic | None) -> bool:
    """Whether "such shootings" are those by officers, of which the sentence or the one before has spoken."""
    if topic and topic.code == _BY_OFFICERS:
        return True
    return any(unit.letter == "K" and _is_by_police(line, index) for index, unit in enumerate(line.units[: found.index]))


_SUCH = frozenset({"such", "those", "these"})


def of_theme(line: Line, statement: Statement, theme: Topic | None) -> Link | None:
    """In a document about deaths, people that nothing else is said of are the dead: "the list stood at 183 people"."""
    index = statement.index
    is_people = PEOPLE.match(line.words(index + 1, index + 2)) and line.signature[index + 2 : index + 3] in ("", ".", ",", ";")
    is_told = theme is not None and theme.code in OF_PEOPLE and statement.measure == "count" and is_people
    return Link(theme, "carried") if theme and is_told else None


def _toll(line: Line, statement: Statement, found: Link, spoken: Spoken) -> Link | None:
    """Of what "the toll" or "deaths" are: by the sentence, by the deaths last spoken of, by the topic."""
    topic, last_deaths = spoken.topic, spoken.deaths
    code = deaths.cause(line.words(0, len(line.units)))
    if code == "":
        return None
    if code == "fatal_shooting" and statement.measure == "share" and last_deaths:
        code = last_deaths.code  # "firearms were used in 73 percent of the deaths"
    code = code or (last_deaths.code if last_deaths else None) or deaths.of_topic(topic.code if topic else None)
    if code is None:
        return replace(found, topic=Topic("homicide", found.topic.label), grade="carried") if "toll" in found.topic.label else None
    return replace(found, topic=Topic(code, found.topic.label), grade="phrase")
