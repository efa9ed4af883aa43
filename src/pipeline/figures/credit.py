"""Who is credited with a sentence: the named person who says it, by name or as "he" and "she"."""

from __future__ import annotations

import re

from pipeline.figures.people import PersonHit, words

_BEFORE_NAME = re.compile(r"(?:\b(?:according\s+to|said|says|told|added|by|in\s+the\s+words\s+of|to)\s+(?:[\w’'.-]+\s+){0,6})\Z")
_ACCORDING = re.compile(
    r"\baccording\s+to\s+(?:[\w’'.,-]+\s+){0,6}\Z|\b(?:said|says|added|noted|explained)\s+(?:[\w’'.-]+\s+){0,5}\Z|\b[Tt]o\s+\Z"
)
_PRONOUN = re.compile(
    r"(?:^|[,“”\"’]\s*|\b(?:and|as|but|which|that)\s+|[.?!]\s*)(?:he|she)\s+(?:also\s+|then\s+|further\s+)?(?P<verb>\w+)|\b(?:said|says)\s+(?:he|she)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(r"['’]s\s+(?:telling|words|estimate|count|view|account|analysis|tally|figures|numbers|reckoning|data)\b")


def speaker_of(text: str, start: int, end: int, people: list[PersonHit], last: str | None) -> str | None:
    """The person credited in text[start:end]; `last` is who "he" or "she" would be."""
    for person in people:
        after = text[person.end : min(end, person.end + 120)]
        before = text[max(start, person.start - 60) : person.start]
        if _speaks_after(after) or _ACCORDING.search(before) or _TELLING.match(after):
            return person.name
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
    apposition = re.match(r",\s+[^,]{3,80},\s+(?:also\s+|has\s+)?(\w+)", after)
    return bool(apposition and verb.fullmatch(apposition[1]))
