"""Named people of a document: full names, roles, and where each is mentioned, by last name too."""

from __future__ import annotations

import itertools
import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.figures.gazetteer import gazetteer
from pipeline.figures.needles import folded

_NAME_WORD = r"[A-Z](?:[a-zà-ÿ’'\-]{1,20}[A-Z]?){1,2}[a-zà-ÿ]{0,20}"
_NAME = rf"{_NAME_WORD}(?:[ \t\u00a0]+(?:[A-Z]\.|(?:de|la|van|von|del|der|St\.|bin|al|(?:Mc|O’|O')(?=\s))|{_NAME_WORD})){{0,3}}"


_INITIALS = r"(?:(?:[A-Z]\.[ \u00a0]?){1,2}(?=[A-Z][a-z]))?"  # Sheriff T.K. Waters
_NAMES = re.compile(rf"\b{_NAME}")
_SAYS = re.compile(r"\s+(?:said|says|told|added|noted|explained|responded)\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_ROLE = re.compile(
    r"\b(?:chief|analyst|director|president|professor|researcher|criminologist|spokes\w+|mayor|sheriff|leader|founder|manager|expert|"
    r"economist|captain|commander|head|chair\w*|attorney|officer|member|executive|commissioner|organizer|statistician)\b",
    re.IGNORECASE,
)
_ROLE_BEFORE = r"\b(?:leader|chief|director|president|analyst|founder|spokes\w+|head|commissioner|organizer|manager|chairman|chairwoman)"
_ROLE_ENDS = re.compile(rf"{_ROLE_BEFORE},\s+$")
_ROLE_LEADS = re.compile(rf"([A-Z’'\w][\w’' -]{{2,60}}?{_ROLE_BEFORE}),\s+$")
_ROLE_FOLLOWS = re.compile(r",\s+(?:(?:a|an|the|who\s+is|an?)\s+)?([A-Za-z][^,.;:()“”\"\d]{2,60})(?:,|\.|;|$)")
# At most seven words before it. Each is told from the next by what is between them: were that optional, a word could be split in every
# way there is, and a name before a long clause would cost milliseconds.
_BEFORE_ROLE = re.compile(r"(?:\w+(?:[\s’'-]+\w+){0,6}[\s’'-]*)?")


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A mention of a person at text[start:end], titles left out."""

    name: str  # the fullest form in the document
    start: int
    end: int


@dataclass(frozen=True)
class People:
    """Everyone named in a document."""

    hits: tuple[PersonHit, ...]
    roles: dict[str, str]  # full name → role as printed

    def within(self, start: int, end: int) -> list[PersonHit]:
        """The mentions inside text[start:end]."""
        first = bisect_left(self.hits, start, key=lambda hit: hit.start)
        last = bisect_left(self.hits, end, key=lambda hit: hit.start)
        return [hit for hit in self.hits[first:last] if hit.end <= end]


NOBODY = People((), {})


@dataclass(frozen=True)
class _Words:
    title: re.Pattern[str]
    opening: re.Pattern[str]  # the first words of the titles, in small letters
    openings: dict[str, frozenset[str]]  # the first words of the titles, and the second ones after each; "" where there is none
    verb: re.Pattern[str]
    first_names: frozenset[str]
    not_names: frozenset[str]
    surnames: frozenset[str]  # of the words that are else no names


@cache
def words() -> _Words:
    """The vocabulary of people, compiled."""
    table = tomllib.loads(resources.files("pipeline.figures").joinpath("vocabulary", "people.toml").read_text("utf-8"))
    titles = sorted(table["titles"].split(", "), key=len, reverse=True)
    title = "|".join(re.escape(title).replace(r"\ ", r"\s+") for title in titles)
    verbs = "|".join(re.escape(verb) for verb in table["verbs"].split(", "))
    return _Words(
        re.compile(rf"(?<![\w-])(?P<title>(?i:{title})\.?(?:\s+(?i:of\s+police))?)\s+(?P<name>{_INITIALS}{_NAME})"),
        _any_of(_openings(titles)),
        _openings(titles),
        re.compile(rf"\b(?:{verbs})\b"),
        frozenset(table["first_names"].split(", ")),
        frozenset(table["not_names"].split(", ")),
        frozenset(table["surnames"].split(", ")),
    )


def _openings(titles: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for first, *others in (_LETTERS.findall(folded(title)) for title in titles):
        found.setdefault(first, set()).add(others[0] if others else "")
    return {first: frozenset(seconds) for first, seconds in found.items()}


def _any_of(openings: Iterable[str]) -> re.Pattern[str]:
    """A pattern of whole words, told apart by their first letter before the rest is looked at."""
    letters = itertools.groupby(sorted(openings), key=lambda word: word[0])
    branches = (f"{letter}(?:{'|'.join(word[1:] for word in group)})" for letter, group in letters)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(branches)})(?![^\W\d_])")


def find(text: str) -> People:
    """The people named in a text."""
    found: list[tuple[str, int, int, str | None]] = []
    for match in _titled(text):
        name = _clean(match["name"])
        if name:
            start = match.start("name")
            found.append((name, start, start + len(name), match["title"]))
    claimed = {start for _, start, _, _ in found}
    for match in _NAMES.finditer(text):
        if len(match[0].split(None, 1)) == 1:
            continue  # one word is nobody's full name, and most capitals open a sentence
        name = _clean(match[0])
        if name and match.start() not in claimed and _is_person(name, text, match.start(), match.start() + len(name)):
            found.append((name, match.start(), match.start() + len(name), _apposition(text, match.start(), match.start() + len(name))))
    return _registry(text, found)


def _titled(text: str) -> Iterator[re.Match[str]]:
    """The titles with the names after them; the pattern is only tried at the words that open a title, which are few."""
    vocabulary, after = words(), 0
    small = text.lower()
    if len(small) != len(text):  # of a few letters the small one is two
        small = "".join(letter.lower()[:1] for letter in text)
    for word in vocabulary.opening.finditer(small):
        if word.start() < after or not _goes_on(text, word.end(), vocabulary.openings[word[0]]):
            continue
        if match := vocabulary.title.match(text, word.start()):
            yield match
            after = match.end()


def _goes_on(text: str, at: int, seconds: frozenset[str]) -> bool:
    """Whether the next word can be a title's second: most that open with "the" or "city" end there."""
    following = _LETTERS.search(text, at) if "" not in seconds else None
    return "" in seconds or (following is not None and folded(following[0]) in seconds)


def _clean(name: str) -> str:
    """The name without words that are no names, and without a possessive ending."""
    kept: list[str] = []
    is_possessive = "'" in name or "’" in name
    parts = name.split()
    for word in parts:
        bare = re.sub(r"['’]s$", "", word) if is_possessive else word
        is_surname = len(kept) == 1 and word == parts[-1] and bare in words().surnames and kept[0].lower() in words().first_names
        if bare in words().not_names and not is_surname:
            break
        kept.append(word)
        if is_possessive and re.search(r"['’]s$", word):
            break
    while kept and (kept[-1].endswith(".") or kept[-1] in {"de", "la", "van", "von", "del", "der"}):
        kept.pop()
    cleaned = name[: len(" ".join(kept))] if " ".join(kept) == name[: len(" ".join(kept))] else ""
    return re.sub(r"['’]s?$", "", cleaned) if is_possessive else cleaned


_OF_A_BODY = re.compile(
    r"\b(?:Council|Institute|Center|Centre|Commission|Committee|Association|Foundation|Office|Department|Bureau|Forum)\s+(?:on|for|of|to)\s+\Z"
)


def _is_person(name: str, text: str, start: int, end: int) -> bool:
    parts = name.split()
    if len(parts) < 2 or tuple(parts) in gazetteer().names:
        return False  # "Virginia Beach"
    if parts[0].lower() in words().first_names:
        return True
    after = text[end : end + 20]
    before = text[max(0, start - 20) : start]
    if _OF_A_BODY.search(before):
        return False  # "the Council on Civic Progress said"
    says = _SAYS.match(after) and re.match(rf"\s+(?:{words().verb.pattern[5:-3]})\b", after)
    said = re.search(r"(?:\bsaid|\bsays|according to|\btold)\s+$", before)
    return bool(says) or bool(said and not re.search(r"(?i)police|department|office|county|bureau|project", name))


def _apposition(text: str, start: int, end: int) -> str | None:
    """The role printed beside a name: "Jane Doe, the department's crime analyst, said"; "the group's leader, Jane Doe"."""
    after = _ROLE_FOLLOWS.match(text[end : end + 90])
    role = _ROLE.search(after[1]) if after else None
    if after and role and _BEFORE_ROLE.fullmatch(after[1], 0, role.start()):
        return after[1].strip()
    lead = text[max(0, start - 80) : start]
    if not lead.rstrip().endswith(",") or not _ROLE_ENDS.search(lead):
        return None
    before = _ROLE_LEADS.search(lead)
    return _short_role(before[1]) if before else None


def _short_role(words_before: str) -> str:
    """What follows the last possessive or preposition: "motto for Fresno’s Advance Peace leader" → "Advance Peace leader"."""
    return re.split(r"(?:\w['’]s|\b(?:for|of|from|by|to|is|the|said|with|a|an))\s+", words_before)[-1].strip()


def _registry(text: str, found: list[tuple[str, int, int, str | None]]) -> People:
    full: dict[str, str] = {}
    for name, *_ in sorted(found, key=lambda item: -len(item[0].split())):
        full.setdefault(name.split()[-1], name)
    roles: dict[str, Counter[str]] = {}
    hits: dict[int, PersonHit] = {}
    for name, start, end, role in found:
        known = full[name.split()[-1]]
        known = known if len(name.split()) == 1 or known.split()[0] == name.split()[0] else name
        hits[start] = PersonHit(known, start, end)
        if role:
            roles.setdefault(known, Counter())[_title_case(role)] += 1
    covered = {position for hit in hits.values() for position in range(hit.start, hit.end)}
    for last_name, name in full.items():
        if len(name.split()) < 2 and name not in roles:
            continue
        for start, end in _mentions(text, name.split()[0], last_name):
            if start not in covered:
                hits[start] = PersonHit(name, start, end)
    best = {name: max(counts, key=lambda role: (counts[role], len(role))) for name, counts in roles.items()}
    best = {name: _fullest(role, roles[name]) for name, role in best.items()}
    return People(tuple(sorted(hits.values(), key=lambda hit: hit.start)), best)


def _mentions(text: str, first: str, last: str) -> Iterator[tuple[int, int]]:
    """Where a last name stands as a word, with the first name if that is before it; no pattern, which would be compiled for every name."""
    if last in first:
        spelled = re.compile(rf"(?<![\w-])(?:{re.escape(first)}\s+)?{re.escape(last)}(?![\w-])")
        yield from (match.span() for match in spelled.finditer(text))
        return
    at = text.find(last)
    while at >= 0:
        end = at + len(last)
        if end == len(text) or not _joins(text[end]):
            space = at
            while space and text[space - 1].isspace():
                space -= 1
            whole = space - len(first)
            if space < at and whole >= 0 and text.startswith(first, whole) and not (whole and _joins(text[whole - 1])):
                yield whole, end
            elif not (at and _joins(text[at - 1])):
                yield at, end
            else:
                end = at + 1
        else:
            end = at + 1
        at = text.find(last, end)


def _joins(character: str) -> bool:
    """Whether a character makes one word of what is on both sides of it."""
    return character.isalnum() or character in "_-"


def _title_case(role: str) -> str:
    return " ".join(role.split()).rstrip(",")


def _fullest(role: str, counts: Counter[str]) -> str:
    """ "Chief" and "Police Chief" are one role: the fuller form."""
    longer = [other for other in counts if other.endswith(" " + role)]
    return max(longer, key=len) if longer else role
