"""Which sentences of a document can tell a figure: the others need not be read, or only for what the next may lean on.

A figure needs a number or a record, and a metric, which the sentence names or one not long before it. Most pages of the news name one
seldom or never, and nothing that stands behind the last such number is ever asked for. Paragraphs far from any word of crime or the
police are not even taken apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipeline.figures import numbers, superlatives
from pipeline.figures.metric_prices import Topic
from pipeline.figures.sentences import Sentence, split
from pipeline.figures.setting import TOPIC_PARAGRAPHS
from pipeline.figures.subject import blocks_in_reach
from pipeline.figures.text import word_set
from pipeline.figures.theme import theme
from pipeline.figures.weak_terms import is_weak
from pipeline.records import Document

# The words beside which a number counts something though no metric is named: "killed 41 people", "cleared 77% of cases", "8 minutes".
_UNNAMED = word_set(
    """
    killed died dead slain perished lost claimed took taken shot arrested arresting booked jailed detained apprehended
    wounded wounding injured injuring hurt hurting struck hit
    clear cleared clearing solve solved solving closed closing minute min second sec hour
    deadly case incident offense offence victim occurrence crime attack complaint fatality death
    """
)
_THE_SAME = word_set("the those these all year's")


@dataclass(frozen=True)
class Outline:
    """The sentences of a document, and which of them can tell a figure."""

    sentences: dict[tuple[int, int], list[Sentence]]  # of the blocks other than tables, by where they start and end
    telling: frozenset[int]  # where the sentences start that can tell one
    blocks: int  # how many there are up to the last that can tell one
    theme: Topic | None = None  # the metric that the document is about, where it is about one


def outline(document: Document) -> Outline:
    """The sentences of a document that can tell a figure."""
    near = blocks_in_reach(document)
    blocks = [block for block in document.blocks if block.kind != "table"] if near else []
    asked = {block.start for block in blocks if block.start in near or block.kind == "heading"}  # a heading may date what is far below it
    sentences = {(block.start, block.end): split(document.text, block.start, block.end) if block.start in asked else [] for block in blocks}
    named = {sentence.start: codes for found in sentences.values() for sentence in found if (codes := _named(sentence))}
    about = theme(named.values(), document.title)
    telling: set[int] = set()
    last = age = 0  # paragraphs since a metric was named, or a heading made what is spoken of the topic of its section
    is_topic = False  # whether something may be spoken of
    for count, block in enumerate(document.blocks if near else (), 1):
        if block.kind == "table":
            last = count
            continue
        age = 0 if block.kind == "heading" else age + (block.kind == "paragraph")
        is_topic = is_topic and age <= TOPIC_PARAGRAPHS
        for sentence in sentences[block.start, block.end] if block.start in near else ():
            if sentence.start in named:
                age, is_topic = 0, True
            if (is_topic or _is_unnamed(sentence) or (telling and _tells_again(sentence))) and _holds_number(document.text, sentence):
                age = 0 if about or _is_unnamed(sentence) else age  # what a figure without a noun is of is forgotten as if it was named before
                is_topic = True
                telling.add(sentence.start)
                last = count
    return Outline(sentences, frozenset(telling), last, about)


def _named(sentence: Sentence) -> set[str]:
    """The codes of the metrics that a sentence names."""
    if not sentence.metrics:
        return set()
    tokens = list(sentence.tokens)
    return {hit.term.code for hit in sentence.metrics if not is_weak(tokens, hit) or hit.term.code == "firearm_recovered"}


def _is_unnamed(sentence: Sentence) -> bool:
    return any(token.lemma in _UNNAMED for token in sentence.tokens)


def _tells_again(sentence: Sentence) -> bool:
    """Whether it may speak of a count by its number alone, which is never forgotten: "of the 124"."""
    return any(before.lower in _THE_SAME and numbers.may_hold([token]) for before, token in pairwise(sentence.tokens))


def _holds_number(text: str, sentence: Sentence) -> bool:
    return numbers.may_hold(sentence.tokens) or bool(superlatives.find(text, sentence))
