"""ArcGIS, live against a layer on loopback that plays the rules and the misbehaviours one by one, and again from the archive."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.client import Client
from pipeline.records import Capture, Rejection
from pipeline.source import Source
from tests.fetch.conftest import Watch
from tests.fetch.portal import Run, incidents
from tests.servers.arcgis import LAYER, Server, error, reply
from tests.servers.rows import WASHINGTON, washington
from tests.servers.web import Reply, Web

READ = {
    "format": "json",
    "rows": "features[].attributes",
    "key": "CCN",
    "occurred": {"column": "START_DATE", "forms": ["epoch_ms"]},
    "label": "OFFENSE",
    "counts_from": "2022-01-01",
    "counts": [{"metric": "homicide", "by": "incident", "labels": ["HOMICIDE"]}],
}


@pytest.fixture
def server(web: Web) -> Server:
    return Server(web, washington(25), WASHINGTON)


@pytest.fixture
def run(fresno: City, archive: Archive, client: Client, watch: Watch) -> Run:
    return Run(fresno, archive, client, watch)


def layer(server: Server, **query: object) -> Source:
    return incidents(server.address, "arcgis", query=query, incidents=READ)


def numbers(run: Run, captures: Sequence[Capture]) -> list[int]:
    return [int(row["attributes"]["CCN"]) - 22_000_001 for row in run.rows(captures, "features")]


def reasons(rejections: Sequence[Rejection]) -> list[str]:
    return [rejection.reason for rejection in rejections]


ALL = list(range(25))


def test_every_row_comes_once_in_pages_of_one_order(run: Run, server: Server) -> None:
    """As many rows a page as the layer gives; the columns that are read, and no places."""
    captures, rejections = run.live(layer(server))
    assert (numbers(run, captures), rejections) == (ALL, [])
    assert [one["resultOffset"] for one in server.asked_rows()] == ["0", "10", "20"]
    assert server.asked_rows()[0] | {"resultOffset": ""} == {
        "where": "1=1",
        "outFields": "CCN,START_DATE,OFFENSE",
        "returnGeometry": "false",
        "orderByFields": "OBJECTID",
        "f": "json",
        "resultOffset": "",
        "resultRecordCount": "10",
    }
    assert run.again(layer(server)) == (captures, [])
    assert run.held(layer(server)) == captures


def test_a_condition_is_that_of_the_toml(run: Run, server: Server) -> None:
    captures, rejections = run.live(layer(server, where="OFFENSE = 'HOMICIDE'"))
    assert (numbers(run, captures), rejections) == ([0, 9, 18], [])


def test_a_short_first_page_loses_no_rows(run: Run, server: Server) -> None:
    """Seen: 1,000 rows of the 2,000 asked for, on the first call only. The next page begins where this one ended."""

    def short(page: int, found: dict[str, object]) -> dict[str, object]:
        features = found["features"]
        assert isinstance(features, list)
        return found | {"features": features[:4], "exceededTransferLimit": True} if page == 1 else found

    server.spoil = short
    captures, rejections = run.live(layer(server))
    assert (numbers(run, captures), rejections) == (ALL, [])
    assert [one["resultOffset"] for one in server.asked_rows()] == ["0", "4", "14", "24"]


def test_an_empty_page_with_the_flag_set_is_not_the_end(run: Run, server: Server) -> None:
    """A layer may leave out rows after it has counted them off; what is then missing the count tells, and the window is begun once more."""
    server.spoil = lambda page, found: {"features": [], "exceededTransferLimit": True} if page == 2 else found
    captures, rejections = run.live(layer(server))
    assert (numbers(run, captures), rejections) == (ALL, [])
    assert [one["resultOffset"] for one in server.asked_rows()] == ["0", "10", "20", "25", "0", "10", "20"]


def test_a_layer_with_holes_is_asked_on_beyond_them(run: Run, server: Server) -> None:
    """Here the empty pages are no accident: rows come behind them, even behind the offset that the count leads to."""
    server.table.rows = [row | {"OBJECTID": row["OBJECTID"] + 30 * (row["OBJECTID"] > 10)} for row in server.table.rows]
    ask = server.table.page

    def holed(columns: list[str], where: str, order: str, limit: int, at: int) -> list[dict[str, object]]:
        return ask(columns, f"({where}) AND OBJECTID > {at} AND OBJECTID <= {at + 10}", order, limit, 0)

    server.table.page = holed  # type: ignore[assignment, method-assign]
    server.spoil = lambda _, found: found | {"exceededTransferLimit": True}
    captures, rejections = run.live(layer(server))
    assert (numbers(run, captures), rejections) == (ALL, [])


def test_a_flag_that_stays_set_ends_with_an_empty_page(run: Run, server: Server) -> None:
    server.spoil = lambda _, found: found | {"exceededTransferLimit": True}
    captures, rejections = run.live(layer(server))
    assert (numbers(run, captures), rejections) == (ALL, [])
    assert [one["resultOffset"] for one in server.asked_rows()] == ["0", "10", "20", "25"]


def test_an_old_server_without_the_flag_is_asked_until_its_count_is_reached(run: Run, server: Server) -> None:
    server.spoil = lambda _, found: {key: value for key, value in found.items() if key != "exceededTransferLimit"}
    assert numbers(run, run.live(layer(server))[0]) == ALL


@pytest.mark.parametrize("says", [{"supportsPagination": False}, {}], ids=["said", "not said"])
def test_a_layer_without_paging_is_asked_by_ranges_of_ids(run: Run, web: Web, says: dict[str, bool]) -> None:
    server = Server(web, washington(25), WASHINGTON, advancedQueryCapabilities=says)
    del server.table.rows[4]  # ids have gaps
    captures, rejections = run.live(layer(server, where="WARD <> '2'"))
    assert (numbers(run, captures), rejections) == ([number for number in ALL if number != 4 and number % 8 != 1], [])
    by_ids = [one["where"] for one in server.asked_rows() if "resultOffset" not in one]
    assert by_ids[0] == "(WARD <> '2') AND OBJECTID >= 1 AND OBJECTID <= 13"
    assert run.again(layer(server, where="WARD <> '2'")) == (captures, [])


@pytest.mark.parametrize(
    ("answer", "reason", "said"),
    [
        (error(400, "Unable to complete operation.", "Invalid field: X"), "query_refused", "Unable to complete operation.; Invalid field: X"),
        (reply({"error": {"code": 499, "message": "Token Required", "messageCode": "GWM_0003", "details": []}}), "token_required", "Token"),
        (error(500, "Error performing query operation"), "server_error", "Error performing query operation"),
        (Reply(b"<html>Server Error in '/' Application.</html>"), "not_data", "an HTML page"),
        (reply({"count": 3}), "not_data", "without features"),
    ],
)
def test_an_error_with_status_200_is_a_rejection_and_the_next_run_goes_on(
    run: Run, server: Server, answer: Reply, reason: str, said: str
) -> None:
    server.table.before_page = lambda page: server.instead.append(answer) if page == 1 else None
    captures, rejections = run.live(layer(server))
    assert (captures, reasons(rejections)) == ([], [reason])
    assert said in rejections[0].detail
    captures, rejections = run.live(layer(server))
    assert (numbers(run, captures), rejections) == (ALL, [])
    assert [one["resultOffset"] for one in server.asked_rows()] == ["0", "10", "10", "20"]


def test_a_description_that_is_an_error_is_a_rejection(run: Run, server: Server, web: Web) -> None:
    web.on(LAYER + "?f=json", reply({"status": "error", "messages": ["Service is stopped"]}))
    captures, rejections = run.live(layer(server))
    assert (captures, reasons(rejections)) == ([], ["query_refused"])
    assert "Service is stopped" in rejections[0].detail


def test_plain_text_is_read_as_json(run: Run, server: Server, web: Web) -> None:
    """`f=pjson` is text/plain, and some servers answer so whatever is asked for."""
    description = server.reply
    web.otherwise = lambda asked: Reply(description(asked).body, headers={"Content-Type": "text/plain; charset=utf-8"})
    assert numbers(run, run.live(layer(server))[0]) == ALL


@pytest.mark.parametrize(
    ("new", "said"),
    [("offense", "'OFFENSE' is written 'offense' now"), ("OFFENSE_TYPE", "'OFFENSE' is gone, 'OFFENSE_TYPE' comes nearest")],
)
def test_a_column_renamed_or_recased_is_said(run: Run, server: Server, new: str, said: str) -> None:
    """Seen from year to year: crime_2020 has other columns than CRIME_DATA2019, or the same in small letters."""
    server.rename("OFFENSE", new)
    captures, rejections = run.live(layer(server))
    assert (captures, reasons(rejections), server.asked_rows()) == ([], ["renamed_column"], [])
    assert said in rejections[0].detail


def test_a_count_that_is_not_the_number_of_rows_is_a_rejection(run: Run, server: Server) -> None:
    """While a layer is loaded its count runs ahead of its rows."""
    server.counted = lambda count: count + 3
    captures, rejections = run.live(layer(server))
    assert (captures, reasons(rejections)) == ([], ["count_moved"])
    assert "counts 28 rows, and its pages hold 25" in rejections[0].detail
    server.counted = lambda count: count
    assert numbers(run, run.live(layer(server))[0]) == ALL


def test_the_next_years_run_takes_all_rows_again(run: Run, server: Server) -> None:
    """A finished window is asked for again; pages that have not changed are archived as such."""
    first, _ = run.live(layer(server))
    server.table.rows[24]["OFFENSE"] = "ROBBERY"
    second, _ = run.live(layer(server))
    assert [capture.is_revisit for capture in second] == [True, True, False]
    assert run.held(layer(server)) == first + second
