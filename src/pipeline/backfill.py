"""A backfill: what a city's sources offer of years that are past, all hosts at once, each slowly; cut off, the next goes on."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.archive import Archive
from pipeline.errors import ConfigError
from pipeline.fetch.addresses import shown
from pipeline.fetch.backfill import Allowance, Tally, UnaskedError, look
from pipeline.fetch.backfill import backfill as of_source
from pipeline.fetch.past import Years, has_past
from pipeline.moment import checked_year
from pipeline.source import by_host
from pipeline.watch.journal import missed, note_missed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.city import City
    from pipeline.records import Rejection
    from pipeline.settings import Settings
    from pipeline.source import Source
    from pipeline.watch.journal import Ran

_MOST_HOSTS = 8  # asked at once
_EVERY = 20  # documents between two lines of progress


def checked_years(first: int, last: int, now: dt.datetime) -> Years:
    """The years of a backfill, which have begun at `now` (UTC). ConfigError in one sentence otherwise."""
    checked_year(first)
    checked_year(last)
    if first > last:
        raise ConfigError(f"the backfill goes from {first} to {last}; write the earlier year first")
    if last > now.year:
        raise ConfigError(f"the backfill goes to {last}, which has not begun")
    return Years(first, last)


def with_past(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources that offer something of the past."""
    return tuple(one for one in sources if has_past(one) is None)


def plan(city: City, settings: Settings, years: Years, now: dt.datetime) -> list[Tally]:
    """What would be asked for, as far as the listings that are held tell; asks nobody. One that is not held has the reason of its last try."""
    archive, failed = Archive(settings.archive), missed(settings, city.slug)
    tallies = [look(city, source, archive, years, now) for source in with_past(city.source)]
    for one in tallies:
        one.rejections = [_as_tried(rejection, failed.get(one.source.id)) for rejection in one.rejections]
    return tallies


def _as_tried(rejection: Rejection, tried: Ran | None) -> Rejection:
    if rejection.reason != UnaskedError.reason or tried is None:
        return rejection
    return replace(rejection, reason=tried.outcome, detail=tried.detail)


def of_host(
    city: City,
    sources: Sequence[Source],
    settings: Settings,
    years: Years,
    now: dt.datetime,
    allowance: Allowance,
    progress: Callable[[Tally], None],
) -> list[Tally]:
    """Asks for the past of one host's sources, with the pause of a backfill, until no more may be asked for. ArchiveError as `collect`."""
    from pipeline.fetch.client import Client  # TLS and HTTP take half a second to import

    pause = max(settings.host_pause_seconds, settings.backfill_pause_seconds)
    archive = Archive(settings.archive)
    with Client(settings.model_copy(update={"host_pause_seconds": pause})) as client:
        tallies = [of_source(city, source, archive, client, now, years, allowance, progress) for source in sources]
    own = {one.source.id: shown(one.source.address) for one in tallies}
    refused = [rejection for one in tallies for rejection in one.rejections]
    note_missed(settings, city.slug, [one for one in refused if one.source_id and one.address == own[one.source_id]], now)
    return tallies


def backfill(city: City, settings: Settings, years: Years, now: dt.datetime, say: Callable[[str], None]) -> list[Tally]:
    """Asks for all of it, the hosts at once; `say` is told a line now and then. Interrupted, it ends after the requests that are under way."""
    allowance = Allowance()

    def progress(tally: Tally) -> None:
        if (tally.new + len(tally.rejections)) % _EVERY == 0 or tally.is_done:
            say(line(tally, settings))

    with ThreadPoolExecutor(_MOST_HOSTS) as hosts:
        asked = [hosts.submit(of_host, city, group, settings, years, now, allowance, progress) for group in by_host(with_past(city.source))]
        try:
            return [tally for one in as_completed(asked) for tally in one.result()]
        finally:
            allowance.stop.set()


def line(tally: Tally, settings: Settings) -> str:
    """How far a source is, and about how long the rest takes."""
    refused = f", {tally.refused}" if tally.rejections else ""
    parts = f"{tally.source.id}: {tally.new:,} new, {tally.held:,} held before{refused}"
    return parts if tally.is_done else f"{parts}, {tally.left:,} to ask for: {estimate(tally.left, settings)}"


def outlook(tally: Tally, settings: Settings) -> str:
    """What would be asked of a source, as far as the listings that are held tell."""
    known = f"{tally.held:,} documents are held, {tally.left:,} would be asked for: {estimate(tally.left, settings)}"
    unknown = f"; the rest stands in listings that were not had: {tally.refused}" if tally.rejections else ""
    return f"{tally.source.id}: {shown(tally.source.address)} and what it lists; {known}{unknown}"


def estimate(requests: int, settings: Settings) -> str:
    """How long so many requests to one host take, by the pause between them."""
    seconds = requests * max(settings.host_pause_seconds, settings.backfill_pause_seconds)
    if seconds < 90:
        return f"about {seconds:.0f} s"
    return f"about {seconds / 60:.0f} min" if seconds < 5400 else f"about {seconds / 3600:.1f} h"
