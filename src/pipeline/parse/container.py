"""Where on a page the story stands: the parts that are not it are dropped by name, the rest is followed down by weight.

Weight is prose, in characters: sentences and data tables outside links. A part whose name says furniture is dropped
unless it holds most of the page's prose; the story's container is the smallest part that holds nearly all of the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from pipeline.parse.flatten import Frame, Page, Piece
from pipeline.parse.furniture import is_fact_box_name, is_furniture_line, is_furniture_name, is_never_story_name, is_story_name, words_of

ENDS_SENTENCE = re.compile(r"[.!?…:][\"”’')\]]*$")
_LONGEST_LABEL = 60  # characters
_LABELLED_NUMBER = re.compile(r"[^:]{3,50}(?::| [–—=]) ?(?!.*\d{3}[ .-]\d{4}\b)[^:]*\d")  # "Homicides: 34", no telephone
_NAMED_NUMBER = re.compile(r"[^:\d]{3,50}: ?[+−-]?\d[\d,.]*%?(?:[,;(]| \(|$)")  # "Burglaries: 2,118, down 15%", no "4 things to know"
_FURNITURE_TAGS = frozenset(("nav", "aside", "footer", "form", "figcaption", "figure", "header", "address", "menu", "legend", "fieldset"))
_BOXES = frozenset(("aside", "fieldset"))
_STORY_TAGS = frozenset(("article", "main"))
_LEAVES = frozenset(("p", "li", "blockquote", "ul", "ol", "pre"))
_SHORTEST_SENTENCE = 15  # characters
_LEAST_STORY = 12  # characters
_MOST_IN_CARD = 4  # pieces
_SHORT_NAME = 4  # words; an <article> may be named `post comments-open` among ten other things
_LONGEST_CARD = 300  # characters
_TWIN = 200  # characters of prose
_LONG = 150  # characters; a paragraph of that length is seldom an appeal or a caption


class Weight:
    """An amount per piece, and its sum over any range of pieces in one step."""

    def __init__(self, amounts: Sequence[int]) -> None:
        self.amounts = amounts
        self._sums = [0, *accumulate(amounts)]

    def within(self, frame: Frame) -> int:
        return self._sums[frame.last] - self._sums[frame.first]

    def between(self, first: int, last: int) -> int:
        return self._sums[last] - self._sums[first]


def prose_of(piece: Piece) -> int:
    """How much of a story a piece can be, in characters; a short line that is neither sentence nor figure counts a quarter."""
    if piece.link_share > 0.5 or piece.kind == "heading":
        return 0
    length = len(piece.text)
    if piece.kind == "table":
        return length
    if is_furniture_line(piece.text):
        return 0
    if _LABELLED_NUMBER.match(piece.text):
        return length
    return length if length >= 80 or (length >= _SHORTEST_SENTENCE and ENDS_SENTENCE.search(piece.text)) else length // 4


def is_label(piece: Piece) -> bool:
    """Whether a piece is a few words that are neither a sentence nor a number with its name."""
    if piece.kind != "paragraph" or len(piece.text) >= _LONGEST_LABEL:
        return False
    return not ENDS_SENTENCE.search(piece.text) and not _LABELLED_NUMBER.match(piece.text)


def drop_furniture(page: Page) -> tuple[list[bool], Weight]:
    """Which pieces stand outside parts that are furniture by name, and the prose of those that do."""
    amounts = [prose_of(piece) for piece in page.pieces]
    prose = Weight(amounts)
    long = Weight([int(amount >= _LONG and piece.kind == "paragraph") for amount, piece in zip(amounts, page.pieces, strict=True)])
    whole = prose.within(page.frames[0])
    kept = [True] * len(page.pieces)
    makes = _prose_by_make(page, prose)
    end = 0  # of the part last dropped: what is inside it need not be asked
    for frame in page.frames:
        if frame.first < end or frame.first == frame.last:
            continue
        amount = prose.within(frame)
        of_its_make = max(amount, makes[frame.tag, frame.name])
        is_furniture = (amount * 3 < whole and _is_card(page, frame, amount)) or _is_furniture(frame, of_its_make, whole, long.within(frame))
        if is_furniture and not _lists_numbers(page, frame):
            kept[frame.first : frame.last] = [False] * (frame.last - frame.first)
            end = frame.last
    left = [amount if keep else 0 for amount, keep in zip(amounts, kept, strict=True)]
    if sum(left) < max(_LEAST_STORY, whole // 20):
        return [True] * len(kept), prose  # everything is named like furniture: then the names say nothing
    return kept, Weight(left)


def _prose_by_make(page: Page, prose: Weight) -> Counter[tuple[str, str]]:
    """The prose of all parts that are of one make: a story may be a hundred parts named `widget` or `paywall`."""
    makes: Counter[tuple[str, str]] = Counter()
    for frame in page.frames:
        if frame.name and not is_never_story_name(frame.name):
            makes[frame.tag, frame.name] += prose.within(frame)
    return makes


def _lists_numbers(page: Page, frame: Frame) -> bool:
    """Whether a list, whatever it is called, is one of numbers with their names: "Burglaries: 2,118, down 15%"."""
    inside = page.pieces[frame.first : frame.last]
    return frame.tag in ("ul", "ol") and len(inside) > 1 and all(not piece.link_share and _NAMED_NUMBER.match(piece.text) for piece in inside)


def _is_card(page: Page, frame: Frame, amount: int) -> bool:
    """Whether a small part is a picture with its caption, a form with its appeal, or a teaser under a linked heading."""
    if frame.tag == "p" or amount > _LONGEST_CARD:
        return False
    if (frame.has_image or frame.has_form) and frame.last - frame.first <= 2:
        return True
    inside = page.pieces[frame.first : frame.last]
    if 2 <= len(inside) <= _MOST_IN_CARD and all(is_label(piece) or is_furniture_line(piece.text) for piece in inside):
        return any(is_furniture_line(piece.text) for piece in inside)  # an appeal under its title
    first = page.pieces[frame.first]
    return first.kind == "heading" and first.level > 1 and first.link_share > 0.8


def _is_furniture(frame: Frame, amount: int, whole: int, long_paragraphs: int) -> bool:
    if frame.tag == "nav" or (is_never_story_name(frame.name) and len(words_of(frame.name).split()) <= _SHORT_NAME):
        return amount * 10 < whole * 9
    if amount * 10 > whole * 7:
        return False
    if long_paragraphs >= 4 and amount * 4 > whole and frame.tag not in _FURNITURE_TAGS:
        return False  # a box that was never closed: the rest of the story stands in it
    if frame.is_hidden or is_furniture_name(frame.name):
        return True
    return frame.tag in _FURNITURE_TAGS and not (frame.tag in _BOXES and is_fact_box_name(frame.name))


def find_container(page: Page, prose: Weight) -> Frame:
    """The smallest part of the page that holds nearly all of its prose."""
    children: dict[int, list[int]] = {}
    for number, frame in enumerate(page.frames):
        if prose.within(frame):
            children.setdefault(frame.parent, []).append(number)
    at = 0
    while True:
        frame = page.frames[at]
        best = max(children.get(at, ()), key=lambda number: prose.within(page.frames[number]), default=None)
        if best is None or page.frames[best].tag in _LEAVES:
            return frame
        share = prose.within(page.frames[best]) / prose.within(frame)
        if share < _least_share(page.frames[best]) or (share < 0.97 and _has_twin(page, prose, at, best)):
            return frame
        at = best


def _least_share(frame: Frame) -> float:
    if is_story_name(frame.name):
        return 0.6
    return 0.75 if frame.tag in _STORY_TAGS else 0.93


def _has_twin(page: Page, prose: Weight, at: int, best: int) -> bool:
    """Whether another part of the same make holds prose too: a story in several parts, with something between them."""
    frame, end = page.frames[best], page.frames[at].last
    make = (frame.tag, words_of(frame.name))
    for other in page.frames[at + 1 :]:
        if other.first >= end:
            return False
        is_apart = other.first >= frame.last or other.last <= frame.first
        if is_apart and prose.within(other) >= _TWIN and (other.tag, words_of(other.name)) == make:
            return True
    return False
