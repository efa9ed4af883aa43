"""Puts sentences together from words and from numbers that can be followed."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.report.parts import Sentence, Span


def at(text: str, figure_ids: Iterable[str]) -> Span:
    """Words with a number, and the figures behind it."""
    return Span(text, tuple(figure_ids))


def say(*parts: str | Span) -> Sentence:
    """A sentence of these parts; its first letter is large."""
    spans = [Span(part) if isinstance(part, str) else part for part in parts if part]
    first = spans[0]
    return Sentence((Span(first.text[:1].upper() + first.text[1:], first.figure_ids), *spans[1:]))


def joined(first: Sentence, joiner: str, second: Sentence) -> Sentence:
    """Two sentences as one; the full stop of the first goes, and the second is taken as it is."""
    *spans, last = first.spans
    return Sentence((*spans, Span(last.text.removesuffix("."), last.figure_ids), Span(joiner), *second.spans))
