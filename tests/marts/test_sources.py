"""`mart.source_health` and `mart.rejection`: which sources can be had, which are behind or late, and what could not be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from pipeline.load import load, load_city
from pipeline.models import sql_folder
from pipeline.records import Rejection
from pipeline.transform import transform
from pipeline.warehouse import prepare
from tests.world import a_city, figure, file, moment, months, page, row, rows, source

REFUSED = Rejection("fetch", "http_403", "the publisher refuses", source_id="refuses", address="https://refuses.example/")
FAILED = Rejection("fetch", "timeout", "no answer within 30 s", source_id="failing", address="https://failing.example/")
NO_PERIOD = Rejection("figures", "no_period", "many killed, but when?", source_id="courier", where="offset 7")


def monthly(name: str, through: int) -> list[Any]:
    """A file of counts that brings each month of 2024 on the 20th of the next, up to month `through`."""
    return [file(name, f"2024-{month + 1:02}-20", *months(2024, [3.0] * month)) for month in range(1, through + 1)]


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    names = ("courier", "refuses", "failing", "idle")
    series = [source(name, name, "series", due="week") for name in ("prompt", "tardy")]
    yearly = [
        source(name, name, "series", due="month", contract={"published_by": day}) for name, day in (("awaited", "07-31"), ("early", "10-31"))
    ]
    fresh = source("fresh", "fresh", "series", due="month", contract={"newest_within_days": 60})
    city = a_city(*(source(name) for name in names), *series, *yearly, fresh, source("done", "done", "series", due="once"), slug="here")
    readings = [
        page("courier", "2024-10-24", figure(3, "2023"), rejections=(NO_PERIOD, NO_PERIOD)),
        page("failing", "2024-10-20"),
        page("idle", "2024-10-10"),
        *monthly("prompt", 9),
        *monthly("tardy", 6),
        file("tardy", "2024-07-20", *months(2024, [3.0] * 6), fetched="2024-10-23"),
        file("awaited", "2024-10-20", figure(30, "2022")),
        file("early", "2024-10-20", figure(30, "2022")),
        file("fresh", "2024-10-20", *months(2024, [3.0] * 7)),
        file("done", "2016-01-20", *months(2015, [3.0] * 12)),
    ]
    with duckdb.connect() as connection:
        prepare(connection)
        load_city(connection, city)
        load(connection, city, readings, [REFUSED, FAILED], ["refuses", "failing"], "a parser", moment("2024-10-25"))
        transform(connection, sql_folder())
        yield connection


@pytest.mark.parametrize(
    ("name", "state", "failure"),
    [
        ("courier", "current", None),
        ("refuses", "never had", "http_403"),
        ("failing", "behind", "timeout"),  # its last request failed
        ("idle", "behind", None),  # due daily, and last asked a fortnight ago
        ("prompt", "current", None),
        ("tardy", "late", None),  # asked, and July was to be there by 20 August
        ("awaited", "late", None),  # the year 2023 was to be there by July, says its contract
        ("early", "current", None),  # and of this one it is due in a week
        ("fresh", "late", None),  # its newest month ended more than 60 days ago
        ("done", "current", None),  # asked once, as it says
    ],
)
def test_the_state_of_a_source(world: duckdb.DuckDBPyConnection, name: str, state: str, failure: str | None) -> None:
    found = row(world, "from mart.source_health where source = ?", name)
    assert (found["state"], found["failure"]) == (state, failure)
    assert found["clock_at"] == dt.datetime(2024, 10, 25, 12)  # noqa: DTZ001  # UTC


def test_what_a_publisher_should_have_brought_by_now_follows_its_usual_delay(world: duckdb.DuckDBPyConnection) -> None:
    found = row(world, "from mart.source_health where source = 'tardy'")
    assert (found["newest_period"], found["expected_period"], found["usual_delay_days"]) == (dt.date(2024, 6, 30), dt.date(2024, 9, 30), 20)
    assert (found["captures"], found["changes"]) == (7, 7)


def test_every_source_has_a_row(world: duckdb.DuckDBPyConnection) -> None:
    assert [one["source"] for one in rows(world, "from mart.source_health")] == sorted(
        ["courier", "refuses", "failing", "idle", "prompt", "tardy", "awaited", "early", "fresh", "done"]
    )


def test_rejections_are_counted_by_name(world: duckdb.DuckDBPyConnection) -> None:
    found = rows(world, "from mart.rejection")
    assert [(one["source"], one["stage"], one["reason"], one["rejections"], one["documents"], one["is_open"]) for one in found] == [
        ("courier", "figures", "no_period", 2, 1, True),
        ("failing", "fetch", "timeout", 1, 1, True),
        ("refuses", "fetch", "http_403", 1, 1, True),
    ]
    assert (found[0]["latest_place"], found[0]["share_pct"]) == ("offset 7", 50)


def test_a_rejection_of_an_older_capture_is_not_open() -> None:
    city = a_city(source("courier"), slug="mended")
    readings = [
        page("courier", "2024-10-01", rejections=(NO_PERIOD,), text="first"),
        page("courier", "2024-10-02", figure(3, "2023"), text="second"),
    ]
    with duckdb.connect() as connection:
        prepare(connection)
        load_city(connection, city)
        load(connection, city, readings, [], [], "a parser", moment("2024-10-25"))
        transform(connection, sql_folder())
        assert row(connection, "from mart.rejection")["is_open"] is False
