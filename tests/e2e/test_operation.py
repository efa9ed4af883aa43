"""An installation of real parts does its work, and what breaks in it is made good by itself: the runbook's drills.

After each fault: nothing that was archived is lost, no figure is there twice, no mail went twice. At the end no run is left *Running*.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from typing import TYPE_CHECKING

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
from tests.e2e.processes import wait_until
from tests.e2e.town import CITY, Town
from tests.servers.smtp import Act, SmtpServer
from tests.servers.web import Asked, Reply, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    project["deployments"] += [final | elsewhere | {"name": f"drill-{stage}"} for stage in YEARS]
    file = site.folder / "drills.yaml"
    file.write_text(yaml.safe_dump(project), encoding="utf-8")
    site.command("prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file))


class Hold:
    """A publisher who answers when told to."""

    def __init__(self) -> None:
        self.is_asked, self.go_on = threading.Event(), threading.Event()

    def __call__(self, asked: Asked) -> Reply:
        self.is_asked.set()
        self.go_on.wait(120)
        return Reply(b"gone meanwhile", 503)


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


def test_a_worker_killed_while_it_fetches_and_while_it_delivers(site: Installation) -> None:
    """Two runs at once: one waits for the mail server's word on the second mail, one for a publisher."""
    town, hold = site.town, Hold()
    approve(site, YEARS["deliver"])
    approve(site, YEARS["fetch"])
    site.mail.play(None, Act("dot", "hang"))
    site.submit("drill-deliver", year=YEARS["deliver"])
    wait_until(lambda: site.mail.is_hanging, "the second mail")
    town.story("before")
    town.story("fetch", hold)
    site.submit("drill-fetch", year=YEARS["fetch"])
    wait_until(hold.is_asked.is_set, "the held page")
    site.worker.kill()
    hold.go_on.set()

    site.worker = site.start_worker()
    site.a_minute_passes()
    site.completed("final", year=YEARS["fetch"])
    site.completed("final", year=YEARS["deliver"])
    assert_sound(site)
    assert town.web.paths().count("/evening/before") == 1, "it was archived before the kill"
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
    site.worker.wait_for(rf"Task run '{after}.*' - Finished", pause=0.005)
    wait_until(site.writer, f"{stage} to open the warehouse", 60, pause=0.002)
    time.sleep(moment_seconds)
    site.worker.kill()
    assert site.state(run) == "Running", "nobody is left to say otherwise"
    site.worker = site.start_worker()
    site.a_minute_passes()
    site.completed("final", year=YEARS[stage])
    approve(site, YEARS[stage])
    site.completed("final", year=YEARS[stage])
    assert_sound(site)
    assert got(site, YEARS[stage]) == {ANA: 1, BEN: 1, CHRIS: 1}


def test_no_run_is_left_running(site: Installation) -> None:
    """What was killed is found dead by its missing heartbeat."""
    wait_until(lambda: not site.runs(StateType.RUNNING, StateType.PENDING), "the dead to be found", pause=1)
    assert len(site.runs(StateType.CRASHED)) == len(YEARS)
    assert site.runs(StateType.FAILED) == []
