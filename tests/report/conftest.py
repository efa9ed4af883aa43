"""One warehouse for all tests of the report: Fresno and the small cities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import duckdb
import pytest

from pipeline.city import City
from pipeline.report.edition import build
from pipeline.report.parts import Edition
from tests.report import fresno, small
from tests.world import built

Build = Callable[..., Edition]


@pytest.fixture(scope="session")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with built((fresno.CITY, fresno.READINGS), *(one() for one in (*small.ALL, small.by_month))) as connection:
        yield connection


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """Document texts by capture, as the archive would give them."""
    readings = [*fresno.READINGS, *(reading for one in small.ALL for reading in one()[1])]
    return {one.capture.capture_id: one.document.text for one in readings if one.document is not None}


@pytest.fixture(scope="session")
def edition_of(warehouse: duckdb.DuckDBPyConnection, texts: dict[str, str]) -> Build:
    """Builds a city's edition of 2023."""

    def make(city: City, moment: dt.datetime | None = None, **more: object) -> Edition:
        return build(warehouse, city, 2023, moment, texts.get, **more)  # type: ignore[arg-type]  # only passed on

    return make
