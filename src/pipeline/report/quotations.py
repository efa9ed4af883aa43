"""What people say: verbatim, by people with a role, the agency, the city and the community before a second from the same body."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.report.parts import Spoken
from pipeline.report.plain import one_line
from pipeline.report.rows import Quoted

MOST = 3
MOST_PER_ARTICLE = 2
MOST_WORDS_PER_ARTICLE = 60
_SHORTEST, _LONGEST = 6, 45  # words of one quotation
_BODIES = ("agency", "city", "community")

# Whom a role makes someone we do not quote: victims, suspects, minors, their families, onlookers.
_UNFIT = re.compile(
    r"\b(?:victim|suspect|defendant|accused|inmate|juvenile|student|teen\w*|minor|witness|survivor|neighbou?r|resident|bystander|"
    r"mother|father|parent|son|daughter|brother|sister|aunt|uncle|cousin|widow|wife|husband|family|relative|friend|year-old)\b",
    re.IGNORECASE,
)
_AGENCY = re.compile(r"\b(?:police|chief|sheriff|captain|capt|lieutenant|lt|sergeant|sgt|detective|officer|deputy|commander)\b", re.IGNORECASE)
_CITY = re.compile(r"\b(?:mayor|council\w*|city manager|city attorney|alderman|alderwoman|supervisor|commissioner)\b", re.IGNORECASE)
# Someone else's words within the quotation.
_NESTED = re.compile(r"[“”\"‘]|\bresponse\?|\b(?:told|asked) (?:me|us|them|him|her)\b|\b(?:he|she|they) said\b", re.IGNORECASE)
_TOPIC = re.compile(r"\b(?:homicide|murder|shooting|crime|violen|gun|officer|cop|police|safe|robber|rape)", re.IGNORECASE)


def body_of(role: str) -> str:
    """agency, city or community."""
    if _CITY.search(role) and not re.search(r"\bpolice\b", role, re.IGNORECASE):
        return "city"
    return "agency" if _AGENCY.search(role) else "community"


def is_fit(quoted: Quoted) -> bool:
    """Said by someone with a role that is not a victim's, suspect's, minor's or relative's; of fair length; without others' words in it.

    Where a reviewer accepted it, a name is enough.
    """
    if not quoted.speaker or (quoted.review != "accept" and not quoted.role) or _UNFIT.search(quoted.role or ""):
        return False
    if quoted.review == "accept":
        return True
    return _SHORTEST <= len(quoted.text.split()) <= _LONGEST and not _NESTED.search(quoted.text)


def choose(quotations: Iterable[Quoted], year: int) -> tuple[Spoken, ...]:
    """At most three from the stories of the year's end (December and January), within the limits per article."""
    first, last = dt.date(year, 12, 1), dt.date(year + 1, 1, 31)
    fit = [one for one in quotations if first <= one.published_on <= last and is_fit(one)]
    chosen: list[Quoted] = []
    for one in _by_turns(_without_nested(fit)):
        if len(chosen) < MOST and _has_room(one, chosen):
            chosen.append(one)
    return tuple(_spoken(one) for one in chosen)


def _by_turns(quotations: Sequence[Quoted]) -> list[Quoted]:
    """Agency, city, community, then the second of each; of one body those that speak of crime come first, then the earlier ones."""
    lines = {
        body: sorted((one for one in quotations if body_of(one.role or "") == body), key=lambda one: not _TOPIC.search(one.text))
        for body in _BODIES
    }
    longest = max((len(line) for line in lines.values()), default=0)
    return [lines[body][turn] for turn in range(longest) for body in _BODIES if turn < len(lines[body])]


def _without_nested(quotations: Sequence[Quoted]) -> list[Quoted]:
    """Only those that lie within no other of the same document."""
    return [one for one in quotations if not any(_is_within(one, other) for other in quotations)]


def _is_within(one: Quoted, other: Quoted) -> bool:
    is_same = one.capture_id == other.capture_id and one.quotation_id != other.quotation_id
    return is_same and other.start_offset <= one.start_offset and one.end_offset <= other.end_offset


def _has_room(one: Quoted, chosen: Sequence[Quoted]) -> bool:
    beside = [other for other in chosen if other.address == one.address]
    words = sum(len(other.text.split()) for other in (*beside, one))
    speakers = Counter(other.speaker for other in chosen)
    return len(beside) < MOST_PER_ARTICLE and words <= MOST_WORDS_PER_ARTICLE and not speakers[one.speaker]


def _spoken(one: Quoted) -> Spoken:
    return Spoken(
        quotation_id=one.quotation_id,
        text=one.text.rstrip().removesuffix(","),
        speaker=one_line(one.speaker or ""),
        role=one_line(one.role or ""),
        body=body_of(one.role or ""),
        outlet=one_line(one.outlet),
        said_on=one.published_on,
        capture_id=one.capture_id,
    )
