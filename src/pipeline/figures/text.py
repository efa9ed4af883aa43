"""Text → tokens with offsets; the smallest stage, and the only one that looks at characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""
    \d{1,3}(?:[,'’\u2009\u202f\u00a0]\d{3}){1,8}(?!\d)(?:\.\d{1,20})?   # 1,234, 1’234 and 1 234 (thin, narrow, no-break space)
    | \d{1,40}(?:\.\d{1,20})?                                           # 1234, 12.5
    | \.\d{1,20}                                                        # .5
    | [^\W\d_]{1,80}(?:['’][^\W\d_]{1,20}){0,3}                         # words, with their apostrophes
    | \S                                                                # anything else, one character each
    """,
    re.VERBOSE,
)
_HYPHENS = frozenset("-‐‑–")


def word_set(words: str) -> frozenset[str]:
    """The words of a text as a set: how small closed classes are written in code."""
    return frozenset(words.split())


@dataclass(slots=True)
class Token:
    """One word, number or sign; `lemma` is lower case without plural and possessive endings.

    Never changed once made: not declared frozen, because a frozen one takes three times as long to make, and a page has thousands.
    """

    text: str
    lower: str
    lemma: str
    start: int
    end: int
    is_number: bool
    is_word: bool
    is_capital: bool
    is_glued: bool  # no space before it


def lemma(word: str) -> str:
    """Lower case, without possessive and plural endings: crude, but the same for text and vocabulary."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("s'")
    if word == "ins":  # of "break-ins"
        return "in"
    if word == "lives":
        return "life"
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes", "zes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=1 << 15)
def _forms(word: str) -> tuple[str, str, bool, bool, bool]:
    """Lower case, lemma, and what kind of token it is; most words of a page are the same few hundred."""
    lower = word.lower().replace("’", "'")
    first = word[0]
    is_number = first.isdecimal() or (first == "." and len(word) > 1)
    return lower, lemma(word) if first.isalpha() else lower, is_number, first.isalpha(), first.isupper()


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of text[start:end], with offsets into `text`."""
    tokens: list[Token] = []
    forms, token, add = _forms, Token, tokens.append
    previous_end = -1
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = match[0]
        first, last = match.span()
        lower, stem, is_number, is_word, is_capital = forms(word)
        add(token(word, lower, stem, first, last, is_number, is_word, is_capital, first == previous_end))
        previous_end = last
    return tokens


def is_hyphen(tokens: list[Token], index: int) -> bool:
    """Whether the token joins the words on both sides of it."""
    return (
        0 < index < len(tokens) - 1
        and tokens[index].text in _HYPHENS
        and tokens[index].is_glued
        and tokens[index + 1].is_glued
        and (tokens[index - 1].is_word or tokens[index + 1].is_word)
    )
