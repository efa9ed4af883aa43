"""feed: RSS and Atom → the pages that name the city (RSS 2.0; Atom, RFC 4287).

The feed itself is archived and not handed on; what is handed on are the pages that it links to. A page is asked for as long
as the feed lists it, conditionally once we have it. What a feed drops stays in the archive.
"""

from __future__ import annotations

import html
import io
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import feedparser

from pipeline.errors import ArchiveError, FetchError
from pipeline.fetch.addresses import joined, normal, shown
from pipeline.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.city import City, Source
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture

log = logging.getLogger(__name__)

IS_LISTING = True  # its own address is no document

_TAG = re.compile(r"<[^<>]*>")
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


class FeedError(FetchError):
    """The bytes are no feed, or a broken one."""

    reason = "feed_broken"


class LinkError(FetchError):
    """An item leads nowhere."""

    reason = "feed_item_without_link"


@dataclass(frozen=True)
class Entry:
    """One item of a feed: where it leads, and the words by which it is chosen."""

    address: str  # "" when it has no link that can be read
    text: str  # title, summary, categories and content, without markup


@dataclass(frozen=True)
class Feed:
    """The items of a feed in its order, and what was wrong with it, if anything."""

    entries: tuple[Entry, ...]
    trouble: str | None = None


def fetch(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:
    """The pages that the feed lists and that name the city, each once; a page that fails is a rejection.

    FetchError when the feed itself cannot be had.
    """
    asked: set[str] = set()
    distinct: dict[tuple[str, str], Capture] = {}
    for capture in asker.ask(source.address, source.id):
        distinct.setdefault((capture.digest, capture.final_address), capture)
    for capture in distinct.values():
        feed = _read(capture, asker)
        if isinstance(feed, Rejection):
            yield feed
            continue
        if feed.trouble:
            yield _rejection(FeedError(f"{shown(source.address)}: {feed.trouble}; what could be read of it was"), source, source.address)
        chosen = [entry.address for entry in feed.entries if matches(entry.text, source.matches or city.words)]
        log.info("%s: %d of %d items name %s", source.id, len(chosen), len(feed.entries), city.name)
        for address in chosen:
            if (key := normal(address)) not in asked:
                asked.add(key)
                yield from _page(address, source, asker)


def _read(capture: Capture, asker: Asker) -> Feed | Rejection:
    try:
        return read(asker.body(capture), capture.final_address)
    except FeedError as error:
        return Rejection("fetch", error.reason, str(error), source_id=capture.source_id, address=shown(capture.address))
    except ArchiveError as error:
        return Rejection("archive", "damaged_record", str(error), source_id=capture.source_id, address=shown(capture.address))


def _page(address: str, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:
    if not address:
        yield _rejection(LinkError(f"an item of {shown(source.address)} names the city and has no link"), source, source.address)
        return
    try:
        yield from asker.ask(address, source.id)
    except FetchError as error:
        yield _rejection(error, source, address)


def _rejection(error: FetchError, source: Source, address: str) -> Rejection:
    return Rejection("fetch", error.reason, str(error), source_id=source.id, address=shown(address))


def read(body: bytes, address: str) -> Feed:
    """The items of a feed that was found at `address`, their links made absolute. FeedError when it is no feed at all."""
    parsed = feedparser.parse(io.BytesIO(body), response_headers={"content-location": address}, sanitize_html=False)
    trouble = str(parsed.get("bozo_exception")) if parsed.bozo and not isinstance(parsed.get("bozo_exception"), _HARMLESS) else None
    entries = tuple(Entry(joined(address, link) if (link := item.get("link", "")) else "", _text(item)) for item in parsed.entries)
    if not entries and (trouble or not parsed.get("version")):
        raise FeedError(f"{shown(address)} is no RSS or Atom feed that can be read: {trouble or 'it has no items and no version'}")
    return Feed(entries, f"the feed is broken ({trouble})" if trouble else None)


def _text(item: Any) -> str:
    parts = [item.get("title", ""), item.get("summary", "")]
    parts += [part.get("value", "") for part in item.get("content", [])]
    parts += [tag.get("term") or "" for tag in item.get("tags", [])]
    return html.unescape(_TAG.sub(" ", "\n".join(parts)))


def matches(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text as a whole word, whatever its case and the space within it."""
    return any(re.search(_whole(word), text, re.IGNORECASE) for word in words if word.strip())


def _whole(word: str) -> str:
    spaced = r"\s+".join(re.escape(part) for part in word.split())
    return rf"(?<!\w){spaced}(?!\w)"
