"""Socrata, live against a portal on loopback that plays the rules and the misbehaviours one by one, and again from the archive."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.client import Client
from pipeline.fetch.collect import last
from pipeline.fetch.socrata import is_whole_truth
from pipeline.records import Capture, Rejection
from pipeline.source import Source
from tests.fetch.conftest import Watch, polite
from tests.fetch.portal import Run, incidents
from tests.servers.rows import CHICAGO, chicago
from tests.servers.socrata import HTML_200, HTML_503, THROTTLED, Portal
from tests.servers.web import Reply, Web

DAY = 86_400


@pytest.fixture
def portal(web: Web) -> Portal:
    return Portal(web, chicago(25), CHICAGO)


@pytest.fixture
def run(fresno: City, archive: Archive, client: Client, watch: Watch) -> Run:
    return Run(fresno, archive, client, watch)


def dataset(portal: Portal, form: str = "json", **query: object) -> Source:
    fields = {"page_rows": 10} | query
    read = {"format": "csv"} if form == "csv" else {"format": "json"}
    return incidents(portal.address(form), "socrata", query=fields, incidents=INCIDENTS | read)


INCIDENTS = {
    "key": "id",
    "occurred": "date",
    "updated": "updated_on",
    "code": "iucr",
    "label": "primary_type",
    "district": "district",
    "counts_from": "2001-01-01",
    "counts": [{"metric": "homicide", "by": "victim", "codes": ["0110"]}],
}


def ids(run: Run, captures: Sequence[Capture]) -> list[int]:
    return [int(row["id"]) - 12_000_000 for row in run.rows(captures)]


def reasons(rejections: Sequence[Rejection]) -> list[str]:
    return [rejection.reason for rejection in rejections]


# the rules


def test_every_row_comes_once_in_pages_of_one_order(run: Run, portal: Portal) -> None:
    """The columns asked for are those that are read: no addresses, no coordinates."""
    captures, rejections = run.live(dataset(portal))
    assert (ids(run, captures), rejections) == (list(range(25)), [])
    assert [(one["$limit"], one["$offset"], one["$order"]) for one in portal.asked_rows()] == [("10", str(at), ":id") for at in (0, 10, 20)]
    assert {one["$select"] for one in portal.asked_rows()} == {"id,date,updated_on,iucr,primary_type,district"}
    assert run.again(dataset(portal)) == (captures, [])
    assert run.held(dataset(portal)) == captures


def test_csv_has_the_same_rows(run: Run, portal: Portal) -> None:
    """Counted without being parsed, but for a page with line ends within its cells."""
    one = dataset(portal, "csv", select=["id", "location_description"], page_rows=20)
    portal.table.rows[3]["location_description"] = 'STREET, "OPEN"\nLOT'
    captures, rejections = run.live(one)
    lines = b"".join(run.archive.body(capture) for capture in captures).decode()
    assert (lines.count('"120000'), lines.count('"id"'), rejections) == (25, 2, [])
    assert run.again(one) == (captures, [])


def test_soda3_has_the_same_rows_for_those_with_a_token(web: Web, fresno: City, archive: Archive, watch: Watch) -> None:
    portal = Portal(web, chicago(25), CHICAGO, token="sesame")
    one = dataset(portal, "soda3", where="iucr = '0110'", page_rows=2, token="chicago")
    with Client(polite(token={"chicago": "sesame"}), watch.clock) as client:
        run = Run(fresno, archive, client, watch)
        captures, rejections = run.live(one)
    assert (ids(run, captures), rejections) == ([0, 6, 12, 18, 24], [])
    assert portal.asked_rows()[1] == {
        "query": "SELECT id,date,updated_on,iucr,primary_type,district WHERE iucr = '0110' ORDER BY :id",
        "pageNumber": "2",
        "pageSize": "2",
    }
    with Client(polite(), watch.clock) as client:
        rejections = Run(fresno, archive, client, watch).live(one)[1]
    assert reasons(rejections)[-1] == "secret_missing"
    assert "YEAREND_TOKEN_CHICAGO" in rejections[-1].detail


def test_a_condition_and_an_order_are_those_of_the_toml(run: Run, portal: Portal) -> None:
    captures, _ = run.live(dataset(portal, where="year = '2022' AND fbi_code IN ('01A', '03')", order="date"))
    assert ids(run, captures) == [number for number in range(25) if number % 6 < 2]


def test_a_dataset_with_a_column_called_count(run: Run, web: Web) -> None:
    portal = Portal(web, chicago(5), [*CHICAGO, "count"])
    assert ids(run, run.live(dataset(portal))[0]) == list(range(5))


def test_an_empty_dataset_has_no_pages_and_is_no_trouble(run: Run, web: Web) -> None:
    one = dataset(Portal(web, [], CHICAGO))
    assert run.live(one) == ([], [])
    assert run.again(one) == ([], [])


# what goes wrong


@pytest.mark.parametrize("answers", [[THROTTLED, HTML_503], [Reply(b"", 202)]])
def test_429_503_in_html_and_202_are_asked_again(run: Run, portal: Portal, answers: list[Reply]) -> None:
    portal.instead.extend(answers)
    captures, rejections = run.live(dataset(portal))
    assert (ids(run, captures), rejections) == (list(range(25)), [])


def test_a_400_is_a_rejection_with_what_the_portal_says(run: Run, portal: Portal) -> None:
    captures, rejections = run.live(dataset(portal, where="no_such = 1"))
    assert (captures, reasons(rejections)) == ([], ["query_refused"])
    assert "No such column: no_such" in rejections[0].detail


def test_html_with_status_200_is_a_rejection_and_asked_for_again_with_the_next_run(run: Run, portal: Portal) -> None:
    """What was archived as the second page is no page: the third run must not take it for one."""
    portal.table.before_page = lambda page: portal.instead.append(HTML_200) if page == 1 else None
    captures, rejections = run.live(dataset(portal))
    assert (captures, reasons(rejections)) == ([], ["not_data"])
    captures, rejections = run.live(dataset(portal))
    assert (ids(run, captures), rejections) == (list(range(25)), [])
    assert [one["$offset"] for one in portal.asked_rows()] == ["0", "10", "10", "20"]
    assert run.again(dataset(portal)) == (captures, [])


def test_a_count_that_moves_while_paging_begins_the_window_once_more(run: Run, portal: Portal) -> None:
    """A row that goes while we page shifts the others: one would be lost, were the first pages kept."""
    portal.table.before_page = lambda page: portal.table.rows.__delitem__(0) if page == 2 else None
    captures, rejections = run.live(dataset(portal))
    assert (ids(run, captures), rejections) == (list(range(1, 25)), [])
    assert run.again(dataset(portal)) == (captures, [])


def test_a_count_that_moves_again_is_a_rejection_and_its_pages_are_left_out(run: Run, portal: Portal) -> None:
    portal.table.before_page = lambda page: portal.table.rows.__delitem__(0)
    captures, rejections = run.live(dataset(portal))
    assert (captures, reasons(rejections)) == ([], ["count_moved"])
    assert reasons(run.again(dataset(portal))[1]) == ["window_unfinished"]
    portal.table.before_page = lambda page: None
    captures, rejections = run.live(dataset(portal))
    assert (len(ids(run, captures)), rejections) == (len(portal.table.rows), [])
    assert run.held(dataset(portal)) == captures


def test_a_row_that_comes_after_the_last_page_is_seen_by_the_count(run: Run, portal: Portal) -> None:
    new = list(chicago(26))[25]
    portal.table.before_page = lambda page: portal.add(new, day=2) if page == 3 else None
    assert sorted(ids(run, run.live(dataset(portal))[0])) == list(range(26))


def test_a_portal_that_gives_fewer_rows_than_asked_for_loses_none(run: Run, portal: Portal) -> None:
    """SODA 2.0 gives 50,000 at most, whatever is asked for: the next page begins where the last one ended."""
    portal.table.most_rows = 7
    for form in ("json", "csv"):
        one = dataset(portal, form, select=["id"])
        assert (len(run.live(one)[0]), run.live(one)[1]) == (4, [])
    assert [one["$offset"] for one in portal.asked_rows()[:4]] == ["0", "7", "14", "21"]


def test_a_portal_that_does_not_heed_the_offset_is_a_rejection(run: Run, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    select = portal.table.select
    monkeypatch.setattr(portal.table, "select", lambda columns, where, order, limit, offset: select(columns, where, order, limit, 0))
    captures, rejections = run.live(dataset(portal))
    assert (captures, reasons(rejections)) == ([], ["repeated_page"])


def test_a_renamed_column_is_said_with_its_new_name_before_any_row_is_asked_for(run: Run, portal: Portal) -> None:
    """Dallas dropped date_time without notice."""
    run.live(dataset(portal))
    portal.rename("date", "date_of_occurrence")
    rows = len(portal.asked_rows())
    captures, rejections = run.live(dataset(portal))
    assert (captures, reasons(rejections)) == ([], ["renamed_column"])
    assert "'date' is gone" in rejections[0].detail
    assert "new since the last time: date_of_occurrence" in rejections[0].detail
    assert len(portal.asked_rows()) == rows


def test_without_a_description_the_rows_are_asked_for_all_the_same(run: Run, portal: Portal, web: Web) -> None:
    web.on("/api/views/ijzp-q8t2.json", Reply(b"", 403))
    captures, rejections = run.live(dataset(portal))
    assert (ids(run, captures), reasons(rejections)) == (list(range(25)), ["forbidden"])


def test_another_question_is_another_window(run: Run, portal: Portal) -> None:
    """The TOML was changed: what was archived for the old one is not read by the new one's rules."""
    run.live(dataset(portal, where="iucr = '0110'"))
    wider = dataset(portal)
    assert run.held(wider) == []
    assert ids(run, run.live(wider)[0]) == list(range(25))
    assert ids(run, run.held(wider)) == list(range(25))


# only what has changed


def changing(portal: Portal, form: str = "json", **query: object) -> Source:
    return dataset(portal, form, updated=":updated_at", **query)


def test_after_the_first_time_only_changed_rows_are_asked_for(run: Run, portal: Portal, watch: Watch) -> None:
    one = changing(portal)
    first, _ = run.live(one)
    portal.add(*list(chicago(27))[25:], day=2)
    portal.change(3, day=3, primary_type="ROBBERY")
    watch.seconds += DAY
    second, rejections = run.live(one)
    assert (ids(run, first), sorted(ids(run, second)), rejections) == (list(range(25)), [3, 25, 26], [])
    watch.seconds += DAY
    assert run.live(one) == ([], [])
    portal.change(4, day=4)
    watch.seconds += DAY
    third, _ = run.live(one)
    assert ids(run, third) == [4]
    assert run.held(one) == first + second + third
    assert run.again(one) == (first + second + third, [])


@pytest.mark.parametrize("form", ["csv", "soda3"])
def test_changes_are_asked_for_in_every_form(form: str, web: Web, fresno: City, archive: Archive, watch: Watch) -> None:
    portal = Portal(web, chicago(25), CHICAGO, token="sesame")
    one = changing(portal, form, where="year = '2022'", token="chicago")
    with Client(polite(token={"chicago": "sesame"}), watch.clock) as client:
        run = Run(fresno, archive, client, watch)
        first = run.live(one)
        portal.change(3, day=3)
        second = run.live(one)
    assert (len(first[0]), len(second[0]), first[1] + second[1]) == (3, 1, [])
    assert b"12000003" in archive.body(second[0][0])
    assert b"12000004" not in archive.body(second[0][0])
    assert run.again(one) == (first[0] + second[0], [])


def test_a_publisher_who_replaces_the_table_moves_every_updated_at_and_all_is_asked_for(run: Run, portal: Portal, watch: Watch) -> None:
    one = changing(portal)
    run.live(one)
    portal.replace_all(day=2)
    del portal.table.rows[7]
    captures, rejections = run.live(one)
    assert (ids(run, captures), rejections) == ([number for number in range(25) if number != 7], [])
    portal.change(3, day=3)
    assert ids(run, run.live(one)[0]) == [3]


def test_rows_that_are_gone_leave_no_trace_and_all_is_asked_for(run: Run, portal: Portal) -> None:
    """One row was deleted and one added: the number of rows alone would not tell."""
    one = changing(portal)
    run.live(one)
    del portal.table.rows[7]
    portal.add(list(chicago(26))[25], day=2)
    assert sorted(ids(run, run.live(one)[0])) == [number for number in range(26) if number != 7]


def test_where_the_archive_cannot_tell_what_was_had_all_is_asked_for(run: Run, portal: Portal) -> None:
    """The record of the newest change is damaged: an increment from it would begin nowhere."""
    one = changing(portal)
    run.live(one)
    mark = next(iter(run.archive.of_source("portal#mark")))
    file = run.archive.folder / mark.warc_file
    data = bytearray(file.read_bytes())
    data[mark.warc_offset + 100] ^= 1
    file.write_bytes(data)
    portal.change(3, day=3)
    captures, rejections = run.live(one)
    assert (ids(run, captures), rejections) == (list(range(25)), [])


@pytest.mark.parametrize(
    ("before", "total", "changed", "created", "expected"),
    [
        (100, 100, 0, 0, True),
        (100, 103, 5, 3, True),
        (100, 102, 5, 3, False),  # one is gone
        (100, 100, 100, 100, False),  # replaced
        (100, 100, 90, 0, False),  # nearly all
        (0, 0, 0, 0, True),
        (100, 104, 5, None, True),  # the publisher's own column: not known how many are new
        (100, 106, 5, None, False),
        (100, 99, 5, None, False),
    ],
)
def test_when_changes_tell_the_whole_difference(before: int, total: int, changed: int, created: int | None, expected: bool) -> None:
    assert is_whole_truth(before, total, changed, created) is expected


def test_a_source_is_due_by_its_last_whole_window(run: Run, portal: Portal) -> None:
    """One that was cut off is asked again with the next run, whatever `due` says."""
    one = dataset(portal)
    assert last(one, run.archive) is None
    portal.instead.extend([HTML_503] * 3)
    assert reasons(run.live(one)[1]) == ["server_error"]
    assert last(one, run.archive) is None
    run.live(one)
    closing = last(one, run.archive)
    assert closing is not None
    assert (closing.source_id, closing.fetched_at) == ("portal#closing", run.watch.now())
