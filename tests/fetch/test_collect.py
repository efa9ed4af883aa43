"""Sources → captures, live against a publisher on loopback and again from the archive alone."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import get_args

import pytest

from pipeline import stages
from pipeline.archive import Archive
from pipeline.city import City
from pipeline.errors import ArchiveError
from pipeline.fetch.client import Client
from pipeline.fetch.collect import collect, held, kind, replay
from pipeline.fetch.due import is_due
from pipeline.fetch.listing import matches
from pipeline.records import Capture, Rejection
from pipeline.settings import Settings
from pipeline.source import Kind, Source
from tests.archive.test_intake import foreign
from tests.fetch.conftest import START, Watch, source
from tests.servers.web import Reply, Web

HTML = {"Content-Type": "text/html"}
DAY = dt.timedelta(days=1)


def rss(*items: tuple[str, str]) -> Reply:
    body = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for title, link in items)
    document = f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>News</title>{body}</channel></rss>"
    return Reply(document.encode(), headers={"Content-Type": "application/rss+xml"})


class Desk:
    """Collects and replays, sorted into captures and rejections."""

    def __init__(self, city: City, archive: Archive, client: Client, watch: Watch) -> None:
        self.city, self.archive, self.client, self.watch = city, archive, client, watch

    def live(self, *sources: Source) -> tuple[list[Capture], list[Rejection]]:
        return _sorted(collect(self.city, sources, self.archive, self.client, self.watch.now()))

    def again(self, *sources: Source) -> tuple[list[Capture], list[Rejection]]:
        return _sorted(replay(self.city, sources, self.archive))

    def later(self, by: dt.timedelta = DAY) -> None:
        self.watch.seconds += by.total_seconds()

    def bodies(self, captures: Iterable[Capture]) -> list[bytes]:
        return [self.archive.body(capture) for capture in captures]


def _sorted(outcomes: Iterator[Capture | Rejection]) -> tuple[list[Capture], list[Rejection]]:
    found = list(outcomes)
    return [each for each in found if isinstance(each, Capture)], [each for each in found if isinstance(each, Rejection)]


@pytest.fixture
def desk(fresno: City, archive: Archive, client: Client, watch: Watch) -> Desk:
    return Desk(fresno, archive, client, watch)


def reasons(rejections: Sequence[Rejection]) -> list[str]:
    return [rejection.reason for rejection in rejections]


@pytest.mark.parametrize("name", get_args(Kind))
def test_every_kind_has_a_module(name: str) -> None:
    """The list in source.py is the only one."""
    assert callable(kind(name).fetch)


def test_a_page_and_a_file_are_captures_that_a_replay_gives_again(desk: Desk, web: Web) -> None:
    page = source(web.on("/news", Reply(b"<p>344</p>", headers=HTML)))
    file = source(web.on("/data.csv", Reply(b"year,count\n2023,344\n", headers={"Content-Type": "text/csv"})), "file", id="csv")
    live = desk.live(page, file)
    assert [(capture.source_id, capture.media_type) for capture in live[0]] == [("ksee", "text/html"), ("csv", "text/csv")]
    assert desk.bodies(live[0]) == [b"<p>344</p>", b"year,count\n2023,344\n"]
    asked = len(web.asked)
    assert desk.again(page, file) == live
    assert len(web.asked) == asked


def test_a_source_that_fails_is_a_rejection_and_the_next_goes_on(desk: Desk, web: Web) -> None:
    bad = [
        source(web.address + "/gone", id="gone"),
        source(web.on("/no", Reply(status=403)), id="no"),
        source(web.on("/down", Reply(status=502)), id="down"),
        source("http://nothing.invalid/", id="dns"),
        source(web.on("/cut", Reply(b"x", said_length=9)), id="cut"),
    ]
    captures, rejections = desk.live(*bad, source(web.on("/news", Reply(b"x"))))
    assert [(each.source_id, each.reason) for each in rejections] == [
        ("gone", "not_found"),
        ("no", "forbidden"),
        ("down", "server_error"),
        ("dns", "connection_failed"),
        ("cut", "truncated"),
    ]
    assert {rejection.stage for rejection in rejections} == {"fetch"}
    assert [capture.source_id for capture in captures] == ["ksee"]


def test_an_empty_page_is_archived(desk: Desk, web: Web) -> None:
    captures, rejections = desk.live(source(web.on("/news", Reply(b"", headers=HTML))))
    assert (desk.bodies(captures), rejections) == ([b""], [])


def test_304_is_a_capture_with_the_old_bytes(desk: Desk, web: Web) -> None:
    def answer(asked: object) -> Reply:
        is_same = getattr(asked, "headers", {}).get("if-none-match") == '"a1"'
        return Reply(b"" if is_same else b"344", status=304 if is_same else 200, headers={"ETag": '"a1"'} | HTML)

    page = source(web.on("/news", answer))
    first, _ = desk.live(page)
    desk.later()
    second, _ = desk.live(page)
    assert (second[0].status, second[0].is_revisit, second[0].fetched_at - first[0].fetched_at) == (304, True, DAY + dt.timedelta(seconds=0))
    assert desk.bodies(second) == [b"344"]
    assert desk.again(page)[0] == first + second


def test_unchanged_bytes_without_validators_are_a_revisit(desk: Desk, web: Web) -> None:
    page = source(web.on("/news", Reply(b"344")))
    desk.live(page)
    desk.later()
    assert [capture.is_revisit for capture in desk.live(page)[0]] == [True]


def test_an_updated_story_is_a_new_capture_and_the_old_one_stays(desk: Desk, web: Web) -> None:
    page = source(web.on("/news", Reply(b"344"), Reply(b"359")))
    desk.live(page)
    desk.later()
    desk.live(page)
    assert desk.bodies(desk.again(page)[0]) == [b"344", b"359"]


def test_a_file_that_changes_under_an_unchanged_date_is_seen_within_a_week(desk: Desk, web: Web) -> None:
    """The server answers 304 by its Last-Modified, which nobody touches."""
    body = [b"344"]

    def answer(asked: object) -> Reply:
        is_asked = "if-modified-since" in getattr(asked, "headers", {})
        return Reply(b"" if is_asked else body[0], 304 if is_asked else 200, {"Last-Modified": "Sun, 01 Jan 2023 00:00:00 GMT"})

    file = source(web.on("/data.csv", answer), "file")
    for _ in range(10):
        desk.live(file)
        body[0] = b"359"
        desk.later()
    statuses = [capture.status for capture in desk.again(file)[0]]
    assert statuses == [200, 304, 304, 304, 304, 304, 304, 200, 304, 304]
    assert desk.bodies(desk.again(file)[0])[-1] == b"359"


def test_304_that_nobody_asked_for_is_a_rejection(desk: Desk, web: Web) -> None:
    captures, rejections = desk.live(source(web.on("/news", Reply(status=304))), source(web.on("/next", Reply(b"x")), id="next"))
    assert reasons(rejections) == ["unexpected_status"]
    assert len(captures) == 1


def test_a_full_disk_ends_the_run(desk: Desk, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be saved must not be asked for: the publisher's page would be lost."""
    monkeypatch.setattr("os.fsync", _full)
    page = source(web.on("/news", Reply(b"x")))
    with pytest.raises(ArchiveError, match="No space left"):
        desk.live(page, page.model_copy(update={"id": "next"}))
    assert web.paths() == ["/news"]


def _full(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_the_log_says_of_a_source_why_and_how_often_not_where(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "pipeline.fetch.collect"):
        desk.again(source("https://sample.example/nowhere"))
    assert caplog.messages == ["ksee: 0 captures, 1 not_found"]


def test_an_address_that_the_archive_does_not_hold(desk: Desk, archive: Archive) -> None:
    captures, rejections = desk.again(source("https://sample.example/nowhere?key=hunter2"))
    assert (captures, reasons(rejections)) == ([], ["not_found"])
    assert (rejections[0].stage, rejections[0].source_id) == ("fetch", "ksee")
    assert "hunter2" not in str(rejections[0])
    assert not archive.folder.exists()


def test_what_is_held_is_what_a_replay_gives(desk: Desk, web: Web) -> None:
    """Only found without reading a feed: a page keeps its captures when its source is renamed, a feed those fetched for it."""
    web.on("/0", Reply(b"0"))
    web.on("/1", Reply(b"1"), Reply(b"1 updated"))
    sources = [
        source(web.on("/news", Reply(b"344"), Reply(b"359")), id="page"),
        source(web.on("/feed/", rss(("Fresno", "/0"), ("Fresno", "/1")), rss(("Fresno", "/1"))), "feed", id="feed"),
        source(web.address + "/gone", id="gone"),
    ]
    for _ in range(2):
        desk.live(*sources)
        desk.later()
    found = list(held(sources, desk.archive))
    assert desk.bodies(found) == [b"344", b"359", b"0", b"1", b"1 updated"]
    assert sorted(found, key=str) == sorted(desk.again(*sources)[0], key=str)
    renamed = sources[0].model_copy(update={"id": "renamed"})
    assert [capture.source_id for capture in held([renamed], desk.archive)] == ["renamed", "renamed"]


def test_redirects_in_an_archive_of_another_tool_are_followed(desk: Desk, tmp_path: Path) -> None:
    old, new, loop = (f"https://sample.example/{name}" for name in ("old", "new", "loop"))
    moved = {"status": "301 Moved", "body": b""}
    to_new, to_loop = ({"headers": [("Location", target)]} for target in ("/new", "/loop"))
    records = moved | to_new | {"address": old}, {"address": new}, moved | to_loop | {"address": loop}
    desk.archive.import_file(foreign(tmp_path / "other.warc.gz", *records))
    captures, rejections = desk.again(source(old), source(loop, id="loop"))
    assert [(capture.address, capture.final_address) for capture in captures] == [(old, new)]
    assert reasons(rejections) == ["unexpected_status"]


# feeds


def test_a_feed_gives_the_pages_that_name_the_city(desk: Desk, web: Web) -> None:
    for number in range(4):
        web.on(f"/{number}", Reply(b"page %d" % number, headers=HTML))
    items = ("Fresno ends the year", "/0"), ("Clovis fair", "/1"), ("In FRESNO&apos;s north", "/2"), ("Fresnoland turns five", "/3")
    feed = source(web.on("/feed/", rss(*items)), "feed")
    captures, rejections = desk.live(feed)
    assert desk.bodies(captures) == [b"page 0", b"page 2"]
    assert {capture.source_id for capture in captures} == {"ksee"}
    assert rejections == []
    assert web.paths() == ["/feed/", "/0", "/2"]
    assert desk.again(feed) == (captures, [])


def test_a_source_may_have_words_of_its_own(desk: Desk, web: Web) -> None:
    web.on("/0", Reply(b"0"))
    feed = source(web.on("/feed/", rss(("Police say shootings fell", "/0"), ("Fresno fair", "/1"))), "feed", matches=["shootings"])
    assert desk.bodies(desk.live(feed)[0]) == [b"0"]


def test_an_atom_feed_with_text_only_in_its_content(desk: Desk, web: Web) -> None:
    web.on("/a/0", Reply(b"0"))
    document = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><entry><title>Crime</title><id>1</id>
        <link href="0"/><content type="html">&lt;p&gt;Fresno&lt;/p&gt; police</content></entry>
        <entry><title>Fair</title><id>2</id><link href="1"/><summary type="html">&lt;img alt="Fresno"&gt;</summary></entry></feed>"""
    feed = source(web.on("/a/feed", Reply(document, headers={"Content-Type": "application/atom+xml"})), "feed")
    assert desk.bodies(desk.live(feed)[0]) == [b"0"]


def test_the_same_story_twice_in_a_feed_is_asked_for_once(desk: Desk, web: Web) -> None:
    web.on("/0", Reply(b"0"))
    feed = source(web.on("/feed/", rss(("Fresno", "/0"), ("Fresno again", "/0#comments"), ("Fresno", web.address + "/0"))), "feed")
    assert len(desk.live(feed)[0]) == 1
    assert web.paths() == ["/feed/", "/0"]


def test_an_item_that_the_feed_drops_is_not_asked_for_and_not_lost(desk: Desk, web: Web) -> None:
    web.on("/0", Reply(b"0"))
    web.on("/1", Reply(b"1"))
    feed = source(web.on("/feed/", rss(("Fresno 0", "/0")), rss(("Fresno 1", "/1"))), "feed")
    desk.live(feed)
    desk.later()
    assert desk.bodies(desk.live(feed)[0]) == [b"1"]
    assert web.paths() == ["/feed/", "/0", "/feed/", "/1"]
    assert desk.bodies(desk.again(feed)[0]) == [b"0", b"1"]


def test_an_item_seen_before_is_asked_for_conditionally(desk: Desk, web: Web) -> None:
    web.on("/0", Reply(b"0", headers={"ETag": '"a1"'}))
    feed = source(web.on("/feed/", rss(("Fresno", "/0"))), "feed")
    desk.live(feed)
    desk.later()
    desk.live(feed)
    assert [asked.headers.get("if-none-match") for asked in web.asked if asked.path == "/0"] == [None, '"a1"']


@pytest.mark.parametrize("link", ["file:///etc/passwd", "ftp://sample.example/x", "javascript:alert(1)"])
def test_a_feed_item_to_file_is_a_rejection(desk: Desk, web: Web, link: str) -> None:
    web.on("/0", Reply(b"0"))
    feed = source(web.on("/feed/", rss(("Fresno", link), ("Fresno", "/0"))), "feed")
    captures, rejections = desk.live(feed)
    assert reasons(rejections) == ["fetch_refused"]
    assert desk.bodies(captures) == [b"0"]
    assert desk.again(feed) == (captures, rejections)


@pytest.mark.parametrize("link", ["http://[::1", "", "  "])
def test_a_feed_item_without_a_link_that_can_be_read_is_a_rejection(desk: Desk, web: Web, link: str) -> None:
    captures, rejections = desk.live(source(web.on("/feed/", rss(("Fresno", link), ("Clovis", link))), "feed"))
    assert (captures, reasons(rejections)) == ([], ["feed_item_without_link"])


def test_a_feed_item_that_is_gone_is_a_rejection_and_the_next_goes_on(desk: Desk, web: Web) -> None:
    web.on("/0", Reply(b"0"))
    captures, rejections = desk.live(source(web.on("/feed/", rss(("Fresno", "/gone"), ("Fresno", "/0"))), "feed"))
    assert [(each.reason, each.address) for each in rejections] == [("not_found", web.address + "/gone")]
    assert desk.bodies(captures) == [b"0"]


def test_a_feed_with_broken_xml_gives_what_can_be_read_and_says_so(desk: Desk, web: Web) -> None:
    web.on("/0", Reply(b"0"))
    whole = rss(("Fresno", "/0"), ("Fresno & more", "/1")).body
    assert isinstance(whole, bytes)
    captures, rejections = desk.live(source(web.on("/feed/", Reply(whole[:-40])), "feed"))
    assert reasons(rejections)[0] == "feed_broken"
    assert desk.bodies(captures) == [b"0"]


@pytest.mark.parametrize("body", [b"<html><p>Subscribe to read Fresno news</p></html>", b"", b"\x89PNG\r\n\x1a\n\0\0", b"{}"])
def test_what_is_no_feed_is_a_rejection(desk: Desk, web: Web, body: bytes) -> None:
    captures, rejections = desk.live(source(web.on("/feed/", Reply(body)), "feed"))
    assert (captures, reasons(rejections)) == ([], ["feed_broken"])


def test_a_feed_without_items_is_no_trouble(desk: Desk, web: Web) -> None:
    assert desk.live(source(web.on("/feed/", rss()), "feed")) == ([], [])


def test_a_feed_whose_record_is_damaged_is_a_rejection_in_a_replay(desk: Desk, web: Web) -> None:
    feed = source(web.on("/feed/", rss(("Fresno", "/0"))), "feed")
    desk.live(feed)
    path = next(desk.archive.folder.glob("*.warc.gz"))
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)
    captures, rejections = desk.again(feed)
    assert (captures, reasons(rejections)) == ([], ["damaged_record"])


@pytest.mark.parametrize(
    ("text", "is_match"),
    [
        ("Fresno's homicides", True),
        ("FRESNO", True),
        ("Fresnoland", False),
        ("El Fresnó", False),
        ("the Fresno\n County sheriff", True),
        ("", False),
    ],
)
def test_whole_words_whatever_the_case(text: str, is_match: bool) -> None:
    assert matches(text, ["Fresno", "Fresno County"]) is is_match


# what is due


@pytest.mark.parametrize(
    ("due", "hours", "expected"),
    [
        ("2 hours", 1.8, False),
        ("2 hours", 1.99, True),  # a run that starts a minute early
        ("day", 22, False),
        ("day", 23.9, True),
        ("week", 24 * 6, False),
        ("month", 24 * 28, True),  # February
        ("year", 24 * 340, False),
        ("once", 24 * 36500, False),
    ],
)
def test_a_source_is_due_when_its_time_is_over(desk: Desk, web: Web, due: str, hours: float, expected: bool) -> None:
    page = source(web.on("/news", Reply(b"x")), due=due)
    assert is_due(page, None, START)
    last = desk.live(page)[0][0]
    assert is_due(page, last, last.fetched_at + dt.timedelta(hours=hours)) is expected


def test_a_source_is_barren_only_where_it_could_not_be_had(tmp_path: Path, web: Web, fresno: City) -> None:
    """A run in which nothing could be had is a failed one; a feed without anything new, or with one link that is dead, was had."""
    now = dt.datetime.now(dt.UTC)
    kinds = {"quiet": "feed", "dead-link": "feed", "down": "page"}
    sources = tuple(source(f"{web.address}/{name}", kind, id=name) for name, kind in kinds.items())
    web.on("/quiet", rss())
    web.on("/dead-link", rss(("Fresno counts", web.address + "/gone")))
    web.on("/down", Reply(b"not here", 404))
    settings = Settings(home=tmp_path, host_pause_seconds=0, allow_private_addresses=True, contact="desk@example.org")
    fetched = stages.fetch(fresno, settings, now, sources)
    assert fetched.asked == ("quiet", "dead-link", "down")
    assert {one.source_id for one in fetched.rejections} == {"dead-link", "down"}
    assert fetched.barren == ("down",)
    again = stages.fetch(fresno, settings, now + dt.timedelta(minutes=1), sources)
    assert again.asked == ("down",), "what was had is not due; what was not is"
