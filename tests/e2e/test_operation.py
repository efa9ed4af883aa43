"""An installation of real parts does its work, and what breaks in it is made good by itself: the runbook's drills.

After each fault: nothing that was archived is lost, no figure is there twice, no mail went twice. At the end no run is left *Running*.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
import yaml
from prefect.client.schemas.objects import StateType

from pipeline import stages
from pipeline.archive import Archive
from pipeline.city import load_city
from pipeline.deliver.ledger import Ledger
from pipeline.settings import Settings
from tests.conftest import ROOT
from tests.e2e import postgres
from tests.e2e.installation import Installation, set_up
from tests.e2e.processes import wait_for_none, wait_until
from tests.e2e.town import CITY, Town
from tests.servers.smtp import Act, SmtpServer
from tests.servers.web import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

# A year for each stage in which a worker is killed: each has an edition of its own.
YEARS = {"fetch": 2024, "load": 2020, "transform": 2021, "report": 2022, "deliver": 2017}
ANA, BEN, CHRIS = (f"{name}@example.org" for name in ("ana", "ben", "chris"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("installation")
    with (
        postgres.running() as database,
        serving() as web,
        SmtpServer() as mail,
        set_up(folder, database, Town(web, folder / "deployments"), mail) as one,
    ):
        deploy_copies(one)
        yield one


def deploy_copies(site: Installation) -> None:
    """Of `news` one that is due in half a minute; of `final` one for each drill: a run that was killed keeps its place in its deployment's
    line, and in its queue, until it is found dead.
    """
    project = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text(encoding="utf-8"))
    news, final = (next(one for one in project["deployments"] if one["name"] == name) for name in ("news", "final"))
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30)
    daily = {"slug": "soon", "interval": 86_400, "anchor_date": soon.isoformat(timespec="seconds"), "timezone": "America/Los_Angeles"}
    project["deployments"] = [news | {"name": "soon", "schedules": [daily]}]
    elsewhere = {"schedules": [], "work_pool": {"name": "yearend", "work_queue_name": "default"}}
    names = [*(f"drill-{stage}" for stage in YEARS), "drill-take", "drill-begin", "drill-disk", "race-1", "race-2"]
    project["deployments"] += [final | elsewhere | {"name": name} for name in names]
    file = site.folder / "drills.yaml"
    file.write_text(yaml.safe_dump(project), encoding="utf-8")
    site.command("prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file))


def assert_sound(site: Installation) -> None:
    """Nothing lost, nothing twice: what the city's stories say is there once each, the archive is whole, nobody got a mail twice."""
    assert [one for one in Archive(site.home / "archive").verify() if not one.is_harmless] == []
    told = site.figures(where="metric = 'burglary' and value between 1001 and 1100")
    assert told == sorted(site.town.stories.items())
    assert set(site.mails().values()) <= {1}


def approve(site: Installation, year: int) -> None:
    """Lets the year's edition go as it now is."""
    settings, now = Settings(home=site.home, deployments=site.town.folder), dt.datetime.now(dt.UTC)
    made = stages.report(load_city(settings.deployments, CITY), year, None, settings, now)
    with Ledger(settings.ledger) as ledger:
        for one in made:
            ledger.approve(one.mail.edition_id, one.mail.digest, "the drill", now)


def got(site: Installation, year: int) -> dict[str, int]:
    """How many mails of a year's edition each reader got."""
    return {to: count for (to, subject), count in site.mails().items() if subject.startswith(f"Fresno {year}:")}


# ---- as it should be


def test_a_schedule_collects(site: Installation) -> None:
    """Every source is asked once, and no more by the run after it."""
    wait_until(lambda: any(one.auto_scheduled for one in site.runs(StateType.COMPLETED)), "a run by its schedule", pause=0.5)
    asked = site.town.web.paths()
    assert len(asked) == len(set(asked)) == 14, "the sample's pages, a feed and what it lists"
    site.completed("news")
    assert site.town.web.paths() == asked, "the feed is due again in two hours"
    assert site.mail.accepted == []


def test_a_year_end_waits_for_approval_and_goes_once(site: Installation) -> None:
    site.completed("final", year=2023)
    assert site.mail.accepted == [], "nobody has looked at it"
    shown = site.yearend("approve", f"{CITY}-2023-final", "--by", "the desk").stdout
    assert "2023" in shown
    site.completed("final", year=2023)
    site.completed("final", year=2023)
    assert got(site, 2023) == {ANA: 1, BEN: 1, CHRIS: 1}
    assert_sound(site)


# ---- a worker is killed, with all that it has started, as when the machine runs out of memory


@pytest.mark.parametrize(("deployment", "state"), [("drill-take", "Pending"), ("drill-begin", "Running")])
def test_a_worker_killed_before_its_run_sends_a_heartbeat(site: Installation, deployment: str, state: str) -> None:
    """No heartbeat is missed of a run that never sent one."""
    run = site.submit(deployment, year=2023)
    wait_until(lambda: site.state(run) == state, f"the run to be {state}", pause=0.02)
    site.worker.kill()
    assert site.state(run) == state, "nobody is left to say otherwise"
    site.killed.add(run)
    site.worker = site.start_worker()


def test_a_worker_killed_while_it_fetches_and_while_it_delivers(site: Installation) -> None:
    """Two runs at once: one waits for the mail server's word on the second mail, one for a publisher."""
    town = site.town
    approve(site, YEARS["deliver"])
    approve(site, YEARS["fetch"])
    site.mail.play(None, Act("dot", "hang"))
    site.killed.add(site.submit("drill-deliver", year=YEARS["deliver"]))
    wait_until(lambda: site.mail.is_hanging, "the second mail")
    before, held = town.story("before"), town.story("fetch").hold()
    site.killed.add(site.submit("drill-fetch", year=YEARS["fetch"]))
    wait_until(held.is_asked.is_set, "the held page")
    site.worker.kill()
    held.go_on()

    site.worker = site.start_worker()
    site.a_minute_passes()
    site.completed("final", year=YEARS["fetch"])
    site.completed("final", year=YEARS["deliver"])
    assert_sound(site)
    assert town.web.paths().count(before.path) == 1, "it was archived before the kill"
    assert got(site, YEARS["deliver"]) == {ANA: 1, BEN: 1, CHRIS: 1}, "who was cut off may have it, and is not sent it again"
    assert got(site, YEARS["fetch"]) == {ANA: 1, BEN: 1, CHRIS: 1}


@pytest.mark.parametrize(
    ("stage", "after", "moment_seconds"),
    [
        ("load", "parse fresno-ca", 0.02),
        ("transform", "load fresno-ca", 0.5),
        ("report", "transform and publish", 0.3),
    ],
)
def test_a_worker_killed_with_the_warehouse_open(site: Installation, stage: str, after: str, moment_seconds: float) -> None:
    """At the stage's first look into the warehouse, and a moment later."""
    site.town.story(stage)
    site.worker.forget()
    run = site.submit(f"drill-{stage}", year=YEARS[stage])
    site.worker.wait_for(rf"{after}[^]]*\] Finished", pause=0.005)
    wait_until(site.writer, f"{stage} to open the warehouse", 60, pause=0.002)
    time.sleep(moment_seconds)
    site.worker.kill()
    assert site.state(run) == "Running", "nobody is left to say otherwise"
    site.killed.add(run)
    site.worker = site.start_worker()
    site.a_minute_passes()
    site.completed("final", year=YEARS[stage])
    approve(site, YEARS[stage])
    site.completed("final", year=YEARS[stage])
    assert_sound(site)
    assert got(site, YEARS[stage]) == {ANA: 1, BEN: 1, CHRIS: 1}


def test_the_dead_are_found_and_the_operator_is_told(site: Installation) -> None:
    """By their missing heartbeats, or because they never began. Before the server is restarted: what it was told of a run before that, it no
    longer knows to have seen, and what follows on it waits for a quarter of an hour.
    """
    wait_until(lambda: site.killed <= crashed(site), "the dead to be found", 240, pause=1)
    wait_until(lambda: "flow-failed" in site.alerts(), "the mail that says so", pause=1)
    wait_for_none(lambda: at_work(site), "the end of the watches that crashes begin", 240)


def at_work(site: Installation) -> list[str]:
    """Runs that were asked for and have not ended."""
    runs = (one for one in site.runs(*StateType) if not one.auto_scheduled and one.state and not one.state.is_final())
    return [f"{one.name}: {one.state}" for one in runs]


def crashed(site: Installation) -> set[UUID]:
    return {one.id for one in site.runs(StateType.CRASHED)}


# ---- the server, the database, a source or the disk goes away for a while, and comes back


@pytest.mark.parametrize("what", ["server", "database"])
def test_a_run_outlives_a_restart_of(site: Installation, what: str) -> None:
    """It waits for a publisher meanwhile, and holds the turn to ask its host: who holds what is still known afterwards."""
    held = site.town.story(what).hold()
    run = site.submit("news")
    wait_until(held.is_asked.is_set, "the held page")
    if what == "server":
        site.server.stop()
        site.start_server()
    else:
        site.database.stop()
        time.sleep(3)
        site.database.start()
    held.go_on()
    state = site.finished(run).state
    assert state
    assert state.is_completed(), state
    assert held_limits(site) == [], "a turn that is never given back would stop all runs after it"
    site.completed("publish")
    assert_sound(site)


def held_limits(site: Installation) -> list[str]:
    return [one.name for one in site.client.read_global_concurrency_limits(limit=50, offset=0) if one.active_slots]


def test_a_source_is_down_and_comes_back(site: Installation) -> None:
    """What others say is taken meanwhile; what it says is taken when it is back, and it is asked again by the next run."""
    site.town.story("well")
    ill = site.town.story("ill")
    ill.is_down = True
    site.completed("news")
    site.completed("publish")
    assert {source for source, _ in site.figures(where="metric = 'burglary'")} >= {"well"}
    ill.is_down = False
    site.completed("news")
    site.completed("publish")
    assert_sound(site)


@pytest.fixture
def small_disk(site: Installation) -> Iterator[Path]:
    """A copy of the installation's state on a disk of its own, which is nearly full; the test is skipped where none may be mounted."""
    disk = site.folder / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root, and a machine that lets it")
    try:
        shutil.copytree(site.home, disk / "var")
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_disk_is_full_and_is_not_any_more(site: Installation, small_disk: Path) -> None:
    """The run waits and tries again, and once there is room it is as if nothing had been."""
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    site.town.story("full")
    site.worker.forget()
    run = site.submit("drill-disk", environment={"YEAREND_HOME": str(small_disk / "var")}, year=2023)
    site.worker.wait_for("No space left on device|disk is full")
    ballast.unlink()
    state = site.finished(run, 240).state
    assert state
    assert state.is_completed(), state
    with duckdb.connect(str(small_disk / "var" / "published" / "yearend.duckdb"), read_only=True) as published:
        told = published.execute("select count(*) from core.figure where source = 'full'").fetchall()
    assert told == [(1,)]
    assert [one for one in Archive(small_disk / "var" / "archive").verify() if not one.is_harmless] == []
    site.completed("news")
    site.completed("publish")
    assert_sound(site)


# ---- two at once


def test_two_workers_race_for_the_writer_and_for_one_edition(site: Installation) -> None:
    """Each has a run that loads the same story and mails the same edition, while the mail server takes its time."""
    site.worker.stop()
    first, second = (site.start_worker(name, "--limit", "1") for name in ("first", "second"))
    site.town.story("race")
    approve(site, 2025)
    site.mail.play(*(Act("dot", "slow") for _ in range(6)))
    runs = [site.submit(f"race-{number}", year=2025) for number in (1, 2)]
    for run in runs:
        state = site.finished(run).state
        assert state
        assert state.is_completed(), state
    assert "submitted to infrastructure" in first.said
    assert "submitted to infrastructure" in second.said
    assert_sound(site)
    assert got(site, 2025) == {ANA: 1, BEN: 1, CHRIS: 1}


# ---- at the end


def test_no_run_is_left_running(site: Installation) -> None:
    """All that were killed are dead, and all others are done."""
    wait_until(lambda: site.killed <= crashed(site), "the dead to be found", 240, pause=1)
    wait_for_none(lambda: at_work(site), "the end of all others", 240)
    assert [one.name for one in site.runs(StateType.FAILED)] == []
    assert_sound(site)
