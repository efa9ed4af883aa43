"""Rows of incidents → versions: what comes twice, changes, vanishes and returns; and what no publisher should send, but does."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.warehouse import prepare
from tests.conftest import ROOT
from tests.incidents.world import BEGAN, DAY, HEAD, Portal, as_csv, as_json, row

VERSIONS = "select key, district, known_at, superseded_at from raw.incident order by known_at, key, superseded_at"


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path)


def versions(portal: Portal) -> list[tuple[str, str, int, int | None]]:
    """Key, district, and by day the first and the last window that it stood in."""
    return [(one["key"], one["district"], _day(one["known_at"]) or 0, _day(one["superseded_at"])) for one in portal.rows(VERSIONS)]


def _day(moment: dt.datetime | None) -> int | None:
    return None if moment is None else (moment.replace(tzinfo=dt.UTC) - BEGAN).days


# versions


def test_the_same_rows_again_are_no_new_versions(portal: Portal) -> None:
    """A full replace that changes nothing, which some portals do every night."""
    assert portal.take(row(1), row(2)) == 2
    before = portal.rows("from raw.incident order by all")
    assert portal.take(row(2), row(1)) == 0
    assert portal.rows("from raw.incident order by all") == before
    assert [one["gone"] + one["changed"] + one["added"] for one in portal.rows("from raw.incident_window order by position")] == [2, 0]


def test_loading_again_changes_nothing(portal: Portal) -> None:
    portal.take(row(1), row(2))
    portal.take(row(1), scope="changes")
    before = portal.all()
    assert portal.load() == 0
    assert portal.all() == before


def test_what_changes_is_superseded_and_kept(portal: Portal) -> None:
    portal.take(row(1), row(2))
    assert portal.take(row(1), row(2, district="012")) == 1
    assert versions(portal) == [("1", "011", 1, None), ("2", "011", 1, 2), ("2", "012", 2, None)]


def test_what_vanishes_from_a_whole_window_is_gone_and_may_return(portal: Portal) -> None:
    portal.take(row(1), row(2))
    assert portal.take(row(1)) == 1
    assert portal.take(row(1), row(2)) == 1
    assert versions(portal) == [("1", "011", 1, None), ("2", "011", 1, 2), ("2", "011", 3, None)]


def test_what_is_not_among_the_changes_stays(portal: Portal) -> None:
    portal.take(row(1), row(2), row(3))
    assert portal.take(row(2, district="012"), row(4), row(3), scope="changes") == 2
    assert versions(portal) == [("1", "011", 1, None), ("2", "011", 1, 2), ("3", "011", 1, None), ("2", "012", 2, None), ("4", "011", 2, None)]


def test_pages_are_one_window(portal: Portal) -> None:
    portal.publish(as_csv([row(1), row(2)]), as_csv([row(3)]), as_csv([]))
    assert portal.load() == 3
    assert portal.rows("select captures, added, rows_now from raw.incident_window") == [{"captures": 3, "added": 3, "rows_now": 3}]


def test_a_key_on_two_pages_is_taken_once_and_as_it_was_last(portal: Portal) -> None:
    """Rows that move while they are paged through come on two pages; only those that differ are worth a word."""
    portal.publish(as_csv([row(1), row(2), row(2)]), as_csv([row(2), row(1, district="012"), row(3)]))
    assert portal.load() == 3
    assert versions(portal) == [("1", "012", 1, None), ("2", "011", 1, None), ("3", "011", 1, None)]
    assert portal.rejections() == [("repeated_key", 1)]
    portal.publish(as_csv([row(1, district="013"), row(2)]), as_csv([row(2), row(1, district="012"), row(3)]))
    assert portal.load() == 0
    assert portal.current() == ["1", "2", "3"]


def test_rows_of_one_incident_keep_their_own_keys(tmp_path: Path) -> None:
    """San Francisco repeats an incident over the rows of its offences and of supplemental reports."""
    portal = Portal(tmp_path, key=["id", "iucr"], incident="case_number")
    portal.take(row(1), row(1, iucr="0320", label="ROBBERY"))
    assert portal.current() == ["1/0110", "1/0320"]
    assert {one["incident"] for one in portal.rows("select incident from raw.incident")} == {"HZ1"}


def test_an_empty_source_is_a_mistake_and_no_news(portal: Portal) -> None:
    portal.take(row(1), row(2))
    assert portal.take() == 0
    assert portal.current() == ["1", "2"]
    assert portal.rejections() == [("no_rows", 1)]
    assert portal.take(scope="changes") == 0
    assert portal.take(row(1)) == 1  # and the next window is compared with what stands


def test_an_older_window_that_is_imported_later_takes_its_place(portal: Portal, tmp_path: Path) -> None:
    """The same windows give the same versions, whatever the order in which they came into the archive."""
    portal.take(row(1), row(2))
    portal.take(row(1))
    (path,) = (path for path in sorted(tmp_path.glob("*.warc.gz"))[:1])
    elsewhere = Portal(tmp_path / "elsewhere")
    for second in sorted(tmp_path.glob("*.warc.gz"))[1:]:
        elsewhere.archive.import_file(second)
    assert elsewhere.load() == 1
    elsewhere.archive.import_file(path)
    assert elsewhere.load() == 3
    assert versions(elsewhere) == versions(portal)


def test_rows_are_read_again_with_another_column_and_not_for_another_metric(portal: Portal) -> None:
    portal.take(row(1, district="011", ward="7"))
    portal.mapping = portal.mapping | {"counts": portal.mapping["counts"][:1], "lag_days": 3}
    assert portal.load() == 0
    portal.mapping = portal.mapping | {"district": "case_number"}
    assert portal.load() == 1
    assert [one["district"] for one in portal.rows("select district from raw.incident")] == ["HZ1"]


# moments


@pytest.mark.parametrize(
    ("when", "printed", "at", "on"),
    [
        ("date", "2024-01-01T00:00:00.000", "2024-01-01 06:00", "2024-01-01"),  # floating: the city's clock, and its own New Year
        ("date", "2023-12-31T23:59:59.000", "2024-01-01 05:59:59", "2023-12-31"),
        ("date", "2024-01-01", "2024-01-01 06:00", "2024-01-01"),
        ({"column": "date", "zone": "UTC"}, "2024-01-01T05:59:59", "2024-01-01 05:59:59", "2023-12-31"),
        ({"column": "date", "forms": ["epoch_ms"]}, "1704088799000", "2024-01-01 05:59:59", "2023-12-31"),
        ({"column": "date", "forms": ["epoch_ms"]}, "1704088800000", "2024-01-01 06:00", "2024-01-01"),
        ({"column": "date", "forms": ["epoch_s"]}, "1704088800", "2024-01-01 06:00", "2024-01-01"),
        ({"column": "date", "forms": ["epoch_ms"], "zone": "local"}, "1704067200000", "2024-01-01 06:00", "2024-01-01"),
        ({"column": "date", "forms": ["iso_offset"]}, "2024-01-01 00:30:00-05", "2024-01-01 05:30", "2023-12-31"),
        ({"column": "date", "forms": ["iso_offset"]}, "2024-01-01T06:00:00Z", "2024-01-01 06:00", "2024-01-01"),
        ({"column": "date", "forms": ["%Y/%m/%d %H:%M:%S%z"]}, "2024/01/01 06:00:00+00", "2024-01-01 06:00", "2024-01-01"),
        ({"column": "date", "forms": ["iso", "%m/%d/%Y %I:%M:%S %p"]}, "12/31/2023 11:59:59 PM", "2024-01-01 05:59:59", "2023-12-31"),
        ({"column": "date", "forms": ["%m/%d/%Y"]}, "1/5/2024", "2024-01-05 06:00", "2024-01-05"),
        ({"column": "date", "time": "hour"}, "2024-03-10T00:00:00.000", "2024-03-11 04:30", "2024-03-10"),  # 23:30 after the clocks went forward
        ("date", "2024-07-04T22:00:00", "2024-07-05 03:00", "2024-07-04"),  # summer time
        ("date", "2024-03-10T02:30:00", "2024-03-10 08:30", "2024-03-10"),  # an hour that no clock showed
    ],
)
def test_a_moment_has_a_utc_time_and_a_date_in_the_city(tmp_path: Path, when: Any, printed: str, at: str, on: str) -> None:
    portal = Portal(tmp_path, occurred=when)
    portal.publish(as_csv([row(1, printed, hour="23:30:00")], (*HEAD, "hour")))
    assert portal.load() == 1, portal.details()
    (found,) = portal.rows("select occurred_at, occurred_on from raw.incident")
    assert found == {"occurred_at": dt.datetime.fromisoformat(at), "occurred_on": dt.date.fromisoformat(on)}


@pytest.mark.parametrize("printed", ["23:30:00", "23:30", "2330", "1900-01-01T23:30:00.000"])
def test_a_time_of_day_in_a_column_of_its_own(tmp_path: Path, printed: str) -> None:
    portal = Portal(tmp_path, occurred={"column": "date", "time": "hour"}, zone="UTC")
    portal.publish(
        as_csv(
            [row(1, "2024-01-05T00:00:00.000", hour=printed), row(2, "2024-01-05", hour=""), row(3, "2024-01-05", hour="905")], (*HEAD, "hour")
        )
    )
    portal.load()
    assert [one["occurred_at"].strftime("%H:%M") for one in portal.rows("select occurred_at from raw.incident order by key")] == [
        "23:30",
        "00:00",
        "09:05",
    ]


@pytest.mark.parametrize(
    "printed", ["2024-01-01T00:00:00Z", "2024-01-01 00:00:00+02", "2024-01-01T00:00:00-05:00", "01/02/2024", "soon", "20240101"]
)
def test_another_form_than_the_one_named_is_a_rejection(portal: Portal, printed: str) -> None:
    """Read as the city's clock, a time with an offset would be hours away from what it says."""
    portal.take(row(1, printed), row(2))
    assert portal.current() == ["2"]
    assert portal.rejections() == [("unreadable_date", 1)]
    assert f"such as HZ1: {printed}" in portal.details()


def test_dates_that_are_missing_or_ahead(portal: Portal) -> None:
    portal.take(row(1, ""), row(2, "2032-01-01T00:00:00"), row(3, (BEGAN + DAY).date().isoformat()))
    assert portal.current() == ["3"]
    assert portal.rejections() == [("future_date", 1), ("no_date", 1)]


def test_a_row_may_have_one_of_two_dates(tmp_path: Path) -> None:
    portal = Portal(tmp_path, reported="updated_on")
    portal.take(row(1, ""), row(2, updated_on=""), row(3, "", updated_on=""), row(4, updated_on="?"))
    assert portal.current() == ["1", "2"]
    assert portal.rejections() == [("no_date", 1), ("unreadable_date", 1)]


# victims, flags, what is left out


def test_victims(tmp_path: Path) -> None:
    """Atlanta's counts of victims: null is one; less than none is nothing that can be counted."""
    portal = Portal(tmp_path, victims="victims")
    some = [row(1, victims=""), row(2, victims="3"), row(3, victims="-1"), row(4, victims="two"), row(5, victims="2.0"), row(6, victims="0")]
    portal.publish(as_csv(some, (*HEAD, "victims")))
    portal.load()
    assert {one["key"]: one["victims"] for one in portal.rows("from raw.incident")} == {"1": 1, "2": 3, "5": 2, "6": 0}
    assert portal.rejections() == [("negative_victims", 1), ("unreadable_victims", 1)]


def test_a_column_for_each_offence(tmp_path: Path) -> None:
    """Milwaukee's rows: an incident is of every offence whose column says so, and no more once it does not."""
    flags: dict[str, Any] = {"code": None, "label": None, "flags": ["Homicide", "Robbery"], "other": {}, "incident": [], "updated": None}
    flags |= {"counts": [{"metric": "homicide", "by": "incident", "labels": ["Homicide"]}]}
    portal = Portal(tmp_path, **flags)
    head = (*HEAD, "Homicide", "Robbery")
    portal.publish(as_csv([row(1, Homicide="1", Robbery="1"), row(2, Homicide="0", Robbery="y"), row(3, Homicide="", Robbery="0")], head))
    assert portal.load() == 3
    assert portal.current() == ["1 Homicide", "1 Robbery", "2 Robbery"]
    portal.publish(as_csv([row(1, Homicide="0", Robbery="1")], head), scope="changes")
    assert portal.load() == 1
    assert portal.current() == ["1 Robbery", "2 Robbery"]


def test_a_flag_beside_a_label_makes_a_second_row(tmp_path: Path) -> None:
    """Boston marks shootings besides naming the offence."""
    portal = Portal(tmp_path, flags=["shooting"])
    portal.publish(as_csv([row(1, shooting="Y"), row(2, shooting="N")], (*HEAD, "shooting")))
    portal.load()
    assert [(one["key"], one["label"]) for one in portal.rows("from raw.incident order by key")] == [
        ("1", "HOMICIDE"),
        ("1 shooting", "shooting"),
        ("2", "HOMICIDE"),
    ]


def test_only_rows_with_a_value_and_until_they_lose_it(tmp_path: Path) -> None:
    portal = Portal(tmp_path, where={"district": ["011", "012"]})
    portal.take(row(1), row(2, district="099"), row(3, district=""))
    assert portal.current() == ["1"]
    portal.take(row(1, district="099"), row(2, district="012"), scope="changes")
    assert portal.current() == ["2"]
    assert portal.rejections() == []


def test_unfounded_is_kept_and_marked(tmp_path: Path) -> None:
    portal = Portal(tmp_path, unfounded={"district": ["X", "Y"]}, missing=["(null)"])
    portal.take(row(1, district="Y"), row(2), row(3, district="(null)"))
    assert [one["is_unfounded"] for one in portal.rows("from raw.incident order by key")] == [True, False, False]


# what no publisher should send


@pytest.mark.parametrize("scope", ["whole", "changes"])
def test_a_renamed_column_is_one_rejection_and_nothing_is_loaded(portal: Portal, scope: Any) -> None:
    """Dallas dropped a column without notice (socrata/discuss#115): read on, every row would change or vanish."""
    portal.take(row(1))
    portal.publish(as_csv([row(1), row(2)]), as_csv([row(3)], ("id", "case_number", "day", *HEAD[3:])), scope=scope)
    assert portal.load() == 0
    assert portal.current() == ["1"]
    assert portal.rejections() == [("renamed_column", 1)]
    assert "no column 'date'; they have 'id', 'case_number', 'day'" in portal.details()
    assert portal.load() == 0
    portal.publish(as_csv([row(1), row(2)]))
    assert portal.load() == 1


def test_columns_in_another_order_or_case(portal: Portal) -> None:
    """ArcGIS services change the case of their columns from year to year; a page may have them in another order."""
    upper = as_csv([row(2)]).decode().split("\n", 1)
    portal.publish(as_csv([row(1)]), as_csv([row(3)], tuple(reversed(HEAD))), f"{upper[0].upper()}\n{upper[1]}".encode())
    assert portal.load() == 3, portal.details()
    assert {one["district"] for one in portal.rows("from raw.incident")} == {"011"}


def test_a_column_that_stands_twice(portal: Portal) -> None:
    portal.publish(as_csv([row(1)]).replace(b"iucr", b"date"))
    portal.load()
    assert portal.rejections() == [("renamed_column", 1)]


def test_broken_quotes_cost_their_own_lines(portal: Portal) -> None:
    """Los Angeles County's file has quotes that do not close: one would swallow all rows to the next quote, or to the end."""
    lines = as_csv([row(number) for number in range(1, 1001)]).decode().split("\n")
    lines[10] = '10,HZ10,2024-03-05T10:30:00,0110,"HOMICIDE,011,'
    lines[500] = '500,HZ500,2024-03-05T10:30:00,0110,HOM"ICIDE,011,'
    lines[700] = '700,HZ700,2024-03-05T10:30:00,0110,"first,\nand second",011,'  # a line end within quotes is right
    lines[900] = "900,HZ900"
    portal.publish("\n".join(lines).encode(), as_csv([row(2000)]))
    portal.load()
    assert set(portal.current()) == {str(number) for number in (*range(1, 1001), 2000)} - {"10", "900", "500"} | _lenient(portal)
    ((name, times),) = portal.rejections()
    assert (name, times + len(_lenient(portal))) == ("broken_row", 3)
    assert portal.rows("select place from raw.rejection") == [{"place": "line 11"}]


def _lenient(portal: Portal) -> set[str]:
    """A quote within a cell that does not begin with one means itself to most readers of CSV."""
    return {"500"} & set(portal.current())


def test_a_last_line_whose_quote_is_open(portal: Portal) -> None:
    portal.publish(as_csv([row(1), row(2)]) + b'3,HZ3,2024-03-05,"0110')
    portal.load()
    assert portal.current() == ["1", "2"]
    assert portal.rejections() == [("broken_row", 1)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!doctype html><title>Sign in</title>", "html_instead_of_csv"),
        (b"", "empty"),
        (b"id,date\0\0", "binary"),
        (b"PK\x03\x04\0\0", "binary"),
    ],
)
def test_a_body_that_is_no_table(portal: Portal, body: bytes, reason: str) -> None:
    portal.take(row(1))
    portal.publish(as_csv([row(1), row(2)]), body)
    assert portal.load() == 0
    assert portal.current() == ["1"]
    assert portal.rejections() == [(reason, 1)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "windows-1252", "utf-16"])
def test_other_encodings_and_delimiters(portal: Portal, encoding: str) -> None:
    page = as_csv([row(1, district="Cañón"), row(2)]).decode().replace(",", ";").replace("\n", "\r\n")
    portal.publish(page.encode(encoding))
    assert portal.load() == 2, portal.details()
    assert portal.rows("select district from raw.incident where key = '1'") == [{"district": "Cañón"}]


def test_a_page_that_the_archive_lost(portal: Portal, tmp_path: Path) -> None:
    portal.take(row(1))
    (found,) = portal.publish(as_csv([row(number) for number in range(2000)]))
    path = tmp_path / found.warc_file
    data = bytearray(path.read_bytes())
    data[found.warc_offset + 2000] ^= 1
    path.write_bytes(data)
    assert portal.load() == 0
    assert portal.current() == ["1"]
    assert portal.rejections() == [("damaged_record", 1)]


# JSON


@pytest.mark.parametrize(
    ("rows_at", "page"),
    [
        ("[]", as_json),
        ("result.records[]", lambda some: as_json(some, "result", "records")),
        ("features[].attributes", lambda some: as_json([{"attributes": one, "geometry": None} for one in some], "features")),
        ("data[]", lambda some: as_json(some, "data")),
        ("[].attributes", lambda some: as_json([{"attributes": one} for one in some])),
    ],
)
def test_json_rows(tmp_path: Path, rows_at: str, page: Any) -> None:
    """Socrata leaves out what is null; ArcGIS has numbers for dates; CKAN keeps rows two levels down."""
    portal = Portal(tmp_path, format="json", rows=rows_at, occurred={"column": "date", "forms": ["epoch_ms"]}, code="Iucr")
    some = [
        {"id": 1, "case_number": "HZ1", "date": 1704088800000, "iucr": "110", "district": 11},
        {"id": 2, "date": 1704088799000, "iucr": None},
    ]
    portal.publish(page(some), page([]))
    assert portal.load() == 2, portal.details()
    found = portal.rows("select key, incident, code, label, district, occurred_on from raw.incident order by key")
    assert [tuple(one.values()) for one in found] == [
        ("1", "HZ1", "0110", None, "11", dt.date(2024, 1, 1)),
        ("2", "2", None, None, None, dt.date(2023, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'[{"id": 1, "date": "2024-01-01", "iucr": "0110"}, {"id"', "broken_json"),
        (b'{"error": {"code": 400, "message": "Invalid field"}}', "broken_json"),
        (b'[{"id": 1, "day": "2024-01-01"}]', "renamed_column"),
        (b"<html></html>", "html_instead_of_csv"),
    ],
)
def test_json_that_is_none(tmp_path: Path, body: bytes, reason: str) -> None:
    portal = Portal(tmp_path, format="json")
    portal.publish(body)
    assert portal.load() == 0
    assert portal.rejections() == [(reason, 1)]
    assert "/tmp" not in portal.details()


# killed


KILLED = """
import sys
from pathlib import Path
import duckdb
from pipeline.warehouse import prepare
from tests.incidents.world import Portal
portal = Portal(Path(sys.argv[1]))
portal.connection = duckdb.connect(sys.argv[2], config={"threads": 1})
prepare(portal.connection)
print("begun", flush=True)
portal.load()
"""


@pytest.mark.e2e  # processes of their own
@pytest.mark.parametrize("pause", [0.02, 0.2])
def test_a_load_that_is_killed_goes_on_and_gives_the_same(tmp_path: Path, pause: float) -> None:
    """SIGKILL at whatever moment: nothing is lost and nothing doubled."""
    portal = Portal(tmp_path / "archive")
    for number in range(4):
        portal.publish(*(as_csv([row(key, district=f"{number:03}") for key in range(page * 1500, page * 1500 + 1500)]) for page in range(2)))
    command = [sys.executable, "-c", KILLED, str(tmp_path / "archive"), str(tmp_path / "w.duckdb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == b"begun\n"
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
    portal.load()
    clean = portal.all()
    portal.connection.close()
    portal.connection = duckdb.connect(str(tmp_path / "w.duckdb"), config={"threads": 1})
    prepare(portal.connection)
    portal.load()
    assert portal.all() == clean


# whatever comes


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["whole", "changes"]), st.lists(st.tuples(st.integers(1, 6), st.sampled_from("abc")), max_size=8)),
        min_size=1,
        max_size=6,
    )
)
def test_what_stands_after_each_window_is_what_a_dictionary_would_hold(tmp_path_factory: pytest.TempPathFactory, asked: Any) -> None:
    """Against an oracle that keeps a dictionary: at the moment of each window the versions give exactly its rows."""
    portal = Portal(tmp_path_factory.mktemp("portal"))
    held: dict[str, str] = {}
    wanted = []
    for scope, some in asked:
        portal.take(*(row(key, district=district) for key, district in some), scope=scope)
        now = {str(key): district for key, district in some}
        if scope == "whole" and (now or not held):
            held = now
        elif scope == "changes":
            held = held | now
        wanted.append((portal.now.replace(tzinfo=None), held))
    for moment, rows in wanted:
        stood = portal.rows(
            "select key, district from raw.incident where known_at <= ? and ? < coalesce(superseded_at, 'infinity')", moment, moment
        )
        assert {one["key"]: one["district"] for one in stood} == rows
        assert len(stood) == len(rows)
