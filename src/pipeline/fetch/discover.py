"""Which file of a listing is the newest: links of an HTML page, or texts of a JSON answer, by the pattern that the source's TOML names.

Publishers put each year's file at a new address: California's OpenJustice lists them by JSON:API (https://jsonapi.org), others on a page.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer

from pipeline.errors import FetchError
from pipeline.fetch.addresses import joined, shown
from pipeline.period import month_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.source import Discover

_PIECES = re.compile(r"\d+|\D+")
_SHOWN = 3


class NothingFoundError(FetchError):
    """A listing leads to no file of the pattern."""

    reason = "nothing_discovered"


def discovered(body: bytes, address: str, discover: Discover) -> tuple[str, ...]:
    """The addresses that a listing found at `address` gives and that match, newest last; only the newest unless `take` is "all".

    Newest is what the pattern's groups order last: `year`, `month` (a number or an English name) and `day` by these names, other groups by
    their numbers. NothingFoundError names some of the links that were there.
    """
    links = list(dict.fromkeys(joined(address, link) for link in _links(body)))
    found = [(_order(match), link) for link in links if (match := re.search(discover.pattern, link))]
    if not found:
        there = ", ".join(shown(link) for link in links[:_SHOWN]) or "none"
        raise NothingFoundError(f"{shown(address)} has no link like {discover.pattern!r}; of its {len(links)} links the first are: {there}")
    ordered = [link for _, link in sorted(found)]
    return tuple(ordered if discover.take == "all" else ordered[-1:])


def _links(body: bytes) -> Iterable[str]:
    try:
        return _texts(json.loads(body.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        tree = BeautifulSoup(body, "lxml", parse_only=SoupStrainer("a", href=True))
        return (str(link["href"]) for link in tree.find_all("a", href=True))


def _texts(value: Any) -> Iterator[str]:
    """All texts of a JSON value, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _order(match: re.Match[str]) -> tuple[tuple[int, str], ...]:
    named = match.groupdict()
    parts = [named[name] or "" for name in ("year", "month", "day") if name in named] or match.groups("") or (match[0],)
    return tuple(piece for part in parts for piece in _pieces(part))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Numbers by their size, months by their place in the year, other words by their letters."""
    for piece in _PIECES.findall(text):
        if piece.isdecimal():
            yield int(piece), ""
        else:
            month = month_number(piece.strip(" ._/-"))
            yield month or 0, "" if month else piece.lower()
