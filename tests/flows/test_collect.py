"""The collect flow on a real Prefect server, against publishers on loopback: what fails a run, and what is only a row of it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from prefect.client.orchestration import get_client

from flows import limits, tasks
from flows.collect import collect
from flows.honest import IncompleteError
from pipeline import stages
from pipeline.city import load_city
from pipeline.errors import ArchiveError
from tests.flows.artifacts import artifacts
from tests.servers.web import Reply, Web, serving

pytestmark = pytest.mark.e2e  # Prefect's server alone takes ten seconds

CITY = """
name = "Fresno"
state = "CA"
time_zone = "America/Los_Angeles"
subscribers = "none.csv"
[sender]
name = "The desk"
address = "a@example.org"
reply_to = "a@example.org"
postal_address = "1 Main Street"
[[provider]]
id = "police"
name = "Fresno Police"
short = "police"
"""
SOURCE = """
[[source]]
id = "{id}"
kind = "page"
reads = "article"
address = "{address}"
outlet = "{id}"
provider = "police"
definition = "police"
due = "2 hours"
terms = "none"
licence = "none"
may = ["read"]
"""
PAGE = b"<html><body><article><h1>Fresno</h1><p>Fresno police counted 35 homicides in 2023, they said.</p></article></body></html>"


@pytest.fixture
def webs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Web, Web]]:
    """Two publishers, each on a host of its own; the first has two sources."""
    with contextlib.ExitStack() as stack:
        first, second = (stack.enter_context(serving(host)) for host in ("127.0.0.1", "127.0.0.2"))
        addresses = {"courier": first.address + "/a", "bee": first.address + "/b", "tribune": second.address + "/c"}
        (tmp_path / "cities").mkdir()
        text = CITY + "".join(SOURCE.format(id=name, address=address) for name, address in addresses.items())
        (tmp_path / "cities" / "fresno-ca.toml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(tmp_path))
        monkeypatch.setenv("YEAREND_HOME", str(tmp_path / "var"))
        monkeypatch.setenv("YEAREND_ALLOW_PRIVATE_ADDRESSES", "true")
        monkeypatch.setenv("YEAREND_HOST_PAUSE_SECONDS", "0")
        monkeypatch.setattr(tasks, "fetch", tasks.fetch.with_options(retries=0))
        yield first, second


def page() -> Reply:
    return Reply(PAGE, headers={"Content-Type": "text/html"})


def landed(tmp_path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The sources with a document in the warehouse, and what could not be had, by source and reason."""
    with duckdb.connect(str(tmp_path / "var" / "warehouse.duckdb"), read_only=True) as warehouse:
        documents = [source for (source,) in warehouse.execute("select distinct source from raw.capture order by all").fetchall()]
        rejected = warehouse.execute("select source, reason from raw.rejection where stage = 'fetch' order by all").fetchall()
    return documents, [(source, reason) for source, reason in rejected]


def test_a_host_is_asked_by_one_task_and_the_sources_of_no_other(
    webs: tuple[Web, Web], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "flows")
    city = load_city(tmp_path, "fresno-ca")
    assert [[source.id for source in group] for group in tasks.hosts(city.source)] == [["courier", "bee"], ["tribune"]]
    assert [one.partition(";")[0] for one in caplog.messages] == ["2 hosts are asked at once"]


def test_one_source_that_fails_is_a_row(server: None, webs: tuple[Web, Web], tmp_path: Path) -> None:
    webs[0].on("/a", page())
    webs[1].on("/c", page())
    collect("fresno-ca")
    assert landed(tmp_path) == (["courier", "tribune"], [("bee", "not_found")])
    with get_client(sync_client=True) as client:
        names = {one.name for one in client.read_task_runs()}
        limit_names = {one.name for one in client.read_global_concurrency_limits(limit=100)}
    assert any(name.startswith("fetch fresno-ca courier, bee 20") for name in names)
    assert {"host 127.0.0.1", "host 127.0.0.2"} <= limit_names, "a source that was added since the set-up has no limit"
    shown = artifacts()
    assert shown["progress-fresno-ca"] == "100"
    assert "not_found" in shown["collected-fresno-ca"]


def test_a_run_in_which_nothing_could_be_had_is_failed_and_says_so_in_the_warehouse_too(
    server: None, webs: tuple[Web, Web], tmp_path: Path
) -> None:
    with pytest.raises(IncompleteError, match="all 3 sources of Fresno, CA that were due could not be had"):
        collect("fresno-ca")
    assert landed(tmp_path) == ([], [("bee", "not_found"), ("courier", "not_found"), ("tribune", "not_found")])


def test_a_host_that_another_run_asks_is_left_to_the_next_run(
    server: None, webs: tuple[Web, Web], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    webs[0].on("/a", page())
    webs[1].on("/c", page())
    monkeypatch.setattr(limits, "_HOST_WAIT_SECONDS", 8)  # a free one is had within a second, on a busy machine a few
    sources = load_city(tmp_path, "fresno-ca").source
    limits.ensure_limits(sources)
    with limits.asking(sources[0]):
        collect("fresno-ca")
    assert landed(tmp_path) == (["tribune"], [("bee", "host_busy"), ("courier", "host_busy")])
    assert webs[0].asked == []
    collect("fresno-ca")
    assert landed(tmp_path)[0] == ["courier", "tribune"]


def test_a_limit_that_is_not_there_lets_nobody_through(server: None, webs: tuple[Web, Web], tmp_path: Path) -> None:
    """Prefect lets everyone through such a limit, unless it is asked for strictly."""
    from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError

    with get_client(sync_client=True) as client:
        if "host 127.0.0.1" in {one.name for one in client.read_global_concurrency_limits(limit=100)}:
            client.delete_global_concurrency_limit_by_name("host 127.0.0.1")
    with pytest.raises(ConcurrencySlotAcquisitionError), limits.asking(load_city(tmp_path, "fresno-ca").source[0]):
        raise AssertionError("let through")


def test_our_own_mistake_with_one_source_keeps_the_run_from_no_other_and_fails_it(
    server: None, webs: tuple[Web, Web], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    webs[0].on("/a", page())
    real = stages.fetch

    def broken(city: object, settings: object, now: object, sources: tuple[object, ...]) -> stages.Fetched:
        if len(sources) == 1:
            raise KeyError("resultOffset")
        return real(city, settings, now, sources)  # type: ignore[arg-type]  # only passed on

    monkeypatch.setattr(stages, "fetch", broken)
    with pytest.raises(IncompleteError, match="asking tribune ended in KeyError"):
        collect("fresno-ca")
    assert landed(tmp_path) == (["courier"], [("bee", "not_found"), ("tribune", "fetch_broke")])


def test_a_full_disk_ends_the_run(server: None, webs: tuple[Web, Web], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object) -> stages.Fetched:
        raise ArchiveError("No space left on device")

    monkeypatch.setattr(stages, "fetch", full)
    with pytest.raises(ArchiveError, match="No space left"):
        collect("fresno-ca")
