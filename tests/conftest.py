"""For all tests: no network but loopback, no settings from outside, and where the shared data lies."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pipeline.settings import Settings

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SAMPLE = ROOT / "deployments" / "sample"

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

# The suite tries the same examples everywhere; `make fuzz` tries new ones.
settings.register_profile("suite", derandomize="FUZZ_EXAMPLES" not in os.environ)
settings.load_profile("suite")

_connect = socket.socket.connect


def _only_loopback(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
        raise AssertionError(f"a test asked for {address[0]}, which is not on this machine")
    return _connect(self, address)


@pytest.fixture(autouse=True)
def _offline(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests reach loopback only (those marked e2e may ask a package registry), and no setting of the machine."""
    for name in [name for name in os.environ if name.startswith("YEAREND_")]:
        monkeypatch.delenv(name)
    if request.node.get_closest_marker("e2e") is None:
        monkeypatch.setattr(socket.socket, "connect", _only_loopback)


@pytest.fixture
def shared() -> Path:
    """The folder of shared data beside the project; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED.name}/ is not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home in which the sample was read, built and published, for all tests that leave it as it is."""
    from pipeline import stages  # half a second, for the few that need it
    from pipeline.city import load_city
    from pipeline.settings import Settings

    now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    settings = Settings(home=tmp_path_factory.mktemp("sample"), deployments=SAMPLE)
    city = load_city(SAMPLE, "fresno-ca")
    collected = stages.collect(city, settings, SAMPLE / "captures.warc.gz", now)
    stages.load_parsed(city, settings, stages.parse(city, settings, collected.captures), collected, now)
    stages.transform(settings, now)
    return settings
