"""Mark-up nested deeper than the parser goes, made shallow: libxml2 leaves off at 2,048 levels and drops what follows.

Tags beyond a depth no page has by intent are left out with their ends; the text between them stays. Only a page that
the parser gave up on comes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DEEPEST = 400
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*>")
# Elements without an end, or whose end is often left out: they say nothing sure about depth.
_UNCOUNTED = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "html", "head", "body", "p", "script", "style", "title",
))  # fmt: skip


def made_shallow(text: str) -> str:
    """The page with at most 400 elements open at a time."""
    return "".join(_kept(text))


def _kept(text: str) -> Iterator[str]:
    at = depth = left_out = 0
    for tag in _TAG.finditer(text):
        if tag[2].lower() in _UNCOUNTED:
            continue
        if not tag[1]:
            if depth < _DEEPEST:
                depth += 1
                continue
            left_out += 1
        elif not left_out:
            depth = max(0, depth - 1)
            continue
        else:
            left_out -= 1
        yield text[at : tag.start()]
        at = tag.end()
    yield text[at:]
