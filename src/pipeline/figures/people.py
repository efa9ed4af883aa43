"""Named people of a document: full names, roles, and where each is mentioned, by last name too."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

_NAME_WORD = r"[A-Z](?:[a-zà-ÿ’'\-]{1,20}[A-Z]?){1,2}[a-zà-ÿ]{0,20}"
_NAME = rf"{_NAME_WORD}(?:[ \t\u00a0]+(?:[A-Z]\.|(?:de|la|van|von|del|der|St\.|bin|al|Mc|O’|O')|{_NAME_WORD})){{0,3}}"


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


@dataclass(frozen=True)
class _Words:
    title: re.Pattern[str]
    verb: re.Pattern[str]
    first_names: frozenset[str]
    not_names: frozenset[str]


@cache
def words() -> _Words:
    """The vocabulary of people, compiled."""
    table = tomllib.loads(resources.files("pipeline.figures").joinpath("vocabulary", "people.toml").read_text("utf-8"))
    titles = sorted(table["titles"].split(", "), key=len, reverse=True)
    title = "|".join(re.escape(title).replace(r"\ ", r"\s+") for title in titles)
    verbs = "|".join(re.escape(verb) for verb in table["verbs"].split(", "))
    return _Words(
        re.compile(rf"(?<![\w-])(?P<title>(?i:{title})\.?(?:\s+(?i:of\s+police))?)\s+(?P<name>{_NAME})"),
        re.compile(rf"\b(?:{verbs})\b"),
        frozenset(table["first_names"].split(", ")),
        frozenset(table["not_names"].split(", ")),
    )


def find(text: str) -> People:
    """The people named in a text."""
    found: list[tuple[str, int, int, str | None]] = []
    for match in words().title.finditer(text):
        name = _clean(match["name"])
        if name:
            start = match.start("name")
            found.append((name, start, start + len(name), match["title"]))
    claimed = {start for _, start, _, _ in found}
    for match in re.finditer(rf"\b{_NAME}", text):
        name = _clean(match[0])
        if name and match.start() not in claimed and _is_person(name, text, match.start(), match.start() + len(name)):
            found.append((name, match.start(), match.start() + len(name), _apposition(text, match.start(), match.start() + len(name))))
    return _registry(text, found)


def _clean(name: str) -> str:
    """The name without words that are no names, and without a possessive ending."""
    kept: list[str] = []
    for word in name.split():
        if re.sub(r"['’]s$", "", word) in words().not_names:
            break
        kept.append(word)
        if re.search(r"['’]s$", word):
            break
    while kept and (kept[-1].endswith(".") or kept[-1] in {"de", "la", "van", "von", "del", "der"}):
        kept.pop()
    cleaned = name[: len(" ".join(kept))] if " ".join(kept) == name[: len(" ".join(kept))] else ""
    return re.sub(r"['’]s?$", "", cleaned)


def _is_person(name: str, text: str, start: int, end: int) -> bool:
    parts = name.split()
    if len(parts) < 2:
        return False
    if parts[0].lower() in words().first_names:
        return True
    after = text[end : end + 20]
    before = text[max(0, start - 20) : start]
    says = re.match(rf"\s+(?:{words().verb.pattern[5:-3]})\b", after)
    said = re.search(r"(?:\bsaid|\bsays|according to|\btold)\s+$", before)
    return bool(says and re.match(r"\s+(?:said|says|told|added|noted|explained|responded)\b", after)) or bool(
        said and not re.search(r"(?i)police|department|office|county|bureau|project", name)
    )


def _apposition(text: str, start: int, end: int) -> str | None:
    """The role printed beside a name: "Jane Doe, the department's crime analyst, said"; "the group's leader, Jane Doe"."""
    after = re.match(r",\s+(?:(?:a|an|the|who\s+is|an?)\s+)?([A-Za-z][^,.;:()“”\"\d]{2,60})(?:,|\.|;|$)", text[end : end + 90])
    if after and re.match(
        r"(?i)(?:\w+[\s’'s-]*){0,7}\b(?:chief|analyst|director|president|professor|researcher|criminologist|spokes\w+|mayor|sheriff|leader|founder|manager|expert|economist|captain|commander|head|chair\w*|attorney|officer|member|executive|commissioner|organizer|statistician)\b",
        after[1],
    ):
        return after[1].strip()
    before = re.search(
        r"([A-Z’'\w][\w’' -]{2,60}?\b(?:leader|chief|director|president|analyst|founder|spokes\w+|head|commissioner|organizer|manager|"
        r"chairman|chairwoman)),\s+$",
        text[max(0, start - 80) : start],
    )
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
        for match in re.finditer(rf"(?<![\w-])(?:{re.escape(name.split()[0])}\s+)?{re.escape(last_name)}(?![\w-])", text):
            if match.start() not in covered:
                hits[match.start()] = PersonHit(name, match.start(), match.end())
    best = {name: max(counts, key=lambda role: (counts[role], len(role))) for name, counts in roles.items()}
    best = {name: _fullest(role, roles[name]) for name, role in best.items()}
    return People(tuple(sorted(hits.values(), key=lambda hit: hit.start)), best)


def _title_case(role: str) -> str:
    return " ".join(role.split()).rstrip(",")


def _fullest(role: str, counts: Counter[str]) -> str:
    """ "Chief" and "Police Chief" are one role: the fuller form."""
    longer = [other for other in counts if other.endswith(" " + role)]
    return max(longer, key=len) if longer else role
