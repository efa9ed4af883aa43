"""One ephemeral Prefect server for all tests that need one: it takes ten seconds to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    from flows.limits import ensure_limits

    with prefect_test_harness(server_startup_timeout=120):
        ensure_limits()
        yield
