"""Every source of a city, one after another, live or replayed; a source that fails is a rejection and not the end."""

from __future__ import annotations

import importlib
import logging
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from pipeline.errors import FetchError
from pipeline.fetch.ask import Live, Replay
from pipeline.fetch.attempts import OPENING
from pipeline.fetch.rejected import rejected
from pipeline.fetch.status import refusal
from pipeline.logs import about
from pipeline.records import Capture, Rejection, Window

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.archive import Archive
    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.fetch.client import Client
    from pipeline.fetch.listing import Listing
    from pipeline.fetch.paging import Sample
    from pipeline.source import Source

log = logging.getLogger(__name__)


class Fetch(Protocol):
    """What a kind's module gives: `pipeline.fetch.<kind>.fetch`."""

    def __call__(self, city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]: ...


def collect(city: City, sources: Sequence[Source], archive: Archive, client: Client, now: dt.datetime) -> Iterator[Capture | Rejection]:
    """Asks for every source given, archives what comes and hands it on; `now` (UTC) names the run's file.

    ArchiveError when an answer cannot be saved: then nothing more is asked for.
    """
    data = frozenset(source.id for source in sources if source.reads != "article")
    settled = frozenset(source.id for source in sources if source.due == "once" or kind(source.kind).is_listing)
    with archive.run(now) as writer:
        yield from _all(city, sources, Live(archive, writer, client, now, data, settled))


def replay(city: City, sources: Sequence[Source], archive: Archive) -> Iterator[Capture | Rejection]:
    """What the archive holds of every source given, in the order of the sources; an address it does not hold is a rejection."""
    yield from _all(city, sources, Replay(archive))


def held(sources: Sequence[Source], archive: Archive) -> Iterator[Capture]:
    """What was fetched for every source given, in the order of the sources, without reading a feed again.

    As `replay`, but that pages a feed led to are found by the source that they were fetched for, not by all the feeds of years.
    """
    for source in sources:
        how = kind(source.kind)
        if how.held:
            yield from how.held(source, Replay(archive))
        elif source.discover or how.is_listing:
            yield from archive.of_source(source.id)
        else:
            found = (replace(capture, source_id=source.id) for capture in archive.of_address(source.address))
            yield from (capture for capture in found if refusal(capture.status, capture.address) is None)


def last(source: Source, archive: Archive) -> Capture | None:
    """The answer that tells when the source was last fetched as a whole; None: it never was."""
    how = kind(source.kind)
    return how.last(source, Replay(archive)) if how.last else archive.last(source.address) or archive.expired(source.address)


def windows(source: Source, archive: Archive) -> list[Window]:
    """What of a source of rows came whole, oldest first: as the archive notes it; of a source without pages each answer with new bytes."""
    noted = archive.windows(source.id)
    if noted or any(archive.of_source(source.id + OPENING)):
        return noted
    answers = (capture for capture in held([source], archive) if not capture.is_revisit)
    return [Window.of(source.id, "whole", (one.capture_id,), one.fetched_at, None) for one in answers]


@dataclass(frozen=True)
class How:
    """What a kind's module says: how its sources are fetched, and whether their address only lists others.

    Kinds whose sources have more than one address say themselves what the archive holds of a source, when that was last whole, and what a few
    rows of it are.
    """

    fetch: Fetch
    is_listing: bool
    held: Callable[[Source, Asker], Iterable[Capture]] | None
    last: Callable[[Source, Asker], Capture | None] | None
    sample: Callable[[Source, Asker], Sample | None] | None
    read: Callable[[bytes, str], Listing] | None  # of kinds whose sources list pages: the bytes of a listing and its address → its items


def kind(name: str) -> How:
    """How sources of a kind are fetched, by the module of that name: `fetch`; and `IS_LISTING`, `held`, `last`, `sample`, `read`."""
    module = importlib.import_module(f"pipeline.fetch.{name}")
    held, last, sample, read = (getattr(module, what, None) for what in ("held", "last", "sample", "read"))
    return How(module.fetch, getattr(module, "IS_LISTING", False), held, last, sample, read)


def _all(city: City, sources: Sequence[Source], asker: Asker) -> Iterator[Capture | Rejection]:
    for source in sources:
        with about(source=source.id):
            outcomes = list(_one(city, source, asker))
            reasons = Counter(one.reason for one in outcomes if isinstance(one, Rejection))
            why = "".join(f", {count} {reason}" for reason, count in reasons.most_common())
            log.info("%s: %d captures%s", source.id, len(outcomes) - reasons.total(), why)
        yield from outcomes


def _one(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:
    try:
        yield from kind(source.kind).fetch(city, source, asker)
    except FetchError as error:
        yield rejected(error, source, source.address)
