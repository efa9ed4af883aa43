"""Which pieces of a page are the story: named parts are judged by their names and what they hold, lines by their words.

In order: parts whose names say furniture are dropped, unless they hold most of the prose; the story's container is the
smallest frame that holds nearly all prose that is left; within it, lists announced as other stories, lines that are
mostly links, notices, bylines and credits are dropped. Prose is measured in characters of sentences outside links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.parse.flatten import Frame, Page, Piece
from pipeline.parse.furniture import (
    is_furniture_line,
    is_furniture_name,
    is_never_story_name,
    is_standfirst_name,
    is_story_name,
    opens_furniture,
)

_FURNITURE_TAGS = frozenset(("nav", "aside", "footer", "form", "figcaption", "figure", "header", "address", "menu", "legend", "fieldset"))
_NEVER_TAGS = frozenset(("nav",))
_STORY_TAGS = frozenset(("article", "main"))
_ENDS_SENTENCE = re.compile(r"[.!?…:][\"”’')\]]*$")
_WORD = re.compile(r"\w+")


def select(page: Page, title: str | None = None) -> list[Piece]:
    """The pieces of `page` that are its story, in order; `title` is the headline, which is not repeated in the body."""
    prose = _Prose([_prose(piece) for piece in page.pieces])
    kept = _without_furniture(page, prose)
    prose = _Prose([amount if keep else 0 for amount, keep in zip(prose.amounts, kept, strict=True)])
    container = _container(page, prose)
    first = _after_headline(page, container, prose, title)
    inside = [at for at in range(first, container.last) if kept[at]]
    inside = _without_announced(page, container, prose, inside)
    found = [page.pieces[at] for at in inside if _is_story_line(page.pieces[at], title)]
    return _standfirst(page, container, first, title) + _trimmed(found)


@dataclass(frozen=True)
class _Prose:
    """Characters of prose per piece, and their sum over any range of pieces in one step."""

    amounts: Sequence[int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sums", [0, *accumulate(self.amounts)])

    def within(self, frame: Frame) -> int:
        sums: list[int] = self._sums  # type: ignore[attr-defined]
        return sums[frame.last] - sums[frame.first]


def _prose(piece: Piece) -> int:
    if piece.link_share > 0.5 or piece.kind == "heading":
        return 0
    length = len(piece.text)
    if piece.kind == "table":
        return length
    if is_furniture_line(piece.text):
        return 0
    return length if length >= 80 or (length >= 30 and _ENDS_SENTENCE.search(piece.text)) else length // 4


def _without_furniture(page: Page, prose: _Prose) -> list[bool]:
    kept = [True] * len(page.pieces)
    whole = prose.within(page.frames[0])
    end = 0  # of the furniture last dropped: what is inside it need not be asked
    for frame in page.frames:
        if frame.first < end or frame.first == frame.last:
            continue
        if _is_furniture(frame, prose.within(frame), whole):
            kept[frame.first : frame.last] = [False] * (frame.last - frame.first)
            end = frame.last
    if sum(amount for amount, keep in zip(prose.amounts, kept, strict=True) if keep) * 5 < whole:
        return [True] * len(page.pieces)
    return kept


def _is_furniture(frame: Frame, amount: int, whole: int) -> bool:
    if frame.tag in _NEVER_TAGS or is_never_story_name(frame.name):
        return amount * 10 < whole * 9
    if amount * 2 > whole:
        return False
    if frame.is_hidden:
        return True
    if frame.tag in _FURNITURE_TAGS:
        return True
    return bool(frame.name) and is_furniture_name(frame.name)


def _container(page: Page, prose: _Prose) -> Frame:
    at = 0
    frames = page.frames
    children: dict[int, list[int]] = {}
    for number, frame in enumerate(frames):
        children.setdefault(frame.parent, []).append(number)
    while True:
        amount = prose.within(frames[at])
        best = max(children.get(at, ()), key=lambda number: prose.within(frames[number]), default=None)
        if best is None or frames[best].tag in ("p", "li", "blockquote", "ul", "ol", "pre"):
            return frames[at]
        share = prose.within(frames[best]) / max(1, amount)
        if share < _least_share(frames[best]):
            return frames[at]
        at = best


def _least_share(frame: Frame) -> float:
    if is_story_name(frame.name):
        return 0.6
    return 0.75 if frame.tag in _STORY_TAGS else 0.93


def _after_headline(page: Page, container: Frame, prose: _Prose, title: str | None) -> int:
    """Where the story begins: after its headline, if that stands in the container before most of the prose."""
    whole = prose.within(container)
    for at in range(container.first, container.last):
        piece = page.pieces[at]
        if piece.kind == "heading" and (piece.level == 1 or _is_same(piece.text, title)):
            before = sum(prose.amounts[container.first : at])
            if before * 5 < whole:
                return at + 1
    return container.first


def _is_same(text: str, title: str | None) -> bool:
    return title is not None and _WORD.findall(text.lower()) == _WORD.findall(title.lower())


def _without_announced(page: Page, container: Frame, prose: _Prose, inside: list[int]) -> list[int]:
    """Leaves out lists of other stories: from their heading to the end of the smallest part that holds heading and list."""
    dropped: set[int] = set()
    whole = prose.within(container)
    for position, at in enumerate(inside):
        piece = page.pieces[at]
        if at in dropped or not opens_furniture(piece.text):
            continue
        end = _end_of_part(page, at, container, prose, whole)
        if end > at + 1:
            dropped.update(range(at, end))
        else:
            dropped.add(at)
            dropped.update(_flat_list(page, inside[position + 1 :]))
    return [at for at in inside if at not in dropped]


def _end_of_part(page: Page, at: int, container: Frame, prose: _Prose, whole: int) -> int:
    """The end of the innermost frame that begins with the heading and holds more than it, if it is a small part."""
    number = page.pieces[at].frame
    end = at + 1
    while number >= 0:
        frame = page.frames[number]
        if frame is container or frame.first < at or prose.within(frame) * 3 > whole:
            break
        if frame.last > at + 1:
            end = frame.last
        number = frame.parent
    return end


def _flat_list(page: Page, following: Sequence[int]) -> list[int]:
    """The lines after an announcement that stand in the same frame as the story: headlines, up to the next sentence."""
    found = []
    for at in following:
        piece = page.pieces[at]
        if piece.kind in ("table", "heading") or (piece.link_share < 0.5 and _ENDS_SENTENCE.search(piece.text)):
            break
        if piece.link_share < 0.5 and len(piece.text) > 120:
            break
        found.append(at)
    return found


def _is_story_line(piece: Piece, title: str | None) -> bool:
    if piece.kind == "table":
        return piece.link_share < 0.7
    if is_furniture_line(piece.text) or _is_same(piece.text, title):
        return False
    return piece.link_share < (0.8 if piece.kind != "heading" else 0.9)


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """Without labels before the first sentence, and without labels and headings after the last."""
    first, last = 0, len(pieces)
    while first < last and _is_label(pieces[first]):
        first += 1
    while last > first and (_is_label(pieces[last - 1]) or pieces[last - 1].kind == "heading"):
        last -= 1
    return pieces[first:last] if last > first else pieces


def _is_label(piece: Piece) -> bool:
    return piece.kind == "paragraph" and len(piece.text) < 60 and not _ENDS_SENTENCE.search(piece.text)


def _standfirst(page: Page, container: Frame, first: int, title: str | None) -> list[Piece]:
    """The words under the headline that sum the story up, where they stand before the container."""
    headline = next((at for at in range(container.first, -1, -1) if at < len(page.pieces) and page.pieces[at].level == 1), None)
    if headline is None or first > headline:
        return []
    return [
        page.pieces[at]
        for at in range(headline + 1, container.first)
        if is_standfirst_name(page.frames[page.pieces[at].frame].name) and _is_story_line(page.pieces[at], title)
    ]
