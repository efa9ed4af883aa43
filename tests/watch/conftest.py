"""What the tests of watching share: an installation whose past is told by hand, at any moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pipeline.archive import Archive
from pipeline.fetch.response import Response
from pipeline.records import Rejection
from pipeline.settings import Settings
from pipeline.spool import Spool
from pipeline.watch.journal import Journal
from pipeline.watch.status import status
from tests.world import a_city, source

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.watch.item import Item

NOW = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
FEED, TABLE, BOOK = source("feed", due="2 hours"), source("table", due="day"), source("book", due="once")


@dataclass(frozen=True)
class Installation:
    """One city, with a feed that is due every two hours, a table that is due daily, and a book that is had once."""

    settings: Settings

    @property
    def city(self):  # type: ignore[no-untyped-def]
        return a_city(FEED, TABLE, BOOK)

    def had(self, *sources: str, at: dt.datetime, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """These sources answered then."""
        with Archive(self.settings.archive).run(at) as writer:
            for name in sources:
                address = f"https://{name}.example/"
                writer.write(Response(address, address, at, 200, headers, Spool.of(b"page")), name)

    def ran(self, job: str, at: dt.datetime, outcome: str = "ok", city: str = "here", detail: str = "", by: str = "") -> None:
        """A stage ran then, for a minute; an outcome of "" is a stage that never ended."""
        with Journal(self.settings.ledger) as journal:
            number = journal.begin(job, city, at, by)
            if outcome:
                journal.finish(number, outcome, detail, at + dt.timedelta(minutes=1))

    def missed(self, name: str, at: dt.datetime, reason: str = "timeout") -> None:
        """A source could not be had then."""
        with Journal(self.settings.ledger) as journal:
            journal.missed("here", [Rejection("fetch", reason, "in a sentence", name)], at)

    def subscribe(self, *addresses: str) -> None:
        """The city's subscribers."""
        self.settings.deployments.mkdir(exist_ok=True)
        lines = [f"{address},,,html,2023-01-01,form" for address in addresses]
        text = "\n".join(["address,name,kinds,format,consented_on,consent_source", *lines])
        (self.settings.deployments / "none.csv").write_text(text, encoding="utf-8")

    def status(self, now: dt.datetime) -> dict[tuple[str, str], Item]:
        """How everything stands, by part and name."""
        return {(one.part, one.name): one for one in status(self.settings, [self.city], now)}

    def alerts(self, now: dt.datetime) -> set[tuple[str, str]]:
        return {(one.alert.code, one.alert.about) for one in self.status(now).values() if one.alert}


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(Settings(home=tmp_path / "var", deployments=tmp_path / "deployments"))
