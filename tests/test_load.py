"""Landing: again changes nothing, whatever the order or the moment at which it was cut off."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.city import load_city as read_city
from pipeline.landing import utc
from pipeline.load import Loaded, load, load_city, unread
from pipeline.models import read_models, sql_folder
from pipeline.parse.capture import Parsed
from pipeline.records import Document, Quotation, Reading, Rejection
from pipeline.transform import transform
from pipeline.warehouse import prepare
from tests.conftest import ROOT
from tests.world import NOW, a_city, build_only, capture, figure, file, months, page, source

CITY = a_city(source("courier"), source("rtci", "rtci", "series"), prefer=[("homicide", "police"), ("homicide", "rtci")])
STORY = page(
    "courier",
    "2023-12-29",
    figure(344, "2023", "shooting"),
    figure(-50, "2023", measure="percent_change", op="lt", baseline="2021"),
    quotations=(Quotation("We did it.", 0, 9, "Ann Lee", "chief"),),
    rejections=(Rejection("figures", "no_period", "12 of what year?", where="offset 30", count=2),),
)
COUNTS = file("rtci", "2024-02-20", *months(2023, [3] * 12))
LANDING = ("capture", "document", "figure", "quotation", "rejection")


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        prepare(connection)
        load_city(connection, CITY)
        yield connection


def land(connection: duckdb.DuckDBPyConnection, *parsed: Parsed, parser: str = "one", **more: Any) -> Loaded:
    fields: dict[str, Any] = {"rejections": (), "asked": (), "now": NOW} | more
    return load(connection, CITY, parsed, parser=parser, **fields)


def dump(connection: duckdb.DuckDBPyConnection, *schemas: str) -> dict[str, list[Any]]:
    """Every table of these schemas, its rows in one order."""
    query = "select schema_name || '.' || table_name from duckdb_tables() where list_contains(?, schema_name) order by all"
    tables = [name for (name,) in connection.execute(query, [list(schemas)]).fetchall()]
    return {name: sorted(map(repr, connection.execute(f"from {name}").fetchall())) for name in tables}


def sizes(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return {name: connection.execute(f"select count(*) from raw.{name}").fetchall()[0][0] for name in LANDING}


def test_what_was_read_is_landed(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert land(warehouse, STORY, COUNTS) == Loaded(captures=2, figures=14, quotations=1, rejections=1)
    assert sizes(warehouse) == {"capture": 2, "document": 2, "figure": 14, "quotation": 1, "rejection": 1}
    query = "select period_start, period_end, grain, baseline_printed, confidence, why from raw.figure where measure = 'percent_change'"
    assert warehouse.execute(query).fetchall() == [(dt.date(2023, 1, 1), dt.date(2023, 12, 31), "year", "2021", "certain", ["homicides"])]


def test_twice_changes_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Not even the revisions that tell the models to build again, and not the moment of a rejection that stands anyway."""
    failed = Rejection("fetch", "not_found", "404", source_id="courier", address="https://courier.example/")
    land(warehouse, STORY, COUNTS, rejections=[failed], asked=["courier"])
    transform(warehouse, sql_folder())
    before = dump(warehouse, "raw", "meta", "core", "mart")
    assert not load_city(warehouse, CITY)
    land(warehouse, STORY, COUNTS, rejections=[failed], asked=["courier"], now=NOW + dt.timedelta(hours=2))
    assert transform(warehouse, sql_folder()).built == ()
    assert dump(warehouse, "raw", "meta", "core", "mart") == before


def test_only_what_is_new_is_read(warehouse: duckdb.DuckDBPyConnection) -> None:
    captures = [STORY.capture, COUNTS.capture]
    assert unread(warehouse, CITY, captures, "one") == captures
    land(warehouse, STORY)
    assert unread(warehouse, CITY, captures, "one") == [COUNTS.capture]
    assert unread(warehouse, CITY, captures, "two") == captures


def test_a_capture_is_read_again_for_another_city_source_or_mapping(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Who mends [source.columns] after `renamed_column` expects the file to be read with it, though its bytes are old."""
    land(warehouse, STORY, COUNTS)
    captures = [STORY.capture, COUNTS.capture]
    assert unread(warehouse, CITY, captures, "one") == []
    mended = source("rtci", "rtci", "series", columns={"year": "year", "metrics": {"homicide": "Murders"}})
    assert unread(warehouse, a_city(source("courier"), mended), captures, "one") == [COUNTS.capture]
    assert unread(warehouse, a_city(*_sources(), slug="there"), captures, "one") == captures
    moved = replace(STORY.capture, source_id="rtci")
    assert unread(warehouse, CITY, [moved], "one") == [moved]


def _sources() -> tuple[dict[str, Any], ...]:
    return source("courier"), source("rtci", "rtci", "series")


def test_another_parsers_reading_takes_the_place_of_the_first(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Nothing of the first stays, where the second read less too, and the marts follow."""
    land(warehouse, STORY, COUNTS)
    transform(warehouse, sql_folder())
    land(warehouse, replace(STORY, reading=Reading((figure(345, "2023", "shooting"),))), parser="two")
    assert sizes(warehouse) == {"capture": 2, "document": 2, "figure": 13, "quotation": 0, "rejection": 0}
    transform(warehouse, sql_folder())
    assert warehouse.execute("select value from mart.series_year where metric = 'shooting'").fetchall() == [(345,)]
    assert warehouse.execute("select count(*) from core.rejection").fetchall() == [(0,)]
    assert warehouse.execute("select count(*) from core.quotation").fetchall() == [(0,)]


def test_one_number_at_one_place_lands_once(warehouse: duckdb.DuckDBPyConnection) -> None:
    twice = replace(STORY, reading=Reading((figure(344, "2023", "shooting"), figure(344, "2023", "shooting"))))
    land(warehouse, twice)
    assert sizes(warehouse)["figure"] == 1


def test_an_id_is_that_of_the_same_number_at_the_same_place(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A trace that was mailed must be found after a rebuild, and no other number under it."""
    land(warehouse, STORY)
    ids = [one for (one,) in warehouse.execute("select figure_id from raw.figure order by all").fetchall()]
    with duckdb.connect() as other:
        prepare(other)
        load_city(other, CITY)
        land(other, COUNTS, STORY, parser="two")
        assert set(ids) < {one for (one,) in other.execute("select figure_id from raw.figure").fetchall()}
    land(warehouse, replace(STORY, reading=Reading((figure(345, "2023", "shooting"),))))
    ((changed,),) = warehouse.execute("select figure_id from raw.figure").fetchall()
    assert changed not in ids


def test_a_sources_rejection_stands_until_it_is_asked_again(warehouse: duckdb.DuckDBPyConnection) -> None:
    def standing() -> list[tuple[str, str]]:
        return warehouse.execute("select source, reason from raw.rejection order by all").fetchall()

    def failed(name: str, reason: str) -> Rejection:
        return Rejection("fetch", reason, "it failed", source_id=name)

    land(warehouse, rejections=[failed("courier", "not_found"), failed("rtci", "too_large")], asked=["courier", "rtci"])
    assert standing() == [("courier", "not_found"), ("rtci", "too_large")]
    land(warehouse, rejections=[], asked=[])
    assert len(standing()) == 2
    land(warehouse, rejections=[failed("rtci", "fetch_failed")], asked=["rtci"])
    assert standing() == [("courier", "not_found"), ("rtci", "fetch_failed")]
    land(warehouse, rejections=[], asked=["courier"])
    assert standing() == [("rtci", "fetch_failed")]


def test_a_captures_rejection_is_not_a_sources(warehouse: duckdb.DuckDBPyConnection) -> None:
    land(warehouse, STORY)
    land(warehouse, rejections=[], asked=["courier"])
    assert sizes(warehouse)["rejection"] == 1


def test_cities_do_not_touch_one_another(warehouse: duckdb.DuckDBPyConnection) -> None:
    there = a_city(source("courier"), slug="there")
    land(warehouse, STORY)
    load_city(warehouse, there)
    load(warehouse, there, [replace(STORY, reading=Reading())], [], ["courier"], "one", NOW)
    counts = dict(warehouse.execute("select city, count(*) from raw.capture group by all").fetchall())
    assert counts == {"here": 1, "there": 1}
    assert warehouse.execute("select distinct city from raw.figure").fetchall() == [("here",)]
    assert not load_city(warehouse, CITY)


def test_a_change_in_the_toml_changes_that_table_alone(warehouse: duckdb.DuckDBPyConnection) -> None:
    before = dict(warehouse.execute("from meta.landing").fetchall())
    assert load_city(warehouse, a_city(*_sources(), prefer=[("homicide", "rtci"), ("homicide", "police")]))
    after = dict(warehouse.execute("from meta.landing").fetchall())
    assert {name for name in after if after[name] != before.get(name)} == {"raw.preference"}
    assert warehouse.execute("select provider from raw.preference order by position").fetchall() == [("rtci",), ("police",)]


def test_what_cannot_be_written_leaves_the_tables_as_they_were(warehouse: duckdb.DuckDBPyConnection) -> None:
    land(warehouse, STORY)
    before = dump(warehouse, "raw", "meta")
    wrong = replace(STORY.reading.figures[0], label=None)  # type: ignore[arg-type]  # what a faulty reader might give
    with pytest.raises(duckdb.Error):
        land(warehouse, COUNTS, replace(STORY, reading=Reading((wrong,))))
    assert dump(warehouse, "raw", "meta") == before


@pytest.mark.parametrize(
    ("at", "zone", "stored"),
    [
        (dt.datetime(2023, 12, 29, 17, tzinfo=dt.UTC), None, dt.datetime(2023, 12, 29, 17)),  # noqa: DTZ001
        (dt.datetime(2023, 12, 29, 17, tzinfo=dt.timezone(dt.timedelta(hours=-8))), None, dt.datetime(2023, 12, 30, 1)),  # noqa: DTZ001
        (dt.datetime(2023, 12, 29), "America/Los_Angeles", dt.datetime(2023, 12, 29, 8)),  # noqa: DTZ001
        (dt.datetime(2023, 7, 1), "America/Los_Angeles", dt.datetime(2023, 7, 1, 7)),  # noqa: DTZ001
        (dt.datetime(2023, 7, 1), None, dt.datetime(2023, 7, 1)),  # noqa: DTZ001
        (None, "America/Los_Angeles", None),
    ],
)
def test_times_are_utc_and_those_without_a_zone_the_citys(at: dt.datetime | None, zone: str | None, stored: dt.datetime | None) -> None:
    assert utc(at, a_city(zone=zone) if zone else None) == stored


def test_a_documents_times_land_in_utc(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A page that prints a date alone is known from its midnight in Fresno, 08:00 UTC in winter."""
    at_midnight = Document(text="x", blocks=(), published_at=dt.datetime(2023, 12, 29), published_on=dt.date(2023, 12, 29))  # noqa: DTZ001
    land(warehouse, Parsed(capture("courier", "2024-01-01"), at_midnight, Reading()))
    build_only(warehouse, "core.capture")
    query = "select known_at, published_on, known_by from core.capture"
    assert warehouse.execute(query).fetchall() == [(dt.datetime(2023, 12, 29, 8), dt.date(2023, 12, 29), "published")]  # noqa: DTZ001


def test_when_a_document_could_be_known(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Modified, published, released, updated, Last-Modified, fetched: the first that is there. Source n lacks the first n."""
    names = ["modified", "published", "released", "updated", "last_modified", "fetched"]
    sources, read = [], []
    for left_out in range(6):
        days = [None if at < left_out else dt.datetime(2024, 1, at + 1, 20, tzinfo=dt.UTC) for at in range(6)]
        modified, published, released, updated, last_modified, fetched = days
        document = Document(
            text=f"{left_out}", blocks=(), published_at=published, published_on=published and published.date(), modified_at=modified
        )
        sources.append(source(f"s{left_out}", released_on=released and released.date()))
        read.append(Parsed(capture(f"s{left_out}", str(fetched)[:19], last_modified_at=last_modified), document, Reading(), updated))
    city = a_city(*sources, slug="there", zone="UTC")
    load_city(warehouse, city)
    load(warehouse, city, read, [], [], "one", NOW)
    build_only(warehouse, "core.capture")
    found = warehouse.execute("select known_by, day(known_at) from core.capture where city = 'there' order by source").fetchall()
    assert found == list(zip(names, range(1, 7), strict=True))


MANY = [
    page("courier", "2023-12-29", figure(344, "2023", "shooting", confidence="likely"), address="https://courier.example/1"),
    page("herald", "2023-12-30", figure(344, "2023", "shooting", confidence="likely"), address="https://herald.example/1"),
    page("herald", "2023-12-31", figure(9, "2023", "shooting"), address="https://herald.example/2", text="344 shootings"),
    page("courier", "2023-12-30", figure(9, "2023", "shooting"), address="https://courier.example/2", text="344 shootings"),
    *[page("courier", "2023-12-29", figure(value, "2023"), fetched=f"2024-01-{day:02}") for day, value in ((1, 34), (3, 35), (5, 34))],
    page("courier", "2023-12-29", figure(-50, "2023", measure="percent_change", op="lt", baseline="2021"), address="https://courier.example/3"),
    page("herald", "2023-12-29", figure(74, "2021"), figure(25, "2021", measure="record"), address="https://herald.example/3"),
    file("rtci", "2024-02-20", *months(2023, [3] * 12)),
    file("rtci", "2024-05-20", *months(2023, [3] * 11 + [5])),
]
SOURCES = source("courier"), source("herald"), source("rtci", "rtci", "series")
MANY_CITY = a_city(
    *SOURCES,
    prefer=[("homicide", "police"), ("homicide", "rtci")],
    breaks=[("rtci", "homicide", f"{year}-01-01", "suspected") for year in (2020, 2021, 2022)],
)


def marts_of(*loads: list[Parsed]) -> dict[str, list[Any]]:
    with duckdb.connect() as connection:
        prepare(connection)
        load_city(connection, MANY_CITY)
        for each in loads:
            load(connection, MANY_CITY, each, [], [], "one", NOW)
        build_only(connection, *(model.name for model in read_models(sql_folder())))
        return dump(connection, "core", "mart")


@pytest.fixture(scope="module")
def marts_in_order() -> dict[str, list[Any]]:
    return marts_of(MANY)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(MANY), cut=st.integers(0, len(MANY)))
def test_any_order_in_any_portions_gives_the_same_marts(marts_in_order: dict[str, list[Any]], order: list[Parsed], cut: int) -> None:
    """A run that collects late pages first, or a rebuild in another order, must not change a number."""
    assert marts_of(order[:cut], order[cut:]) == marts_in_order


KILLED = """
import datetime as dt, os, sys
import duckdb
from pipeline import load as module
from pipeline.warehouse import prepare
from tests.test_load import CITY, COUNTS, STORY, NOW

connection = duckdb.connect(sys.argv[1])
prepare(connection)
module.load_city(connection, CITY)
module.load(connection, CITY, [STORY], [], [], "one", NOW)
touch = module.touch
def pause(*parts):
    touch(*parts)
    print("written, not committed", flush=True)
    sys.stdin.readline()
module.touch = pause
module.load(connection, CITY, [COUNTS], [], [], "one", NOW)
"""


def test_a_load_that_is_killed_leaves_what_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written, not committed\n"
        process.kill()
        assert process.wait() == -signal.SIGKILL
    with duckdb.connect(str(path)) as connection:
        assert sizes(connection) == {"capture": 1, "document": 1, "figure": 2, "quotation": 1, "rejection": 1}
        assert unread(connection, CITY, [STORY.capture, COUNTS.capture], "one") == [COUNTS.capture]
        land(connection, COUNTS)
        assert sizes(connection)["figure"] == 14


def test_the_citys_toml_lands_whole() -> None:
    """Every entry of the real city's file is in a table: nothing that is judged there gets lost on the way."""
    city = read_city(ROOT / "deployments", "fresno-ca")
    with duckdb.connect() as connection:
        prepare(connection)
        assert load_city(connection, city)
        assert not load_city(connection, city)
        count = {
            name: connection.execute(f"select count(*) from raw.{name}").fetchall()[0][0]
            for name in ("population", "provider", "definition", "preference", "source", "series_break")
        }
        assert count == {
            "population": len(city.population),
            "provider": len(city.provider),
            "definition": len(city.definition),
            "preference": len(city.prefer),
            "source": len(city.source),
            "series_break": sum(len(one.metrics) for one in city.series_break),
        }
        query = "select source, list_value(may_compute, may_quote, may_redistribute) from raw.source"
        may = {
            source: {use for use, is_allowed in zip(("compute", "quote", "redistribute"), uses, strict=True) if is_allowed}
            for source, uses in connection.execute(query).fetchall()
        }
        assert may == {one.id: set(one.may) - {"read"} for one in city.source}
