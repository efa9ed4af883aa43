"""`mart.source_health` and `mart.rejection`: which sources can be had, which are behind or late, and what could not be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipeline.load import load, load_city, load_had
from pipeline.models import sql_folder
from pipeline.records import Rejection
from pipeline.source import Source
from pipeline.transform import transform
from pipeline.warehouse import prepare
from pipeline.watch.expect import patience, source_due
from tests.world import a_city, figure, file, moment, months, page, row, rows, source

REFUSED = Rejection("fetch", "http_403", "the publisher refuses", source_id="refuses", address="https://refuses.example/")
FAILED = Rejection("fetch", "timeout", "no answer within 30 s", source_id="failing", address="https://failing.example/")
BUSY = Rejection("fetch", "host_busy", "another run was asking", source_id="patient", address="https://patient.example/")
PATIENT = {"patient": 7.0, "hasty": 0.5}
HAD = {
    name: moment(day)
    for name, day in {
        "courier": "2024-10-24",
        "failing": "2024-10-20",
        "idle": "2024-10-10",
        "patient": "2024-10-20",
        "hasty": "2024-10-20",
        "prompt": "2024-10-20",
        "tardy": "2024-10-23",
        "awaited": "2024-10-20",
        "early": "2024-10-20",
        "fresh": "2024-10-20",
        "done": "2016-01-20",
    }.items()
}
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
    patient = [
        source(name, due=due, patience_days=PATIENT.get(name)) for name, due in (("patient", "day"), ("hasty", "week"), ("quiet", "2 hours"))
    ]
    done = source("done", "done", "series", due="once")
    city = a_city(*(source(name) for name in names), *patient, *series, *yearly, fresh, done, slug="here")
    readings = [
        page("courier", "2024-10-24", figure(3, "2023"), rejections=(NO_PERIOD, NO_PERIOD)),
        page("failing", "2024-10-20"),
        page("idle", "2024-10-10"),
        *(page(name, "2024-10-20") for name in ("patient", "hasty", "quiet")),
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
        load(connection, city, readings, [REFUSED, FAILED, BUSY], ["refuses", "failing", "patient"], "a parser", moment("2024-10-25"))
        load_had(connection, city, HAD | {"quiet": moment("2024-10-25")})
        transform(connection, sql_folder())
        yield connection


@pytest.mark.parametrize(
    ("name", "state", "failure"),
    [
        ("courier", "current", None),
        ("refuses", "never had", "http_403"),
        ("failing", "behind", "timeout"),  # due daily, and its requests have failed for five days
        ("idle", "behind", None),  # due daily, and last asked a fortnight ago
        ("patient", "late", "host_busy"),  # the same as failing, and its own patience is a week
        ("hasty", "current", None),  # its patience is shorter than its rhythm, which it keeps
        ("quiet", "current", None),  # nothing new for days, and asked an hour ago
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


def test_a_source_is_behind_here_where_status_says_so(world: duckdb.DuckDBPyConnection) -> None:
    """`yearend status` goes by the TOML and the archive, analysts by the mart: of the same moment they say the same."""
    found = {one["source"]: one for one in rows(world, "from mart.source_health where had_at is not null")}
    assert len(found) == len(HAD) + 1
    for one in found.values():
        as_declared = Source.model_validate(source("any", due=one["due"], patience_days=PATIENT.get(one["source"])))
        had_at, clock_at = (one[name].replace(tzinfo=dt.UTC) for name in ("had_at", "clock_at"))
        due = source_due(as_declared, ZoneInfo("America/Los_Angeles"), had_at, had_at, clock_at)
        assert (one["state"] == "behind") == (due.state == "behind"), one
        assert one["patience_days"] == patience(as_declared) / dt.timedelta(days=1), one


def test_what_a_publisher_should_have_brought_by_now_follows_its_usual_delay(world: duckdb.DuckDBPyConnection) -> None:
    found = row(world, "from mart.source_health where source = 'tardy'")
    assert (found["newest_period"], found["expected_period"], found["usual_delay_days"]) == (dt.date(2024, 6, 30), dt.date(2024, 9, 30), 20)
    assert (found["captures"], found["changes"]) == (7, 7)


def test_every_source_has_a_row(world: duckdb.DuckDBPyConnection) -> None:
    assert [one["source"] for one in rows(world, "from mart.source_health")] == sorted(
        ["courier", "refuses", "failing", "idle", "patient", "hasty", "quiet", "prompt", "tardy", "awaited", "early", "fresh", "done"]
    )


def test_rejections_are_counted_by_name(world: duckdb.DuckDBPyConnection) -> None:
    found = rows(world, "from mart.rejection")
    assert [(one["source"], one["stage"], one["reason"], one["rejections"], one["documents"], one["is_open"]) for one in found] == [
        ("courier", "figures", "no_period", 2, 1, True),
        ("failing", "fetch", "timeout", 1, 1, True),
        ("patient", "fetch", "host_busy", 1, 1, True),
        ("refuses", "fetch", "http_403", 1, 1, True),
    ]
    assert (found[0]["latest_place"], found[0]["share_pct"]) == ("offset 7", 40)


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
