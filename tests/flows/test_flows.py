"""Through Prefect and without it: the same rows and the same mail. A real ephemeral server, started once."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import duckdb
import pytest
from prefect.variables import Variable

from flows.declared import read_automations, read_setup
from flows.honest import IncompleteError
from flows.monthly import monthly
from flows.rehearse import rehearse
from flows.summarise import summarise
from flows.year_end import year_end
from pipeline.city import load_cities
from pipeline.deliver.ledger import Ledger
from pipeline.errors import ConfigError
from pipeline.run import Work, run
from pipeline.settings import Settings
from pipeline.source import Sort
from tests.conftest import ROOT, SAMPLE
from tests.flows.artifacts import artifacts

pytestmark = pytest.mark.e2e  # Prefect's server alone takes ten seconds
CAPTURES = SAMPLE / "captures.warc.gz"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a run without Prefect, to be copied."""
    home = tmp_path_factory.mktemp("sample")
    work = Work(Settings(home=home, deployments=SAMPLE), dt.datetime.now(dt.UTC), lambda what, outcome: None, replay=CAPTURES)
    run("fresno-ca", 2023, "2023-12-29", work)
    return home


def rows(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table of the published file."""
    with duckdb.connect(str(home / "published" / "yearend.duckdb"), read_only=True) as published:
        names = published.execute("select schema_name || '.' || table_name from duckdb_tables() order by all").fetchall()
        return {name: published.execute(f"from {name} order by all").fetchall() for (name,) in names}


def files(home: Path) -> dict[str, bytes]:
    """What people get to see: mails and pages."""
    found = [path for folder in ("outbox", "site") for path in (home / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(home)): path.read_bytes() for path in found}


def test_through_prefect_and_without_it_the_same_rows_and_the_same_mail(
    server: None, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(SAMPLE))
    monkeypatch.setenv("YEAREND_HOME", str(tmp_path))
    year_end("fresno-ca", 2023, known_at="2023-12-29", replay=CAPTURES)
    once = rows(tmp_path), files(tmp_path)
    year_end("fresno-ca", 2023, known_at="2023-12-29", replay=CAPTURES)
    assert (rows(tmp_path), files(tmp_path)) == once, "a second run changed something"

    assert rows(ran) == once[0]
    assert files(ran) == once[1]

    shown = artifacts()
    wanted = {"collected-fresno-ca", "rejected-fresno-ca", "checks", "sources", "revised", "fresno-ca-2023-preliminary"}
    assert wanted <= shown.keys()
    assert not any("@example.org" in text.replace("desk@example.org", "") for text in shown.values()), "a subscriber's address"


def test_an_edition_of_another_kind_waits(server: None, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `only`, the year's edition of another kind is made and not sent: no mail server is set, and nobody asks for one."""
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(SAMPLE))
    monkeypatch.setenv("YEAREND_HOME", str(shutil.copytree(ran, tmp_path / "home")))
    summarise("fresno-ca", 2023, known_at="2023-12-29", send=True, only="final")


def test_an_operator_holds_every_mail_back_with_a_variable(server: None, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the same edition is tried, and there is no mail server."""
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(SAMPLE))
    monkeypatch.setenv("YEAREND_HOME", str(shutil.copytree(ran, tmp_path / "home")))
    Variable.set("yearend_deliver", "No", overwrite=True)
    try:
        summarise("fresno-ca", 2023, known_at="2023-12-29", send=True)
    finally:
        Variable.unset("yearend_deliver")
    assert "holds every mail back" in artifacts()["delivery-fresno-ca"]
    with pytest.raises(ConfigError, match="YEAREND_SMTP_HOST is not set"):
        summarise("fresno-ca", 2023, known_at="2023-12-29", send=True)


def test_a_month_through_prefect(server: None, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made of what was collected before; the sample's addresses answer nobody, so that all that was due could not be had, which the run says."""
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(SAMPLE))
    home = shutil.copytree(ran, tmp_path / "home")
    monkeypatch.setenv("YEAREND_HOME", str(home))
    with pytest.raises(IncompleteError, match="could not be had"):
        monthly("fresno-ca", "2026-05")
    assert (home / "outbox" / "fresno-ca-2026-05-monthly.eml").is_file()


def test_the_year_end_is_rehearsed_and_stands_in_no_ledger(server: None, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds the first and nothing changed; what the ledger does not have can be approved by nobody. A lost metric fails the run."""
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(SAMPLE))
    home = shutil.copytree(ran, tmp_path / "home")
    monkeypatch.setenv("YEAREND_HOME", str(home))
    with Ledger(home / "ledger.sqlite") as ledger:
        before = [one.edition_id for one in ledger.editions()]
    for said in ("the first of this year", "nothing changed since the last one"):
        with pytest.raises(IncompleteError, match=r"each and says why$"):  # as for the month, and nothing else
            rehearse("fresno-ca", 2023)
        assert said in artifacts()["rehearsal-fresno-ca"]
    assert (home / "outbox" / "fresno-ca-2023-rehearsal.eml").is_file()
    with Ledger(home / "ledger.sqlite") as ledger:
        assert [one.edition_id for one in ledger.editions()] == before

    last = home / "rehearsals" / "fresno-ca-2023" / "edition.json"
    had = last.read_text(encoding="utf-8")
    last.write_text(had.replace('"metric": "homicide"', '"metric": "arson"'), encoding="utf-8")
    with pytest.raises(IncompleteError, match=r"no count any more, and the last rehearsal had one; where that is right, `rm "):
        rehearse("fresno-ca", 2023)
    assert '"metric": "arson"' in last.read_text(encoding="utf-8"), "one that would not do is nothing to compare the next with"


def test_every_deployment_names_a_flow_and_parameters_that_it_takes() -> None:
    import importlib

    import yaml

    deployments = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert len({one["name"] for one in deployments}) == len(deployments) >= 4
    for one in deployments:
        path, _, name = one["entrypoint"].partition(":")
        flow = getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)
        if one["schedules"]:  # by hand, a person gives what is required
            flow.validate_parameters(one["parameters"])
        assert one["parameters"].keys() <= flow.parameters.properties.keys()
        assert all(schedule["timezone"] == "America/Los_Angeles" and schedule["slug"] for schedule in one["schedules"])


def test_news_and_releases_are_all_sources_once() -> None:
    """The schedules for news and for releases together ask every source, whatever reads it, and none twice."""
    for city in load_cities(ROOT / "deployments"):
        sorts = [source.sort for source in city.source]
        assert set(sorts) <= set(get_args(Sort))
        assert all((source.sort == "news") == (source.reads == "article") for source in city.source)


def test_whoever_types_a_flow_sends_the_heartbeats_that_the_server_waits_for() -> None:
    """As the pool's runs do: at Prefect's own pace, a run of three minutes would be declared dead while it works."""
    show = "from prefect.settings import get_current_settings as current; print(current().flows.heartbeat_frequency)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    seen = subprocess.run([sys.executable, "-c", show], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    of_runs = read_setup(ROOT / "deployments").pool.env["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"]
    silent = next(one for one in read_automations(ROOT / "deployments") if "heartbeat" in one.name).trigger["within"]
    assert seen.stdout.strip() == of_runs
    assert 3 * int(of_runs) < silent


def test_the_project_tells_prefect_how_long_its_server_may_take_to_start() -> None:
    """Its default of 20 s is too short on a small machine; without it `python -m flows.year_end` fails now and then."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["prefect"]
    assert settings["server"]["ephemeral"]["startup_timeout_seconds"] >= 120
    assert settings["server"]["analytics_enabled"] is False
