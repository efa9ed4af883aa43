"""What publishers do to files and stories, from their server on loopback to `core.figure`: nothing lost, nothing doubled.

Each case of sources.md 1.j for file hosts and for news, played over days: every day the sources are asked, and all that is archived is loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.client import Client
from pipeline.fetch.collect import collect, held
from pipeline.load import load, load_city, unread
from pipeline.parse.capture import parser_fingerprint, read_capture
from pipeline.records import Rejection
from pipeline.warehouse import prepare
from tests.fetch.conftest import Watch, polite
from tests.servers.web import Asked, Reply, Web, serving
from tests.world import a_city, build_only, rows, source

pytestmark = pytest.mark.e2e  # days of a server and a warehouse each

CSV = {"Content-Type": "text/csv"}
COLUMNS = {"year": "Year", "month": "Month", "metrics": {"homicide": "Murder"}}
GOOD = "Year,Month,Murder\n2023,1,3\n2023,2,1\n"
BOTH = {("homicide", "2023-01"): [3.0], ("homicide", "2023-02"): [1.0]}


class Desk:
    """A city whose sources are asked day by day, and its warehouse."""

    def __init__(self, folder: Path, *sources: dict[str, Any]) -> None:
        self.city: City = a_city(*sources)
        self.archive, self.watch = Archive(folder / "archive"), Watch()
        self.connection = duckdb.connect(config={"threads": 1})
        prepare(self.connection)

    def day(self, number: int, **settings: object) -> list[str]:
        """Asks everybody on a day, takes in what the archive holds, and says what could not be had or read, by name."""
        self.watch.seconds = max(self.watch.seconds, number * 86_400)
        now, connection = self.watch.now(), self.connection
        with Client(polite(**settings), self.watch.clock) as client:
            refused = [one for one in collect(self.city, self.city.source, self.archive, client, now) if isinstance(one, Rejection)]
        load_city(connection, self.city)
        sources = {one.id: one for one in self.city.source}
        new = unread(connection, self.city, held(self.city.source, self.archive), parser_fingerprint())
        parsed = [read_capture(one, self.archive.body(one), sources[one.source_id], self.city) for one in new]
        load(connection, self.city, parsed, refused, list(sources), parser_fingerprint(), now)
        build_only(connection, "core.figure", "core.capture", "mart.series_month", "mart.series_year")
        found = [*refused, *(one for document in parsed for one in document.reading.rejections)]
        return [one.reason for one in found if one.stage != "figures"]

    def figures(self, *metrics: str) -> dict[tuple[str, str], list[float]]:
        """Every value there ever was of a metric and period, in the order in which they were known."""
        wanted = metrics or ("homicide",)
        found: dict[tuple[str, str], list[float]] = {}
        for one in rows(self.connection, "from core.figure order by known_at, start_offset"):
            if one["metric"] in wanted and one["measure"] == "count" and one["place"] == "Fresno, CA":
                found.setdefault((one["metric"], one["period_printed"]), []).append(one["value"])
        return found

    def now_stands(self) -> dict[str, float]:
        """The count of each month that has one, as it is known now."""
        found = rows(self.connection, "from mart.series_month where value is not null order by month")
        assert len({one["month"] for one in found}) == len(found)
        return {f"{one['month']:%Y-%m}": one["value"] for one in found}


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


def counts(address: str, **more: Any) -> dict[str, Any]:
    return source("counts", "fbi", "series", address=address, **({"columns": COLUMNS} | more))


def csv(text: str | bytes, **headers: str) -> Reply:
    return Reply(text if isinstance(text, bytes) else text.encode(), headers=CSV | headers)


# ---- file hosts


def test_html_with_status_200_instead_of_csv(web: Web, tmp_path: Path) -> None:
    """The host is down for a day and says so with status 200: the counts of the day before stay, and come back as they were."""
    desk = Desk(tmp_path, counts(web.on("/a.csv", csv(GOOD), Reply(b"<html>We will be right back</html>"), csv(GOOD))))
    assert desk.day(0) == []
    assert desk.day(1) == ["html_instead_of_csv"]
    assert desk.figures() == BOTH
    assert desk.day(2) == []
    assert (desk.figures(), desk.now_stands()) == (BOTH, {"2023-01": 3, "2023-02": 1})


def test_a_new_path_for_each_month_with_the_old_file_still_up(web: Web, tmp_path: Path) -> None:
    """The listing keeps last month's link above the new one. The new file restates a month and adds one."""
    first = f'<a href="/2023-02/counts.csv">February</a><a href="{web.address}/about.html">About</a>'
    listing = web.on("/data", Reply(first.encode()), Reply(first.encode() + b'<a href="/2023-03/counts.csv">March</a>'))
    web.on("/2023-02/counts.csv", csv(GOOD))
    web.on("/2023-03/counts.csv", csv("Year,Month,Murder\n2023,1,4\n2023,2,1\n2023,3,2\n"))
    desk = Desk(tmp_path, counts(listing, discover={"pattern": r"/(?P<year>\d{4})-(?P<month>\d\d)/counts\.csv$"}))
    desk.day(0)
    assert desk.now_stands() == {"2023-01": 3, "2023-02": 1}
    assert desk.day(1) == []
    assert desk.now_stands() == {"2023-01": 4, "2023-02": 1, "2023-03": 2}
    assert web.paths().count("/2023-02/counts.csv") == 1
    desk.day(2)
    assert desk.figures() == {("homicide", "2023-01"): [3.0, 4.0], ("homicide", "2023-02"): [1.0, 1.0], ("homicide", "2023-03"): [2.0]}


def test_a_byte_order_mark_na_thousands_and_marks_for_nothing(web: Web, tmp_path: Path) -> None:
    text = '\ufeffYear,Month,Murder,Theft\n2023,1,3,"1,034"\n2023,2,NA,972\n2023,3,0,***.*\n'
    columns = {"year": "Year", "month": "Month", "missing": ["", "NA", "***.*"], "metrics": {"homicide": "Murder", "larceny": "Theft"}}
    desk = Desk(tmp_path, counts(web.on("/a.csv", csv(text)), columns=columns))
    assert desk.day(0) == []
    assert desk.figures("homicide", "larceny") == {
        ("homicide", "2023-01"): [3.0],
        ("homicide", "2023-03"): [0.0],
        ("larceny", "2023-01"): [1034.0],
        ("larceny", "2023-02"): [972.0],
    }


def test_wrapped_names_and_extra_footnote_rows(web: Web, tmp_path: Path) -> None:
    """A long label is broken within its cell; below the rows stand notes, which count nothing and are counted themselves."""
    text = 'Offense,Year,Count\n"Motor Vehicle\n  Theft",2023,3364\nMurder *,2023,35\n* preliminary\n"Source: the department, 2024",,\n'
    labels = {"homicide": "Murder", "motor_vehicle_theft": "Motor Vehicle Theft"}
    columns = {"year": "Year", "label": "Offense", "values": "Count", "metrics": labels}
    desk = Desk(tmp_path, counts(web.on("/a.csv", csv(text)), columns=columns))
    assert desk.day(0) == ["ragged_row", "unknown_label"]
    assert desk.figures(*labels) == {("homicide", "2023"): [35.0], ("motor_vehicle_theft", "2023"): [3364.0]}


def test_a_missing_december_makes_no_year(web: Web, tmp_path: Path) -> None:
    """Eleven months are no year; with the twelfth the year is there."""
    eleven = "Year,Month,Murder\n" + "".join(f"2022,{month},2\n" for month in range(1, 12))
    desk = Desk(tmp_path, counts(web.on("/a.csv", csv(eleven), csv(eleven + "2022,12,3\n"))))
    year = "select value, months from mart.series_year where year = 2022 and metric = 'homicide'"
    desk.day(0)
    assert [one["value"] for one in rows(desk.connection, year)] in ([], [None])
    desk.day(1)
    assert rows(desk.connection, year) == [{"value": 25.0, "months": 12}]


def test_bytes_that_change_under_an_unchanged_last_modified(web: Web, tmp_path: Path) -> None:
    """A host that answers 304 for ever is asked for the whole file after a week: then both vintages are there, each with its own day."""
    same = {"Last-Modified": "Fri, 29 Dec 2023 12:00:00 GMT"}

    def stubborn(asked: Asked) -> Reply:
        if "if-modified-since" in asked.headers:
            return Reply(status=304, headers=same)
        return csv(GOOD if len(web.paths()) == 1 else GOOD.replace(",3\n", ",4\n"), **same)

    desk = Desk(tmp_path, counts(web.on("/a.csv", stubborn)))
    for day in range(10):
        assert desk.day(day) == []
    assert desk.figures() == {("homicide", "2023-01"): [3.0, 4.0], ("homicide", "2023-02"): [1.0]}
    assert desk.now_stands() == {"2023-01": 4, "2023-02": 1}
    known = [one["known_at"] for one in rows(desk.connection, "from core.figure where period_printed = '2023-01' order by known_at")]
    assert known[0] < known[1]


# ---- news


def story(count: int = 35, *, modified: str | None = None, canonical: str | None = None, more: str = "") -> Reply:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    changed = f'<meta property="article:modified_time" content="{modified}">' if modified else ""
    head = f'<title>Homicides</title><meta property="article:published_time" content="2023-12-29T10:00:00-08:00">{changed}{link}'
    words = (
        "<p>FRESNO, Calif. (KSEE) - The police chief looked back on the year at a press conference on Friday, with the mayor beside her.</p>"
        f"<p>Fresno had {count} homicides in 2023, the Fresno Police Department said.</p>"
        "<p>Detectives are still at work on several of the cases, and ask whoever saw something to call them.</p>"
    )
    page = f"<html><head>{head}</head><body><article><h1>Homicides in Fresno</h1>{words}</article>{more}</body></html>"
    return Reply(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def feed(*links: str) -> Reply:
    items = "".join(f"<item><title>Fresno homicides</title><link>{link}</link></item>" for link in links)
    return Reply(f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode())


def news(address: str, kind: str = "feed") -> dict[str, Any]:
    return source("ksee", address=address, kind=kind)


YEAR = ("homicide", "2023")


def test_the_same_story_at_two_addresses_is_kept_once_the_canonical_one(web: Web, tmp_path: Path) -> None:
    """A syndicated copy comes first in the feed, and both pages name the original."""
    original, copy = f"{web.address}/news/homicides", f"{web.address}/syndicated/1238087700"
    web.on("/news/homicides", story(canonical=original))
    web.on("/syndicated/1238087700", story(canonical=original))
    desk = Desk(tmp_path, news(web.on("/feed", feed(copy, original))))
    for day in range(2):
        assert desk.day(day) == []
        assert desk.figures() == {YEAR: [35.0]}
    (one,) = rows(desk.connection, "select capture.address from core.figure join core.capture as capture using (city, capture_id)")
    assert one["address"] == original
    assert len({row["address"] for row in rows(desk.connection, "from core.capture")}) == 2


def test_an_updated_story_at_the_same_address_is_a_capture_of_its_own(web: Web, tmp_path: Path) -> None:
    """The outlet changes 34 to 35 and says when: both are known, each from its own moment."""
    after = story(35, modified="2023-12-30T09:00:00-08:00")
    desk = Desk(tmp_path, news(web.on("/feed", feed(f"{web.address}/story"))))
    web.on("/story", story(34), after)
    for day in range(4):
        assert desk.day(day) == []
    assert desk.figures() == {YEAR: [34.0, 35.0]}
    first, second = rows(desk.connection, "from core.figure where metric = 'homicide' order by known_at")
    assert (first["value"], first["known_at"]) == (34, dt.datetime(2023, 12, 29, 18))  # noqa: DTZ001  # UTC without zone, as the warehouse has it
    assert (second["value"], second["known_at"]) == (35, dt.datetime(2023, 12, 30, 17))  # noqa: DTZ001
    assert first["capture_id"] != second["capture_id"]


def test_an_item_that_the_feed_deletes_is_not_lost(web: Web, tmp_path: Path) -> None:
    desk = Desk(tmp_path, news(web.on("/feed", feed(f"{web.address}/story"), feed())))
    web.on("/story", story(), Reply(b"gone", 410))
    for day in range(3):
        assert desk.day(day) == []
        assert desk.figures() == {YEAR: [35.0]}


def test_403_for_a_default_user_agent(web: Web, tmp_path: Path) -> None:
    """Who does not say who he is gets nothing, which is a rejection by name; who does is served."""

    def guarded(asked: Asked) -> Reply:
        return story() if "(+https://desk.example" in asked.headers["user-agent"] else Reply(b"<html>Access denied</html>", 403)

    desk = Desk(tmp_path, news(web.on("/story", guarded), "page"))
    assert desk.day(0, contact="") == ["forbidden"]
    assert desk.figures() == {}
    assert desk.day(1) == []
    assert desk.figures() == {YEAR: [35.0]}


def test_a_paywall_stub_has_no_figures_and_the_story_behind_it_has(web: Web, tmp_path: Path) -> None:
    """The stub's own numbers (a price, a number of articles left) are none of the city's."""
    words = "<p>Subscribe for $1 to read 2023's story. You have 3 articles left.</p>"
    stub = f"<html><body><article><h1>Homicides in Fresno</h1>{words}</article></body>"
    desk = Desk(tmp_path, news(web.on("/story", Reply(stub.encode(), headers={"Content-Type": "text/html"}), story()), "page"))
    desk.day(0)
    assert desk.figures() == {}
    desk.day(1)
    assert desk.figures() == {YEAR: [35.0]}


def test_numbers_in_related_headlines_are_not_the_storys(web: Web, tmp_path: Path) -> None:
    """GV Wire ends each story with a list of others, with their numbers and "13 hours ago"."""
    others = "<li><a href='/a'>Fresno saw 62 homicides in 2022</a> 13 hours ago</li><li><a href='/b'>74 homicides in 2021, a record</a></li>"
    desk = Desk(tmp_path, news(web.on("/story", story(more=f"<aside><h2>RELATED</h2><ul>{others}</ul></aside>")), "page"))
    assert desk.day(0) == []
    assert desk.figures() == {YEAR: [35.0]}


def test_an_empty_sitemap_loses_nothing(web: Web, tmp_path: Path) -> None:
    """A news sitemap holds two days: the next week it is empty, and the story stays."""
    head = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
    full = f"{head}<url><loc>{web.address}/fresno-homicides</loc></url></urlset>"
    sitemap = web.on("/news.xml", Reply(full.encode()), Reply(f"{head}</urlset>".encode()))
    web.on("/fresno-homicides", story())
    desk = Desk(tmp_path, news(sitemap, "sitemap"))
    for day in range(3):
        assert desk.day(day) == []
        assert desk.figures() == {YEAR: [35.0]}
