"""Words of the vocabulary that are metrics only in company: cars with a theft, guns with a seizure, "crime" not in a name."""

from __future__ import annotations

import re

from pipeline.figures.lexicon import Hit
from pipeline.figures.number_words import UNITS
from pipeline.figures.place_names import find_places
from pipeline.figures.text import Token, word_set


def is_weak(tokens: list[Token], hit: Hit) -> bool:
    """Whether the words found are no metric here."""
    words = " ".join(token.lower for token in tokens[hit.first : hit.last])
    before = tokens[hit.first - 1].lower if hit.first else ""
    after = tokens[hit.last].lower if hit.last < len(tokens) else ""
    if _is_in_name(tokens, hit) or words in _NEVER_ALONE or after in _NOT_BEFORE.get(words, ()):
        return True
    if words == "complaints" and hit.first == 0:
        return False  # a heading or a label: "Complaints: 88"
    if hit.term.code == "call_for_service" and any(token.lower in _HOTLINES for token in tokens):
        return True  # "the hotline took 54,202 calls"
    if words in _CLASSES and _IN_ITS_OWN_RIGHT.match(" ".join(token.lower for token in tokens[hit.last : hit.last + 4])):
        return True  # "carjackings, not tracked as a crime of their own until 2020"
    company = _company(words, hit)
    if company:
        return not any(company.fullmatch(token.lower) for token in tokens)
    return _is_verb(words, before, after)


_CLASSES = word_set("crime offense offence felony")
_IN_ITS_OWN_RIGHT = re.compile(r"(?:of\s+(?:its|their)\s+own|in\s+(?:its|their)\s+own\s+right)\b")


def _company(words: str, hit: Hit) -> re.Pattern[str] | None:
    """The words of which one must stand in the sentence for these to be a metric."""
    if words in {"opening", "openings"}:
        return _STAFF
    if words == "strength":
        return _OF_A_FORCE
    if words in {"position", "positions", "jobs", "posts"}:
        return _FILLED
    if words in {"alert", "alerts"}:
        return _SENSORS
    if words == "calls":
        return _DISPATCH
    if words in {"complaint", "complaints"}:
        return _MISCONDUCT
    if words in {"recruit", "recruits", "cadet", "cadets", "rookie officers"}:
        return _HIRING
    if words in _CARS:
        return _THEFT
    return _SEIZED if hit.term.code == "firearm_recovered" and hit.last - hit.first <= _A_BARE_GUN else None


def _is_verb(words: str, before: str, after: str) -> bool:
    """ "Overall, …", "they call", "wounding three", "to hire"."""
    if words == "overall":
        return before not in {"", "."}
    if words == "call":
        return True
    if words == "shooting" and after[:1].isdecimal():
        return True  # "shooting 42.8% from the field"
    if words in {"wounding", "stabbing", "stealing"}:
        return after[:1].isdecimal() or after in UNITS
    return words in {"hire", "hires"} and before in {"to", "will"}


_NEVER_ALONE = word_set("sworn detectives detective hiring offense wait delay delays")
_A_BARE_GUN = 2  # words
_POLICE_WORK = word_set(
    "unit detective detectives squad division bureau suspect suspects trial charges charge investigators investigator interrupter "
    "interrupters prevention reduction scene"
)
_NOT_BEFORE = dict.fromkeys(("homicide", "robbery", "burglary", "murder", "violence", "shooting"), _POLICE_WORK) | {
    "vacant": word_set(
        "lot lots building buildings home homes house houses property properties land apartment apartments storefront unit units"
    ),
    "crime": word_set(
        "lab view scene scenes stoppers analyst analysts data center brief prevention fighting reporter map gun watch unit strategy trends "
        "index commission reduction"
    ),
}
_CARS = word_set(
    """
    car cars auto autos automobile automobiles vehicle vehicles truck trucks motorcycle motorcycles motor motors automotive
    """
) | {"motor vehicle", "motor vehicles"}


_THEFT = re.compile(r"stolen|stole|steals?|stealing|thie(?:f|ves)|disappeared|vanished|taken|missing|made|swiped|thefts?")


_DISPATCH = re.compile(
    r"911|999|101|dispatch\w*|police|officers?|emergency|emergencies|received|fielded|answered|responded|response|service|handled|took|those|such|generated|public|overdose|volume|down|up|fell|rose|flat|crisis|priority|closed|cancel\w*|unanswered|pending|queue"
)
_HOTLINES = word_set("hotline hotlines helpline helplines lifeline tipline")
_STAFF = re.compile(
    r"officers?|troopers?|detectives?|sworn|commissioned|payroll|deput(?:y|ies)|positions?|staff\w*|employs?|force|authori[sz]ed|vacan\w+|budgeted|constables?|dispatchers?|takers?"
)
_SENSORS = re.compile(r"sensors?|shotspotter|gunshots?|gunfire|microphones?|acoustic")
_OF_A_FORCE = re.compile(
    r"force|garda\w*|constabulary|constables?|department|officers?|sworn|bureau|agency|staffing|police|dipped|deput(?:y|ies)"
)
_FILLED = re.compile(r"filled|unfilled|vacant|vacanc(?:y|ies)|sworn")
_HIRING = re.compile(r"hir(?:e|es|ed|ing)|graduat\w+|sworn|swore|join\w*|welcom\w+|added|enter(?:ed|ing)?|enrol\w+")
_MISCONDUCT = re.compile(
    r"officers?|misconduct|civilians?|citizens?|deput(?:y|ies)|troopers?|internal|lodged|sustained|unfounded|exonerated|ombuds\w*|oversight"
    r"|accountability|allegations?|alleged|bias|demeanou?r|rudeness|investigat\w+"
)
_SEIZED = re.compile(
    r"seiz\w+|recover\w+|confiscat\w+|took|taken|takes?|remov\w+|streets?|circulation|haul|turned|buyback|surrender\w+|impound\w+|got|pulled|collected"
)


_LABEL_WORDS = word_set(
    """
    total overall all reported part index other attempted aggravated simple major serious violent property number annual
    citywide year
    """
)


def _is_in_name(tokens: list[Token], hit: Hit) -> bool:
    """Whether the words are part of a name: "Real-Time Crime Index", "Gun Violence Archive", "Violent Crime Task Force"."""
    if not all(token.is_capital or not token.is_word for token in tokens[hit.first : hit.last]):
        return False
    capitals = sum(token.is_capital for token in tokens if token.is_word)
    if capitals > 0.6 * sum(token.is_word for token in tokens):
        return False  # a heading or a label in title case
    after = tokens[hit.last] if hit.last < len(tokens) else None
    if after and after.is_capital and after.is_word and not after.lower.startswith(("in", "i", "ii", "was", "were")):
        return True
    index = hit.first - 1
    while index > 0 and tokens[index].text == "-":
        index -= 1
    before = tokens[index] if index > 0 else None
    is_named = before is not None and (before.is_capital and before.is_word and before.lower not in _LABEL_WORDS)
    return is_named and not find_places(tokens[max(0, index - 2) : index + 1], frozenset())
