"""Which blocks of a document stand near a word of crime or the police: elsewhere no number counts a crime, whatever its noun.

Most news speaks of neither, and what it says of posts, calls and complaints is of other people's. To ask costs one pass over the
words; to read a page in full costs a hundred times as much.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from pipeline.figures.needles import folded
from pipeline.records import Block, Document

REACH = 4  # paragraphs on either side of one with such a word
_WORD = re.compile(r"[a-z]+|\d+")


def blocks_in_reach(document: Document) -> frozenset[int]:
    """Where the blocks start that can tell a figure; all of them if the title speaks of crime, none if nothing does.

    A paragraph alone is read too: there is no page around it that would say what it is about.
    """
    if len(document.blocks) == 1 or speaks_of_crime(document.title or ""):
        return frozenset(block.start for block in document.blocks)
    near: set[int] = set()
    since = REACH + 1  # paragraphs since the last that speaks of crime
    waiting: list[list[Block]] = []  # the last paragraphs, each with the lists and tables that belong to it
    for paragraph in _paragraphs(document.blocks):
        waiting.append(paragraph)
        since += 1
        if any(speaks_of_crime(document.text[block.start : block.end]) for block in paragraph):
            near.update(block.start for each in waiting[-REACH - 1 :] for block in each)
            since = 0
        elif since <= REACH:
            near.update(block.start for block in paragraph)
    return frozenset(near)


def speaks_of_crime(text: str) -> bool:
    """Whether a text holds a word that by itself speaks of crime or the police."""
    said = _WORD.findall(folded(text))
    words, phrases = vocabulary()
    if not words.isdisjoint(said):
        return True
    spoken = " ".join(said)
    return any(phrase in spoken for phrase in phrases)


def _paragraphs(blocks: tuple[Block, ...]) -> list[list[Block]]:
    """The paragraphs and headings, each with the items and tables after it."""
    found: list[list[Block]] = []
    for block in blocks:
        if block.kind in ("item", "table") and found:
            found[-1].append(block)
        else:
            found.append([block])
    return found


@cache
def vocabulary() -> tuple[frozenset[str], tuple[str, ...]]:
    """The words, with their plurals, and the phrases."""
    table = tomllib.loads(resources.files("pipeline.figures").joinpath("vocabulary", "subject.toml").read_text("utf-8"))
    singular = {word for words in table["words"].values() for word in words}
    plural = {word[:-1] + "ies" if word.endswith("y") else word + ("es" if word.endswith("sh") else "s") for word in singular}
    return frozenset(singular | plural), tuple(phrase for phrases in table["phrases"].values() for phrase in phrases)
