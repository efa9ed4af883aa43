"""sitemap: a sitemap, a news sitemap or an index of them → the pages that name the city.

https://www.sitemaps.org/protocol.html, and the news extension http://www.google.com/schemas/sitemap-news/0.9, by which only the last two days
stand in a news sitemap. Files may be gzipped as files (`.xml.gz`), besides any content coding. An item without a title is chosen by the
words of its address.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree

from pipeline.errors import TooLargeError
from pipeline.fetch.addresses import joined, shown
from pipeline.fetch.coding import CodingError, decoded
from pipeline.fetch.listing import BrokenError, Entry, Listing, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture, Rejection
    from pipeline.source import Source

IS_LISTING = True  # its own address is no document

_GZIP = b"\x1f\x8b"
_LARGEST = 52_428_800  # bytes of one sitemap, uncompressed, by the protocol
_OLDEST = dt.datetime.min.replace(tzinfo=dt.UTC)


def fetch(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:
    """The pages that the sitemap, or the newest sitemaps of an index, list and that name the city, as `listing.pages`."""
    return pages(city, source, asker, read)


def read(body: bytes, address: str) -> Listing:
    """The items of a sitemap found at `address`, or the sitemaps of an index, newest first. BrokenError when it is neither."""
    root = _root(body, address)
    if (kind := _name(root)) not in {"urlset", "sitemapindex"}:
        raise BrokenError(f"{shown(address)} is no sitemap: its first element is <{kind}>")
    found = [_entry(item, address) for item in root if _name(item) in {"url", "sitemap"}]
    if kind == "urlset":
        return Listing(tuple(found))
    newest = sorted(found, key=lambda entry: entry.changed_at or _OLDEST, reverse=True)
    return Listing((), tuple(entry.address for entry in newest if entry.address))


def _root(body: bytes, address: str) -> etree._Element:
    """The document element; entities are not expanded, nothing is loaded, and a broken end costs only what stands there."""
    try:
        plain = b"".join(decoded([body], "gzip", _LARGEST)) if body.startswith(_GZIP) else body
        root = etree.fromstring(plain.strip(), etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False))
    except (CodingError, TooLargeError, etree.XMLSyntaxError, ValueError) as error:
        raise BrokenError(f"{shown(address)} is no sitemap that can be read: {error}") from None
    if root is None:
        raise BrokenError(f"{shown(address)} is no sitemap that can be read: it is empty or no XML")
    return root


def _entry(item: etree._Element, address: str) -> Entry:
    """One <url> or <sitemap>; only its first text of each name counts."""
    said: dict[str, str] = {}
    for element in item.iter(etree.Element):
        said.setdefault(_name(element), (element.text or "").strip())
    link = said.get("loc", "")
    title = f"{said.get('title', '')} {said.get('keywords', '')}".strip()
    changed_at = max((one for name in ("lastmod", "publication_date") if (one := _moment(said.get(name, "")))), default=None)
    return Entry(joined(address, link) if link else "", title or _address_words(link), changed_at, _moment(said.get("publication_date", "")))


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _address_words(address: str) -> str:
    """The path as words: `/news/fresno-homicides-2023.html` → "news fresno homicides 2023 html"."""
    try:
        return re.sub(r"[\W_]+", " ", unquote(urlsplit(address).path)).strip()
    except ValueError:
        return ""


def _moment(text: str) -> dt.datetime | None:
    """A W3C date and time with its zone, as UTC (https://www.w3.org/TR/NOTE-datetime); None for a bare day, which says too little."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(dt.UTC) if found.tzinfo else None
