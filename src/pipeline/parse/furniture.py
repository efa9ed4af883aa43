"""What on a page is not the story, asked by an element's names and by a line's words; the vocabulary is furniture.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@cache
def _vocabulary() -> dict[str, dict[str, list[str]]]:
    text = resources.files(__package__).joinpath("furniture.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)
    return found


def _all(section: str) -> list[str]:
    return [entry for group in _vocabulary()[section].values() for entry in group]


class _Names:
    """Words of names, whole ones: single words, stems (with `*`), and phrases of two or three words."""

    def __init__(self, section: str) -> None:
        entries = _all(section)
        self.words = frozenset(entry for entry in entries if entry.isalpha())
        self.stems = tuple(entry[:-1] for entry in entries if entry.endswith("*"))
        self.phrases = frozenset(entry for entry in entries if " " in entry)

    def are_in(self, name: str) -> bool:
        """Whether a name holds one of them."""
        words = words_of(name).split()
        if not self.words.isdisjoint(words) or any(word.startswith(self.stems) for word in words):
            return True
        pairs = (f"{one} {two}" for one, two in pairwise(words))
        triples = (f"{one} {two} {three}" for one, two, three in zip(words, words[1:], words[2:], strict=False))
        return any(phrase in self.phrases for phrase in (*pairs, *triples))


@cache
def _names(section: str) -> _Names:
    return _Names(section)


@cache
def _openers() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(_all("openers")) + r")[ :|»>…!?.–—-]*", re.IGNORECASE)


@cache
def _ends() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(_all("ends")) + r")[ :.!]*", re.IGNORECASE)


@cache
def _lines() -> re.Pattern[str]:
    return re.compile("|".join(_all("lines")), re.IGNORECASE)


@cache
def _within() -> re.Pattern[str]:
    return re.compile("|".join(_vocabulary()["within"]["patterns"]), re.IGNORECASE)


@cache
def _within_words() -> tuple[str, ...]:
    return tuple(_vocabulary()["within"]["words"])


@cache
def _neutral() -> tuple[str, ...]:
    return tuple(_all("neutral"))


@lru_cache(maxsize=8192)
def words_of(name: str) -> str:
    """`relatedStories_9fTz top-rail` → `related stories f tz top rail`."""
    words = " ".join(_WORDS.findall(name)).lower()
    for phrase in _neutral():
        words = words.replace(phrase, "")
    return words


@lru_cache(maxsize=8192)
def is_furniture_name(name: str) -> bool:
    """Whether an element so called is, as a rule, not the story."""
    return _names("names").are_in(name)


@lru_cache(maxsize=8192)
def is_never_story_name(name: str) -> bool:
    """Whether an element so called is not the story however much it holds."""
    return _names("never").are_in(name)


@lru_cache(maxsize=8192)
def is_unseen_inline_name(name: str) -> bool:
    """Whether a span so called is no part of the line it stands in."""
    return _names("inline").are_in(name)


@lru_cache(maxsize=8192)
def is_story_name(name: str) -> bool:
    """Whether an element so called is, as a rule, the story's body."""
    return _names("story").are_in(name) or words_of(name) in _names("alone").words


@lru_cache(maxsize=8192)
def is_fact_box_name(name: str) -> bool:
    """Whether a box so called beside the story is part of it."""
    return _names("facts").are_in(name)


@lru_cache(maxsize=8192)
def is_standfirst_name(name: str) -> bool:
    """Whether an element so called sums the story up under its headline."""
    return _names("standfirst").are_in(name)


_LONGEST_LINE = 400  # characters; what is longer is prose


@lru_cache(maxsize=4096)
def is_furniture_line(text: str) -> bool:
    """Whether a whole line is a notice, a byline, a credit, an appeal or a pointer to another story."""
    if len(text) > _LONGEST_LINE:
        return False
    if _lines().fullmatch(text):
        return True
    lowered = text.lower()
    return any(word in lowered for word in _within_words()) and bool(_within().fullmatch(text))


def opens_furniture(text: str) -> bool:
    """Whether a heading or label announces other stories or an appeal: what follows it is not the story."""
    return len(text) <= 80 and bool(_openers().fullmatch(text))


def ends_story(text: str) -> bool:
    """Whether a heading or label says that readers' comments or the writer's life follow."""
    return len(text) <= 100 and bool(_ends().fullmatch(text))
