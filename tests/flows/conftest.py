"""One ephemeral Prefect server for all tests that need one: it takes ten seconds to start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`make test` does not even import what only `make e2e` runs: Prefect takes five seconds of CPU, in each of two processes."""
    if config.getoption("markexpr") != "not e2e" or collection_path.suffix != ".py":
        return None
    return "\npytestmark = pytest.mark.e2e" in collection_path.read_text(encoding="utf-8") or None


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    from flows.limits import ensure_limits

    with prefect_test_harness(server_startup_timeout=120):
        ensure_limits()
        yield
