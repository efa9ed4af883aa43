"""Years that are past: what listings offer of them is asked for once, slowly, and gone on with where it was cut off."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.backfill import backfill, checked_years, estimate, of_host, outlook, plan, with_past
from pipeline.city import City
from pipeline.errors import ConfigError
from pipeline.fetch.backfill import Allowance, Tally, held
from pipeline.fetch.backfill import backfill as of_source
from pipeline.fetch.client import Client
from pipeline.fetch.listing import Entry
from pipeline.fetch.past import Years, has_past, year_of
from pipeline.source import Source
from pipeline.watch.journal import missed
from tests.fetch.conftest import START, Watch, polite, source
from tests.servers.web import Reply, Web, serving

XML = {"Content-Type": "application/xml"}
YEARS = Years(2018, 2019)


def sitemap(*items: tuple[str, str]) -> Reply:
    """Addresses, each with its last change or ""."""
    urls = "".join(f"<url><loc>{loc}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</url>" for loc, at in items)
    return Reply(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode(), headers=XML)


def index(*addresses: str) -> Reply:
    maps = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in addresses)
    return Reply(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'.encode(), headers=XML)


def feed(*items: tuple[str, str, str], older: str = "") -> Reply:
    """Titles, addresses and days."""
    entries = "".join(
        f"<entry><title>{title}</title><link href='{at}'/><published>{day}T12:00:00Z</published></entry>" for title, at, day in items
    )
    link = f"<link rel='next' href='{older}'/>" if older else ""
    return Reply(f"<feed xmlns='http://www.w3.org/2005/Atom'>{link}{entries}</feed>".encode(), headers={"Content-Type": "application/atom+xml"})


def asked(city: City, one: Source, archive: Archive, watch: Watch, most: int | None = None) -> Tally:
    with Client(polite(host_pause_seconds=5.0), watch.clock) as client:
        return of_source(city, one, archive, client, watch.now(), YEARS, Allowance(most), lambda _: None)


def stories(web: Web, *years: int) -> list[str]:
    return [web.on(f"/{year}/03/fresno-homicides", Reply(b"<p>Fresno had 3 homicides.")) for year in years]


def test_a_sitemap_is_followed_into_the_past_and_by_year(web: Web, archive: Archive, fresno: City, watch: Watch) -> None:
    """Only parts and pages that can be of these years, and that name the city."""
    of_2017, of_2018, of_2019 = stories(web, 2017, 2018, 2019)
    elsewhere = web.on("/2018/04/reno-homicides", Reply(b"<p>Reno"))
    undated = web.on("/fresno-review", Reply(b"<p>Fresno"))
    old = web.on("/fresno-old", Reply(b"<p>Fresno"))
    parts = [
        web.on("/sitemap-201803.xml", sitemap((of_2018, ""), (elsewhere, ""), (of_2017, ""))),
        web.on("/sitemap-2019.xml", sitemap((of_2019, ""), (undated, "2024-01-01T00:00:00Z"), (old, "2016-01-01T00:00:00Z"))),
        web.on("/sitemap-2021.xml", sitemap()),
    ]
    one = source(web.on("/sitemap.xml", index(*parts)), kind="sitemap")
    tally = asked(fresno, one, archive, watch)
    assert web.paths() == [
        "/sitemap.xml",
        "/sitemap-201803.xml",
        "/sitemap-2019.xml",
        "/2018/03/fresno-homicides",
        "/2019/03/fresno-homicides",
        "/fresno-review",
    ]
    assert (tally.new, tally.held, tally.left, tally.is_done) == (3, 0, 0, True)
    assert [capture.address for capture in archive.of_source("ksee")] == [of_2018, of_2019, undated]
    assert watch.slept.count(5.0) >= 5  # slowly: robots.txt and five more


def test_a_feed_is_followed_until_all_is_older(web: Web, archive: Archive, fresno: City, watch: Watch) -> None:
    new, of_2019, of_2017 = stories(web, 2023, 2019, 2017)
    never = web.on("/feed/4", feed())
    third = web.on("/feed/3", feed(("Fresno", of_2017, "2017-12-31"), older=never))
    second = web.on("/feed/2", feed(("Fresno", of_2019, "2019-05-01"), ("Madera", of_2017, "2018-05-01"), older=third))
    one = source(web.on("/feed", feed(("Fresno", new, "2023-12-28"), older=second)), kind="feed")
    tally = asked(fresno, one, archive, watch)
    assert web.paths() == ["/feed", "/feed/2", "/feed/3", "/2019/03/fresno-homicides"]
    assert tally.new == 1


def test_pages_of_a_feed_by_number_end_where_there_are_none(web: Web, archive: Archive, fresno: City, watch: Watch) -> None:
    """As blogs have them, whose feeds do not say where older items stand; the last number is 404, or the first page again."""
    of_2019, of_2018 = stories(web, 2019, 2018)
    web.on("/feed?paged=2", feed(("Fresno", of_2019, "2019-05-01")))
    web.on("/feed?paged=3", feed(("Fresno", of_2018, "2018-05-01")))
    one = source(web.on("/feed", feed(("Madera", of_2018, "2023-05-01"))), kind="feed", past=f"{web.address}/feed?paged={{page}}")
    tally = asked(fresno, one, archive, watch)
    assert web.paths() == ["/feed", "/feed?paged=2", "/feed?paged=3", "/feed?paged=4", "/2019/03/fresno-homicides", "/2018/03/fresno-homicides"]
    assert (tally.new, tally.rejections) == (2, [])


def test_sitemaps_by_month(web: Web, archive: Archive, fresno: City, watch: Watch) -> None:
    (of_2019,) = stories(web, 2019)
    web.on("/map/2019-07.xml", sitemap((of_2019, "")))
    one = source(web.on("/sitemap.xml", sitemap()), kind="sitemap", past=f"{web.address}/map/{{year}}-{{month}}.xml")
    assert asked(fresno, one, archive, watch).new == 1
    assert len(web.paths()) == 1 + 24 + 1


def test_files_of_years(web: Web, archive: Archive, fresno: City, watch: Watch) -> None:
    """A source that takes the newest of its files has those of earlier years too."""
    files = "".join(f"<a href='{web.on(f'/annual-{year}.csv', Reply(b'a,b'))}'>{year}</a>" for year in (2017, 2018, 2019, 2020))
    listing = web.on("/reports", Reply(files.encode(), headers={"Content-Type": "text/html"}))
    one = source(listing, kind="file", reads="table", discover={"pattern": r"annual-(?P<year>\d{4})\.csv"})
    asked(fresno, one, archive, watch)
    assert web.paths() == ["/reports", "/annual-2018.csv", "/annual-2019.csv"]


def test_cut_off_it_goes_on_and_asks_nothing_twice(web: Web, archive: Archive, fresno: City, watch: Watch) -> None:
    """The listing as well, for two days; what is 404 is tried again, for nothing is held of it."""
    pages = [web.on(f"/2018/0{month}/fresno", Reply(b"<p>Fresno %d" % month)) for month in range(1, 6)]
    gone = f"{web.address}/2018/09/fresno-gone"
    one = source(web.on("/sitemap.xml", sitemap(*((page, "") for page in [*pages, gone]))), kind="sitemap")
    first = asked(fresno, one, archive, watch, most=3)
    assert (first.new, first.left, first.is_done) == (2, 4, False)
    before = len(web.paths())
    (dry,) = plan(fresno.model_copy(update={"source": (one,)}), polite(home=archive.folder.parent), YEARS, watch.now())
    assert (dry.held, dry.left, len(web.paths())) == (2, 4, before)  # and says so without asking
    assert outlook(dry, polite()).endswith("2 documents are held, 4 would be asked for: about 20 s")
    second = asked(fresno, one, archive, watch)
    assert (second.new, second.held, second.is_done, second.refused) == (3, 2, True, "1 not_found")
    assert len(web.paths()) == len(set(web.paths())) == 7
    watch.sleep(3 * 86_400)
    third = asked(fresno, one, archive, watch)
    assert (third.new, third.held) == (0, 5)
    assert web.paths()[7:] == ["/sitemap.xml", "/2018/09/fresno-gone"]


def test_what_is_broken_is_a_rejection_and_not_the_end(web: Web, archive: Archive, fresno: City, watch: Watch) -> None:
    (of_2018,) = stories(web, 2018)
    good, bad = web.on("/good.xml", sitemap((of_2018, ""))), web.on("/bad.xml", Reply(b"<html>no sitemap"))
    one = source(web.on("/sitemap.xml", index(bad, good)), kind="sitemap")
    tally = asked(fresno, one, archive, watch)
    assert (tally.new, tally.refused) == (1, "1 feed_broken")


def test_a_dry_run_names_why_a_listing_was_not_had(web: Web, fresno: City, tmp_path: Path) -> None:
    """Not that it is not there: nobody was asked yet, or the server could not be reached when it last was.
    A dead link says nothing of its listing.
    """
    gone = source(web.on("/sitemap.xml", sitemap((f"{web.address}/2018/03/fresno-gone", ""))), kind="sitemap", id="gone")
    away = source("http://127.0.0.1:9/feed", kind="feed", id="away")
    city = fresno.model_copy(update={"source": (gone, away)})
    settings = polite(home=tmp_path, host_pause_seconds=0.0, backfill_pause_seconds=0.0)

    def said() -> list[str]:
        return [outlook(one, settings).rpartition("; ")[2] for one in plan(city, settings, YEARS, START)]

    assert said() == ["the rest stands in listings that were not had: 1 not_asked"] * 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.fetch.client.wait_before_retry", lambda *_: None)
        (tally,) = of_host(city, [away], settings, YEARS, START, Allowance(), lambda _: None)
        of_host(city, [gone], settings, YEARS, START, Allowance(), lambda _: None)
    assert tally.refused == "1 connection_failed"
    assert said() == [
        "0 documents are held, 1 would be asked for: about 0 s",
        "the rest stands in listings that were not had: 1 connection_failed",
    ]
    assert list(missed(settings, city.slug)) == ["away"]


def test_hosts_are_asked_at_once(fresno: City, tmp_path: Path) -> None:
    """Two publishers that each take a second to answer take a second together."""
    slow = Reply(b"<p>Fresno", silent_seconds=0.4)
    with serving("127.0.0.1") as one, serving("127.0.0.2") as other:
        sources = []
        for name, web in (("one", one), ("other", other)):
            page = web.on("/2018/01/fresno", slow)
            sources.append(source(web.on("/sitemap.xml", sitemap((page, ""))), kind="sitemap", id=name))
        city = fresno.model_copy(update={"source": tuple(sources)})
        settings = polite(home=tmp_path, host_pause_seconds=0.0, backfill_pause_seconds=0.0)
        lines: list[str] = []
        began = time.monotonic()
        found = backfill(city, settings, YEARS, START, lines.append)
        took = time.monotonic() - began
    assert sorted(one.source.id for one in found) == ["one", "other"]
    assert sum(one.new for one in found) == 2
    assert took < 0.75
    assert sorted(lines)[0].startswith("one: ")


def test_years_of_items() -> None:
    at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    assert year_of(Entry("https://x.example/2019/04/a", "", at)) == 2019
    assert year_of(Entry("https://x.example/news/2019-04-01-a", "")) == 2019
    assert year_of(Entry("https://x.example/2019/04/a", "", published_at=at)) == 2024
    assert year_of(Entry("https://x.example/article201901", "")) is None
    assert YEARS.may_be_listed("https://2016.example/sitemap.xml")
    assert not YEARS.may_be_listed("https://x.example/sitemap-20170301.xml")
    assert YEARS.may_be_listed("https://x.example/post-sitemap20183.xml")  # the twenty thousand somethingth part


@pytest.mark.parametrize(
    ("past", "words"),
    [("https://x.example/feed", "write one like"), ("https://x.example/{month}", "write one like"), ("feed?{page}", "is no address")],
)
def test_a_past_that_is_none_teaches(past: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        source("https://x.example/feed", kind="feed", past=past)
    with pytest.raises(ValueError, match="feed"):
        source("https://x.example/", past="https://x.example/{page}")


def test_what_has_no_past_is_left_out_and_said() -> None:
    page, rows = source("https://x.example/"), source("https://x.example/a.csv", kind="file", reads="table")
    assert (has_past(page), has_past(rows)) == ("it is one page", "every run asks for all that it has")
    assert with_past([page, rows]) == ()


def test_years_that_cannot_be(archive: Archive) -> None:
    assert checked_years(2018, 2023, START) == Years(2018, 2023)
    with pytest.raises(ConfigError, match="earlier year first"):
        checked_years(2020, 2018, START)
    with pytest.raises(ConfigError, match="has not begun"):
        checked_years(2020, 2024, START)
    assert held(archive, "https://x.example/", "ksee", START) is None
    assert [estimate(count, polite()) for count in (3, 60, 6000)] == ["about 15 s", "about 5 min", "about 8.3 h"]
