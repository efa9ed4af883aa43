"""How a city's sources stand: each by its own rhythm; all of them behind are one trouble and not twenty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb

from pipeline.archive import Archive
from pipeline.contract import expected_through
from pipeline.errors import WarehouseError
from pipeline.fetch.collect import last
from pipeline.moment import year_to_summarise
from pipeline.published import open_published
from pipeline.watch.expect import publisher_is_late, source_due
from pipeline.watch.item import Alert, Item

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.city import City
    from pipeline.settings import Settings
    from pipeline.source import Source
    from pipeline.watch.journal import Ran

Health = tuple["dt.date | None", "dt.date | None"]  # newest and expected period


@dataclass(frozen=True)
class Known:
    """What is known of one source."""

    source: Source
    had_at: dt.datetime | None  # UTC; when it last answered as a whole
    missed: Ran | None  # when it last could not be had, if that was since
    newest: dt.date | None = None  # the last day that its counts cover
    expected: dt.date | None = None  # and should cover


def known(settings: Settings, city: City, ran: Sequence[Ran], health: Mapping[tuple[str, str], Health], now: dt.datetime) -> tuple[Known, ...]:
    """All sources of a city, by the archive, the journal and the published file; nobody is asked. `now` is UTC."""
    archive, today = Archive(settings.archive), now.astimezone(city.zone).date()
    missed = {one.source: one for one in ran if one.city == city.slug and one.source}
    return tuple(_known(source, archive, missed.get(source.id), health.get((city.slug, source.id)), today) for source in city.source)


def _known(source: Source, archive: Archive, missed: Ran | None, health: Health | None, today: dt.date) -> Known:
    found = last(source, archive)
    had_at = found.fetched_at if found else None
    newest, usual = health or (None, None)
    stated = expected_through(source.contract, today) if source.contract and health else None
    is_newer = missed is not None and (had_at is None or missed.started_at > had_at)
    return Known(source, had_at, missed if is_newer else None, newest, stated or usual)


def source_items(city: City, sources: Sequence[Known], since: dt.datetime | None, now: dt.datetime) -> Iterator[Item]:
    """An item per source; `since` is when the city was first asked for anything (UTC), None: never, and then nothing is due."""
    if since is None:
        command = f"yearend run {city.slug} {year_to_summarise(now, city.zone)}"
        yield Item(city.slug, "source", "all", "note", None, "nothing of this city was ever asked for", command=command)
        return
    items = [_item(city, one, since, now) for one in sources]
    rhythmic = [item for one, item in zip(sources, items, strict=True) if one.source.due != "once"]
    if len(rhythmic) > 1 and all(item.state == "behind" for item in rhythmic):
        newest = max((item.at for item in rhythmic if item.at), default=None)
        yield Item(city.slug, "source", "all", "behind", newest, "none of its sources was had in time", _city_behind(city))
        items = [replace(item, alert=None) if item in rhythmic else item for item in items]
    yield from items


def _city_behind(city: City) -> Alert:
    return Alert("city-behind", city.slug, f"nothing is collected for {city.place}", f"yearend sources check {city.slug}")


def _item(city: City, one: Known, since: dt.datetime, now: dt.datetime) -> Item:
    source, due = one.source, source_due(one.source, city.zone, one.had_at, since, now)
    rhythm = "to be had once" if source.due == "once" else f"due every {source.due.removeprefix('1 ')}"
    failing = f", last try: {one.missed.outcome}" if one.missed else ""
    what = f"{rhythm}{'' if one.had_at else ', never had'}{failing}"
    if due.state == "behind":
        why = one.missed.outcome if one.missed else "was not asked"
        about, command = f"{city.slug}/{source.id}", f"yearend sources check {city.slug} --source {source.id}"
        told = f"source {source.id} of {city.place} ({source.outlet}) could not be had for longer than its patience: {why}"
        return Item(city.slug, "source", source.id, "behind", one.had_at, what, Alert("source-behind", about, told, command))
    if one.had_at and due.state == "ok" and source.due != "once" and publisher_is_late(one.newest, one.expected):
        covers = f"it covers through {one.newest}" if one.newest else "it brought no figure yet"
        what = f"{what}; its publisher is late: {covers}, {one.expected} was expected"
        return Item(city.slug, "source", source.id, "late", one.had_at, what)
    is_failing = due.state == "ok" and one.missed is not None
    return Item(city.slug, "source", source.id, "late" if is_failing else due.state, one.had_at, what)


def health(settings: Settings) -> dict[tuple[str, str], Health]:
    """Newest and expected period by city and source, as published; empty where nothing is."""
    try:
        with open_published(settings) as connection:
            found = connection.execute("select city, source, newest_period, expected_period from mart.source_health").fetchall()
    except (duckdb.Error, WarehouseError):
        return {}
    return {(city, source): (newest, expected) for city, source, newest, expected in found}
