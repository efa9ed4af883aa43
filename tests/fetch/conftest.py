"""A publisher on loopback, a clock that does not wait, and a client that may ask it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.client import Client
from pipeline.fetch.pace import Clock
from pipeline.settings import Settings
from pipeline.source import Source
from tests.servers.web import Web, serving

START = dt.datetime(2023, 12, 29, 18, tzinfo=dt.UTC)


@dataclass
class Watch:
    """Time that passes when someone sleeps, and only then."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.seconds += seconds

    def now(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self.seconds)

    @property
    def clock(self) -> Clock:
        return Clock(now=self.now, elapsed=lambda: self.seconds, sleep=self.sleep)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


@pytest.fixture
def client(watch: Watch) -> Iterator[Client]:
    with Client(polite(), watch.clock) as one:
        yield one


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def polite(**more: object) -> Settings:
    """Settings for a publisher on loopback."""
    fields = {"contact": "https://desk.example/crime", "allow_private_addresses": True, "timeout_seconds": 5.0}
    return Settings.model_validate(fields | more)


def source(address: str, kind: str = "page", **more: object) -> Source:
    fields = {
        "id": "ksee",
        "kind": kind,
        "reads": "article",
        "address": address,
        "outlet": "KSEE24",
        "provider": "police",
        "definition": "press",
        "due": "2 hours",
        "terms": "none",
        "licence": "none",
        "may": ["read"],
    }
    return Source.model_validate(fields | more)


@pytest.fixture
def fresno() -> City:
    return City.model_validate(
        {
            "slug": "fresno-ca",
            "name": "Fresno",
            "aliases": ["Fresno County"],
            "state": "CA",
            "time_zone": "America/Los_Angeles",
            "subscribers": "none.csv",
            "sender": {"name": "Desk", "address": "desk@example.org", "reply_to": "desk@example.org", "postal_address": "1 Main St"},
            "provider": [{"id": "police", "name": "Fresno Police Department", "short": "police"}],
            "source": [source("https://sample.example/")],
        }
    )
