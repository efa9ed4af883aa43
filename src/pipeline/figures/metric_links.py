"""Which metric a number counts: the noun right after it, the noun of its phrase, the subject before it, or what was spoken of last."""

from __future__ import annotations

import re

from pipeline.figures import deaths
from pipeline.figures.alignment import partner
from pipeline.figures.document_links import OF_PEOPLE, PEOPLE, Spoken, in_document, of_theme
from pipeline.figures.durations import is_duration
from pipeline.figures.force import OF_OFFICERS, has_so_many
from pipeline.figures.metric_prices import TOLD_ASIDE, Link, Topic, cheapest_after, cheapest_before, made
from pipeline.figures.parts_told import part_of_a_whole
from pipeline.figures.referring import of_what_is_meant
from pipeline.figures.statement import Statement
from pipeline.figures.units import Line
from pipeline.figures.waits import is_of_response, response_time, took_them
from pipeline.figures.words import is_adverb

# "12 more armed robberies", "12 of the killings", "12 cases of arson", "12 Fresno homicides".
_NOUN = re.compile(r"(?:[wxmLk]|C|a(?=[wK])|T(?=K)){0,4}K")
_NOUN_OF = re.compile(r"(?:w|C|k){0,2}[oi](?:[awxLTk]|O){0,4}(?:Nw{0,2})?K")
# "20 percent fewer homicides", "a 20.6 percent fall in burglaries", "94 percent of the year's murders", "5 percent rise in reported rapes".
_PERCENT_NOUN = re.compile(
    r"(?:w|x|m|T|a|Y){0,3}(?:[CA]w{0,2}K|D[oi](?:[awxLTk]|c(?=w)){0,5}K|o(?:[awxLTk]){0,4}(?:Nw{0,2})?K|w{0,2}D?(?:[oi][awx]{0,3})?K)"
)
GENERIC = frozenset(
    {
        "offenses",
        "offences",
        "crimes",
        "felonies",
        "overall",
        "incidents",
        "reported crimes",
        "reported offenses",
        "reported offences",
        "reported incidents",
    }
)  # in "violent crime fell to 4,090 offenses" the subject says which
_NEAR = 9.0  # what a subject may cost
_SHARED_NOUN = re.compile(r"(?:,N){0,3},?cx?N[wx]{0,2}K")  # "58 and then 71 killings"


def link(line: Line, statement: Statement, topic: Topic | None, last_deaths: Topic | None, theme: Topic | None = None) -> Link | None:
    """The metric of a statement, or None when nothing names one.

    `last_deaths` is what "the toll" counts here, `theme` is what the document is about.
    """
    if statement.measure == "share" and is_of_response(line.words(0, len(line.units))):
        return Link(Topic("response_time", "response time"), "phrase")
    by_words = part_of_a_whole(line, statement) or _cleared(line, statement) or _by_verb(line, statement, topic, last_deaths)
    if by_words:
        return by_words
    found = _link(line, statement, topic) or of_theme(line, statement, theme)
    return in_document(line, statement, found, Spoken(topic, last_deaths, theme)) if found else None


def _by_verb(line: Line, statement: Statement, topic: Topic | None, last_deaths: Topic | None) -> Link | None:
    """The metric of a count that a verb names: killed, wounded, hired, died."""
    if statement.measure != "count":
        return None
    index = statement.index
    codes_before = {unit.term.code for unit in line.units[:index] if unit.term}
    codes = codes_before | ({topic.code} if topic else set())
    is_of_guns = bool(codes & {"shooting", "shooting_victim", "shots_fired"}) or line.words(0, index).startswith(
        ("gunfire", "gun violence", "shootings")
    )
    if is_of_guns and deaths.left_hurt(line, index):
        return Link(Topic("shooting_victim", "killed or wounded"), "phrase")
    if _STRUCK.search(line.words(index - 4, index)) and PEOPLE.match(line.words(index + 1, index + 3)):
        return Link(Topic("shooting_victim", "struck"), "phrase")
    if code := deaths.killed(line, index):
        code = deaths.of_last(last_deaths.code if last_deaths else None) or code if code == "homicide" else code
        code = "officer_involved_shooting" if "officer_involved_shooting" in codes_before else code
        return Link(Topic(code, "killed"), "phrase")
    if code := deaths.beside_the_dead(line, index, topic.code if topic else None):
        return Link(Topic(code, "killed or wounded"), "phrase")
    if has_so_many(line, index, (codes_before & OF_OFFICERS and codes_before) or codes):
        return Link(Topic("officer", "officers"), "phrase")
    if _has_hired(line, index, is_of_a_force=topic is not None and topic.code in _OF_A_FORCE):
        return Link(Topic("officer_hired", "hired"), "phrase")
    if not deaths.have_died(line, index):
        return None
    if topic and topic.code in _ON_THE_ROADS:
        return Link(Topic("traffic_fatality", "died"), "carried")  # "Crashes rose 6 percent. Eight people died"
    return Link(last_deaths, "carried") if last_deaths else None


_ON_THE_ROADS = frozenset({"traffic_collision", "dui"})
_STRUCK = re.compile(r"\b(?:gunfire|bullets?|shootings?|shots|gunmen)\s+(?:has\s+|have\s+|had\s+)?(?:struck|hit)\s*\Z")
_CLEARED = re.compile(r"\b(?:clear(?:ed|ing|s)?|solv(?:ed|ing|es?)|clos(?:ed|ing))\s*\Z")
_CASES = re.compile(
    r"(?:(?:of|percent|%|all|the|their|its|his|her|our|(?:city|department|county|agency|unit|year)['’]s|those|"
    r"this\s+year['’]s|last\s+year['’]s|murder|homicide)\s+){0,4}cases?\b"
)


def _cleared(line: Line, statement: Statement) -> Link | None:
    """ "Cleared 77% of their cases": a clearance rate; "solved 58 cases": cases cleared."""
    if not _CLEARED.search(line.words(statement.index - 2, statement.index)) or not _CASES.match(
        line.words(statement.index + 1, statement.index + 6)
    ):
        return None
    if statement.measure not in ("count", "share"):
        return None
    code = "clearance_rate" if statement.measure == "share" else "cases_cleared"
    return Link(Topic(code, "cases cleared"), "phrase")


_HIRED = re.compile(r"\b(?:hired?|recruit(?:ed)?|sw[oe](?:re|ar)\s+in|t(?:aken|ook)\s+on)\s*\Z")
_FORCE = re.compile(r"\b(?:\w*pd|police|department|force|agency|sheriff\S*|academy|officers?|cops|chief)\b")


_OF_A_FORCE = frozenset({"officer", "officer_hired", "vacancy"})


def _has_hired(line: Line, index: int, *, is_of_a_force: bool) -> bool:
    """ "APD hired 107 in 2020": a police force hires officers, where nothing else is named."""
    after = line.signature[index + 1 : index + 2]
    is_bare = after in ("", "i", "T", ",", ".", "c", ";", "k", "x") and not re.match(r"i?a?w{0,2}K", line.signature[index + 1 :])
    is_bare = is_bare or line.words(index + 1, index + 3) in ("of them", "of those")  # "drew 1,400 applicants and hired 77 of them"
    return (
        is_bare and bool(_HIRED.search(line.words(index - 3, index))) and (is_of_a_force or bool(_FORCE.search(line.words(0, len(line.units)))))
    )


def _link(line: Line, statement: Statement, topic: Topic | None) -> Link | None:
    index = statement.index
    if _is_any_one(line, statement):
        return None
    beside = _beside(line, index)
    is_time = statement.measure not in ("record", "rank") and (statement.unit == "minutes" or is_duration(line, index) or took_them(line, index))
    if beside and (not is_time or beside.topic.code == "response_time"):
        return beside
    if (
        topic
        and statement.measure in ("count", "share", "rate")
        and ";" not in line.signature[:index]
        and _IT_WAS.search(line.words(index - 5, index))
    ):
        return _carried(line, statement, topic)  # "In 2022, when five people were killed with guns, it was 26"
    if is_time:
        return response_time(line, topic)
    if index <= _SECOND and (fronted := _FRONTED.match(line.signature)) and line.units[fronted.end(1) - 1].lower == "at":
        return made(line, fronted.end() - 1, "subject")  # "At 11.4 per 100,000 residents, the homicide rate is …"
    shared = None if line.signature[:index].endswith("t") or statement.measure == "change" else _SHARED_NOUN.match(line.signature, index + 1)
    if shared and line.units[index].letter == "N" and statement.side == "now":
        return made(line, shared.end() - 1, "phrase")
    if meant := of_what_is_meant(line, statement, topic):
        return meant
    if counts_something_else(line, statement) or _is_bare_one(line, statement):
        return None
    return _in_sentence(line, index, has_topic=topic is not None) or _carried(line, statement, topic)


_SECOND = 2
_FRONTED = re.compile(r"(\"?i)x?[NP](?:[wxk]|iN|iT){0,4},[aT]{0,2}w?K")
_IT_WAS = re.compile(r"(?:^|[,.;]\s+|\b(?:ago|earlier|before|while|and|but|when|\d{4})\s+)it\s+(?:was|is|had\s+been|stood\s+at)(?:\s+\w+)?\s*\Z")


def _beside(line: Line, index: int) -> Link | None:
    """The metric that runs parallel to the number, or whose noun follows it."""
    parallel = partner(line, index, "K")
    if parallel is not None:
        return made(line, parallel, "subject")
    letter = line.units[index].letter
    for pattern in (_PERCENT_NOUN,) if letter in "PFQ" else (_NOUN,) if letter == "X" else (_NOUN, _NOUN_OF):
        match = pattern.match(line.signature, index + 1)
        if match and OF_THE_LAW.match(line.words(index + 1, index + 3)) and pattern is _NOUN_OF:
            return None
        if match and _is_own(line, index, match.end() - 1):
            if line.units[match.end() - 1].lower in GENERIC and (subject := cheapest_before(line, index)) and subject[0] < _NEAR:
                return made(line, subject[1], "subject")
            last = _last_of_compound(line, match.end() - 1)
            return made(line, last, "noun" if match.end() - index <= 3 else "phrase")
    return None


# "1,912 charges in break-ins" are no break-ins
OF_THE_LAW = re.compile(
    r"(?:charges|convictions|indictments|warrants|citations|tickets|tips|leads|sentences|lawsuits|prosecutions)\s(?:in|for|of|on)\b"
)
_OF_SOMETHING = re.compile(r"\s(?:for|in|of|on|by|from|with)\s")


def _last_of_compound(line: Line, noun: int) -> int:
    """The noun that two side by side are of: "1,318 felony domestic violence cases"."""
    while line.signature[noun + 1 : noun + 2] == "K" and line.units[noun + 1].start == line.units[noun].end + 1:
        if _OF_SOMETHING.search(line.units[noun].lower):
            break  # "1,147 arrests for felony | drug offenses"
        noun += 1
    return noun


def _in_sentence(line: Line, index: int, *, has_topic: bool) -> Link | None:
    """The cheapest metric of the sentence: before the number, or after it."""
    found = (_named_by_subject(line, cheapest_before(line, index)), cheapest_after(line, index, has_topic=has_topic))
    best = min((one for one in found if one), default=None)
    if best is None or (has_topic and best[0] >= TOLD_ASIDE):
        return None
    return made(line, best[1], "subject" if best[0] < _NEAR and best[1] < index else "far")


def _named_by_subject(line: Line, found: tuple[float, int] | None) -> tuple[float, int] | None:
    """In "violent crime told another story: 1,318 offenses, versus 1,247" the offenses are violent crimes."""
    if found is None or line.units[found[1]].lower not in GENERIC or line.signature[found[1] - 1 : found[1]] not in ("N", "C"):
        return found
    subject = cheapest_before(line, found[1] - 1)
    return (found[0], subject[1]) if subject and subject[0] < _NEAR else found


def _carried(line: Line, statement: Statement, topic: Topic | None) -> Link | None:
    if topic is None or _are_other_people(line, statement, topic):
        return None
    if topic.code == "officer_hired" and statement.measure == "count" and _HAD.search(line.words(statement.index - 4, statement.index)):
        return Link(Topic("officer", "officers"), "carried")  # "It hired nine last year. In 2008 it had 86"
    return Link(topic, "carried")


_HAD = re.compile(r"\b(?:it|department|force|bureau|agency|office|city)\s+(?:had|has|employed|employs)(?:\s+(?:only|just|about))?\s*\Z")


def _are_other_people(line: Line, statement: Statement, topic: Topic) -> bool:
    """Whether the number counts people, and what was spoken of counts no people."""
    is_people = PEOPLE.match(line.words(statement.index + 1, statement.index + 2))
    return bool(is_people) and statement.measure == "count" and topic.code not in OF_PEOPLE


def _is_own(line: Line, index: int, metric: int) -> bool:
    """Whether the noun found to the right is this number's: not one with its own number before it, nor the next subject."""
    between = line.signature[index + 1 : metric]
    words = line.words(index + 1, metric)
    if re.search(r"[NPF]", between) and not re.match(r"[wCk]{0,2}o", between):
        return False
    return not re.search(r"\b(?:after|before|since|despite|because)\b", words)


_ONE_EACH = re.compile(r"(?:[\w’'-]+\s+){1,2}(?:each|apiece)\b")


def _is_any_one(line: Line, statement: Statement) -> bool:
    """In "one shooting can tie up …" any shooting is meant."""
    number = line.units[statement.index].number
    if number and number.value == 1 and re.match(r"w{0,2}Ki[NF]", line.signature[statement.index + 1 :]):
        return True  # "one murder in two"
    is_one = number is not None and number.value == 1 and number.high is None and number.is_written and statement.measure == "count"
    if _ONE_EACH.match(line.words(statement.index + 1, statement.index + 4)):
        return False  # "Mesa and Tempe reported one homicide each"
    return is_one and bool(re.search(r"\b(?:can|could|would|may|might|if|every|each|single|when)\b", line.words(0, len(line.units))))


def _is_bare_one(line: Line, statement: Statement) -> bool:
    """A bare "one" or "two" without its noun: a pronoun more often than a count."""
    number = line.units[statement.index].number
    if number and number.value == 1 and re.match(r"Ki[NF]", line.signature[statement.index + 1 :]):
        return True  # "one murder in two"
    if number is None or not number.is_written or number.value > 2 or statement.measure != "count" or number.kind != "cardinal":
        return False
    if PEOPLE.match(line.words(statement.index + 1, statement.index + 2)):
        return False  # "Two people were victims of homicide"
    if _IS_NOT.search(line.words(statement.index - 2, statement.index)):
        return True  # "That crime is down isn't one"
    return not re.search(r"(?:fU?|t|:|H|B|[vn]|LH?i)a?x?\Z", line.signature[max(0, statement.index - 3) : statement.index])


_IS_NOT = re.compile(r"(?:\bnot|n['’]t)(?:\s+an?)?\s*\Z")
_SEXES = frozenset({"male", "female", "black", "white", "hispanic", "latino", "indigenous", "asian"})
_CLOSED = frozenset({"", ".", ",", ";", "c", ")"})
_HAVING_BEEN = frozenset({"slain", "shot", "hurt", "dead", "stolen", "taken", "seen", "found", "made", "caught", "held", "left"})


def counts_something_else(line: Line, statement: Statement) -> bool:
    """Whether a noun of another kind follows a cardinal: "570 agencies", "31,000 readers"."""
    index = statement.index
    if line.units[index].letter != "N" or statement.measure == "change" or line.signature[max(0, index - 1) : index] == "K":
        return False
    if re.match(r"o[awxLTNO]{0,4}w(?![wK])", line.signature[index + 1 :]) and not re.match(r"o[awxLTNO]{0,4}w?K", line.signature[index + 1 :]):
        return True
    position = index + 1 + (line.signature[index + 1 : index + 3] == "Cw")  # "is 91 fewer trips to the hospital"
    while position < len(line.units) and line.units[position].letter == "w" and position - index <= 4:
        word = line.units[position].lower
        if (word.endswith("ed") or word in _HAVING_BEEN) and position == index + 1:
            return False
        if word == "short" or (word in _SEXES and position == index + 1 and line.signature[position + 1 : position + 2] in _CLOSED):
            return False  # "is about 130 short"; "40 of the victims were male and 12 female"
        if not is_adverb(word) and (position + 1 >= len(line.units) or line.units[position + 1].letter not in "w"):
            return not word.endswith("ing") or position > index + 1
        position += 1
    return False
