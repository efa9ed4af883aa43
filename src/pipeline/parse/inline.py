"""The text of an element as one line, and which elements are inline: they never part words nor join them.

The inline elements are the phrasing content of https://html.spec.whatwg.org/#phrasing-content-2, with those of HTML 4.
"""

from __future__ import annotations

import re

from pipeline.parse.text import BREAK, clean
from pipeline.parse.tree import Element, walk

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "nobr", "output", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
})  # fmt: skip
_FOOTNOTE = re.compile(r"\[?(?:\d{1,2}|[*†‡§¶a-e]{1,2})\]?")
_UNITS = ("m", "km", "cm", "mi", "ft", "sq", "yd")


def is_footnote_mark(element: Element, before: str) -> bool:
    """Whether a <sup> after the text `before` refers to a note: a reader does not read it on ("1,234¹"); "31st", "km²" stay."""
    word = before.rstrip(" ")[-12:]
    if not word or word.endswith(BREAK):
        return False
    mark = "".join(element.itertext()).strip()
    return bool(_FOOTNOTE.fullmatch(mark)) and not re.search(rf"(?:^|[\d\s./])(?:{'|'.join(_UNITS)})$", word)


def text_of(element: Element) -> str:
    """All text of an element on one line; a space stands where one block ends and another begins."""
    if not len(element):
        return clean(element.text or "")
    parts: list[str] = []
    events = walk(element, events=("start", "end"))
    for event, node in events:
        tag = node.tag
        if event == "start":
            if tag == "sup" and is_footnote_mark(node, "".join(parts[-3:])):
                events.skip_subtree()
            else:
                parts.append(node.text or "" if tag in INLINE else " " + (node.text or ""))
        elif node is not element:
            parts.append(node.tail or "" if tag in INLINE else " " + (node.tail or ""))
    return clean("".join(parts))
