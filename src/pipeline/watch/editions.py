"""What of a city's editions is due, waits for approval or is to be settled, and what waits for a reviewer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import duckdb

from pipeline.deliver.message import list_name
from pipeline.deliver.send import left_to_do
from pipeline.deliver.subscribers import read as read_subscribers
from pipeline.errors import ConfigError, WarehouseError
from pipeline.published import open_published
from pipeline.watch.expect import edition_due
from pipeline.watch.item import Alert, Item

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.city import City
    from pipeline.deliver.ledger import Edition, Ledger
    from pipeline.deliver.subscribers import Subscriber
    from pipeline.settings import Settings

ASKED_FOR = dt.timedelta(days=30)  # an edition that nobody approved in that time was made to be looked at only


def edition_items(city: City, settings: Settings, ledger: Ledger, now: dt.datetime) -> Iterator[Item]:
    """The edition of the season where it is missing, then what waits: for approval, for somebody to settle it. `now` is UTC."""
    newest = {one.edition_id: one for one in ledger.editions() if list_name(one.edition_id) == city.slug}
    people = _people(city, settings)
    if due := _missing(city, tuple(newest), people, now):
        yield due
    for one in newest.values():
        if _waits(one, people, ledger, now):
            command = f"yearend approve {one.edition_id} --look"
            told = f"{one.edition_id} ({one.digest[:12]}) waits for approval: {one.subject}"
            alert = Alert("approval-waiting", one.edition_id, told, command, one.digest)
            yield Item(city.slug, "edition", one.edition_id, "waits", _at(one.recorded_at), "waits for approval", alert)
    for delivery in ledger.unknown(now):
        if list_name(delivery.edition_id) == city.slug:
            what = f"delivery {delivery.number} may or may not have arrived"
            command = f"yearend deliveries {delivery.edition_id}"
            yield Item(city.slug, "delivery", delivery.edition_id, "waits", _at(delivery.claimed_at), what, command=command)


def _missing(city: City, known: Sequence[str], people: Sequence[Subscriber], now: dt.datetime) -> Item | None:
    """Between 30 December and the end of January, where somebody is to get an edition and none is made yet."""
    found = edition_due(city.zone, now)
    if found is None or not people:
        return None
    year, due = found
    if due.state == "ok" or {f"{city.slug}-{year}-preliminary", f"{city.slug}-{year}-final"} & set(known):
        return None
    name, what = f"{city.slug}-{year}-preliminary", f"the edition of {year} was due on 30 December and is not made"
    command = f"yearend run {city.slug} {year}"
    if due.state == "late":
        return Item(city.slug, "edition", name, "late", None, what, command=command)
    return Item(
        city.slug, "edition", name, "behind", None, what, Alert("edition-behind", f"{city.slug}/{year}", f"{city.place}: {what}", command)
    )


def _waits(one: Edition, people: Sequence[Subscriber], ledger: Ledger, now: dt.datetime) -> bool:
    """Whether somebody would get this content if it were approved."""
    if one.approved_by is not None or now - _at(one.recorded_at) > ASKED_FOR:
        return False
    return bool(left_to_do(one.edition_id, people, ledger, now)[0])


def _people(city: City, settings: Settings) -> tuple[Subscriber, ...]:
    try:
        return read_subscribers(settings.deployments / city.subscribers)[0]
    except ConfigError:  # nobody is subscribed yet
        return ()


def review_items(settings: Settings, cities: Sequence[str]) -> Iterator[Item]:
    """How much waits for a reviewer, by city and year, as published."""
    query = "select city, year, count(*) from mart.review where year is not null group by all order by all"
    try:
        with open_published(settings) as connection:
            found = connection.execute(query).fetchall()
    except (duckdb.Error, WarehouseError):
        return
    for city, year, count in found:
        if city in cities:
            yield Item(city, "review", str(year), "note", None, f"{count} to review", command=f"yearend review {city} {year}")


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
