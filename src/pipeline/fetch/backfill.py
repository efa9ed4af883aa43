"""Asking for what sources offer of years that are past: slowly, a host's sources one after another, and nothing twice.

What is held already is not asked for again, so that a run that was cut off is gone on with by the next, from the archive alone.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.errors import FetchError, MissingError
from pipeline.fetch.addresses import shown
from pipeline.fetch.ask import Live, Replay
from pipeline.fetch.listing import LISTING, Entry
from pipeline.fetch.past import has_past, offered
from pipeline.fetch.rejected import rejected
from pipeline.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.archive import Archive
    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.fetch.client import Client
    from pipeline.fetch.past import Years
    from pipeline.fetch.secret import Secret
    from pipeline.records import Capture
    from pipeline.source import Source

LISTING_HOLDS = dt.timedelta(days=2)  # so long a listing that is held tells what there is


@dataclass
class Tally:
    """How far the backfill of one source is; counts of documents."""

    source: Source
    held: int = 0  # had before
    new: int = 0
    left: int = 0  # not asked for yet
    rejections: list[Rejection] = field(default_factory=list)
    is_done: bool = False

    @property
    def refused(self) -> str:
        """What could not be had, counted by its name."""
        counts = Counter(one.reason for one in self.rejections)
        return ", ".join(f"{count} {reason}" for reason, count in counts.most_common())


class UnaskedError(MissingError):
    """It is not held, and a dry run asks nobody."""

    reason = "not_asked"


class EnoughError(Exception):
    """No further request is to be made now."""


@dataclass
class Allowance:
    """How many requests may still be made; None for as many as it takes. `stop` ends it from another thread."""

    left: int | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def take(self) -> None:
        """EnoughError where none may be made."""
        if self.stop.is_set() or self.left == 0:
            raise EnoughError
        if self.left is not None:
            self.left -= 1


@dataclass(frozen=True)
class Patient(Live):
    """Asks only for what is not held, as long as it is allowed to."""

    allowance: Allowance = field(default_factory=Allowance)

    def ask(self, address: str, source_id: str, changed_at: dt.datetime | None = None, *, secret: Secret | None = None) -> Sequence[Capture]:
        if there := held(self.archive, address, source_id, self.now):
            return [there]
        self.allowance.take()
        return super().ask(address, source_id, changed_at, secret=secret)


@dataclass(frozen=True)
class Looking(Replay):
    """Asks nobody: the newest that the archive holds of an address."""

    def ask(self, address: str, source_id: str, changed_at: dt.datetime | None = None, *, secret: Secret | None = None) -> Sequence[Capture]:  # noqa: ARG002
        if there := self.archive.last(address):
            return [there]
        raise UnaskedError(f"{shown(address)} was not asked for yet")


def held(archive: Archive, address: str, source_id: str, now: dt.datetime) -> Capture | None:
    """What the archive has of an address that need not be asked for again at `now` (UTC): a document for good, a listing for two days."""
    last = archive.last(address)
    if source_id.endswith(LISTING):
        return last if last and now - last.fetched_at < LISTING_HOLDS else None
    return last or archive.expired(address)


def look(city: City, source: Source, archive: Archive, years: Years, now: dt.datetime) -> Tally:
    """What a backfill of a source would ask for, as far as the listings that are held tell; asks nobody."""
    tally = Tally(source)
    if has_past(source) is None:
        _sort_out(tally, _listed(tally, city, Looking(archive), years), archive, now)
    return tally


def backfill(
    city: City,
    source: Source,
    archive: Archive,
    client: Client,
    now: dt.datetime,
    years: Years,
    allowance: Allowance,
    progress: Callable[[Tally], None],
) -> Tally:
    """Asks for the pages and files of the years that are not held yet, until all are had or no more may be asked for; `now` is UTC.

    `progress` is told after each. ArchiveError when an answer cannot be saved.
    """
    tally = Tally(source)
    if has_past(source) is not None:
        tally.is_done = True
        return tally
    data = frozenset([source.id]) if source.reads != "article" else frozenset[str]()
    with archive.run(now) as writer:
        asker = Patient(archive, writer, client, now, data, allowance=allowance)
        try:
            for entry in _sort_out(tally, _listed(tally, city, asker, years), archive, now):
                progress(tally)
                _ask(tally, entry, asker)
                tally.left -= 1
            tally.is_done = True
        except EnoughError:
            pass
    progress(tally)
    return tally


def _listed(tally: Tally, city: City, asker: Asker, years: Years) -> list[Entry]:
    entries = []
    for found in offered(city, tally.source, asker, years):
        if isinstance(found, Rejection):
            tally.rejections.append(found)
        else:
            entries.append(found)
    return entries


def _sort_out(tally: Tally, entries: Sequence[Entry], archive: Archive, now: dt.datetime) -> list[Entry]:
    """Those that are to be asked for."""
    wanted = [entry for entry in entries if held(archive, entry.address, tally.source.id, now) is None]
    tally.held, tally.left = len(entries) - len(wanted), len(wanted)
    return wanted


def _ask(tally: Tally, entry: Entry, asker: Patient) -> None:
    try:
        asker.ask(entry.address, tally.source.id)
    except FetchError as error:
        tally.rejections.append(rejected(error, tally.source, entry.address))
    else:
        tally.new += 1
