"""Large files from a publisher on loopback whose connections break: what came stays, and only the rest is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import FetchError, MissingError, RefusedError, TooLargeError
from pipeline.fetch.client import Client
from pipeline.settings import Settings
from tests.fetch.conftest import Watch
from tests.servers.web import Asked, Reply, Web

if TYPE_CHECKING:
    from pathlib import Path

DATA = bytes(range(256)) * 4000
MARK = {"ETag": '"one"'}


def rest(asked: Asked, data: bytes = DATA, length: int = len(DATA)) -> Reply:
    """`length` bytes of what is asked for, and then the connection breaks."""
    start = int(asked.headers["range"].removeprefix("bytes=").removesuffix("-"))
    said = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}", **MARK}
    return Reply(data[start : start + length], 206, said, said_length=len(data) - start)


def cut(data: bytes = DATA, length: int = 100_000, mark: dict[str, str] | None = None) -> Reply:
    return Reply(data[:length], headers=MARK if mark is None else mark, said_length=len(data))


def test_a_file_is_gone_on_with_as_often_as_it_takes(web: Web, client: Client, tmp_path: Path) -> None:
    """More breaks than a request has tries: each brought something."""
    breaks = [lambda asked: rest(asked, length=100_000)] * 6
    client.download(web.on("/shard", cut(), *breaks, rest), tmp_path / "shard")
    assert (tmp_path / "shard").read_bytes() == DATA
    asked = [one for one in web.asked if one.path == "/shard"]
    assert [one.headers.get("range") for one in asked[:3]] == [None, "bytes=100000-", "bytes=200000-"]
    assert {one.headers.get("if-range") for one in asked[1:]} == {'"one"'}
    assert {one.headers["accept-encoding"] for one in asked} == {"identity"}


def test_a_file_that_changed_meanwhile_is_taken_whole(web: Web, client: Client, tmp_path: Path) -> None:
    client.download(web.on("/shard", cut(), Reply(b"new" * 1000)), tmp_path / "shard")
    assert (tmp_path / "shard").read_bytes() == b"new" * 1000


@pytest.mark.parametrize("mark", [{}, {"ETag": 'W/"weak"'}])
def test_without_a_mark_it_begins_again(web: Web, client: Client, tmp_path: Path, mark: dict[str, str]) -> None:
    """Nobody could say whether the rest is of the same file."""
    client.download(web.on("/shard", cut(mark=mark), Reply(DATA)), tmp_path / "shard")
    assert (tmp_path / "shard").read_bytes() == DATA
    assert "range" not in web.asked[-1].headers


def test_it_gives_up_when_nothing_comes(web: Web, client: Client, watch: Watch, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="ended before its answer was complete"):
        client.download(web.on("/shard", cut(), lambda asked: rest(asked, length=0)), tmp_path / "shard")
    assert len(web.paths()) == 4


def test_another_part_is_not_taken_for_the_rest(web: Web, client: Client, tmp_path: Path) -> None:
    wrong = Reply(DATA[7:], 206, {"Content-Range": f"bytes 7-{len(DATA) - 1}/{len(DATA)}"})
    with pytest.raises(FetchError, match="another part"):
        client.download(web.on("/shard", cut(), wrong), tmp_path / "shard")


@pytest.mark.parametrize(
    ("reply", "error"),
    [(Reply(b"", 404), MissingError), (Reply(b"", 403), RefusedError), (Reply(b"", 304), FetchError), (Reply(b"", 204), FetchError)],
)
def test_what_is_no_file(web: Web, client: Client, tmp_path: Path, reply: Reply, error: type[FetchError]) -> None:
    with pytest.raises(error):
        client.download(web.on("/shard", reply), tmp_path / "shard")
    assert not (tmp_path / "shard").exists()


def test_more_than_the_limit_is_not_taken(web: Web, watch: Watch, tmp_path: Path) -> None:
    settings = Settings(allow_private_addresses=True, max_data_megabytes=1)
    with Client(settings, watch.clock) as client, pytest.raises(TooLargeError, match="YEAREND_MAX_DATA_MEGABYTES"):
        client.download(web.on("/shard", Reply([DATA, DATA])), tmp_path / "shard")


def test_the_rules_of_the_host_hold(web: Web, client: Client, tmp_path: Path) -> None:
    web.on("/robots.txt", Reply(b"User-agent: *\nDisallow: /"))
    with pytest.raises(RefusedError):
        client.download(web.on("/shard", Reply(DATA)), tmp_path / "shard")
