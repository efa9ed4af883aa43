"""What an element's attributes say: what its makers call it, and whether a reader sees it."""

from __future__ import annotations

import re

from pipeline.parse.tree import Element

_NAMING = frozenset(("class", "id", "role", "itemprop", "aria-label", "data-testid", "data-hook"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|clip(?:-path)?\s*:\s*(?:rect\(0|inset\(50%)", re.IGNORECASE)


def name_of(element: Element) -> str:
    """What the page's makers call an element: class, id, role and their like in one string."""
    return named(element.items())


def named(attributes: list[tuple[str, str]]) -> str:
    """The same of its attributes."""
    return " ".join([value for name, value in attributes if name in _NAMING])[:300]


def is_hidden(attributes: list[tuple[str, str]]) -> bool:
    """Whether they hide it from readers, or from all but those who hear the page."""
    for name, value in attributes:
        if name == "hidden" or (name == "aria-hidden" and value == "true"):
            return True
        if name == "style" and _HIDDEN_STYLE.search(value):
            return True
    return False


def is_within_page(link: Element) -> bool:
    """Whether a link leads to a part of the same page: such a heading is no other story's."""
    address = link.get("href") or ""
    return len(address) > 1 and address[0] == "#"


def is_speck(image: Element) -> bool:
    """Whether an image is only there to be counted or stands for a character."""
    name = image.get("class") or ""
    return image.get("width") in ("0", "1", "2") or "emoji" in name or "smiley" in name
