"""Which patterns can match a sentence at all: by the words that every match of theirs holds.

Starting a pattern with a dozen alternatives at every letter costs twenty microseconds, and most sentences hold no words of time,
records or ranks. Which of them a token holds is kept, for most words of a page are the same few thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pipeline.figures.text import Token

Needs = tuple[frozenset[str], ...]  # a match holds at least one of every set
_WHOLE = "="  # before a word that is a token of its own, or with an ending after an apostrophe: "=q" of "Q3", "=day" of "day's"
_APOSTROPHE = re.compile("['’]")
_LONGEST = 20  # characters; a longer token may have been cut within a word


def needs(*groups: str) -> Needs:
    """What a match holds: of each group at least one of its words, each of which is within one token."""
    return tuple(frozenset(group.split()) for group in groups)


def folded(text: str) -> str:
    """The text in the letters that patterns which ignore case take for the same: they match a long s with an s."""
    return text.lower().replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")


class Needles:
    """The words that some patterns need, one bit of a number each."""

    def __init__(self, all_needs: Iterable[Needs], spelled: Mapping[str, re.Pattern[str]] | None = None) -> None:
        """`spelled` gives the patterns of those words that stand for many."""
        self._bits = {word: 1 << place for place, word in enumerate(sorted({word for each in all_needs for group in each for word in group}))}
        self._spelled = [(pattern, self._bits[word]) for word, pattern in (spelled or {}).items() if word in self._bits]
        plain = {word: bit for word, bit in self._bits.items() if word not in (spelled or {})}
        self._whole = {word[1:]: bit for word, bit in plain.items() if word[0] == _WHOLE}
        self._within = [(word, bit) for word, bit in plain.items() if word[0] != _WHOLE]
        self._kept = lru_cache(maxsize=1 << 15)(self._held)

    def bits(self, asked: Needs) -> tuple[int, ...]:
        """What may_match asks for: a number for each group."""
        return tuple(sum(self._bits[word] for word in group) for group in asked)

    def held(self, tokens: Iterable[Token]) -> int:
        """The words that tokens hold."""
        found = 0
        for token in tokens:
            found |= self._kept(token.text)
        return found

    def _held(self, token: str) -> int:
        if len(token) > _LONGEST:
            return sum(self._bits.values())
        word = folded(token)
        found = self._whole.get(_APOSTROPHE.split(word, maxsplit=1)[0], 0)
        for needle, bit in self._within:
            if needle in word:
                found |= bit
        for pattern, bit in self._spelled:
            if pattern.search(word):
                found |= bit
        return found


def may_match(asked: Iterable[int], held: int) -> bool:
    """Whether the words held are enough for a match."""
    return all(group & held for group in asked)
