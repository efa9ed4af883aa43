"""The sample as it is published, once for all tests of the marts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline import stages
from pipeline.city import load_city
from pipeline.settings import Settings
from tests.conftest import SAMPLE
from tests.marts.histories import worlds
from tests.world import built

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home in which the sample was read, built and published."""
    settings = Settings(home=tmp_path_factory.mktemp("sample"), deployments=SAMPLE)
    city = load_city(SAMPLE, "fresno-ca")
    collected = stages.collect(city, settings, SAMPLE / "captures.warc.gz", NOW)
    stages.load_parsed(city, settings, stages.parse(city, settings, collected.captures), collected, NOW)
    stages.transform(settings, NOW)
    return settings


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
