"""Vocabulary files → a matcher that finds the longest phrase at each token.

A file is TOML: `[classes]` names sets of words or short phrases; every other table is a group of codes, each with phrases.
In a phrase, WORD in capitals stands for any member of the class; (word) may be left out. Hyphens do not matter, plurals neither.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from pipeline.figures.text import Token, is_hyphen, tokenise


@dataclass(frozen=True, slots=True)
class Term:
    """A vocabulary entry: its group ("metric"), its code ("homicide")."""

    group: str
    code: str


@dataclass
class _Node:
    following: dict[str, _Node] = field(default_factory=dict)
    term: Term | None = None

    def may_match(self, tokens: list[Token], index: int) -> bool:
        """Whether a phrase ends here or can go on with tokens[index]: most words that open one stand alone."""
        if self.term or index >= len(tokens):
            return self.term is not None
        after = tokens[index]
        return after.lemma in self.following or after.lower in self.following or not after.is_word


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at tokens[first:last]."""

    term: Term
    first: int
    last: int


class Lexicon:
    """A trie of phrases."""

    def __init__(self, groups: dict[str, dict[str, list[str]]], classes: dict[str, list[str]]) -> None:
        self._root = _Node()
        for group, codes in groups.items():
            for code, phrases in codes.items():
                for phrase in phrases:
                    for words in expand(phrase, classes):
                        self._add(words, Term(group, code))

    def _add(self, words: Sequence[str], term: Term) -> None:
        node = self._root
        for word in words:
            node = node.following.setdefault(word, _Node())
        if node.term is None:  # the first code to claim a phrase keeps it
            node.term = term

    def find(self, tokens: list[Token]) -> list[Hit]:
        """The longest phrases, left to right, none overlapping."""
        hits = []
        opening = self._root.following
        after = 0
        for index, token in enumerate(tokens):
            node = opening.get(token.lemma) or opening.get(token.lower)
            if node and index >= after and node.may_match(tokens, index + 1) and (hit := self.match(tokens, index)):
                hits.append(hit)
                after = hit.last
        return hits

    def match(self, tokens: list[Token], first: int) -> Hit | None:
        """The longest phrase that starts at this token."""
        node, best, index = self._root, None, first
        while index < len(tokens):
            if index > first and is_hyphen(tokens, index):
                index += 1
                continue
            step = node.following.get(tokens[index].lemma) or node.following.get(tokens[index].lower)
            if step is None:
                break
            node, index = step, index + 1
            if node.term:
                best = Hit(node.term, first, index)
        return best


def expand(phrase: str, classes: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """Every sequence of lemmas that a phrase stands for."""
    choices: list[list[tuple[str, ...]]] = []
    for word in phrase.split():
        is_optional = word.startswith("(") and word.endswith(")")
        bare = word[1:-1] if is_optional else word
        if bare.isupper() and bare in classes:
            options = [sequence for member in classes[bare] for sequence in expand(member, classes)]
        else:
            options = [_lemmas(bare)]
        choices.append([*options, ()] if is_optional else options)
    for combination in itertools.product(*choices):
        yield tuple(itertools.chain.from_iterable(combination))


def _lemmas(word: str) -> tuple[str, ...]:
    return tuple(token.lemma for token in tokenise(word) if token.text != "-")


@cache
def load(name: str, group: str | None = None) -> Lexicon:
    """The lexicon of vocabulary/`name`.toml, or of one of its groups alone."""
    table = tomllib.loads(resources.files("pipeline.figures").joinpath("vocabulary", f"{name}.toml").read_text("utf-8"))
    classes: dict[str, list[str]] = table.pop("classes", {})
    return Lexicon(table if group is None else {group: table[group]}, classes)
