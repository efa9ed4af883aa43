"""What a death was: "the toll", "deaths" and "killed" say that people died, and other words of the sentence say of what."""

from __future__ import annotations

import re

from pipeline.figures.units import Line

_CAUSES = (
    ("traffic_fatality", re.compile(r"\b(?:crash\w*|collisions?|traffic|roads?|roadways?|highways?|streets\s+and\s+roads|wrecks?|drivers?|"
        r"driving|motorists?|pedestrians?|cyclists?|bicyclists?|motorcycl\w+|vehicles?|hit-and-run\w*|speeding|"
        r"on\s+(?:\w+\s+){0,3}streets)\b")),
    ("overdose_death", re.compile(
        r"\b(?:overdos\w+|fentanyl|opioids?|drug\s+(?:use|toxicity|poisoning\w*)|(?:toxic|poisoned|illicit)\s+drugs?|heroin)\b")),
    ("officer_involved_shooting", re.compile(r"\bby\s+(?:\w+\s+){0,2}(?:police|officers?|deputies)\b")),
    ("fatal_shooting", re.compile(r"\b(?:gunfire|shootings?|gun\s+violence|guns?|firearms?|shot)\b")),
)  # fmt: skip
DEATHS = frozenset({"homicide", "traffic_fatality", "overdose_death", "fatal_shooting"})
_NOT_CRIME = re.compile(r"\b(?:fires?|drown\w*|heat|storm\w*|flood\w*|covid\S*|virus|suicides?|earthquake|hurricane|tornado|falls)\b")
_FROM_TOPIC = {
    "shooting": "fatal_shooting",
    "shooting_victim": "fatal_shooting",
    "nonfatal_shooting": "fatal_shooting",
    "fatal_shooting": "fatal_shooting",
    "traffic_collision": "traffic_fatality",
    "dui": "traffic_fatality",
    "homicide": "homicide",
    "violent_crime": "homicide",
}
_KILLED = re.compile(r"\b(?:killed|claimed|took|taken)(?:\s+the(?:\s+lives)?)?(?:\s+of)?\s*\Z")
_WERE_SLAIN = re.compile(r"(?:were|was|had\s+been)\s+(?:killed|slain|murdered)\b")
_KILLED_OR_CLAIMED = re.compile(r"\b(?:killed|claimed)(?:\s+(?:the\s+lives\s+of|some|about|nearly))?\s*\Z")
_DIED = re.compile(
    r"(?:(?:\w+\s+){0,1}(?:people|persons?|men|women|children|teens|teenagers|residents|pedestrians?|motorists?|cyclists?|bicyclists?|motorcyclists?|drivers?|passengers?|others)\b|\w{4,}(?:ans|ites|ngers|yorkers)\b)[^,;.]{0,40}?\b(?:killed|died|die|dead|slain|perished|lost\s+their\s+lives)\b"
)
_OR_HURT = re.compile(
    r"\b(?:killed|dead|slain)\s+(?:or|and)\s+(?:wounded|injured|hurt)\b(?!\s+(?:\w+\s+)?(?:\d|others?\b|more\b|people\b))|\b(?:wounded|injured|hurt)\s+(?:or|and)\s+(?:killed|dead)\b"
)
_HURT_OR = re.compile(
    r"\b(?:killed\s+(?:or|and)\s+(?:wounded|injured|hurt)|(?:wounded|injured|hurt)\s+(?:or|and)\s+killed)(?:\s+(?:about|nearly))?\s*\Z"
)
_SHOT_BY_POLICE = re.compile(
    r"\b(?:officers?|police|deputies|troopers|agents)\s+(?:have\s+|had\s+)?(?:shot(?:\s+and\s+killed|\s+at)?|fatally\s+shot|killed)\s*\Z"
)
_BROKE_INTO = re.compile(r"\b(?:broke|broken|breaking)\s+into\s*\Z")
_VEHICLES = re.compile(r"(?:\w+\s+){0,2}(?:cars|vehicles|autos|trucks)\b")
_BUILDINGS = re.compile(r"(?:\w+\s+){0,2}(?:homes|houses|businesses|stores|shops|garages|buildings|apartments)\b")
_DRUNK = re.compile(r"\b(?:drunk\w*|drink|impaired|intoxicated)[\s-]+driv\w+|\b(?:dui|dwi|ovi|owi)\b|\bdriving\s+(?:under|while)\b")
_ARRESTED = re.compile(r"\b(?:arrested|arresting|booked|jailed|detained|apprehended)\s*\Z")
_ARRESTABLE = re.compile(
    r"(?:\w+\s+){0,2}(?:people|persons?|suspects?|adults|juveniles|men|women|teens|offenders|individuals|drivers|gang\s+members"
    r"|suspected\s+[a-z]+s|shoplifters|thieves|burglars|robbers|carjackers|gunmen|dealers)\b"
)
_MADE = re.compile(r"\b(?:made|making)(?:\s+(?:another|about|nearly|some))?\s*\Z")  # "Officers made 402 for retail theft"
_SUSPECTED = re.compile(rf"{_ARRESTABLE.pattern}\s+on\s+suspicion\s+of\b")
# "Thirty-four of this year's shooting victims died"
_OF_THE_SHOT = re.compile(
    r"of\s+(?:[\w’']+\s+){0,3}?(?:(?:shooting|gunshot)\s+victims|(?:people|those)\s+(?:who\s+(?:were|had\s+been)\s+)?shot)"
    r"\s+(?:have\s+|had\s+|were\s+)?(?:died|killed|did\s+not\s+survive)\b|of\s+(?:last|this|the)\s+year['’]s\s+victims\s+(?:were|had\s+been)\s+shot\b"
)
_PEOPLE = re.compile(
    r"(?:\w+\s+){0,2}(?:people|persons?|lives|men|women|children|teens|teenagers|residents|pedestrians|motorists|cyclists|others)\b"
)


def cause(words: str) -> str | None:
    """The metric of deaths in a sentence of these words, where they say of what; "" where it is no crime and no accident on the road."""
    if _NOT_CRIME.search(words):
        return ""
    return next((code for code, pattern in _CAUSES if pattern.search(words)), None)


def killed(line: Line, index: int) -> str | None:
    """The metric of "killed 41 people" or of "41 pedestrians were struck and killed", or None when the number is of neither kind."""
    if _BROKE_INTO.search(line.words(index - 4, index)):
        return _broken_into(line.words(index + 1, index + 4))
    return _arrested(line, index) or _shot(line, index) or _slain(line, index)


def _shot(line: Line, index: int) -> str | None:
    if _SHOT_BY_POLICE.search(line.words(index - 6, index)):
        return "officer_involved_shooting"
    return "fatal_shooting" if _OF_THE_SHOT.match(line.words(index + 1, index + 10)) else None


def _slain(line: Line, index: int) -> str | None:
    last = next((position for position in range(index + 1, len(line.units)) if line.units[position].number), len(line.units))
    died = _DIED.match(line.words(index + 1, min(index + 14, last)))
    if died and _OR_HURT.search(line.words(index + 1, min(index + 14, last))):
        return None
    if died:
        whole = cause(line.words(0, len(line.units)))
        elsewhere = whole if whole in ("traffic_fatality", "overdose_death") else None
        is_slain = re.search(r"killed|slain|murdered", died[0])
        code = cause(line.words(index + 1, min(index + 20, last))) or elsewhere or ("homicide" if is_slain else None)
        return code if code != "officer_involved_shooting" else None
    if _KILLED_OR_CLAIMED.search(line.words(index - 4, index)) and (code := cause(line.words(0, len(line.units)))):
        return code
    if _WERE_SLAIN.match(line.words(index + 1, index + 4)):
        return cause(line.words(0, len(line.units))) or "homicide"  # "In 1993, when more people lived there, 110 were killed"
    took = _KILLED.search(line.words(index - 4, index))
    if not took or not _PEOPLE.match(line.words(index + 1, index + 4)):
        return None
    if re.fullmatch(r"took|taken", took[0].strip()) and "lives" not in line.words(index + 1, index + 3):
        return None  # "took 187 people in"
    return cause(line.words(0, len(line.units))) or "homicide"


_WOUNDED_BEFORE = re.compile(r"\b(?:wound(?:ed|ing)|injur(?:ed|ing)|hurt(?:ing)?)\s*\Z")
_WOUNDED_AFTER = re.compile(r"(?:(?:others?|people|persons?|more|victims)\s+)*(?:were\s+|was\s+)?(?:wounded|injured|hurt)\b")
_KILLED_AFTER = re.compile(r"(?:(?:others?|people|persons?|more|victims)\s+)*(?:were\s+|was\s+)?(?:killed|dead|slain)\b")


def _broken_into(words: str) -> str | None:
    return "theft_from_vehicle" if _VEHICLES.match(words) else "burglary" if _BUILDINGS.match(words) else None


def _arrested(line: Line, index: int) -> str | None:
    """The metric of "arrested 41 people for drunken driving", "booked or cited 623 people on suspicion of stealing"."""
    if _ARRESTED.search(line.words(index - 4, index)) and _ARRESTABLE.match(line.words(index + 1, index + 4)):
        return "dui" if _DRUNK.search(line.words(index + 1, index + 12)) else "arrest"
    is_elided = _MADE.search(line.words(index - 2, index)) is not None and line.words(index + 1, index + 2) == "for"
    return "arrest" if is_elided or _SUSPECTED.match(line.words(index + 1, index + 7)) else None


_GUNS = frozenset({"fatal_shooting", "nonfatal_shooting", "shooting_victim", "shooting"})


def beside_the_dead(line: Line, index: int, topic: str | None) -> str | None:
    """The metric of "wounded 1,299" and of "474 killed and 1,791 wounded", where guns, or roads, are spoken of."""
    after = line.words(index + 1, index + 6)
    kind = cause(line.words(0, len(line.units))) or topic
    if _WOUNDED_BEFORE.search(line.words(index - 3, index)) or _WOUNDED_AFTER.match(after):
        return "nonfatal_shooting" if kind in _GUNS else None
    if not _KILLED_AFTER.match(after) or "killed" not in after.split()[:3]:
        return None
    return "fatal_shooting" if kind in _GUNS and "wounded" in line.words(0, len(line.units)) else None


def of_last(code: str | None) -> str | None:
    """In a story of crashes, or of overdoses, "281 people had been killed" by those."""
    return code if code in ("traffic_fatality", "overdose_death") else None


def have_died(line: Line, index: int) -> bool:
    """Whether the number counts people who died, of what the sentence does not say: "570 people in the county died"."""
    last = next((position for position in range(index + 1, len(line.units)) if line.units[position].number), len(line.units))
    return bool(_DIED.match(line.words(index + 1, min(index + 14, last))))


def left_hurt(line: Line, index: int) -> bool:
    """Whether the number counts the killed and the wounded together: "602 people dead or wounded"."""
    return bool(_OR_HURT.search(line.words(index + 1, index + 8)) or _HURT_OR.search(line.words(index - 4, index)))


def of_topic(code: str | None) -> str | None:
    """The kind of death that "deaths" means after such a topic."""
    return _FROM_TOPIC.get(code or "")
