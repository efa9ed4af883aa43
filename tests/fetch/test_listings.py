"""Sitemaps and JSON feeds, live against a publisher on loopback and again from the archive; RSS and Atom are in test_collect.py."""

from __future__ import annotations

import datetime as dt
import gzip
import json

import pytest

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.client import Client
from pipeline.fetch.collect import collect, held, replay
from pipeline.fetch.listing import BrokenError, Listing
from pipeline.fetch.sitemap import read
from pipeline.records import Capture, Rejection
from tests.fetch.conftest import START, Watch, source
from tests.servers.web import Reply, Web

HERE = "https://news.example/sitemap.xml"


def urlset(*items: str) -> bytes:
    name = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"<?xml version='1.0' encoding='UTF-8'?><urlset {name}>{''.join(items)}</urlset>".encode()


def item(address: str, title: str = "", changed: str = "") -> str:
    news = f"<news:news><news:title>{title}</news:title></news:news>" if title else ""
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{address}</loc>{lastmod}{news}</url>"


def index(*items: tuple[str, str]) -> bytes:
    parts = "".join(f"<sitemap><loc>{address}</loc><lastmod>{changed}</lastmod></sitemap>" for address, changed in items)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>'.encode()


class Desk:
    """Collects one source live, and again from the archive."""

    def __init__(self, city: City, archive: Archive, client: Client, watch: Watch) -> None:
        self.city, self.archive, self.client, self.watch = city, archive, client, watch

    def live(self, address: str, kind: str = "sitemap", **more: object) -> tuple[list[bytes], list[str]]:
        self.source = source(address, kind, **more)
        self.found = list(collect(self.city, [self.source], self.archive, self.client, self.watch.now()))
        bodies = [self.archive.body(one) for one in self.found if isinstance(one, Capture)]
        return bodies, [one.reason for one in self.found if isinstance(one, Rejection)]

    def is_same_when_replayed(self) -> bool:
        again = list(replay(self.city, [self.source], self.archive))
        captures = {one.capture_id for one in self.found if isinstance(one, Capture)}
        return again == self.found and {one.capture_id for one in held([self.source], self.archive)} == captures


@pytest.fixture
def desk(fresno: City, archive: Archive, client: Client, watch: Watch) -> Desk:
    return Desk(fresno, archive, client, watch)


def test_a_news_sitemap_gives_the_pages_whose_titles_name_the_city(desk: Desk, web: Web) -> None:
    for number in range(3):
        web.on(f"/{number}", Reply(b"page %d" % number))
    listed = urlset(item("/0", "Fresno ends the year"), item("/1", "Clovis fair"), item("/2", "Fresnoland turns five"))
    assert desk.live(web.on("/sitemap-news.xml", Reply(listed))) == ([b"page 0"], [])
    assert web.paths() == ["/sitemap-news.xml", "/0"]
    assert desk.is_same_when_replayed()


def test_without_titles_the_words_of_the_address_choose(desk: Desk, web: Web) -> None:
    web.on("/news/fresno-homicides-2023.html", Reply(b"story"))
    listed = urlset(item("/news/fresno-homicides-2023.html"), item("/news/clovis-rodeo/"))
    assert desk.live(web.on("/sitemap.xml", Reply(listed))) == ([b"story"], [])


def test_an_index_leads_to_its_sitemaps_newest_first_gzipped_or_not(desk: Desk, web: Web) -> None:
    web.on("/0", Reply(b"old"))
    web.on("/1", Reply(b"new"))
    web.on("/old.xml", Reply(urlset(item("/0", "Fresno"))))
    web.on("/new.xml.gz", Reply(gzip.compress(urlset(item("/1", "Fresno"), item("/0", "Fresno"))), headers={"Content-Type": "application/gzip"}))
    parts = ("/old.xml", "2019-01-01T00:00:00Z"), ("/gone.xml", "2018-01-01T00:00:00Z"), ("/new.xml.gz", "2023-12-29T00:00:00-08:00")
    assert desk.live(web.on("/index.xml", Reply(index(*parts)))) == ([b"new", b"old"], ["not_found"])
    assert [path for path in web.paths() if "xml" in path] == ["/index.xml", "/new.xml.gz", "/old.xml", "/gone.xml"]


def test_an_index_that_leads_to_itself_and_to_a_thousand_others_ends(desk: Desk, web: Web) -> None:
    web.on("/0", Reply(b"page"))
    for number in range(1000):
        web.on(f"/{number}.xml", Reply(urlset(item("/0", "Fresno"))))
    parts = [("/index.xml", ""), *((f"/{number}.xml", "") for number in range(1000))]
    assert desk.live(web.on("/index.xml", Reply(index(*parts)))) == ([b"page"], [])
    assert len(web.paths()) == 51  # 50 listings and the page


def test_a_page_that_has_not_changed_since_we_have_it_is_not_asked_for(desk: Desk, web: Web, watch: Watch) -> None:
    web.on("/0", Reply(b"344"), Reply(b"359"))
    said = [START - dt.timedelta(days=1), START - dt.timedelta(days=1), START + dt.timedelta(days=2)]
    address = web.on("/sitemap.xml", *(Reply(urlset(item("/0", "Fresno", moment.isoformat()))) for moment in said))
    asked = []
    for _ in said:
        bodies, rejections = desk.live(address)
        asked.append((bodies, rejections, web.paths().count("/0")))
        watch.seconds += 86_400
    assert asked == [([b"344"], [], 1), ([b"344"], [], 1), ([b"359"], [], 2)]


def test_an_empty_sitemap_is_no_trouble(desk: Desk, web: Web) -> None:
    """Only the last two days stand in a news sitemap."""
    assert desk.live(web.on("/sitemap.xml", Reply(urlset()))) == ([], [])


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>Subscribe</body></html>", b"\x1f\x8bno gzip", b"\x89PNG\0", b"<rss/>", gzip.compress(b"x", mtime=0)[:-9]]
)
def test_what_is_no_sitemap_is_a_rejection(desk: Desk, web: Web, body: bytes) -> None:
    assert desk.live(web.on("/sitemap.xml", Reply(body))) == ([], ["feed_broken"])


def test_entities_are_not_expanded_and_files_are_not_read() -> None:
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE urlset [<!ENTITY e0 "Fresno"><!ENTITY file SYSTEM "file:///etc/passwd">{laughs}]>'
    found = read(f"{head}<urlset><url><loc>/0</loc><title>&e11;&file;</title></url></urlset>".encode(), HERE)
    assert len(str(found)) < 200


def test_a_small_file_that_becomes_a_large_one_is_refused() -> None:
    with pytest.raises(BrokenError, match="larger than"):
        read(gzip.compress(b" " * 60_000_000), HERE)


def test_a_sitemap_that_is_cut_gives_what_stands_before_the_cut() -> None:
    whole = urlset(item("/0", "Fresno"), item("/1", "Fresno"))
    found = read(whole[:-30], HERE)
    assert found.entries[0].address == "https://news.example/0"


def json_feed(*items: object) -> Reply:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items}
    return Reply(json.dumps(feed).encode("utf-8-sig"), headers={"Content-Type": "application/feed+json"})


def test_a_json_feed_gives_the_pages_that_name_the_city(desk: Desk, web: Web) -> None:
    web.on("/0", Reply(b"0"))
    web.on("/1", Reply(b"1"))
    items = (
        {"id": "0", "url": "/0", "title": "Fresno ends the year"},
        {"id": "1", "url": "/1", "content_html": "<p>Police in <b>Fresno</b></p>"},
        {"id": "2", "url": "/2", "content_html": '<img alt="Fresno">', "tags": None},
        {"id": "3", "title": "Fresno, without a link"},
        "no item",
    )
    assert desk.live(web.on("/feed.json", json_feed(*items)), "feed") == ([b"0", b"1"], ["feed_item_without_link"])
    assert desk.is_same_when_replayed() is True


@pytest.mark.parametrize("body", [b"{", b'{"version": "1"}', b'{"version": "https://jsonfeed.org/version/1.1", "items": 3}', b'{"a":' * 20_000])
def test_what_is_no_json_feed_is_a_rejection(desk: Desk, web: Web, body: bytes) -> None:
    assert desk.live(web.on("/feed.json", Reply(body)), "feed") == ([], ["feed_broken"])


def test_a_listing_is_read_without_a_network() -> None:
    assert read(urlset(item("https://news.example/0", "Fresno")), HERE) == Listing(read(urlset(item("/0", "Fresno")), HERE).entries)
