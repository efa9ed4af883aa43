"""What its source may be kept for so many days only (`keep_days`) is withdrawn when they are over, by the mechanism of a takedown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import stages
from pipeline.archive import Archive
from pipeline.archive.withdrawal import FILE, Withdrawal
from pipeline.fetch.collect import held
from pipeline.fetch.listing import LISTING
from pipeline.keep.rebuild import compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.records import Capture
    from pipeline.settings import Settings
    from pipeline.source import Source


@dataclass(frozen=True)
class Over:
    """The captures of one source whose days are over."""

    city: str
    source: Source
    captures: tuple[Capture, ...]


def over(settings: Settings, now: dt.datetime) -> tuple[Over, ...]:
    """What is kept no longer at `now` (UTC), by source; changes nothing."""
    archive = Archive(settings.archive)
    sources = [(city.slug, source) for city in stages.readable_cities(settings) for source in city.source if source.keep_days]
    found = (Over(slug, source, tuple(_old(archive, source, now - dt.timedelta(days=source.keep_days or 0)))) for slug, source in sources)
    return tuple(one for one in found if one.captures)


def _old(archive: Archive, source: Source, until: dt.datetime) -> Iterator[Capture]:
    """The documents of a source, and the listings that led to them, whose words are there and were fetched before a moment."""
    everything = (*held([source], archive), *archive.of_source(source.id), *archive.of_source(source.id + LISTING))
    there = {one.capture_id: archive.capture(one.capture_id) for one in everything if one.fetched_at < until}
    yield from (one for one in there.values() if one and one.warc_file != FILE)


def expire(settings: Settings, now: dt.datetime) -> tuple[Over, ...]:
    """Withdraws all that is kept no longer, and what was read from it; editions stay as they are. `now` is UTC.

    ArchiveError where a run is writing one of the files: it is hidden already, and the next time goes on.
    """
    found = over(settings, now)
    archive = Archive(settings.archive)
    new = {
        capture.capture_id: Withdrawal(
            capture.final_address, now, "yearend", f"{one.source.id} is kept for {one.source.keep_days} days", capture
        )
        for one in found
        for capture in one.captures
    }
    changed = archive.withdraw(list(new.values())) if new else archive.take_out()  # what the last time left, as when a run wrote the file
    if new or changed:
        stages.transform(settings, now)
        compact(settings)
    return found
