"""A page's tree as a flat list of pieces (paragraphs, headings, items, tables) and the frames they stand in.

One walk, without recursion, so that a page nested ten thousand deep costs no more than its length. A frame is a
block element with the range of pieces inside it: what is then asked of the page is asked of ranges, not of the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.parse.attributes import is_hidden, is_speck, is_within_page, named
from pipeline.parse.furniture import is_unseen_inline_name
from pipeline.parse.inline import INLINE, is_footnote_mark, text_of
from pipeline.parse.tables import TableCell, caption_of, read_table
from pipeline.parse.text import BREAK, paragraphs
from pipeline.parse.tree import Element, drop, walk
from pipeline.records import BlockKind

# What a reader never reads as text; dropped before the walk, in C.
UNREAD = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "applet", "video", "audio", "canvas",
    "map", "button", "select", "datalist", "progress", "meter", "head", "dialog", "frameset",
    "amp-ad", "amp-sidebar", "amp-analytics", "amp-list", "amp-consent", "amp-iframe", "amp-video",
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "menu", "dir", "dl"))
_ITEMS = frozenset(("li", "dt", "dd"))
_IMAGES = frozenset(("img", "image", "amp-img", "source"))
_FIELDS = frozenset(("input", "textarea"))
_EMPTY = frozenset(("br", *_IMAGES, *_FIELDS))  # without text of their own
_COUNTED = frozenset((*_LISTS, *_ITEMS, *_HEADINGS, "pre"))


@dataclass(slots=True)
class Frame:
    """One block element: its names, and pieces[first:last] are inside it."""

    parent: int
    tag: str
    name: str
    is_hidden: bool
    first: int
    last: int = 0
    has_image: bool = False  # directly, or in a part of it without text
    has_form: bool = False  # the same of fields to be filled in


@dataclass(slots=True)
class Piece:
    """One paragraph, heading, list item or table, before anyone judged it."""

    kind: BlockKind
    text: str
    frame: int
    level: int = 0
    link_share: float = 0.0  # of its characters, those within links
    cells: tuple[TableCell, ...] = ()


@dataclass(slots=True)
class Page:
    """The flat page: frames[0] is the whole."""

    pieces: list[Piece] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)


def flatten(root: Element) -> Page:
    """All text of the tree under `root`, in order. The tree loses its scripts and other unread elements."""
    drop(root, *UNREAD)
    return _Walk().run(root)


class _Walk:
    """The state of the walk: text gathered since the last block boundary, and the open frames, lists and links."""

    def __init__(self) -> None:
        self.page = Page()
        self.buffer: list[str] = []
        self.size = 0  # characters in the buffer
        self.linked: list[tuple[int, int]] = []  # ranges of the buffer within links
        self.links = self.lists = self.items = self.pre = 0
        self.heading = 0
        self.open = -1

    def run(self, root: Element) -> Page:
        events = walk(root, events=("start", "end"))
        for event, node in events:
            tag = node.tag
            if event == "end":
                self.ends(node, tag)
                text = node.tail if node is not root else None
            elif self.starts(node, tag):
                text = node.text
            else:
                events.skip_subtree()
                continue
            if text:
                self.add(text)
        self.flush()
        return self.page

    def add(self, text: str) -> None:
        if self.pre:
            text = text.replace("\n", BREAK)
        is_space = text.isspace()
        if is_space and not self.buffer:
            return  # the indentation of the mark-up, which is most of its text
        self.buffer.append(text)
        if self.links and not is_space:
            self.linked.append((self.size, self.size + len(text)))
        self.size += len(text)

    def starts(self, node: Element, tag: str) -> bool:
        """Opens an element; False when what is inside it is read already or not to be read."""
        if tag == "a":
            self.links += not is_within_page(node)
            return True
        if tag in INLINE:
            return not self.is_aside(node, tag)
        if tag in _EMPTY:
            self.empty(node, tag)
            return False
        self.flush()
        if tag == "figure" and self.is_table_figure(node):
            tag = "div"
        attributes, frames = node.items(), self.page.frames
        name, hidden = (named(attributes), is_hidden(attributes)) if attributes else ("", False)
        frames.append(Frame(self.open, tag, name, hidden, len(self.page.pieces)))
        self.open = len(frames) - 1
        if tag in _COUNTED:
            self.counts(tag, 1)
        return tag != "table" or not self.table(node)

    def empty(self, node: Element, tag: str) -> None:
        """A line break, an image, or a field to be filled in."""
        if tag == "br":
            self.add(BREAK)
        elif tag in _IMAGES:
            self.page.frames[self.open].has_image |= not is_speck(node)
        else:
            self.page.frames[self.open].has_form |= node.get("type") not in ("hidden", "checkbox", "radio")

    def counts(self, tag: str, step: int) -> None:
        """Keeps count of the open lists, items and the like."""
        if tag in _LISTS:
            self.lists += step
        elif tag in _ITEMS:
            self.items += step
        elif tag == "pre":
            self.pre += step
        elif tag in _HEADINGS:
            self.heading = _HEADINGS[tag] if step > 0 else 0

    def ends(self, node: Element, tag: str) -> None:
        if tag == "a":
            self.links -= not is_within_page(node)
        if tag in INLINE or tag in _EMPTY:
            return
        self.flush()
        frame = self.page.frames[self.open]
        frame.last = len(self.page.pieces)
        self.open = frame.parent
        if frame.first == frame.last and frame.parent >= 0:
            self.page.frames[frame.parent].has_image |= frame.has_image
            self.page.frames[frame.parent].has_form |= frame.has_form
        if tag in _COUNTED:
            self.counts(tag, -1)

    def is_aside(self, node: Element, tag: str) -> bool:
        """Whether a span within a line is no part of it: read to the blind only, hidden, or the mark of a footnote."""
        if tag == "sup" and is_footnote_mark(node, "".join(self.buffer[-3:])):
            return True
        attributes = node.items()
        if not attributes:
            return False
        if is_hidden(attributes):
            return True
        return any(name == "class" and is_unseen_inline_name(value) for name, value in attributes)

    def is_table_figure(self, node: Element) -> bool:
        """Whether a <figure> shows a table; its caption is read before the table, wherever it stands."""
        if next(node.iterdescendants("table"), None) is None:
            return False
        caption = next(node.iterdescendants("figcaption"), None)
        if caption is not None:
            if text := text_of(caption):
                self.page.pieces.append(Piece("heading", text, self.open, level=6))
            drop(node, "figcaption")
        return True

    def table(self, node: Element) -> bool:
        """Reads a table of data; False for one that lays out the page, which is then walked like any other part."""
        cells = read_table(node)
        if cells is None:
            return False
        pieces = self.page.pieces
        if caption := caption_of(node):
            pieces.append(Piece("heading", caption, self.open, level=6))
        text = " ".join(cell.text for cell in cells if cell.text)
        linked = sum(len("".join(link.itertext()).strip()) for link in node.iterdescendants("a"))
        pieces.append(Piece("table", text, self.open, link_share=min(1.0, linked / max(1, len(text))), cells=cells))
        return True

    def flush(self) -> None:
        """Ends the run of text gathered so far; its paragraphs become pieces."""
        if not self.buffer:
            return
        raw, linked = "".join(self.buffer), self.linked
        self.buffer, self.size, self.linked = [], 0, []
        if raw.isspace():
            return
        for text, start, end in paragraphs(raw):
            if self.joins_term(text):
                continue
            within = sum([min(end, last) - max(start, first) for first, last in linked if first < end and last > start])
            self.page.pieces.append(self.piece(text, min(1.0, within / len(text))))

    def joins_term(self, text: str) -> bool:
        """Puts the description of a short term behind it: "Homicides" and "34" of a list of terms are one item."""
        pieces, frames = self.page.pieces, self.page.frames
        if frames[self.open].tag != "dd" or not pieces or frames[pieces[-1].frame].tag != "dt" or len(pieces[-1].text) > 60:
            return False
        pieces[-1].text += " " + text
        pieces[-1].frame = self.open
        return True

    def piece(self, text: str, share: float) -> Piece:
        if self.heading:
            return Piece("heading", text, self.open, self.heading, share)
        if self.lists and self.items:
            return Piece("item", text, self.open, self.lists, share)
        return Piece("paragraph", text, self.open, 0, share)
