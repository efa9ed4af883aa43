"""CKAN, live against a portal on loopback that plays the rules and the misbehaviours one by one, and again from the archive."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.client import Client
from pipeline.fetch.collect import last
from pipeline.records import Capture, Rejection
from pipeline.source import Source
from tests.fetch.conftest import Watch
from tests.fetch.portal import Run, incidents
from tests.servers.ckan import Portal
from tests.servers.rows import BOSTON, boston
from tests.servers.web import Reply, Web

READ = {
    "format": "json",
    "rows": "result.records[]",
    "key": ["INCIDENT_NUMBER", "OFFENSE_CODE"],
    "occurred": {"column": "OCCURRED_ON_DATE", "forms": ["iso_offset"]},
    "code": "OFFENSE_CODE",
    "counts_from": "2023-01-01",
    "counts": [{"metric": "homicide", "by": "incident", "codes": ["111"]}],
}
ALL = list(range(25))


@pytest.fixture
def portal(web: Web) -> Portal:
    return Portal(web, boston(25), BOSTON)


@pytest.fixture
def run(fresno: City, archive: Archive, client: Client, watch: Watch) -> Run:
    return Run(fresno, archive, client, watch)


def resource(portal: Portal, **query: object) -> Source:
    return incidents(portal.address, "ckan", query={"page_rows": 10} | query, incidents=READ)


def file(portal: Portal) -> Source:
    return incidents(portal.file_address, "ckan", incidents=READ | {"format": "csv", "rows": "[]"})


def numbers(run: Run, captures: Sequence[Capture]) -> list[int]:
    return [int(row["INCIDENT_NUMBER"]) - 232_000_000 for row in run.rows(captures, "result", "records")]


def reasons(rejections: Sequence[Rejection]) -> list[str]:
    return [rejection.reason for rejection in rejections]


def test_every_row_comes_once_although_there_is_always_a_next_page(run: Run, portal: Portal) -> None:
    captures, rejections = run.live(resource(portal))
    assert (numbers(run, captures), rejections) == (ALL, [])
    assert [(one["offset"], one["sort"], one["fields"]) for one in portal.asked_rows()] == [
        (at, "_id", "INCIDENT_NUMBER,OFFENSE_CODE,OCCURRED_ON_DATE") for at in ("0", "10", "20")
    ]
    assert run.again(resource(portal)) == (captures, [])
    assert run.held(resource(portal)) == captures


def test_a_portal_that_gives_fewer_rows_than_asked_for_loses_none(run: Run, portal: Portal) -> None:
    portal.table.most_rows = 4
    assert numbers(run, run.live(resource(portal))[0]) == ALL


def test_filters_are_those_of_the_toml(run: Run, portal: Portal) -> None:
    captures, rejections = run.live(resource(portal, where='{"OFFENSE_CODE": "111"}'))
    assert (numbers(run, captures), rejections) == ([0, 7, 14, 21], [])


def test_a_row_that_comes_while_paging_begins_the_window_once_more(run: Run, portal: Portal) -> None:
    def load(page: int) -> None:
        if page == 3:
            portal.table.rows.insert(0, {"_id": 0} | list(boston(26))[25])

    portal.table.before_page = load
    captures, rejections = run.live(resource(portal))
    assert (sorted(numbers(run, captures)), rejections) == (list(range(26)), [])
    assert run.again(resource(portal)) == (captures, [])


@pytest.mark.parametrize(
    ("address", "reason", "said"),
    [
        ("resource_id=00000000-0000-0000-0000-000000000000", "not_found", "Not found: Resource was not found."),
        ("resource_id=b973d8cb-eeb2-4e7e-99da-c92938efc9c0", "query_refused", 'field "NO_SUCH" not in table'),
    ],
)
def test_a_404_and_a_409_are_rejections_with_what_the_portal_says(run: Run, portal: Portal, address: str, reason: str, said: str) -> None:
    one = resource(portal, where='{"NO_SUCH": "1"}').model_copy(update={"address": portal.address.partition("resource_id")[0] + address})
    captures, rejections = run.live(one)
    assert (captures, reasons(rejections)) == ([], [reason])
    assert said in rejections[0].detail


def test_a_lost_column_is_said(run: Run, portal: Portal) -> None:
    portal.table.columns = [name for name in portal.table.columns if name != "OFFENSE_CODE"]
    captures, rejections = run.live(resource(portal))
    assert (captures, reasons(rejections), portal.asked_rows()) == ([], ["renamed_column"], [])
    assert "'OFFENSE_CODE' is gone, 'OFFENSE_CODE_GROUP' comes nearest" in rejections[0].detail


def test_success_false_with_status_200_is_a_rejection(run: Run, portal: Portal) -> None:
    portal.instead.append(Reply(b'{"success": false, "error": {"__type": "Search Error", "message": "no such table"}}'))
    captures, rejections = run.live(resource(portal))
    assert (captures, reasons(rejections)) == ([], ["query_refused"])
    assert "no such table" in rejections[0].detail


def test_a_resource_that_is_a_file_is_fetched_where_the_portal_keeps_it(run: Run, portal: Portal) -> None:
    """Milwaukee's file is loaded anew every day; where it lies is the portal's to say."""
    one = file(portal)
    portal.file = Reply(b"IncidentNum,Homicide\n1,1\n")
    first, _ = run.live(one)
    portal.file = Reply(b"IncidentNum,Homicide\n1,1\n2,0\n")
    second, rejections = run.live(one)
    assert ([run.archive.body(capture).count(b"\n") for capture in first + second], rejections) == ([2, 3], [])
    assert run.again(one) == (first + second, [])
    assert run.held(one) == first + second
    assert last(one, run.archive) == second[0]


def test_a_file_that_the_portal_says_is_unchanged_is_not_asked_for(run: Run, portal: Portal, web: Web) -> None:
    portal.file_says["last_modified"] = "2023-06-01T10:00:00.000000"
    portal.file = Reply(b"IncidentNum\n1\n")
    first, _ = run.live(file(portal))
    assert run.live(file(portal)) == (first, [])
    assert len([path for path in web.paths() if path.endswith("wibr.csv")]) == 1


def test_a_resource_without_a_file_is_a_rejection(run: Run, portal: Portal) -> None:
    portal.file_says = {"url": ""}
    captures, rejections = run.live(file(portal))
    assert (captures, reasons(rejections)) == ([], ["not_found"])
