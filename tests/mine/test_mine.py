"""A shard, whole or damaged → its rows: every readable record, every damage by name, the same rows each time."""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path
from typing import Any, Self

import duckdb
import pytest

from pipeline.errors import ArchiveError, ConfigError
from pipeline.mine import mine as mining
from pipeline.mine.folder import plan
from pipeline.mine.mine import Mined, mine
from pipeline.mine.page import Page, read_page
from pipeline.mine.parquet import read_made
from pipeline.mine.question import Question
from pipeline.settings import Settings
from tests.conftest import ROOT
from tests.mine.shards import ELSEWHERE, TOLD, member, record, shard
from tests.servers.web import Reply, serving
from tests.world import a_city

FRESNO = Question.of([a_city()])
GOOD = [member(record(number, TOLD)) for number in range(4)]
BAD = bytearray(member(record(7, TOLD * 3)))
BAD[len(BAD) // 2] ^= 0xFF
BOMB = member(record(7, b"0" * 30_000_000, length=100), 9)


class _Here:
    """Reads pages in this process: a child of its own takes a second to start."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = [name.lower() for name in names]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def read(self, capture: Any, body: bytes) -> Page | None:
        return read_page(capture, body, self._names)


@pytest.fixture(autouse=True)
def _here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("e2e") is None:
        monkeypatch.setattr(mining, "Reader", _Here)


def mined(folder: Path, *members: bytes, question: Question = FRESNO) -> Mined:
    return mine(str(shard(folder / "CC-NEWS-1.warc.gz", members)), question, folder / "mined", Settings())


def rows(one: Mined, columns: str = "*") -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(f"select {columns} from read_parquet('{one.path}')").fetchall()


def test_a_page_gives_its_figures_with_their_words_and_its_place_in_the_shard(tmp_path: Path) -> None:
    one = mined(tmp_path, member(record(1, ELSEWHERE)), GOOD[2], member(record(3, TOLD, kind="request")))
    assert rows(one, "kind, position, address, metric, value, period_printed, place") == [
        ("page", 0, "https://news.example/2", None, None, None, None),
        ("figure", 1, "https://news.example/2", "homicide", 34.0, "2023", "Fresno, CA"),
        ("figure", 2, "https://news.example/2", "homicide", 60.0, "2022", "Fresno, CA"),
        ("figure", 3, "https://news.example/2", "shooting", 344.0, "2023", "Fresno, CA"),
        ("figure", 4, "https://news.example/2", "shooting", 411.0, "2022", "Fresno, CA"),
    ]
    (offset,) = {row[0] for row in rows(one, "warc_offset")}
    assert gzip.decompress((tmp_path / "CC-NEWS-1.warc.gz").read_bytes()[offset:]).startswith(b"WARC/1.0\r\nWARC-Type: response")
    assert one.made.read_count == 2
    assert one.made.is_whole


@pytest.mark.parametrize(
    ("members", "addresses", "reasons"),
    [
        ([GOOD[0], bytes(BAD), *GOOD[2:]], [0, 2, 3], ["damaged_record"]),
        ([GOOD[0], GOOD[1][:-40], *GOOD[2:]], [0, 2, 3], ["damaged_record"]),
        ([*GOOD[:3], GOOD[3][:-40]], [0, 1, 2], ["truncated_record"]),
        ([GOOD[0], b"what is this?", *GOOD[2:]], [0, 2, 3], ["damaged_record"]),
        ([GOOD[0], member(record(7, TOLD, length=10**5)), *GOOD[2:]], [0, 2, 3], ["damaged_record"]),
        ([GOOD[0], member(record(7, TOLD, length=10**13)), *GOOD[2:]], [0, 2, 3], ["damaged_record"]),  # longer than all that follows
        ([GOOD[0], member(record(7, TOLD, length=80)), *GOOD[2:]], [0, 2, 3], ["one_piece"]),
        ([GOOD[0], BOMB, *GOOD[2:]], [0, 2, 3], ["one_piece"]),
        ([GOOD[0], member(b"no record at all"), *GOOD[2:]], [0, 2, 3], ["damaged_record"]),
        ([GOOD[0], member(record(7, TOLD).replace(b"2023-12-30T08:00:00Z", b"yesterday, at eight")), *GOOD[2:]], [0, 2, 3], ["unreadable_body"]),
        ([GOOD[0], member(record(7, b"FRESNO" + TOLD, coding="gzip")), *GOOD[2:]], [0, 2, 3], ["unreadable_body"]),
        ([GOOD[0], member(record(7, zlib.compress(b"0" * 10**8), coding="deflate")), *GOOD[2:]], [0, 2, 3], ["unreadable_body"]),
        ([GOOD[0], member(record(7, TOLD + b" " * 10**7), 1), *GOOD[2:]], [0, 2, 3], ["too_large"]),
        ([GOOD[0], member(record(7, b"Fresno homicides \x00\xff\xfe\x01\x02" * 50)), *GOOD[2:]], [0, 2, 3], ["binary"]),
        ([b"no WARC file"], [], ["not_warc"]),
        ([], [], []),
    ],
)
def test_what_is_damaged_costs_itself_and_has_a_name(tmp_path: Path, members: list[bytes], addresses: list[int], reasons: list[str]) -> None:
    one = mined(tmp_path, *members)
    found = rows(one, "kind, address, reason")
    assert [address for kind, address, _ in found if kind == "page" and not address.endswith("/7")] == [
        f"https://news.example/{number}" for number in addresses
    ]
    assert [reason for kind, _, reason in found if kind == "rejection"] == reasons
    assert one.made.figure_count == 4 * len(addresses)
    archive = {"damaged_record", "truncated_record", "one_piece", "not_warc"}
    assert one.made.is_whole is not bool(archive & set(reasons))


def test_many_records_after_a_damage_are_each_read_once(tmp_path: Path) -> None:
    """So many that quick reading begins again: nothing lost at the seams, nothing doubled."""
    good = [member(record(number, TOLD if number % 3 else ELSEWHERE)) for number in range(60)]
    one = mined(tmp_path, *good[:20], bytes(BAD), *good[20:40], b"?", bytes(BAD), *good[40:])
    read = [int(address.rpartition("/")[2]) for kind, address in rows(one, "kind, address") if kind == "page"]
    assert read == [number for number in range(60) if number % 3]
    assert one.made.read_count == 60
    assert one.made.rejection_count == 2


def test_done_again_nothing_changes(tmp_path: Path) -> None:
    once = mined(tmp_path, *GOOD, bytes(BAD))
    before, at = once.path.read_bytes(), once.path.stat().st_mtime_ns
    assert not mined(tmp_path, *GOOD, bytes(BAD)).is_new
    assert once.path.stat().st_mtime_ns == at
    once.path.unlink()
    assert mined(tmp_path, *GOOD, bytes(BAD)).is_new
    assert once.path.read_bytes() == before, "the same shard gives the same bytes"
    assert [path.name for path in once.path.parent.iterdir()] == [once.path.name]


def test_another_shard_or_another_reader_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mined(tmp_path, *GOOD)
    assert mined(tmp_path, *GOOD[1:]).made.page_count == 3
    monkeypatch.setattr(mining, "version", lambda: "another")
    assert mined(tmp_path, *GOOD[1:]).is_new


def test_a_file_cut_short_is_made_again(tmp_path: Path) -> None:
    path = mined(tmp_path, *GOOD).path
    path.write_bytes(path.read_bytes()[:-20])
    assert read_made(path) == {path: None}
    assert plan([str(tmp_path / "CC-NEWS-1.warc.gz")], FRESNO, path.parent).done == ()
    assert mined(tmp_path, *GOOD).is_new


def test_a_plan_says_what_is_left_and_what_does_not_belong(tmp_path: Path) -> None:
    done = mined(tmp_path, *GOOD)
    into, new = done.path.parent, shard(tmp_path / "new.warc.gz", GOOD)
    shards = [str(tmp_path / "CC-NEWS-1.warc.gz"), str(new), str(new), "https://archive.example/2.warc.gz"]
    found = plan(shards, FRESNO, into)
    assert (found.done, found.left) == ((shards[0],), (shards[1], shards[3]))
    with pytest.raises(ConfigError, match="is no file"):
        plan([str(tmp_path / "absent.warc.gz")], FRESNO, into)
    with pytest.raises(ConfigError, match="other cities or years"):
        plan(shards[:1], Question.of([a_city()], "2023"), into)
    (into / "mine.parquet").write_bytes(b"PAR1")
    with pytest.raises(ConfigError, match="not made by mining"):
        plan(shards[:1], FRESNO, into)


@pytest.mark.parametrize("years", ["last year", "2023-2018", "23", "2018-", ""])
def test_what_are_no_years(years: str) -> None:
    with pytest.raises(ConfigError, match="are no years"):
        Question.of([a_city()], years)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "mined").write_bytes(b"a file")
    with pytest.raises(ArchiveError, match="cannot be written"):
        mined(tmp_path, *GOOD)


def test_a_failing_reader_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError("deep")

    monkeypatch.setattr("pipeline.mine.page.read_article", fail)
    assert rows(mined(tmp_path, GOOD[0]), "kind, reason, detail")[1] == ("rejection", "reader_failed", "RecursionError: deep")


def test_a_shard_that_is_far_gives_the_same_rows_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    settings, data = Settings(allow_private_addresses=True), b"".join([*GOOD, bytes(BAD)])
    with serving() as web:
        address = web.on("/crawl/CC-NEWS-1.warc.gz", Reply(data)) + "?token=secret"
        web.otherwise = Reply(data)
        web.on("/robots.txt", Reply(b"", 404))
        far = mine(address, FRESNO, tmp_path / "far", settings)
        assert not mine(address, FRESNO, tmp_path / "far", settings).is_new
    near = mined(tmp_path, *GOOD, bytes(BAD))
    columns = "columns(* exclude (warc_file, capture_id, figure_id))"
    assert rows(far, columns) == rows(near, columns)
    assert "secret" not in str(far.made)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CC-NEWS-1.warc.gz", "far", "mined"]


def test_the_runbook_query_reads_the_folder(tmp_path: Path) -> None:
    runbook = (ROOT / "deployments" / "RUNBOOK.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"```sql\n(select\n    metric,.*?read_parquet.*?)```", runbook, re.DOTALL)
    into = mined(tmp_path, *GOOD).path.parent
    with duckdb.connect() as connection:
        told = connection.execute(query.replace("mined/*.parquet", f"{into}/*.parquet")).fetchall()
    assert ("homicide", "2023", 34.0, 4) in [(row[0], row[1], row[2], row[4]) for row in told]
