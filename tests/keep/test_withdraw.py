"""A takedown on the sample: no byte of the home holds the words any more, and neither a rebuild nor a replay brings them back."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.city import city_files, load_city
from pipeline.deliver.ledger import Ledger
from pipeline.errors import ArchiveError, YearendError
from pipeline.keep.backup import backup
from pipeline.keep.rebuild import rebuild
from pipeline.keep.redact import GONE
from pipeline.keep.restore import restore
from pipeline.keep.retention import expire, over
from pipeline.keep.withdraw import look, withdraw
from pipeline.rehearsal import REHEARSALS, rehearse
from pipeline.report.store import loads
from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse
from tests.conftest import SAMPLE
from tests.keep.test_rebuild import NOW, contents, files, installed, ran

pytestmark = pytest.mark.e2e  # whole runs

EDITION = "fresno-ca-2023-final"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    ran(installed(folder), SAMPLE / "captures.warc.gz")
    return folder


@pytest.fixture
def home(sample: Path, tmp_path: Path) -> Settings:
    shutil.copytree(sample, tmp_path / "here")
    folder = tmp_path / "here"
    return Settings(home=folder / "var", deployments=folder / "deployments" / "sample", backup_folder=str(tmp_path / "backups"))


@pytest.fixture
def address(home: Settings) -> str:
    """The article that the edition takes most from."""
    with open_warehouse(home) as connection:
        captures = "core.figure join core.capture using (capture_id) where media_type = 'text/html'"
        return str(connection.execute(f"select capture.address from {captures} group by all order by count(*) desc, address").fetchall()[0][0])


def words(settings: Settings, address: str) -> set[bytes]:
    """Quotations and figures' words of a document, long enough to be nobody else's."""
    with open_warehouse(settings) as connection:
        quotes = connection.execute(
            "select quote from core.figure join core.capture using (capture_id) where capture.address = $1"
            " union select text from core.quotation join core.capture using (capture_id) where capture.address = $1",
            [address],
        ).fetchall()
    return {quote.encode() for (quote,) in quotes if len(quote) > 25}


def holding(folder: Path, wanted: set[bytes]) -> set[str]:
    """Files with any of the words in their bytes, as they lie there or out of their gzip members."""
    return {path.name for path in folder.rglob("*") if path.is_file() and any(one in _plain(path.read_bytes()) for one in wanted)}


def _plain(data: bytes) -> bytes:
    whole = data
    while data.startswith(b"\x1f\x8b"):
        inflate = zlib.decompressobj(31)
        whole += inflate.decompress(data)
        data = inflate.unused_data
    return whole


def test_words_are_gone_from_every_file(home: Settings, address: str) -> None:
    wanted = words(home, address)
    assert len(wanted) > 3
    rehearse(load_city(home.deployments, "fresno-ca"), 2023, home)
    of_another_version = home.site / "fresno-ca" / "2023" / "update-1"
    shutil.copytree(home.site / "fresno-ca" / "2023" / "final", of_another_version)
    text = (of_another_version / "edition.json").read_text(encoding="utf-8")
    (of_another_version / "edition.json").write_text(text.replace('"traces"', '"tracks"'), encoding="utf-8")
    there = holding(home.home, wanted)
    assert {"ledger.sqlite", "warehouse.duckdb", "yearend.duckdb", "index.html", "edition.json"} <= there
    with open_warehouse(home) as connection:
        others = connection.execute(
            "select count(*) from core.figure join core.capture using (capture_id) where capture.address <> ?", [address]
        ).fetchall()
    found = withdraw(home, address, "A. Editor", "asked by the publisher", NOW)
    assert not holding(home.home, wanted)
    assert not (home.outbox / f"{EDITION}.eml").exists()  # its words are encoded
    assert not list(of_another_version.iterdir())
    assert (home.home / REHEARSALS / "fresno-ca-2023" / "edition.json").exists()
    assert [one.edition.id for one in found.editions] == [EDITION]
    assert found.figures
    with open_warehouse(home) as connection:
        assert connection.execute("select count(*) from core.figure").fetchall() == others
        ((detail,),) = connection.execute("select detail from core.rejection where reason = 'withdrawn'").fetchall()
    assert "asked by the publisher" in detail
    assert [(one.by, one.why) for one in Archive(home.archive).tombstones()] == [("A. Editor", "asked by the publisher")] * 2
    assert Archive(home.archive).verify() == []


def test_editions_keep_their_numbers_and_lose_the_words(home: Settings, address: str) -> None:
    path = home.site / "fresno-ca" / "2023" / "final" / "edition.json"
    before = loads(path.read_text(encoding="utf-8"))
    captures = {one.capture_id for one in look(home, address).captures}
    withdraw(home, address, "A. Editor", "asked", NOW)
    after = loads(path.read_text(encoding="utf-8"))
    assert after.key_rows == before.key_rows
    assert [one.value for one in after.traces] == [one.value for one in before.traces]
    gone = [one for one in after.traces if one.capture_id in captures]
    assert gone
    assert {(one.quote, one.before, one.after) for one in gone} == {(GONE, "", "")}
    assert [one for one in after.traces if one.capture_id not in captures] == [one for one in before.traces if one.capture_id not in captures]
    assert all(one.capture_id not in captures for one in after.spoken)
    assert GONE in path.with_name("index.html").read_text(encoding="utf-8")


def test_neither_rebuild_nor_replay_nor_restoration_brings_them_back(home: Settings, address: str) -> None:
    wanted = words(home, address)
    older = backup(home, Path(home.backup_folder), NOW - dt.timedelta(hours=1)).folder
    withdraw(home, address, "A. Editor", "asked", NOW)
    after = contents(home.warehouse)
    rebuild(home, NOW)
    ran(home, SAMPLE / "captures.warc.gz")
    again = contents(home.warehouse)
    assert {name for name in after if after[name] != again[name]} <= {"meta.landing"}
    made = backup(home, Path(home.backup_folder), NOW.replace(day=23))
    assert not made.troubles  # the file is shorter, and it is known why
    restore(home, older, NOW, is_replacing=True)
    assert not holding(home.archive, wanted)
    rebuild(home, NOW)
    assert not holding(home.home / "archive", wanted) | holding(home.home / "published", wanted)


def test_to_look_changes_nothing(home: Settings, address: str) -> None:
    shelf_of = backup(home, Path(home.backup_folder), NOW).folder
    captures = list(Archive(home.archive).of_address(address))
    review = city_files(home.deployments)["fresno-ca"].with_name("fresno-ca.review.toml")
    review.write_text(f"# {captures[0].capture_id}\n", encoding="utf-8")
    before = files(home.home)
    found = look(home, address)
    after = files(home.home)
    assert {name for name in after if name in before and after[name] != before[name]} <= {
        "ledger.sqlite",
        "ledger.sqlite-shm",
        "ledger.sqlite-wal",
    }  # put in order when closed
    assert (found.backups, found.decisions) == ((shelf_of,), (review,))
    with pytest.raises(ArchiveError, match="holds nothing of"):
        look(home, "https://sample.example/nothing")


def test_it_can_be_said_twice(home: Settings, address: str) -> None:
    withdraw(home, address, "A. Editor", "asked", NOW)
    withdraw(home, address, "B. Editor", "asked again", NOW)
    assert {one.by for one in Archive(home.archive).tombstones()} == {"A. Editor"}


def test_killed_at_any_moment_the_same_command_goes_on(home: Settings, address: str) -> None:
    wanted = words(home, address)
    environment = os.environ | {"YEAREND_HOME": str(home.home), "YEAREND_DEPLOYMENTS": str(home.deployments)}
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "archive", "withdraw", address, "--reason", "asked"]
    for tenths in (8, 12, 16, 20, 25, 30, 40):
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
            time.sleep(tenths / 10)
            process.send_signal(signal.SIGKILL)
        with Ledger(home.ledger) as ledger:
            assert [one.edition_id for one in ledger.editions()] == [EDITION]
        assert len(contents(home.warehouse)["core.figure"]) > 100
    withdraw(home, address, "A. Editor", "asked", NOW)
    assert not holding(home.home, wanted)
    assert Archive(home.archive).verify() == []
    assert not list(home.home.rglob("*.part"))


def test_what_is_kept_for_a_time_goes_when_it_is_over(home: Settings, address: str) -> None:
    path = city_files(home.deployments)["fresno-ca"]
    text = path.read_text(encoding="utf-8")
    sources = [one for one in text.split("[[source]]") if f'"{address}"' in one]
    if not sources:
        pytest.skip("the article comes by the feed")
    path.write_text(text.replace(sources[0], sources[0].replace("\ndue =", "\nkeep_days = 30\ndue =", 1)), encoding="utf-8")
    wanted = words(home, address)
    early = min(one.fetched_at for one in Archive(home.archive).of_address(address))
    assert not over(home, early)
    (found,) = expire(home, NOW.replace(year=2030))
    assert len(found.captures) == 1
    assert not holding(home.archive, wanted) | holding(home.published, wanted) | holding(home.warehouse, wanted)
    assert not over(home, NOW.replace(year=2030))
    after = contents(home.warehouse)
    rebuild(home, NOW)
    assert contents(home.warehouse)["core.figure"] == after["core.figure"]


def test_rows_are_not_kept_for_a_time(home: Settings) -> None:
    path = city_files(home.deployments)["fresno-ca"]
    path.write_text(path.read_text(encoding="utf-8").replace('reads = "series"', 'reads = "series"\nkeep_days = 30', 1), encoding="utf-8")
    with pytest.raises(YearendError, match="keep_days goes with documents"):
        load_city(home.deployments, "fresno-ca")
