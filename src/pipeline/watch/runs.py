"""How the newest run of every stage ended, and whether what was loaded is published and the watch itself was there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipeline.moment import year_to_summarise
from pipeline.watch.item import Alert, Item
from pipeline.watch.journal import FAILED, OK, WATCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.watch.item import State
    from pipeline.watch.journal import Ran

LONGEST = dt.timedelta(hours=6)  # than which no stage runs longer: what began before and has no end was killed
PUBLISHED_WITHIN = dt.timedelta(days=8)  # what was loaded; the flows publish once a week at least
HEARTBEAT_WITHIN = dt.timedelta(days=2)
_LATE = dt.timedelta(hours=26)  # a daily run, and some slack

# What to run after a stage failed.
_COMMANDS = {
    "fetch": "yearend sources check {city}",
    "parse": "yearend doctor",
    "load": "yearend doctor",
    "transform": "yearend transform",
    "report": "yearend run {city} {year}",
    "report month": "yearend monthly {city}",
    "deliver": "yearend run {city} {year} --send",
}


def run_items(ran: Sequence[Ran], now: dt.datetime) -> Iterator[Item]:
    """An item for the newest run of each stage; the watch has its own. `now` is UTC."""
    for one in ran:
        if not one.source and one.job != WATCH:
            yield _item(one, now)


def _item(one: Ran, now: dt.datetime) -> Item:
    state, what = _standing(one, now)
    if state != "failed":
        return Item(one.city, "run", one.job, state, one.started_at, what)
    command = _COMMANDS.get(one.job, "yearend doctor").format(city=one.city, year=year_to_summarise(now, dt.UTC))
    of = f" of {one.city}" if one.city else ""
    told = f"{one.job}{of} {what}"
    alert = Alert("run-failed" if one.outcome == FAILED else "run-cut-off", f"{one.city or 'all'}/{one.job}", told, command, run=one.begun_by)
    return Item(one.city, "run", one.job, state, one.started_at, what, alert)


def _standing(one: Ran, now: dt.datetime) -> tuple[State, str]:
    if one.outcome == OK:
        return "ok", f"took {_seconds(one)} s"
    if one.outcome == FAILED:
        return "failed", f"failed: {one.detail}"
    if one.outcome:
        return "waits" if one.outcome == "waits" else "note", one.detail or one.outcome
    if now - one.started_at > LONGEST:
        return "failed", "never ended: its process was killed"
    return "note", "is running"


def _seconds(one: Ran) -> int:
    return round((one.finished_at - one.started_at).total_seconds()) if one.finished_at else 0


def publishing_item(
    loaded_at: dt.datetime | None, published_at: dt.datetime | None, began_at: dt.datetime | None, now: dt.datetime
) -> Item | None:
    """Whether what is loaded is published too: when a load and the publishing last ended well, and when the first stage began; all UTC."""
    since = published_at or began_at
    if loaded_at is None or since is None:
        return None
    if loaded_at <= since or now - since <= _LATE:
        return Item("", "published", "warehouse", "ok", published_at, "what was loaded is published")
    if now - since <= PUBLISHED_WITHIN:
        return Item("", "published", "warehouse", "late", published_at, "what was loaded since is not published", command="yearend transform")
    alert = Alert("publishing-behind", "warehouse", "for more than a week nothing that was loaded was published", "yearend transform")
    return Item("", "published", "warehouse", "behind", published_at, "what was loaded since is not published", alert)


def heartbeat_item(before: dt.datetime | None, now: dt.datetime) -> Item | None:
    """Whether the watch was there: `before` is its last heartbeat (UTC), None: it never beat, and nobody expects it."""
    if before is None:
        return None
    if now - before <= _LATE:
        return Item("", "watch", "heartbeat", "ok", before, "somebody looks once a day")
    if now - before <= HEARTBEAT_WITHIN:
        return Item("", "watch", "heartbeat", "late", before, "the daily look is late")
    alert = Alert(
        "watch-missed",
        "heartbeat",
        "the daily look was missed for two days or more, and whatever else is scheduled may have been",
        "yearend status",
    )
    return Item("", "watch", "heartbeat", "behind", before, "nobody has looked for two days or more", alert)
