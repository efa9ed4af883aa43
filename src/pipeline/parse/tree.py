"""The tree of a page, by lxml: the one place that knows the parser."""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from pipeline.errors import ParseError

Element: TypeAlias = Any  # lxml.etree._Element, which comes without types
walk = etree.iterwalk  # events in document order without recursion: walk(element, events=("start", "end"))


def parse_html(text: str) -> Element:
    """The tree of a page, whatever its state: comments left out, no limit on size.

    Raises ParseError `not_html` where there is no element to be had.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "ignore"), parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = None
    if root is None:
        raise ParseError("not_html", "The page holds no element that could be read.")
    return root


def drop(root: Element, *tags: str) -> None:
    """Removes all elements of these names from the tree, not the text after them."""
    etree.strip_elements(root, *tags, with_tail=False)
