"""The tree of a page, by lxml: the one place that knows how pages are parsed."""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree

from pipeline.errors import ParseError
from pipeline.parse.nesting import made_shallow

Element: TypeAlias = Any  # lxml.etree._Element, which comes without types
walk = etree.iterwalk  # events in document order without recursion: walk(element, events=("start", "end"))


def parse_html(text: str, utf8: bytes | None = None) -> Element:
    """The tree of a page, whatever its state: comments left out, no limit on size or depth; `utf8` is the text's, if it is at hand.

    Raises ParseError `not_html` where there is no element to be had.
    """
    root, is_whole = _parsed(utf8 or text.encode("utf-8", "ignore"))
    if not is_whole:
        root, _ = _parsed(made_shallow(text).encode("utf-8", "ignore"))
    if root is None:
        raise ParseError("not_html", "The page holds no element that could be read.")
    return root


def _parsed(utf8: bytes) -> tuple[Element | None, bool]:
    """The tree, and whether the parser read to the end."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(utf8, parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = None
    last = parser.error_log.last_error
    return root, last is None or last.level < etree.ErrorLevels.FATAL


def drop(root: Element, *tags: str) -> None:
    """Removes all elements of these names from the tree, not the text after them."""
    etree.strip_elements(root, *tags, with_tail=False)
