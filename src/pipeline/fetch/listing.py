"""What feeds and sitemaps share: a listing → the pages it names, chosen by the city's words before any of them is asked for.

A listing is archived under its source's name with `LISTING` behind it, so that it is never taken for one of the pages. A page is asked for as
long as it is listed: conditionally once we have it, and not at all where the listing says that it has not changed since. What a listing
drops stays in the archive.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import ArchiveError, FetchError
from pipeline.fetch.addresses import normal, shown
from pipeline.fetch.rejected import rejected
from pipeline.records import Rejection

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture
    from pipeline.source import Source

log = logging.getLogger(__name__)

LISTING = "#listing"  # behind the id of a source: what it was fetched for is no document
MOST_LISTINGS = 50  # of one source in one run: the newest parts of a large sitemap


class LinkError(FetchError):
    """An item leads nowhere."""

    reason = "feed_item_without_link"


class BrokenError(FetchError):
    """The bytes are no listing, or a broken one."""

    reason = "feed_broken"


@dataclass(frozen=True)
class Entry:
    """One item of a listing: where it leads, the words by which it is chosen, and since when it is as it is."""

    address: str  # "" when it has no link that can be read
    text: str  # title, summary, categories, content or the words of the address, without markup
    changed_at: dt.datetime | None = None  # UTC; None where the listing does not say
    published_at: dt.datetime | None = None  # UTC, as the listing says


@dataclass(frozen=True)
class Listing:
    """The items of a listing in its order, the listings that it leads to, and what was wrong with it, if anything."""

    entries: tuple[Entry, ...]
    listings: tuple[str, ...] = ()  # addresses, newest first
    trouble: str | None = None
    older: tuple[str, ...] = ()  # addresses of listings with the items before these, where it names any; only a backfill asks for them


def pages(city: City, source: Source, asker: Asker, read: Callable[[bytes, str], Listing]) -> Iterator[Capture | Rejection]:
    """The pages that the source's listing names and whose words name the city, each once; a page that fails is a rejection.

    `read` takes a listing's bytes and its address, and raises BrokenError when it is none. FetchError when the first listing cannot be had.
    """
    asked: set[str] = set()
    for listing in _listings(source, asker, read):
        if isinstance(listing, Rejection):
            yield listing
            continue
        chosen = [entry for entry in listing.entries if matches(entry.text, source.matches or city.words)]
        log.info("%s: %d of %d items name %s", source.id, len(chosen), len(listing.entries), city.name)
        for entry in chosen:
            if (key := normal(entry.address)) not in asked:
                asked.add(key)
                yield from _page(entry, source, asker)


def _listings(source: Source, asker: Asker, read: Callable[[bytes, str], Listing]) -> Iterator[Listing | Rejection]:
    """The source's listing and those that it leads to, each content once. FetchError when the first cannot be had."""
    waiting, seen, contents = [source.address], {normal(source.address)}, set[tuple[str, str]]()
    while waiting and len(seen) <= MOST_LISTINGS:
        address = waiting.pop(0)
        try:
            captures = asker.ask(address, source.id + LISTING)
        except FetchError as error:
            if address == source.address:
                raise
            yield rejected(error, source, address)
            continue
        for capture in captures:
            if (content := (capture.digest, capture.final_address)) in contents:
                continue
            contents.add(content)
            yield from (found := _read(capture, source, asker, read))
            further = [one for listing in found if isinstance(listing, Listing) for one in listing.listings]
            fresh = [one for one in dict.fromkeys(further) if normal(one) not in seen][: MOST_LISTINGS - len(seen)]
            seen.update(normal(one) for one in fresh)
            waiting += fresh


def _read(capture: Capture, source: Source, asker: Asker, read: Callable[[bytes, str], Listing]) -> list[Listing | Rejection]:
    try:
        found = read(asker.body(capture), capture.final_address)
    except (BrokenError, ArchiveError) as error:
        return [rejected(error, source, capture.address)]
    if found.trouble:
        trouble = BrokenError(f"{shown(capture.address)}: {found.trouble}; what could be read of it was")
        return [rejected(trouble, source, capture.address), found]
    return [found]


def _page(entry: Entry, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:
    if not entry.address:
        yield rejected(LinkError(f"an item of {shown(source.address)} names the city and has no link"), source, source.address)
        return
    try:
        yield from asker.ask(entry.address, source.id, entry.changed_at)
    except FetchError as error:
        yield rejected(error, source, entry.address)


def matches(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text as a whole word, whatever its case and the space within it."""
    return any(re.search(_whole(word), text, re.IGNORECASE) for word in words if word.strip())


def _whole(word: str) -> str:
    spaced = r"\s+".join(re.escape(part) for part in word.split())
    return rf"(?<!\w){spaced}(?!\w)"
