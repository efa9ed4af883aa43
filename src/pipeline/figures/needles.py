"""Which patterns can match a text at all: by the words that every match of theirs holds.

Looking for a word costs fifty nanoseconds, starting a pattern with a dozen alternatives at every letter costs twenty microseconds,
and most sentences hold no words of time, records or ranks.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

Needs = tuple[frozenset[str], ...]  # a match holds at least one of every set


def needs(*groups: str) -> Needs:
    """What a match holds: of each group at least one of its words, which "_" joins where they hold a space."""
    return tuple(frozenset(word.replace("_", " ") for word in group.split()) for group in groups)


def words_of(all_needs: Iterable[Needs]) -> tuple[str, ...]:
    """All words that any of the patterns asks for."""
    return tuple(sorted({word for each in all_needs for group in each for word in group}))


def folded(text: str) -> str:
    """The text in the letters that patterns which ignore case take for the same: they match a long s with an s."""
    return text.lower().replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")


def held(words: Iterable[str], text: str) -> set[str]:
    """The words that a folded text holds, inside others too."""
    return {word for word in words if word in text}


def may_match(asked: Needs, hints: AbstractSet[str]) -> bool:
    """Whether the words held are enough for a match."""
    for group in asked:  # noqa: SIM110 - a generator takes three times as long
        if group.isdisjoint(hints):
            return False
    return True
