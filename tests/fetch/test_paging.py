"""A backfill that is killed goes on where it was, and what decides so is read from the archive alone."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.errors import ArchiveError
from pipeline.fetch.answers import csv_row_count
from pipeline.fetch.ask import Live
from pipeline.fetch.attempts import Attempt
from pipeline.fetch.client import Client
from pipeline.fetch.paging import RESUMED_WITHIN
from pipeline.spool import Spool
from tests.conftest import ROOT
from tests.fetch.conftest import Watch
from tests.fetch.portal import Run, incidents
from tests.fetch.test_arcgis import READ as ARCGIS
from tests.fetch.test_ckan import READ as CKAN
from tests.servers import arcgis, ckan, socrata
from tests.servers.rows import BOSTON, CHICAGO, WASHINGTON, boston, chicago, washington
from tests.servers.web import Reply, Web

RUN = """
import datetime as dt, sys
from pathlib import Path
from pipeline.archive import Archive
from pipeline.city import City
from pipeline.source import Source
from pipeline.fetch.client import Client
from pipeline.fetch.collect import collect
from pipeline.settings import Settings
source, city = Source.model_validate_json(sys.argv[1]), City.model_validate_json(sys.argv[2])
settings = Settings(allow_private_addresses=True, host_pause_seconds=0, contact="desk")
with Client(settings) as client:
    list(collect(city, [source], Archive(Path(sys.argv[3])), client, dt.datetime.fromisoformat(sys.argv[4])))
"""


@pytest.fixture
def run(fresno: City, archive: Archive, client: Client, watch: Watch) -> Run:
    return Run(fresno, archive, client, watch)


@pytest.mark.e2e  # a process each
@pytest.mark.parametrize("kind", ["socrata", "socrata csv", "arcgis", "ckan"])
def test_killed_at_page_61_of_100_it_goes_on_at_page_61(run: Run, web: Web, tmp_path: Path, kind: str) -> None:
    """kill -9 while the publisher is asked for page 61: the second process asks for pages 61 to 100, and all rows are there once."""
    portal: socrata.Portal | arcgis.Server | ckan.Portal
    path: tuple[str, ...] = ()
    if kind == "arcgis":
        portal = arcgis.Server(web, washington(997), WASHINGTON)
        source = incidents(portal.address, "arcgis", incidents=ARCGIS)
        offset, path = "resultOffset", ("features",)
    elif kind == "ckan":
        portal = ckan.Portal(web, boston(997), BOSTON)
        source = incidents(portal.address, "ckan", query={"page_rows": 10}, incidents=CKAN)
        offset, path = "offset", ("result", "records")
    else:
        portal = socrata.Portal(web, chicago(997), CHICAGO)
        source = incidents(portal.address(kind[8:] or "json"), "socrata", query={"page_rows": 10})
        offset = "$offset"
    process: list[subprocess.Popen[bytes]] = []
    portal.table.before_page = lambda page: os.kill(process[0].pid, signal.SIGKILL) if page == 61 else None
    folder = tmp_path / "archive"
    arguments = [sys.executable, "-c", RUN, source.model_dump_json(), run.city.model_dump_json(), str(folder), run.watch.now().isoformat()]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    process.append(subprocess.Popen(arguments, env=environment))
    assert process[0].wait(60) == -signal.SIGKILL
    assert len(portal.asked_rows()) == 61
    assert run.held(source) == []
    run.watch.seconds += (dt.datetime.now(dt.UTC) - run.watch.now()).total_seconds()  # the process had the real time
    captures, rejections = run.live(source)
    assert [int(one[offset]) // 10 + 1 for one in portal.asked_rows()[61:]] == list(range(61, 101))
    assert (len(captures), rejections) == (100, [])
    if kind != "socrata csv":
        rows = run.rows(captures, *path)
        assert (len(rows), len({str(row) for row in rows})) == (997, 997)
    assert run.again(source) == (captures, [])
    if kind == "socrata":
        assert len(run.live(source)[0]) == 100  # a finished window is asked for again
        assert len(portal.asked_rows()) == 61 + 40 + 100


def test_the_archive_notes_which_pages_are_all_rows_and_which_are_changes(run: Run, web: Web) -> None:
    """Who loads the rows must know whether one that is missing is gone."""
    portal = socrata.Portal(web, chicago(25), CHICAGO)
    source = incidents(portal.address(), "socrata", query={"page_rows": 10, "updated": ":updated_at"})
    first, _ = run.live(source)
    portal.change(3, day=2)
    second, _ = run.live(source)
    run.live(source)  # nothing has changed: nothing to note
    noted = [(one.scope, one.expected_count, list(one.captures)) for one in run.archive.windows("portal")]
    assert noted == [("whole", 25, [page.capture_id for page in first]), ("changes", 1, [page.capture_id for page in second])]


def test_a_window_whose_count_moved_is_not_noted(run: Run, web: Web) -> None:
    portal = socrata.Portal(web, chicago(25), CHICAGO)
    source = incidents(portal.address(), "socrata", query={"page_rows": 10})
    portal.table.before_page = lambda page: portal.table.rows.__delitem__(0)
    assert [one.reason for one in run.live(source)[1]] == ["count_moved"]
    assert run.archive.windows("portal") == []


def test_killed_before_its_note_a_window_is_noted_by_the_next_run(run: Run, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise ArchiveError("killed here")

    portal = socrata.Portal(web, chicago(25), CHICAGO)
    source = incidents(portal.address(), "socrata", query={"page_rows": 10, "updated": ":updated_at"})
    with monkeypatch.context() as patch:
        patch.setattr(Live, "note", killed)
        with pytest.raises(ArchiveError):
            run.live(source)
    assert run.archive.windows("portal") == []
    portal.change(3, day=2)
    run.live(source)
    assert [one.scope for one in run.archive.windows("portal")] == ["whole", "changes"]


def test_what_was_begun_long_ago_is_begun_anew(run: Run, web: Web) -> None:
    portal = socrata.Portal(web, chicago(25), CHICAGO)
    source = incidents(portal.address(), "socrata", query={"page_rows": 10})
    portal.table.before_page = lambda page: portal.instead.extend([socrata.HTML_503] * 3) if page == 1 else None
    assert [one.reason for one in run.live(source)[1]] == ["server_error"]
    run.watch.seconds += RESUMED_WITHIN.total_seconds()
    captures, rejections = run.live(source)
    assert (len(run.rows(captures)), rejections) == (25, [])
    assert [one["$offset"] for one in portal.asked_rows()][-3:] == ["0", "10", "20"]


def test_what_was_begun_and_has_moved_since_is_begun_once_more(run: Run, web: Web) -> None:
    portal = socrata.Portal(web, chicago(25), CHICAGO)
    source = incidents(portal.address(), "socrata", query={"page_rows": 10})
    portal.table.before_page = lambda page: portal.instead.extend([socrata.HTML_503] * 3) if page == 1 else None
    run.live(source)
    del portal.table.rows[3]
    captures, rejections = run.live(source)
    assert (len({row["id"] for row in run.rows(captures)}), rejections) == (24, [])


def test_pages_of_another_size_do_not_go_together(run: Run, web: Web) -> None:
    """page_rows was changed between the two runs."""
    portal = socrata.Portal(web, chicago(25), CHICAGO)
    portal.table.before_page = lambda page: portal.instead.extend([socrata.HTML_503] * 3) if page == 1 else None
    run.live(incidents(portal.address(), "socrata", query={"page_rows": 10}))
    captures, rejections = run.live(incidents(portal.address(), "socrata", query={"page_rows": 6}))
    assert (len(run.rows(captures)), rejections) == (25, [])
    assert len(run.rows(run.held(incidents(portal.address(), "socrata", query={"page_rows": 6})))) == 25


def test_a_damaged_page_of_a_window_that_goes_on_is_asked_for_again(run: Run, web: Web) -> None:
    """It comes with other bytes here; with the same ones it would be a revisit of the damaged record, which is a rejection."""
    portal = socrata.Portal(web, chicago(25), CHICAGO)
    source = incidents(portal.address(), "socrata", query={"page_rows": 10})
    portal.table.before_page = lambda page: portal.instead.extend([socrata.HTML_503] * 3) if page == 2 else None
    run.live(source)
    page = next(capture for capture in run.archive.of_source("portal") if "$offset=10" in capture.address)
    file = run.archive.folder / page.warc_file
    data = bytearray(file.read_bytes())
    data[page.warc_offset + 400] ^= 1
    file.write_bytes(data)
    assert [one.reason for one in run.live(source)[1]] == ["damaged_record"]
    portal.table.rows[14]["date"] = "2022-01-05T02:31:00.000"
    captures, rejections = run.live(source)
    assert (sorted(int(row["id"]) - 12_000_000 for row in run.rows(captures)), rejections) == (list(range(25)), [])


def test_a_replay_of_nothing_is_a_rejection(run: Run, web: Web) -> None:
    source = incidents(web.address + "/resource/ijzp-q8t2.json", "socrata")
    captures, rejections = run.again(source)
    assert (captures, [one.reason for one in rejections], web.asked) == ([], ["not_found"], [])


def test_a_window_is_whole_when_nothing_came_or_went() -> None:
    """The counts are read only where they are not the same bytes."""
    from tests.fetch.test_client import held  # a capture that stands nowhere

    one, other = held("http://x/", digest="sha256:1"), held("http://x/", digest="sha256:2")
    assert not Attempt("", one, (), None).is_complete(lambda _: 1)
    assert Attempt("", one, (), one).is_complete(lambda _: pytest.fail("read"))
    assert Attempt("", one, (), other).is_complete(lambda _: 1)
    assert not Attempt("", one, (), other).is_complete(lambda capture: int(capture.digest[-1]))


@pytest.mark.parametrize(
    ("body", "expected", "count"),
    [
        (b"id,text\n1,a\n2,b\n", 2, 2),
        (b"id,text\n1,a\n2,b", 2, 2),
        (b'id,text\n1,"a\nb, ""c"""\n2,b\n', 2, 2),
        (b"id,text\n", 0, 0),
        (b"id,text\n", 5, 0),
        (b"\xef\xbb\xbfid\r\n1\r\n", 9, 1),
        (b'id,text\n1,"a\n' + b"b\n" * 700_000 + b'c"\n2,"d"', 5, 2),  # in two pieces, with an open quote between them
    ],
)
def test_rows_of_csv_are_counted_without_reading_them(body: bytes, expected: int, count: int) -> None:
    assert csv_row_count(Spool.of(body), expected, "https://sample.example/") == count


def test_an_answer_that_never_was_a_window_is_left_alone(run: Run, web: Web) -> None:
    """A source that was of kind `file` keeps its captures in the archive; no window is made of them."""
    address = web.on("/resource/ijzp-q8t2.json", Reply(b"[]"))
    run.live(incidents(address, "file", incidents=ARCGIS))
    assert run.held(incidents(address, "socrata")) == []
