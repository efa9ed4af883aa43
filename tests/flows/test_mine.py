"""News archives mined by threads, by a local cluster and by an existing one: the same rows, also when a worker is killed in the middle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from distributed import Client
from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

from flows.mine import app, mine_archive, mine_shard
from flows.runner import runner
from pipeline.errors import ArchiveError, ConfigError
from tests.conftest import ROOT, SAMPLE
from tests.mine.shards import ELSEWHERE, TOLD, member, record, shard

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.e2e  # Prefect's server, and processes that import all of it
PAGES = sorted((ROOT / "tests" / "gold" / "pages").glob("*.html"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield str(get_current_settings().api.url)


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Six shards of full pages and filler, one of them damaged in the middle."""
    folder = tmp_path_factory.mktemp("shards")
    made = []
    for number in range(6):
        pages = [page.read_bytes().replace(b"<p>", b"<p>Fresno, too. ") for page in PAGES[number::6]] * 6
        members = [member(record(1000 * number + at, body)) for at, body in enumerate([*pages, TOLD, *[ELSEWHERE] * 20])]
        if number == 3:
            members[5] = members[5][:-100]
        made.append(str(shard(folder / f"CC-NEWS-{number}.warc.gz", members)))
    return made


@pytest.fixture(scope="module")
def by_threads(server: str, shards: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    into = tmp_path_factory.mktemp("threads")
    mine(shards, into, "threads")
    found = rows(into)
    assert sum(len(some) for some in found.values()) > 1000
    assert sum(1 for some in found.values() for row in some if row[0] == "rejection" and "damaged_record" in row) == 1
    return found


def mine(shards: list[str], into: Path, where: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YEAREND_DEPLOYMENTS", str(SAMPLE))
        mine_archive.with_options(task_runner=runner(where, 2))(shards, ["fresno-ca"], into)


def rows(into: Path) -> dict[str, list[Any]]:
    """Each file's rows, in their order."""
    with duckdb.connect() as connection:
        return {path.name: connection.execute(f"from read_parquet('{path}')").fetchall() for path in sorted(into.iterdir())}


def cluster(folder: Path, server: str) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, as they would run on other machines."""
    environment = os.environ | {"PREFECT_API_URL": server, "YEAREND_DEPLOYMENTS": str(SAMPLE), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    started: list[subprocess.Popen[bytes]] = []

    def start(program: str, *arguments: str) -> None:
        command = [sys.executable, "-m", "dask", program, "--scheduler-file", str(folder / "scheduler.json"), "--no-dashboard", *arguments]
        started.append(subprocess.Popen(command, env=environment, cwd=folder, stderr=subprocess.DEVNULL))

    start("scheduler", "--host", "127.0.0.1", "--port", "0")
    for _ in range(2):
        start("worker", "--nthreads", "1", "--no-nanny", "--memory-limit", "600MB")
    try:
        where = _address(folder / "scheduler.json")
        with Client(where, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(2, timeout=180)
        yield where, started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def _address(file: Path) -> str:
    for _ in range(600):
        if file.exists():
            return str(json.loads(file.read_text())["address"])
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")


@pytest.fixture
def existing(tmp_path: Path, server: str) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    yield from cluster(tmp_path, server)


def test_a_local_cluster_gives_the_same_rows(shards: list[str], by_threads: dict[str, list[Any]], tmp_path: Path) -> None:
    mine(shards, tmp_path / "into", "processes")
    assert rows(tmp_path / "into") == by_threads


def test_an_existing_scheduler_gives_the_same_rows_when_a_worker_is_killed(
    shards: list[str], by_threads: dict[str, list[Any]], tmp_path: Path, existing: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """SIGKILL once the first shard is done: the worker holds another then."""
    where, workers = existing
    into = tmp_path / "into"

    def kill() -> None:
        while not list(into.glob("*.parquet")):
            time.sleep(0.02)
        workers[0].kill()

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    mine(shards, into, where)
    assert workers[0].wait(timeout=10) == -9, "nobody was killed"
    assert workers[1].poll() is None
    assert rows(into) == by_threads


def test_a_shard_that_cannot_be_had_fails_the_run_and_no_other_shard(
    server: str, shards: list[str], by_threads: dict[str, list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mine_shard, "retries", 0)
    with pytest.raises(ArchiveError, match=r"1 of 2 shards .* run again"):
        mine([shards[0], "https://127.0.0.1:1/absent.warc.gz"], tmp_path, "threads")
    assert rows(tmp_path).items() <= by_threads.items()
    mine(shards[:1], tmp_path, "threads")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["absent.warc.gz", "--city", "fresno-ca"], "absent.warc.gz is no file"),
        (["--city", "fresno-ca"], "no shard is named"),
        ([__file__, "--city", "nowhere-xx"], "no city 'nowhere-xx'"),
        ([__file__, "--city", "fresno-ca", "--years", "soon"], "'soon' are no years"),
        ([__file__, "--city", "fresno-ca", "--runner", "cloud"], "'cloud' is no place to mine"),
        ([__file__, "--city", "fresno-ca", "--runner", "tcp://127.0.0.1:1"], "cannot be reached"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    server: str, arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(SAMPLE))
    monkeypatch.setattr("flows.runner._PATIENCE", "2s")
    assert app([*arguments, "--into", str(tmp_path / "mined")], result_action="return_value") == 1
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "mined").exists()


def test_workers_elsewhere_need_a_server_that_they_can_reach() -> None:
    """One that is started for the run listens on this machine alone."""
    with temporary_settings({PREFECT_API_URL: None}), pytest.raises(ConfigError, match="set PREFECT_API_URL"):
        runner("tcp://127.0.0.1:8786", 0)


def test_a_dry_run_says_what_it_would_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(SAMPLE))
    arguments = [str(Path(__file__)), "--city", "fresno-ca", "--into", str(tmp_path / "mined"), "--dry-run"]
    assert app(arguments, result_action="return_value") == 0
    assert capsys.readouterr().out == f"{Path(__file__)}\n"
    assert not (tmp_path / "mined").exists()
