"""Which sentences of a document can tell a figure: the others need not be read, or only for what the next may lean on.

A figure needs a number or a record, and a metric, which the sentence names or one not long before it. Most pages of the news name one
seldom or never, and nothing that stands behind the last such number is ever asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.figures import numbers, superlatives
from pipeline.figures.lexicon import load
from pipeline.figures.metric_prices import Topic
from pipeline.figures.sentences import Sentence, split
from pipeline.figures.setting import TOPIC_PARAGRAPHS
from pipeline.figures.text import Token, word_set
from pipeline.figures.theme import theme
from pipeline.figures.weak_terms import is_weak
from pipeline.records import Document

# The words beside which a number counts something though no metric is named: "killed 41 people", "cleared 77% of cases", "8 minutes".
_UNNAMED = word_set(
    """
    killed died dead slain perished lost claimed took taken shot arrested arresting booked jailed detained apprehended
    wounded wounding injured injuring hurt hurting
    clear cleared clearing solve solved solving closed closing minute min second sec hour
    case incident offense offence victim occurrence crime attack complaint fatality death
    """
)
_FORGOTTEN = TOPIC_PARAGRAPHS + 1


@dataclass(frozen=True)
class Outline:
    """The sentences of a document, and which of them can tell a figure."""

    sentences: dict[tuple[int, int], list[Sentence]]  # of the blocks other than tables, by where they start and end
    telling: frozenset[int]  # where the sentences start that can tell one
    blocks: int  # how many there are up to the last that can tell one
    theme: Topic | None = None  # the metric that the document is about, where it is about one


def outline(document: Document) -> Outline:
    """The sentences of a document that can tell a figure."""
    sentences: dict[tuple[int, int], list[Sentence]] = {}
    telling: set[int] = set()
    blocks = 0
    codes: list[set[str]] = []
    age = _FORGOTTEN  # paragraphs since a metric was named; a heading makes what is spoken of the topic of its section
    for count, block in enumerate(document.blocks, 1):
        if block.kind == "table":
            blocks = count
            continue
        age = min(age + (block.kind == "paragraph"), _FORGOTTEN) if block.kind != "heading" or age == _FORGOTTEN else 0
        sentences[block.start, block.end] = found = split(document.text, block.start, block.end)
        for sentence in found:
            if named := _named(list(sentence.tokens)):
                age = 0
                codes.append(named)
            if (age < _FORGOTTEN or _is_unnamed(sentence)) and _holds_number(document.text, sentence):
                age = 0
                telling.add(sentence.start)
                blocks = count
    return Outline(sentences, frozenset(telling), blocks, theme(codes, document.title) if blocks else None)


def _named(tokens: list[Token]) -> set[str]:
    return {hit.term.code for hit in load("metrics").find(tokens) if not is_weak(tokens, hit) or hit.term.code == "firearm_recovered"}


def _is_unnamed(sentence: Sentence) -> bool:
    return any(token.lemma in _UNNAMED for token in sentence.tokens)


def _holds_number(text: str, sentence: Sentence) -> bool:
    return numbers.may_hold(sentence.tokens) or bool(superlatives.find(text, sentence))
