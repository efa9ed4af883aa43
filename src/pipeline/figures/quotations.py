"""Direct quotations, verbatim, with who said them: named beside the quotation, resolved from "he said", or who spoke last."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from pipeline.figures.people import People, PersonHit, words
from pipeline.records import Quotation

# A quotation that goes on in the next paragraph is not closed at the end of this one.
_QUOTED = re.compile(r"“([^“”]{1,3000})(?:”|\Z)|(?<![\w”])\"([^\"]{1,3000})(?:\"|\Z)")
_SHORTEST_WORDS = 3  # a shorter one without a comma or a full stop is a term in quotation marks
_SAID = (
    r"(?:said|says|told|added|adds|responded|responds|replied|explained|continued|noted|stated|asked|"
    r"wrote|recalled|tweeted|declared|insisted|concluded)"
)


@cache
def _says() -> str:
    """The verbs of saying, those of the vocabulary too."""
    return rf"(?:{_SAID}|{words().verb.pattern[5:-3]})"


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"\b{_says()}\b[^.?!“”]*[,:]?\s*$")


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"[^.?!“”]{{0,80}}?\b{_says()}\b")


_PRONOUN_SAID = re.compile(rf"\s*(?:he|she)\s+(?:{_SAID})|\s*(?:{_SAID})\s+(?:he|she)\b")
_PRONOUN_LEADS = re.compile(r"\b(?:he|she)\s+\w+(?:\s+\w+)?[,:]\s*$")
_SAID_BETWEEN = re.compile(rf"\b(?:{_SAID})\b")
_SHORT_TITLE = re.compile(r"(?:Lt|Sgt|Capt|Dr|Mr|Ms)\. ")
_BOUNDARY = re.compile(r"[.?!]\s|[“\"]")


def find(text: str, people: People, paragraphs: list[tuple[int, int]]) -> list[Quotation]:
    """The quotations of a text; offsets are those of the words between the marks."""
    found: list[Quotation] = []
    last: str | None = None
    is_open = False  # whether the quotation before goes on in this paragraph
    for start, end in paragraphs:
        inside = people.within(start, end)
        said_here: str | None = None
        for match in _QUOTED.finditer(text, start, end):
            group = 1 if match[1] is not None else 2
            words_of = match[group].strip()
            goes_on = match[0][-1] not in '”"'
            if not _is_speech(words_of) or (goes_on and not _opens_quotation(text, end)):
                continue
            speaker = _speaker(text, match.start(), match.end(), start, end, inside, last) or said_here
            if is_open:
                speaker = found[-1].speaker or speaker
                found[-1] = _said_by(found[-1], speaker, people)
            is_open = goes_on
            if speaker:
                said_here = last = speaker
            first = match.start(group) + len(match[group]) - len(match[group].lstrip())
            found.append(_said_by(Quotation(words_of, first, first + len(words_of), None, None), speaker, people))
        if inside:
            last = inside[-1].name if said_here is None else said_here
    return found


def _said_by(quotation: Quotation, speaker: str | None, people: People) -> Quotation:
    return replace(quotation, speaker=speaker, role=people.roles.get(speaker) if speaker else None)


def _opens_quotation(text: str, end: int) -> bool:
    """Whether the paragraph after the one that ends here opens with a quotation mark."""
    return text[end : end + 10].lstrip()[:1] in ("“", '"')


def _is_speech(quoted: str) -> bool:
    return len(quoted.split()) >= _SHORTEST_WORDS or quoted[-1:] in ",.?!"


def _speaker(text: str, start: int, end: int, first: int, last: int, inside: list[PersonHit], before: str | None) -> str | None:
    after = text[end : min(last, end + 160)]
    named = _named_beside(text, end, inside)
    if named:
        return named
    lead = text[max(first, start - 160) : start]
    nearby = [hit for hit in inside if start - 160 <= hit.start < start]
    if nearby and _lead().search(lead):
        return nearby[-1].name
    if _PRONOUN_SAID.match(after) or _PRONOUN_LEADS.search(lead):
        spoken = [hit for hit in inside if hit.start < start]
        return spoken[-1].name if spoken else before
    if len(inside) == 1:
        return inside[0].name
    return None if inside else before


def _named_beside(text: str, end: int, inside: list[PersonHit]) -> str | None:
    """ "…,” Chief Balderrama said" or "…,” said Mayor Dyer": the name before the sentence ends."""
    for hit in inside:
        if not end <= hit.start <= end + 110:
            continue
        between = text[end : hit.start]
        if _BOUNDARY.search(_SHORT_TITLE.sub("", between)):
            return None
        tail = text[hit.end : hit.end + 100]
        if _SAID_BETWEEN.search(between) or _tail().match(tail):
            return hit.name
    return None
