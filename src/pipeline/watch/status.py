"""`yearend status`: what is due, what ran, what is stale and what waits, by city; nothing is changed, and nobody is asked."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pipeline.deliver.ledger import Ledger
from pipeline.watch.editions import edition_items, review_items
from pipeline.watch.journal import WATCH, Journal
from pipeline.watch.runs import heartbeat_item, publishing_item, run_items
from pipeline.watch.sources import health, known, source_items

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from pipeline.city import City
    from pipeline.settings import Settings
    from pipeline.watch.item import Item
    from pipeline.watch.sources import Known


def status(settings: Settings, cities: Sequence[City], now: dt.datetime) -> Iterator[Item]:
    """All that is watched of some cities, and of the installation; `now` is UTC. DeliveryError where the ledger cannot be used."""
    slugs, published = [city.slug for city in cities], health(settings)
    with contextlib.ExitStack() as opened:
        # Nothing ever ran where there is no ledger: looking makes no file.
        there = settings.ledger.is_file()
        journal = opened.enter_context(Journal(settings.ledger)) if there else None
        ledger = opened.enter_context(Ledger(settings.ledger)) if there else None
        ran = journal.newest() if journal else ()
        for city in cities:
            sources = known(settings, city, ran, published, now)
            yield from source_items(city, sources, _since(sources, journal.began(city.slug) if journal else None), now)
            yield from run_items([one for one in ran if one.city == city.slug], now)
            yield from edition_items(city, settings, ledger, now) if ledger else ()
        yield from review_items(settings, slugs)
        yield from run_items([one for one in ran if not one.city], now)
        yield from _of_installation(journal, slugs, now) if journal else ()


def _since(sources: Sequence[Known], began_at: dt.datetime | None) -> dt.datetime | None:
    """Since when a city is collected: the journal's first row, or what the archive of an older installation has; None: never."""
    return min((at for at in (began_at, *(one.had_at for one in sources)) if at), default=None)


def _of_installation(journal: Journal, slugs: Sequence[str], now: dt.datetime) -> Iterator[Item]:
    loaded = [at for slug in slugs if (at := journal.last_ok("load", slug))]
    began = [at for slug in slugs if (at := journal.began(slug))]
    published_at = journal.last_ok("transform")
    found = (
        publishing_item(max(loaded, default=None), published_at, min(began, default=None), now),
        heartbeat_item(journal.last_ok(WATCH), now),
    )
    yield from (item for item in found if item is not None)
