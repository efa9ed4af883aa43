"""Who is credited with a sentence: the named person who says it, by name or as "he" and "she"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.figures.people import PersonHit, words

_ACCORDING = re.compile(
    r"\b[Aa]ccording\s+to\s+(?:[\w’'.,-]+\s+){0,6}\Z|\b(?:said|says|added|noted|explained)\s+(?:[\w’'.-]+\s+){0,5}\Z|\b[Tt]o\s+\Z"
)
_PRONOUN = re.compile(
    r"(?:^|[,“”\"’]\s*|\b(?:and|as|but|which|that)\s+|[.?!]\s*)(?:he|she)\s+(?:also\s+|then\s+|further\s+)?(?P<verb>\w+)|\b(?:said|says)\s+(?:he|she)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b[Tt]he\s+(?:\w+\s+)?(?P<role>chief|mayor|sheriff|commissioner|superintendent|captain|spokesman|spokeswoman|analyst|commander|director|governor|president)\s+(?:also\s+|then\s+)?(?P<verb>\w+)"
)
_AFTER_COMMA = re.compile(r",\s+(\w+)")  # "the president, Curtis Hallmark, told reporters"
_ACCORDING_TO_THEM = re.compile(r"\baccording\s+to\s+(?:him|her)\b")
# "Her office logged 88": the office of the person who spoke last.
_THEIR_OFFICE = re.compile(r"[“\"]?(?:[Hh]is|[Hh]er)\s+(?:office|department|agency|officers|deputies|detectives|team|unit|force|staff|bureau)\b")
_TELLING = re.compile(r"['’]s\s+(?:telling|words|estimate|count|view|account|analysis|tally|figures|numbers|reckoning|data)\b")


def speaker_of(text: str, start: int, end: int, people: list[PersonHit], last: str | None, roles: Mapping[str, str]) -> str | None:
    """The person credited in text[start:end]; `last` is who "he" or "she" would be."""
    for person in people:
        after = text[person.end : min(end, person.end + 120)]
        before = text[max(start, person.start - 60) : person.start]
        is_aside = before.endswith(", ") and (match := _AFTER_COMMA.match(after)) and words().verb.fullmatch(match[1])
        if _speaks_after(after) or is_aside or _ACCORDING.search(before) or _TELLING.match(after):
            return person.name
    office = _OFFICE.search(text[start:end])
    if office and words().verb.fullmatch(office["verb"].lower()):
        named = [name for name, role in roles.items() if office["role"].lower() in role.lower().split()]
        if len(named) == 1:
            return named[0]
    if last and _ACCORDING_TO_THEM.search(text, start, end):
        return last
    if last and _THEIR_OFFICE.match(text, start, end):
        return last
    match = _PRONOUN.search(text[start:end])
    if match and last and (match["verb"] is None or words().verb.fullmatch(match["verb"].lower())):
        return last
    return None


def _speaks_after(after: str) -> bool:
    """Whether a verb of saying follows the name, at once or after an apposition between commas."""
    verb = words().verb
    plain = re.match(
        r"\s+(?:of\s+(?:the\s+)?[\w’' -]{2,50}?\s+)?(?:also\s+|then\s+|has\s+|have\s+|had\s+|recently\s+|later\s+|further\s+)?(\w+)", after
    )
    if plain and verb.fullmatch(plain[1]):
        return True
    if re.match(rf"\s+of\s+[^,;.:]{{2,60}}?{verb.pattern}", after):
        return True
    apposition = re.match(r",\s+[^,]{3,80},\s+(?:also\s+|has\s+)?(\w+)", after)
    return bool(apposition and verb.fullmatch(apposition[1]))
