"""What on a page is not the story, asked by an element's names and by a line's words; the vocabulary is furniture.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@cache
def _vocabulary() -> dict[str, dict[str, list[str]]]:
    text = resources.files(__package__).joinpath("furniture.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)
    return found


def _all(section: str) -> list[str]:
    return [entry for group in _vocabulary()[section].values() for entry in group]


@cache
def _names(section: str) -> re.Pattern[str]:
    """A pattern for words of names, whole words only; `*` stands for any continuation."""
    words = sorted(_all(section), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words) + r")\b")


@cache
def _openers() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(_all("openers")) + r")[ :|»>…!?.–—-]*", re.IGNORECASE)


@cache
def _lines() -> re.Pattern[str]:
    return re.compile("|".join(_all("lines")), re.IGNORECASE)


@lru_cache(maxsize=8192)
def words_of(name: str) -> str:
    """`relatedStories_9fTz top-rail` → `related stories f tz top rail`."""
    return " ".join(_WORDS.findall(name)).lower()


@lru_cache(maxsize=8192)
def is_furniture_name(name: str) -> bool:
    """Whether an element so called is, as a rule, not the story."""
    return bool(_names("names").search(words_of(name)))


@lru_cache(maxsize=8192)
def is_never_story_name(name: str) -> bool:
    """Whether an element so called is not the story however much it holds."""
    return bool(_names("never").search(words_of(name)))


@lru_cache(maxsize=8192)
def is_unseen_inline_name(name: str) -> bool:
    """Whether a span so called is no part of the line it stands in."""
    return bool(_names("inline").search(words_of(name)))


@lru_cache(maxsize=8192)
def is_story_name(name: str) -> bool:
    """Whether an element so called is, as a rule, the story's body."""
    return bool(_names("story").search(words_of(name)))


@lru_cache(maxsize=8192)
def is_standfirst_name(name: str) -> bool:
    """Whether an element so called sums the story up under its headline."""
    return bool(_names("standfirst").search(words_of(name)))


_LONGEST_LINE = 400  # characters; what is longer is prose


def is_furniture_line(text: str) -> bool:
    """Whether a whole line is a notice, a byline, a credit, an appeal or a pointer to another story."""
    return len(text) <= _LONGEST_LINE and bool(_lines().fullmatch(text))


def opens_furniture(text: str) -> bool:
    """Whether a heading or label announces other stories or an appeal: what follows it is not the story."""
    return len(text) <= 80 and bool(_openers().fullmatch(text))
