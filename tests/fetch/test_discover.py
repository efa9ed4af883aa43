"""The newest file of a listing, on loopback and from the archive."""

from __future__ import annotations

import json

import pytest

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.client import Client
from pipeline.fetch.collect import collect, held, replay
from pipeline.fetch.discover import NothingFoundError, discovered
from pipeline.records import Capture, Rejection
from pipeline.source import Discover, Source
from tests.fetch.conftest import Watch, source
from tests.servers.web import Reply, Web

HERE = "https://publisher.example/data/"


def links(*addresses: str) -> bytes:
    return "".join(f'<p><a href="{address}">x</a></p>' for address in addresses).encode()


@pytest.mark.parametrize(
    ("pattern", "addresses", "newest"),
    [
        (r"crimes-1985-(\d{4})\.csv", ["crimes-1985-2023.csv", "crimes-1985-2024.csv", "crimes-1985-2019.csv"], "crimes-1985-2024.csv"),
        (r"(\d{4}-\d\d)/all-1985-\d+", ["/2024-07/all-1985-2023.csv", "/2025-07/all-1985-2024.csv"], "/2025-07/all-1985-2024.csv"),
        (r"(?P<month>[a-z]+)-(?P<year>\d{4})", ["december-2023.pdf", "april-2024.pdf", "jan-2024.pdf"], "april-2024.pdf"),
        (r"report-\d+", ["report-9.pdf", "report-10.pdf", "about.html"], "report-10.pdf"),  # nine is before ten
    ],
)
def test_the_newest_link_of_the_pattern(pattern: str, addresses: list[str], newest: str) -> None:
    (found,) = discovered(links(*addresses), HERE, Discover(pattern=pattern))
    assert found.endswith(newest)


def test_all_that_fit_oldest_first_where_a_year_has_a_file_of_its_own() -> None:
    found = discovered(links("b-2024.csv", "b-2022.csv", "b-2023.csv", "b-2022.csv"), HERE, Discover(pattern=r"b-(\d+)", take="all"))
    assert found == tuple(f"{HERE}b-{year}.csv" for year in (2022, 2023, 2024))


def test_a_json_api_lists_its_files() -> None:
    """As drupal's `/jsonapi/file/file` does."""
    data = [
        {"type": "file", "attributes": {"filename": f"C-1985-{y}.csv", "uri": {"url": f"/files/{y + 1}-07/C-1985-{y}.csv"}}}
        for y in (2024, 2023)
    ]
    (found,) = discovered(json.dumps({"data": data}).encode(), HERE, Discover(pattern=r"/files/(\d{4}-\d\d)/C-1985-\d+\.csv$"))
    assert found == "https://publisher.example/files/2025-07/C-1985-2024.csv"


@pytest.mark.parametrize("body", [b"", b"<html>Not found</html>", b"{}", b"[" * 50_000, b"\x89PNG\0"])
def test_a_listing_without_such_a_file_says_what_it_has(body: bytes) -> None:
    with pytest.raises(NothingFoundError, match="of its 0 links"):
        discovered(body, HERE, Discover(pattern="csv"))


def listed(web: Web, *bodies: bytes) -> Source:
    address = web.on("/list", *(Reply(body) for body in bodies))
    return source(address, "file", id="state", discover={"pattern": r"crimes-(?P<year>\d+)\.csv"})


def test_a_new_year_has_a_new_address_and_the_old_file_stays(fresno: City, archive: Archive, client: Client, watch: Watch, web: Web) -> None:
    one = listed(web, links("/crimes-2023.csv"), links("/crimes-2023.csv", "/crimes-2024.csv"))
    web.on("/crimes-2023.csv", Reply(b"2023"))
    web.on("/crimes-2024.csv", Reply(b"2024"))
    for expected in (b"2023", b"2024"):
        (capture,) = collect(fresno, [one], archive, client, watch.now())
        assert isinstance(capture, Capture)
        assert (archive.body(capture), capture.source_id) == (expected, "state")
        watch.seconds += 86_400
    again = list(replay(fresno, [one], archive))
    assert [archive.body(each) for each in again if isinstance(each, Capture)] == [b"2023", b"2024"]
    assert list(held([one], archive)) == again


def test_a_file_that_is_listed_and_not_there_is_a_rejection(fresno: City, archive: Archive, client: Client, watch: Watch, web: Web) -> None:
    (found,) = collect(fresno, [listed(web, links("/crimes-2024.csv"))], archive, client, watch.now())
    assert isinstance(found, Rejection)
    assert (found.reason, found.source_id, found.address) == ("not_found", "state", web.address + "/crimes-2024.csv")


def test_a_listing_that_lists_nothing_is_a_rejection(fresno: City, archive: Archive, client: Client, watch: Watch, web: Web) -> None:
    """A publisher that answers every path with its start page."""
    (found,) = collect(fresno, [listed(web, b"<html><a href='/'>Home</a></html>")], archive, client, watch.now())
    assert isinstance(found, Rejection)
    assert (found.reason, found.source_id) == ("nothing_discovered", "state")
