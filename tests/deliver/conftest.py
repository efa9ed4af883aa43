"""What the tests of the deliver stage share: an edition, its subscribers, a clock that stands still, and servers."""

from __future__ import annotations

import datetime as dt
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from pipeline.city import Sender
from pipeline.deliver import relay
from pipeline.deliver.ledger import Ledger
from pipeline.deliver.subscribers import Subscriber
from pipeline.records import Image, Mail
from pipeline.settings import Settings
from tests.servers.smtp import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = dt.datetime(2023, 12, 29, 18, 0, tzinfo=dt.UTC)
RITA, SAM, TOM = people = tuple(Subscriber(f"{name}@example.org", name.capitalize()) for name in ("rita", "sam", "tom"))
SENDER = Sender(name="Year-end desk", address="desk@example.org", reply_to="reply@example.org", postal_address="1 Main Street")
MAIL = Mail(
    "fresno-ca-2023-preliminary",
    "Fresno 2023: police count 344 shootings so far, 732 in 2020",
    "Police counted 344 shootings.\n.\n",
    '<p>Police counted 344 shootings.</p><img src="cid:year-series@yearend" alt="">',
    (Image("year-series@yearend", "image/png", b"\x89PNG" * 50, "Shootings fell"),),
)


@dataclass
class Clock:
    """A clock that moves only by sleeping."""

    at: dt.datetime = NOW
    slept: float = 0.0

    def now(self) -> dt.datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.at += dt.timedelta(seconds=seconds)


def settings_for(server: SmtpServer, **changes: Any) -> Settings:
    values: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "insecure", "smtp_timeout_seconds": 5}
    return Settings(**values | changes)


@pytest.fixture(scope="session", autouse=True)
def _impatience() -> Iterator[None]:
    """The tests' servers need no time to think: at the final dot too, silence is given no more than the time-out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relay, "FINAL_PATIENCE", 1)
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which the edition is approved."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        approve(ledger, MAIL)
        yield ledger


def approve(ledger: Ledger, mail: Mail) -> None:
    ledger.record(mail, NOW, NOW)
    ledger.approve(mail.edition_id, mail.digest, "editor", NOW)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """The client's side: trusts the tests' authority and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


def certified(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    """The server's side: a certificate for `name`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context
