"""The sample as it is published, and made-up histories, once for all tests of the marts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.settings import Settings
from tests.marts.histories import worlds
from tests.world import built


@pytest.fixture(scope="session")
def sample_file(sample_settings: Settings) -> Path:
    return sample_settings.published_file


@pytest.fixture
def sample(sample_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, as an analyst opens it."""
    with duckdb.connect(str(sample_file), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def made_up() -> Iterator[duckdb.DuckDBPyConnection]:
    """The made-up histories, with what the oracles tell too."""
    with built(*worlds(), only=("mart.year_end", "mart.disagreement", "mart.revision")) as connection:
        yield connection
