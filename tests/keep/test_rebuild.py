"""The warehouse made again: from the archive, the TOMLs and the decisions alone it is the same, and whatever cuts it off, the old one stands."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipeline import stages
from pipeline.archive import build
from pipeline.city import city_files
from pipeline.decision import Decision, append, review_file
from pipeline.errors import ConfigError, HeldError, WarehouseError
from pipeline.keep.rebuild import rebuild
from pipeline.load import touch
from pipeline.run import Work, run
from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse
from tests.conftest import ROOT, SAMPLE
from tests.incidents.test_stages import CITY, answer, load
from tests.incidents.world import BEGAN, DAY, as_csv, row
from tests.test_warehouse import held

pytestmark = pytest.mark.e2e  # whole runs

NOW = dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC)
COPIED = ("cities", "sample")


def installed(folder: Path) -> Settings:
    """The sample with a decision, in a folder of its own."""
    for name in COPIED:
        shutil.copytree(ROOT / "deployments" / name, folder / "deployments" / name)
    return Settings(home=folder / "var", deployments=folder / "deployments" / "sample", lock_wait_seconds=0.5)


def ran(settings: Settings, replay: Path) -> None:
    run("fresno-ca", 2023, None, Work(settings, NOW, lambda what, outcome: None, replay=replay))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    settings = installed(folder)
    ran(settings, SAMPLE / "captures.warc.gz")
    with open_warehouse(settings) as connection:
        ((figure,),) = connection.execute("select figure_id from core.figure where metric = 'shooting' order by all limit 1").fetchall()
        silent = "null, 'fresno-ca', 'rtci-sample', 'fetch', 'silent', 'it was silent', null, null, now()::timestamp, 1"
        connection.execute(f"insert into raw.rejection values ({silent})")
        touch(connection, ["rejection"])
    decision = Decision(verdict="reject", by="A. Editor", why="a test", at=NOW, id=figure)
    append(review_file(city_files(settings.deployments)["fresno-ca"]), decision)
    stages.transform(settings, NOW)
    return folder


@pytest.fixture
def home(sample: Path, tmp_path: Path) -> Settings:
    shutil.copytree(sample, tmp_path / "here")
    return Settings(home=tmp_path / "here" / "var", deployments=tmp_path / "here" / "deployments" / "sample", lock_wait_seconds=0.5)


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, landing tables and what the runner notes of them included."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = [name for (name,) in connection.execute("select schema_name || '.' || table_name from duckdb_tables() order by all").fetchall()]
        return {name: sorted(connection.execute(f"from {name}").fetchall(), key=repr) for name in names}


def files(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("slug", [None, "fresno-ca"])
def test_it_equals_the_old_one(home: Settings, slug: str | None) -> None:
    before, published = contents(home.warehouse), files(home.published)
    assert before["core.decision"]
    assert len(before["core.figure"]) > 100
    said: list[str] = []
    done = rebuild(home, NOW, slug, said.append)
    assert contents(home.warehouse) == before
    assert not done.published.is_new
    assert files(home.published) == published
    assert said[-1] == f"fresno-ca: {done.documents} of {done.documents} documents"


def emptied(path: Path) -> None:
    path.unlink()


def garbled(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:12_500] = b"\xff" * (12_500 - 8192)
    path.write_bytes(content)


def of_another_schema(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table raw.figure drop column unit")
        connection.execute("drop table meta.shape")


@pytest.mark.parametrize("damage", [emptied, garbled, of_another_schema])
def test_a_lost_damaged_or_older_one_comes_back(home: Settings, damage: Callable[[Path], None]) -> None:
    """All but the rejections of runs, of which nothing else tells."""
    before = contents(home.warehouse)
    damage(home.warehouse)
    rebuild(home, NOW)
    after = contents(home.warehouse)
    assert {name for name in before if before[name] != after[name]} <= {
        "raw.rejection",
        "core.rejection",
        "mart.rejection",
        "mart.source_health",
        "mart.coverage",
        "meta.landing",
        "meta.model",
    }
    assert after["core.figure"] == before["core.figure"]


def test_one_of_another_schema_is_read_again_by_the_next_run(home: Settings) -> None:
    before = contents(home.warehouse)
    of_another_schema(home.warehouse)
    stages.transform(home, NOW)
    assert contents(home.warehouse)["core.figure"] == before["core.figure"]


def test_pages_imported_without_the_name_of_a_source_are_found_again(tmp_path: Path) -> None:
    """Archives of others, such as Common Crawl's: a feed in them leads to its pages."""
    settings = installed(tmp_path)
    folder = tmp_path / "deployments" / "sample"
    manifest = folder / "captures.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text("".join(line for line in text.splitlines(keepends=True) if not line.startswith("source")), encoding="utf-8")
    ran(settings, build(folder))
    before = contents(settings.warehouse)
    rebuild(settings, NOW)
    assert contents(settings.warehouse) == before


def test_a_city_that_is_none_and_a_warehouse_that_is_not_there(home: Settings) -> None:
    with pytest.raises(ConfigError, match="no city 'fresno'"):
        rebuild(home, NOW, "fresno")
    home.warehouse.unlink()
    with pytest.raises(WarehouseError, match="run `yearend rebuild`"):
        rebuild(home, NOW, "fresno-ca")


def test_a_warehouse_that_another_process_keeps_is_left(home: Settings) -> None:
    before = home.warehouse.read_bytes()
    with held(home.warehouse), pytest.raises(HeldError, match="is held by process"):
        rebuild(home, NOW)
    assert home.warehouse.read_bytes() == before
    assert not list(home.home.glob("warehouse.duckdb.new*"))


def test_killed_at_any_moment_the_old_one_stands(home: Settings) -> None:
    before = contents(home.warehouse)
    environment = os.environ | {"YEAREND_HOME": str(home.home), "YEAREND_DEPLOYMENTS": str(home.deployments)}
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "rebuild"]
    for tenths in range(5, 45, 5):
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
            time.sleep(tenths / 10)
            process.send_signal(signal.SIGKILL)
        found = contents(home.warehouse)
        assert found == before
    rebuild(home, NOW)
    assert contents(home.warehouse) == before
    assert not list(home.home.glob("warehouse.duckdb.*"))


def test_rows_of_incidents_have_the_same_history_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three files of a portal, loaded day by day, and at once."""
    settings = Settings(home=tmp_path)
    monkeypatch.setattr(stages, "readable_cities", lambda _: [CITY])
    for day, keys in enumerate(((1, 2), (1, 2, 3), (1, 3))):
        answer(settings, as_csv([row(key) for key in keys]), BEGAN + day * DAY)
        load(CITY, settings)
        stages.transform(settings, NOW)
    before = contents(settings.warehouse)
    assert len(before["raw.incident"]) == 3
    rebuild(settings, NOW)
    assert contents(settings.warehouse) == before
