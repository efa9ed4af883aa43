"""What a row's or a column's label counts: the whole label through the vocabulary, else the words of prose within it.

A label is short and stands alone, so it is asked for as a whole first: "Assault - Simple" is no aggravated assault, though that word is in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.figures.lexicon import Lexicon, load
from pipeline.figures.metric_prices import Topic
from pipeline.figures.text import Token, tokenise

_MARKS = "*†‡§¶#^¹²³⁴⁵⁶⁷⁸⁹⁰⁎"
_FOOTNOTE = re.compile(rf"[{re.escape(_MARKS)}]+|(?<=\w)\s*[(\[][a-z0-9][)\]]\s*$")
_CODE = re.compile(
    r"^\s*\(?(?:\d{1,3}[A-H]?(?:-[A-H])?|[IVX]{1,4})[).:]?\s+(?=[A-Za-z])|\(\s*[A-Z]{0,3}\s?\d{1,4}[A-Z]?(?:[.(]\w{1,3}\)?)?\s*\)"
)
_JOINS = str.maketrans({"&": " and ", "+": " and "})


@dataclass(frozen=True, slots=True)
class Named:
    """A metric as a label names it; `is_whole` where the label says that and nothing else."""

    topic: Topic
    is_whole: bool


@lru_cache(maxsize=4096)
def name_of(text: str) -> Named | None:
    """The metric that a label names, or None for a label without a word of the vocabulary."""
    tokens = _tokens(text)
    if not tokens:
        return None
    whole = _whole(tokens) or _whole([token for token in tokens if token.lemma not in _connecting()])
    kept = _without_ignored(tokens)
    whole = whole or (_whole(kept) if kept else None)
    if whole:
        return Named(Topic(whole, _label(text)), is_whole=True)
    hits = load("metrics").find(kept) or load("labels").find(kept)
    named = [hit for hit in hits if hit.term.group == "metric"]
    if not named:
        return None
    codes = {hit.term.code for hit in named}
    covered = sum(hit.last - hit.first for hit in named) + sum(token.lemma in _connecting() for token in kept)
    return Named(Topic(named[0].term.code, _label(text)), is_whole=len(codes) == 1 and covered >= len(kept))


def _connecting() -> frozenset[str]:
    return frozenset({"and", "or", "of", "in", "the", "for", "by"})


def bare(text: str) -> str:
    """A label without its footnote marks."""
    return " ".join(_FOOTNOTE.sub(" ", text).split())


def _label(text: str) -> str:
    return bare(text) or text


def _tokens(text: str) -> list[Token]:
    """The words of a label, plain enough to be compared."""
    plain = _CODE.sub(" ", bare(text)).translate(_JOINS)
    return [token for token in tokenise(" ".join(re.findall(r"[^\W_]+(?:['’][^\W\d_]+)?", plain))) if token.is_word or token.is_number]


def _whole(tokens: list[Token]) -> str | None:
    """The code of the phrase that all the words make."""
    if not tokens:
        return None
    for name in ("labels", "metrics"):
        if code := _code_of_all(load(name), tokens):
            return code
    return None


def _code_of_all(lexicon: Lexicon, tokens: list[Token]) -> str | None:
    hit = lexicon.match(tokens, 0)
    return hit.term.code if hit and hit.last == len(tokens) and hit.term.group == "metric" else None


def _without_ignored(tokens: list[Token]) -> list[Token]:
    """The words without those that only say that something was counted: "reported", "offenses", "Part I"."""
    ignored: set[int] = set()
    index = 0
    lexicon = load("label_words", "ignored")
    while index < len(tokens):
        hit = lexicon.match(tokens, index)
        ignored.update(range(index, hit.last) if hit else ())
        index = hit.last if hit else index + 1
    return [token for position, token in enumerate(tokens) if position not in ignored]
