"""feed: RSS, Atom or JSON Feed → the pages that name the city (RSS 2.0; Atom, RFC 4287; https://www.jsonfeed.org/version/1.1/).

Where a feed says where its older items stand (RFC 5005, sections 3 and 4; JSON Feed's `next_url`), a backfill goes on there.
"""

from __future__ import annotations

import calendar
import datetime as dt
import html
import io
import json
import re
from typing import TYPE_CHECKING, Any

import feedparser

from pipeline.fetch.addresses import joined, shown
from pipeline.fetch.listing import BrokenError, Entry, Listing, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture, Rejection
    from pipeline.source import Source

IS_LISTING = True  # its own address is no document

_TAG = re.compile(r"<[^<>]*>")
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
_OLDER = ("next", "prev-archive")
_JSON_FEED = "https://jsonfeed.org/version/"


def fetch(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:
    """The pages that the feed lists and that name the city, as `listing.pages`."""
    return pages(city, source, asker, read)


def read(body: bytes, address: str) -> Listing:
    """The items of a feed that was found at `address`, their links made absolute. BrokenError when it is no feed at all."""
    return _json(body, address) if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else _xml(body, address)


def _xml(body: bytes, address: str) -> Listing:
    parsed = feedparser.parse(io.BytesIO(body), response_headers={"content-location": address}, sanitize_html=False)
    trouble = str(parsed.get("bozo_exception")) if parsed.bozo and not isinstance(parsed.get("bozo_exception"), _HARMLESS) else None
    entries = tuple(Entry(_link(address, item.get("link")), _words(item), published_at=_published_at(item)) for item in parsed.entries)
    if not entries and (trouble or not parsed.get("version")):
        raise BrokenError(f"{shown(address)} is no RSS or Atom feed that can be read: {trouble or 'it has no items and no version'}")
    older = tuple(_link(address, link.get("href")) for link in parsed.feed.get("links", []) if link.get("rel") in _OLDER)
    return Listing(entries, trouble=f"the feed is broken ({trouble})" if trouble else None, older=tuple(filter(None, older)))


def _published_at(item: Any) -> dt.datetime | None:
    parsed = item.get("published_parsed") or item.get("updated_parsed")  # UTC
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _words(item: Any) -> str:
    parts = [item.get("title", ""), item.get("summary", "")]
    parts += [part.get("value", "") for part in item.get("content", [])]
    parts += [tag.get("term") or "" for tag in item.get("tags", [])]
    return html.unescape(_TAG.sub(" ", "\n".join(parts)))


def _json(body: bytes, address: str) -> Listing:
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BrokenError(f"{shown(address)} is no JSON feed that can be read: {error}") from None
    if not str(feed.get("version", "")).startswith(_JSON_FEED) or not isinstance(feed.get("items"), list):
        raise BrokenError(f"{shown(address)} is JSON and no JSON feed: it has no version of {_JSON_FEED} or no items")
    items = [item for item in feed["items"] if isinstance(item, dict)]
    entries = tuple(
        Entry(_link(address, item.get("url")), _json_words(item), published_at=_instant(item.get("date_published"))) for item in items
    )
    return Listing(entries, older=tuple(filter(None, [_link(address, feed.get("next_url"))])))


def _instant(said: object) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found.astimezone(dt.UTC) if found.tzinfo else None


def _json_words(item: dict[str, Any]) -> str:
    parts = [item.get(name) for name in ("title", "summary", "content_text", "content_html")]
    parts += item["tags"] if isinstance(item.get("tags"), list) else []
    return html.unescape(_TAG.sub(" ", "\n".join(part for part in parts if isinstance(part, str))))


def _link(address: str, link: object) -> str:
    return joined(address, link) if isinstance(link, str) and link.strip() else ""
