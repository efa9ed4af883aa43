"""fetch → archive: what a city's sources answer, saved before anyone looks at it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import logs
from pipeline.archive import Archive
from pipeline.archive.documents import documents
from pipeline.fetch.collect import collect as fetch_all
from pipeline.fetch.collect import held, last
from pipeline.fetch.collect import replay as replay_all
from pipeline.fetch.due import is_due
from pipeline.records import Capture, Rejection
from pipeline.watch.journal import note_missed, noted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.city import City
    from pipeline.settings import Settings
    from pipeline.source import Source


@dataclass(frozen=True)
class Collected:
    """What the archive holds of a city's sources after collecting, and what could not be had."""

    captures: tuple[Capture, ...]
    rejections: tuple[Rejection, ...]
    asked: tuple[str, ...]  # ids of the sources that were asked in this run


@dataclass(frozen=True)
class Fetched:
    """What became of asking some sources."""

    asked: tuple[str, ...]  # ids of those that were due
    barren: tuple[str, ...]  # of these, those that could not be had; one that had nothing new to say is none
    rejections: tuple[Rejection, ...]


def collect(city: City, settings: Settings, replay: Path | None, now: dt.datetime, sources: Sequence[Source] | None = None) -> Collected:
    """fetch → archive. Asks the sources that are due and archives their answers; with `replay`, takes that archive in and asks nobody.

    `sources` leaves it at some of the city's; `now` is UTC. Every capture that the archive holds of them is handed on, so that a run that was
    cut off is taken up by the next.
    """
    with noted(settings, "fetch", city.slug):
        return _collected(city, settings, replay, now, city.source if sources is None else sources)


def _collected(city: City, settings: Settings, replay: Path | None, now: dt.datetime, sources: Sequence[Source]) -> Collected:
    archive = Archive(settings.archive)
    if replay is not None:
        imported = archive.import_file(replay)
        answers = list(replay_all(city, sources, archive))
        refused = (*imported.rejections, *(one for one in answers if isinstance(one, Rejection)))
        return Collected(documents(answers), refused, tuple(source.id for source in sources))
    return _gathered(city, settings, now, sources, [fetch(city, settings, now, sources)])


def fetch(city: City, settings: Settings, now: dt.datetime, sources: Sequence[Source]) -> Fetched:
    """fetch → archive, for those of the sources that are due at `now` (UTC). Several at once may ask, each other sources."""
    archive = Archive(settings.archive)
    due = [source for source in sources if is_due(source, last(source, archive), now)]
    with logs.about(stage="fetch", city=city.slug):
        rejections = _fetch(city, due, archive, settings, now) if due else ()
    refused = {one.source_id for one in rejections}
    answered = {one.id for one in due if (newest := last(one, archive)) and newest.fetched_at >= now}
    return Fetched(tuple(one.id for one in due), tuple(one.id for one in due if one.id in refused - answered), rejections)


def gather(city: City, settings: Settings, now: dt.datetime, sources: Sequence[Source], fetched: Iterable[Fetched]) -> Collected:
    """What the archive holds of the sources, now that they were asked; notes which could not be had."""
    with noted(settings, "fetch", city.slug):
        return _gathered(city, settings, now, sources, fetched)


def _gathered(city: City, settings: Settings, now: dt.datetime, sources: Sequence[Source], fetched: Iterable[Fetched]) -> Collected:
    fetched = tuple(fetched)
    rejections = tuple(one for each in fetched for one in each.rejections)
    note_missed(settings, city.slug, rejections, now)
    asked = {one for each in fetched for one in each.asked}
    captures = documents(held(sources, Archive(settings.archive)))
    return Collected(captures, rejections, tuple(source.id for source in sources if source.id in asked))


def _fetch(city: City, sources: Sequence[Source], archive: Archive, settings: Settings, now: dt.datetime) -> tuple[Rejection, ...]:
    from pipeline.fetch.client import Client  # TLS and HTTP take half a second to import, and a replay needs neither

    with Client(settings) as client:
        return tuple(one for one in fetch_all(city, sources, archive, client, now) if isinstance(one, Rejection))
