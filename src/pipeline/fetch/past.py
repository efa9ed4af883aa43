"""What a source offers of years that are past: the pages and files that its listings name, chosen by year before any of them is asked for."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.errors import ArchiveError, FetchError, MissingError
from pipeline.fetch.addresses import normal
from pipeline.fetch.collect import kind
from pipeline.fetch.discover import discovered
from pipeline.fetch.listing import LISTING, Entry, LinkError, Listing, matches
from pipeline.fetch.rejected import rejected
from pipeline.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.source import Discover, Source

MOST_LISTINGS = 5_000  # of one source: a large archive has a sitemap a day
_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_IN_PATH = re.compile(rf"/{_YEAR}(?=[/-])")  # /2019/03/…, /2019-03-…
_IN_NAME = re.compile(rf"{_YEAR}(?:\d{{2}}){{0,2}}(?!\d)")  # sitemap-201903.xml
_CALENDAR_MONTHS = range(1, 13)


@dataclass(frozen=True)
class Years:
    """From one calendar year to another, both included."""

    first: int
    last: int

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last

    def may_have(self, entry: Entry) -> bool:
        """Whether an item can be of these years: by the day the listing says, else by its address, else by when it was last changed.

        One that was changed later may have been published then; one that says nothing may be of any year.
        """
        if (year := year_of(entry)) is not None:
            return year in self
        return entry.changed_at is None or entry.changed_at.year >= self.first

    def may_be_listed(self, address: str) -> bool:
        """Whether a listing can name items of these years, by the years in its own address."""
        found = [int(year) for year in _IN_NAME.findall(urlsplit(address).path)]
        return not found or any(year in self for year in found)

    def is_after(self, listing: Listing) -> bool:
        """Whether all items of a listing are of earlier years, so that what is older need not be looked at. One without items ends it too."""
        years = [year_of(entry) for entry in listing.entries]
        return all(year is not None and year < self.first for year in years)


def year_of(entry: Entry) -> int | None:
    """The year in which an item was published, as its listing or its address says; None where neither does."""
    if entry.published_at:
        return entry.published_at.year
    found = _IN_PATH.search(urlsplit(entry.address).path)
    return int(found[1]) if found else None


def has_past(source: Source) -> str | None:
    """Why a source offers nothing beyond what every run asks for; None where it may."""
    if source.discover:
        return None if "year" in re.compile(source.discover.pattern).groupindex else "its pattern names no year"
    if kind(source.kind).read:
        return None
    return "it is one page" if source.kind == "page" else "every run asks for all that it has"


def offered(city: City, source: Source, asker: Asker, years: Years) -> Iterator[Entry | Rejection]:
    """The pages and files of the years that a source's listings name, and of pages those that name the city, each once.

    A listing that cannot be had or read is a rejection.
    """
    seen: set[str] = set()
    for found in _all(source, asker, years):
        if isinstance(found, Rejection):
            yield found
            continue
        for entry in found:
            if not years.may_have(entry) or (not source.discover and not matches(entry.text, source.matches or city.words)):
                continue
            if not entry.address:
                yield rejected(LinkError("an item names the city and has no link"), source, source.address)
            elif (key := normal(entry.address)) not in seen:
                seen.add(key)
                yield entry


def _all(source: Source, asker: Asker, years: Years) -> Iterator[tuple[Entry, ...] | Rejection]:
    if source.discover:
        yield from _files(source, source.discover, asker, years)
    elif read := kind(source.kind).read:
        for listing in _listings(source, asker, read, years):
            yield listing if isinstance(listing, Rejection) else listing.entries


def _files(source: Source, discover: Discover, asker: Asker, years: Years) -> Iterator[tuple[Entry, ...] | Rejection]:
    """The files whose pattern has one of the years."""
    try:
        capture = asker.ask(source.address, source.id + LISTING)[-1]
        found = discovered(asker.body(capture), capture.final_address, discover.model_copy(update={"take": "all"}))
    except (FetchError, ArchiveError) as error:
        yield rejected(error, source, source.address)
        return
    of_year = [(one, match["year"]) for one in found if (match := re.search(discover.pattern, one))]
    yield tuple(Entry(one, "") for one, year in of_year if year and year.isdigit() and int(year) in years)


def _listings(source: Source, asker: Asker, read: Callable[[bytes, str], Listing], years: Years) -> Iterator[Listing | Rejection]:
    """The source's listing, those that it leads to, and those of the past; each once, and no older ones once all items are too old."""
    waiting, seen = deque([source.address, *_by_calendar(source, years)]), set[str]()
    page, contents = 1, set[str]()
    while waiting and len(seen) < MOST_LISTINGS:
        address = waiting.popleft()
        if normal(address) in seen:
            continue
        seen.add(normal(address))
        try:
            capture = asker.ask(address, source.id + LISTING)[-1]
            listing = read(asker.body(capture), capture.final_address)
        except MissingError as error:
            if address == source.address:
                yield rejected(error, source, address)
            continue  # past the last page, or a month without any
        except (FetchError, ArchiveError) as error:
            yield rejected(error, source, address)
            continue
        yield listing
        waiting.extend(one for one in listing.listings if years.may_be_listed(one))
        if capture.digest not in contents and not years.is_after(listing):
            contents.add(capture.digest)
            waiting.extend(listing.older)
            if source.past and "{page}" in source.past and (page == 1 or address == source.past.format(page=page)):
                page += 1
                waiting.append(source.past.format(page=page))


def _by_calendar(source: Source, years: Years) -> Iterator[str]:
    """The addresses of listings by year, or by year and month."""
    if source.past and "{year}" in source.past:
        for year in range(years.first, years.last + 1):
            for month in _CALENDAR_MONTHS if "{month}" in source.past else (1,):
                yield source.past.format(year=year, month=f"{month:02}")
