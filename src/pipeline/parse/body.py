"""Which pieces of a page are its story: those of its container, without the lines and lists that are something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.parse.container import ENDS_SENTENCE, Weight, drop_furniture, find_container, is_label
from pipeline.parse.flatten import Frame, Page, Piece
from pipeline.parse.furniture import ends_story, is_furniture_line, is_standfirst_name, opens_furniture
from pipeline.parse.titles import key

_LONG_ENOUGH_TO_REPEAT = 80  # characters
_STANDFIRST_WITHIN = 4  # pieces after the headline
_SAME_START = 60  # characters of words that two summaries share when one of them is cut


def select(page: Page, title: str | None = None, description: str | None = None) -> list[Piece]:
    """The pieces of `page` that are its story, in order.

    `title` is the headline, which is not repeated in the body; `description` the page's summary of itself, by which the
    standfirst is known.
    """
    kept, prose = drop_furniture(page)
    container = find_container(page, prose)
    first = _after_headline(page, container, prose, title)
    inside = [at for at in range(first, container.last) if kept[at]]
    inside = _without_announced(page, container, prose, _before_end(page, container, prose, inside))
    inside = _trimmed(page, [at for at in inside if _is_story_line(page.pieces[at], title)])
    return _once([*_standfirst(page, inside, title, description), *(page.pieces[at] for at in inside)])


def _after_headline(page: Page, container: Frame, prose: Weight, title: str | None) -> int:
    """Where the story begins: after its headline, if that stands in the container before most of the prose."""
    whole = prose.within(container)
    for at in range(container.first, container.last):
        if _is_headline(page.pieces[at], title) and prose.between(container.first, at) * 5 < whole:
            return at + 1
    return container.first


def _is_headline(piece: Piece, title: str | None) -> bool:
    return piece.kind == "heading" and (piece.level == 1 or _is_same(piece.text, title))


def _is_same(text: str, title: str | None) -> bool:
    return title is not None and abs(len(text) - len(title)) < 20 and key(text) == key(title)


def _before_end(page: Page, container: Frame, prose: Weight, inside: list[int]) -> list[int]:
    """What stands before the readers' comments, if these begin in the second half."""
    for position, at in enumerate(inside):
        if ends_story(page.pieces[at].text) and prose.between(container.first, at) * 2 > prose.within(container):
            return inside[:position]
    return inside


def _without_announced(page: Page, container: Frame, prose: Weight, inside: list[int]) -> list[int]:
    """Leaves out lists of other stories: from their heading to the end of the smallest part that holds heading and list."""
    dropped: set[int] = set()
    for position, at in enumerate(inside):
        first_line, _, more = page.pieces[at].text.partition("\n")
        if at in dropped or not opens_furniture(first_line):
            continue
        if more:
            dropped.add(at)
            continue
        end = _end_of_part(page, at, container, prose)
        dropped.update(range(at, end) if end > at + 1 else (at, *_flat_list(page, inside[position + 1 :])))
    return [at for at in inside if at not in dropped]


def _end_of_part(page: Page, at: int, container: Frame, prose: Weight) -> int:
    """The end of the outermost part that begins with the heading, holds more than it, and is small."""
    number, end = page.pieces[at].frame, at + 1
    while number >= 0:
        frame = page.frames[number]
        if frame is container or frame.first < at or prose.within(frame) * 3 > prose.within(container):
            break
        end = max(end, frame.last)
        number = frame.parent
    return end


def _flat_list(page: Page, following: Sequence[int]) -> list[int]:
    """The lines after an announcement that stand among the story's own: headlines, up to the next sentence."""
    found = []
    for at in following:
        piece = page.pieces[at]
        is_linked = piece.link_share >= 0.5
        if piece.kind in ("table", "heading") or (not is_linked and (len(piece.text) > 120 or ENDS_SENTENCE.search(piece.text))):
            break
        found.append(at)
    return found


def _is_story_line(piece: Piece, title: str | None) -> bool:
    if piece.kind == "table":
        return piece.link_share < 0.7
    if piece.link_share >= (0.9 if piece.kind == "heading" else 0.8):
        return False
    return not is_furniture_line(piece.text) and not _is_same(piece.text, title)


def _trimmed(page: Page, inside: list[int]) -> list[int]:
    """Without labels before the first sentence, and without labels and headings after the last."""
    first, last = 0, len(inside)
    while first < last and is_label(page.pieces[inside[first]]):
        first += 1
    while last > first and (is_label(page.pieces[inside[last - 1]]) or page.pieces[inside[last - 1]].kind == "heading"):
        last -= 1
    return inside[first:last] or inside


def _once(pieces: list[Piece]) -> list[Piece]:
    """Without long paragraphs that stand on the page twice, as in a copy for small screens."""
    seen: set[str] = set()
    found = []
    for piece in pieces:
        if len(piece.text) < _LONG_ENOUGH_TO_REPEAT or piece.text not in seen:
            found.append(piece)
        seen.add(piece.text)
    return found


def _standfirst(page: Page, inside: Sequence[int], title: str | None, description: str | None) -> list[Piece]:
    """The words under the headline that sum the story up, where they stand outside what was selected."""
    begin = inside[0] if inside else 0
    headline = next((at for at in range(begin - 1, -1, -1) if _is_headline(page.pieces[at], title)), None)
    if headline is None:
        return []
    under = page.pieces[headline + 1 : min(begin, headline + 1 + _STANDFIRST_WITHIN)]
    return [
        replace(piece, kind="paragraph", level=0) if piece.kind == "heading" else piece
        for piece in under
        if _is_story_line(piece, title) and (_is_summary(piece.text, description) or _is_named_standfirst(page, piece))
    ]


def _is_named_standfirst(page: Page, piece: Piece) -> bool:
    if not re.search(r"\w+ \w+ \w+ \w+", piece.text):
        return False
    frame = page.frames[piece.frame]
    around = [frame, page.frames[frame.parent]] if frame.parent >= 0 else [frame]
    if any(one.has_image or one.tag in ("figure", "figcaption") for one in around):
        return False
    return any(is_standfirst_name(one.name) for one in around)


def _is_summary(text: str, description: str | None) -> bool:
    one, two = key(text), key(description)
    return len(one) >= 30 and len(two) >= 30 and (one[:_SAME_START] == two[:_SAME_START])
