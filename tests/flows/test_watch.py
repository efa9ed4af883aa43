"""The watch and `python -m flows.doctor` on a real Prefect server: what the server tells is mailed, and what it lacks is named."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.settings import get_current_settings
from prefect.testing.utilities import prefect_test_harness

from flows.command import run
from flows.doctor import examine
from flows.setup import setup
from flows.watch import of_server, watch
from pipeline.errors import ConfigError
from pipeline.settings import Settings
from pipeline.watch.begun import TERMINAL
from pipeline.watch.journal import WATCH, Journal
from pipeline.watch.look import look
from tests.conftest import ROOT
from tests.flows.artifacts import artifacts
from tests.servers.smtp import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.e2e  # Prefect's server alone takes ten seconds
OPERATOR = "olive.operator@example.org"


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=120):
        yield


DOOMED = f"""
import logging, sys
from prefect import flow, task

@task(timeout_seconds=60)
def fails():
    logging.getLogger("pipeline").warning("{OPERATOR} said pass-word-1234")
    raise ValueError("{OPERATOR} is no number, nor is pass-word-1234")

@flow(name="doomed")
def doomed():
    fails.submit().result()

try:
    doomed()
except ValueError:  # as Prefect's engine does in a worker's process
    sys.exit(1)
"""


NOTING = """
from prefect import flow
from pipeline.errors import WarehouseError
from pipeline.settings import load_settings
from pipeline.watch.journal import noted

@flow(name="noting")
def noting():
    with noted(load_settings(), "transform"):
        raise WarehouseError("there is no room")
"""


@flow(name="failing")
def failing() -> None:
    raise ValueError("a figure is no number")


def failed() -> None:
    """A run that failed."""
    with pytest.raises(ValueError, match="is no number"):
        failing()


def troubles(settings: Settings) -> dict[str, str]:
    with get_client(sync_client=True) as client:
        return {one.about: one.command for one in examine(client, settings, dt.datetime.now(dt.UTC)) if one.state == "trouble"}


def test_what_the_server_lacks_is_named_with_the_command_that_makes_it(server: None, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, deployments=ROOT / "deployments")
    before = troubles(settings)
    assert before["setup"] == "python -m flows.setup"
    assert before["deployments"].startswith("prefect --no-prompt deploy")
    assert before["worker"].startswith("prefect worker start")
    list(setup(settings, is_dry_run=False))
    alone = tmp_path / "deployments"
    shutil.copytree(settings.deployments / "cities", alone / "cities")
    after = troubles(settings.model_copy(update={"deployments": alone}))  # an installation's folder may hold its cities alone
    assert set(after) == {"deployments", "worker"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_neither_logs_nor_the_servers_copies_of_them_name_anyone(server: None, form: str) -> None:
    """A process as the worker starts it, in the project's folder, where Prefect finds our logging."""
    settings = {"YEAREND_SMTP_PASSWORD": "pass-word-1234", "YEAREND_LOG_FORMAT": form, "PREFECT_API_URL": str(get_current_settings().api.url)}
    environment = {**os.environ, **settings, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    ran = subprocess.run([sys.executable, "-c", DOOMED], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 1, ran.stderr
    with get_client(sync_client=True) as client:
        kept = "\n".join(one.message for one in client.read_logs(limit=200))
    assert "is no number" in ran.stderr
    assert "worker thread" not in ran.stderr + kept, "Prefect's paragraph on time-outs, once for each host"
    assert "o…@example.org is no number, nor is ***" in kept
    for said in (ran.stdout, ran.stderr, kept):
        assert OPERATOR not in said
        assert "pass-word-1234" not in said
    if form == "json":
        lines = [json.loads(line) for line in ran.stderr.splitlines() if line.startswith("{")]
        assert {"time", "level", "logger", "message"} <= set(lines[0])
        assert any("exception" in line for line in lines)


def test_a_run_that_failed_is_mailed_once(server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed()
    with SmtpServer() as mails:
        fields = {
            "HOME": tmp_path / "var",
            "DEPLOYMENTS": ROOT / "deployments",
            "OPERATOR": OPERATOR,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": mails.port,
            "SMTP_SECURITY": "insecure",
        }
        for name, value in fields.items():
            monkeypatch.setenv(f"YEAREND_{name}", str(value))
        watch()
        watch()
    (message,) = [message.decode() for _, message in mails.accepted]
    assert "flow-failed, in deployments/RUNBOOK.md" in message
    assert "prefect flow-run logs" in message
    with Journal(tmp_path / "var" / "ledger.sqlite") as journal:
        assert journal.last_ok(WATCH) is not None
    shown = " ".join(artifacts().values())
    assert "flow-failed" in shown
    assert OPERATOR not in shown


def test_a_stage_that_fails_in_a_run_of_a_worker_is_told_once(server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a real worker, which names the run to the process that it begins."""
    (tmp_path / "noting.py").write_text(NOTING, encoding="utf-8")
    monkeypatch.setenv("YEAREND_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'src'}{os.pathsep}{ROOT}")
    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name="noting", type="process"))
        noting = client.create_flow_from_name("noting")
        made = client.create_deployment(noting, "here", path=str(tmp_path), entrypoint="noting.py:noting", work_pool_name="noting")
        run_id = client.create_flow_run_from_deployment(made).id
    worker = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "noting", "--type", "process", "--run-once"]
    environment = {**os.environ, "PREFECT_API_URL": str(get_current_settings().api.url)}
    subprocess.run(worker, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=180, check=True)
    settings, now = Settings(home=tmp_path / "var", deployments=tmp_path), dt.datetime.now(dt.UTC)
    of_runs = [one for one in of_server(settings, now) or () if one.about == "noting/here"]
    assert [(one.code, one.run) for one in of_runs] == [("flow-failed", str(run_id))]
    told = [one for one in look(settings, now, of_runs, is_dry_run=True).alerts if one.code in ("run-failed", "flow-failed")]
    assert [(one.code, one.about, one.what) for one in told] == [("run-failed", "all/transform", "transform failed: there is no room")]


def test_a_flow_that_somebody_typed_is_not_told(server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They have read of its end; the same from cron is told."""

    @flow(name="typed")
    def typed() -> None:
        raise ConfigError("a setting is wrong")

    def told() -> bool:
        return "typed" in [one.about for one in of_server(Settings(home=tmp_path), dt.datetime.now(dt.UTC)) or ()]

    for by, is_told in ((TERMINAL, False), ("", True)):
        monkeypatch.setattr("flows.command.begun_by", lambda by=by: by)
        with pytest.raises(SystemExit, match="a setting is wrong"):
            run(typed)
        assert told() is is_told


def test_nobody_to_tell_fails_the_run(server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then Prefect's page shows it in red, at least."""
    monkeypatch.setenv("YEAREND_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(ROOT / "deployments"))
    failed()
    with pytest.raises(Exception, match="nobody was told"):
        watch()
