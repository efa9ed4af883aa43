"""What stands against the certainty that a number says what it was read as."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.figures.clauses import is_whole
from pipeline.figures.doubts_of_noun import tells_clearance
from pipeline.figures.metric_prices import Link
from pipeline.figures.no_facts import is_no_fact
from pipeline.figures.statement import Statement
from pipeline.figures.statements import LIKE_THE_LAST
from pipeline.figures.timing import Timing
from pipeline.figures.units import Line

_STRENGTHS = frozenset({"officer", "vacancy", "other"})
_OF_THEM = re.compile(r"of\s+(?:them|those|these|which|whom)\b")
_OF_THE_WHOLE = re.compile(r"o[awLTx]{0,4}N[^,]*,")
_ENDLESS = re.compile(r"\b(?:thirds?|sixths?|sevenths?|ninths?|in\s+(?:three|six|seven|nine))\b")
_BY_SOME = re.compile(
    r"\b(?:gang|crew|ring|duo|trio|pair|suspects?|thief|robber|burglar|shooter|brothers|couple|defendants?|(?<!per\s)man|woman|teen|teenager|boy|he|she)\s+"
    r"(?:\w+\s+){0,4}?(?:committ?(?:ed|ing)?|carr(?:ied|ying)\s+out|pull(?:ed|ing)\s+off|robb(?:ed|ing)|st(?:ole|ealing)|burglari[sz](?:ed|ing)|responsible\s+for"
    r"|behind|broken?\s+into|breaking\s+into|involved\s+in|to\s+blame\s+for)\b[^,;:]*\Z"
    r"|\b(?:guilty\s+(?:of|to)|charged\s+with|convicted\s+(?:of|on)|sentenced\s+(?:for|on)|confess(?:ed|es|ing)\s+to|admitted|accused\s+of|indicted\s+(?:on|for)"
    r"|wanted\s+(?:for|in|on)|acquitted\s+(?:of|on)|suspected\s+(?:of|in)|(?:linked|tied|connected)\s+(?:(?:him|her|them|the\s+\w+)\s+)?(?:to|with))"
    r"(?:\s+[a-z]+){0,4}\s*\Z"
)
_WAITING = re.compile(r"\b(?:backlogs?|caseloads?|dockets?|waiting\s+lists?|queues?)\b")
_FURTHER = re.compile(r"(?:more|additional|extra|other)\b")
_THAN = re.compile(r"[nfv]")
_OF_TWO = re.compile(r"N,?cx?N")
_TIMES = re.compile(r"times\b")
_TEN, _A_SCORE = 10, 20


def of_number(line: Line, statement: Statement, link: Link, timing: Timing) -> Iterator[str]:
    """The doubts about a number itself, in words."""
    index = statement.index
    is_count = statement.measure == "count"
    is_cleared = tells_clearance(line, statement, link)
    if not statement.is_explicit and not is_cleared and not (statement.measure == "percent_change" and timing.grade != "own"):
        yield "the measure is not beside the number"
    if statement.why.endswith(LIKE_THE_LAST):
        yield "a percentage only by the sentence before"
    is_of_a_subject = statement.measure == "multiple" and link.grade == "subject"
    if not is_cleared and not is_of_a_subject and not _is_plain_measure(statement):
        yield f"a {statement.measure.replace('_', ' ')}"
    if line.units[index].letter == "F" and _ENDLESS.search(line.units[index].lower):
        yield "a fraction that no decimal says"
    if link.topic.code == "response_time" and re.match(r"\W*sec", line.words(index + 1, index + 2)):
        yield "until somebody answers or arrives"
    if link.topic.code in _STRENGTHS and not (link.topic.code == "vacancy" and link.grade == "noun" and is_count):
        yield "of which officers"
    is_undated = is_count and timing.grade != "own" and statement.value < _A_SCORE
    is_named = link.grade == "subject" and timing.grade == "own"
    is_few = is_undated or (is_count and statement.value < _TEN and not is_named)
    if is_few and not (link.grade == "noun" and _COMPARED.match(line.signature, index + 1)):
        yield "a few"  # oftener of one event, one quarter of the city or one unit than of what the article is about
    if link.topic.code == "dui" and "arrest" in link.topic.label:
        yield "an arrest or a crime"
    if is_no_fact(line, index):
        yield "denied or supposed"
    yield from _of_what_is_counted(line, statement, link)
    yield from _of_the_rest(line, index)
    yield from _of_a_part(line, statement, link.topic.code)


_COMPARED = re.compile(r"[KkL][LTia]{0,4},?(?:b?x?NC|Af|v)")  # "five homicides, two more than the year before"
_TAKEN = frozenset({"motor_vehicle_theft", "larceny", "burglary", "carjacking", "property_crime"})
_RECOVERED = re.compile(r"\brecover(?:ed|s|y|ies|ing)\b")
_BESIDE_ANOTHER = re.compile(r"N[m-]?N")
_BEHIND_ANOTHER = re.compile(r"N[m-]?\Z")
_FOLLOWED = re.compile(r"\b(?:followed|trailed)\s+by\s+(?:[\w’'-]+\s+){1,4}(?:with|at)(?:\s+\w+)?\s*\Z")


def _of_what_is_counted(line: Line, statement: Statement, link: Link) -> Iterator[str]:
    """Doubts whether the number counts what happened."""
    index = statement.index
    if _WAITING.search(line.words(index - 8, index)):
        yield "of what waits"  # "cut a backlog of gun cases from 4,000 to 1,330"
    is_more = statement.measure == "change" and link.grade == "noun" and _FURTHER.match(line.words(index + 1, index + 2)) is not None
    if is_more and statement.value < _TEN and not _THAN.search(line.signature, index):
        yield "so many more than before, or besides"  # "In January alone the city had two more fatal overdoses"
    if statement.measure == "rate" and statement.side == "before" and _OF_TWO.search(line.signature[max(0, index - 4) : index + 4]):
        yield "one of two numbers, a count and a rate"  # "4,174 crimes, or 403 per 100,000, compared with 3,879 and 374"
    if link.topic.code == "total_crime" and _TIMES.match(line.words(index + 1, index + 2)):
        yield "so many times"  # "Adults were arrested 151,744 times for Group A offenses, juveniles 16,302 times"


def _of_the_rest(line: Line, index: int) -> Iterator[str]:
    """Doubts whether the number is of what was spoken of before."""
    if re.search(r"\b(?:including|among\s+them|of\s+them|along\s+with|plus|another)\s*\Z", line.words(index - 3, index)):
        yield "a part of what came before"
    elif _FOLLOWED.search(line.words(index - 7, index)) and "L" not in line.signature[max(0, index - 5) : index]:
        yield "of another, which no list knows"  # "Southeast led with 44 killings, followed by the Northeast with 21"


def _of_a_part(line: Line, statement: Statement, code: str) -> Iterator[str]:
    """Doubts whether the number is of the whole."""
    if statement.measure != "count":
        return
    index = statement.index
    if _BESIDE_ANOTHER.match(line.signature, index) or _BEHIND_ANOTHER.search(line.signature, 0, index):
        yield "one of several columns"  # "Homicide 35 60 -42%"
    if re.search(r"\b(?:apiece|each)\b", line.words(index - 8, index + 6)):
        yield "apiece"
    if _OF_THEM.match(line.words(index + 1, index + 3)):
        yield "a part of them"  # "139 hate crimes in 2023, 42 of them after the war began"
    if is_whole(line, index):
        yield "the whole of a part"  # "62 of the 71 victims died of gunshot wounds"
    if _BY_SOME.search(line.words(index - 12, index)):
        yield "of some offenders"  # "the gang committed 19 carjackings", "pleaded guilty to 14 burglaries"
    if _OF_THE_WHOLE.match(line.signature) and line.words(0, 1) in ("of", "out of") and line.signature.index(",") < index:
        yield "a part of a whole"  # "of the 88 homicides, 71 were solved"
    if code in _TAKEN and _RECOVERED.search(line.words(index - 6, index + 6)):
        yield "what was recovered"  # "police recovered 812 stolen vehicles"
    if line.words(index + 1, index + 2) == "for":
        yield "for one of several"  # "900 arrests: 120 for robberies"


def _is_plain_measure(statement: Statement) -> bool:
    return statement.measure in ("count", "percent_change", "change") or (statement.measure == "rate" and statement.rate_per is not None)
