"""`python -m flows.setup` on a real server: once it makes all, twice nothing, and a dry run nothing at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.events.schemas.automations import AutomationCore

from flows.command import run
from flows.doctor import main as doctor_main
from flows.publish import publish
from flows.setup import main as setup_main
from flows.setup import setup
from pipeline.errors import ConfigError
from pipeline.settings import Settings
from tests.conftest import ROOT

pytestmark = pytest.mark.e2e  # Prefect's server alone takes ten seconds
SETTINGS = Settings(deployments=ROOT / "deployments")


def ran(is_dry_run: bool = False, settings: Settings = SETTINGS) -> list[str]:
    return [line for line in setup(settings, is_dry_run=is_dry_run) if not line.startswith("note: YEAREND_")]


def test_it_makes_what_is_missing_once(server: None) -> None:
    would = ran(is_dry_run=True)
    assert "would make pool yearend: type process" in would
    assert [line for line in would if line.endswith("waits for deployment watch/watch: deploy, then run this again")], "none is deployed yet"
    assert ran() == [line.removeprefix("would ") for line in would], "the dry run changed something, or said something else"
    first, *notes = ran()
    assert first.startswith("nothing to change")

    with get_client(sync_client=True) as client:
        watched = client.create_flow_from_name("watch")
        client.create_deployment(watched, "watch")
    assert [line.split(":")[0] for line in ran()] == [note.split(" waits")[0].replace("note:", "make") for note in notes if " waits" in note]
    assert ran() == [first]

    with get_client(sync_client=True) as client:
        queues = {one.name: (one.priority, one.concurrency_limit) for one in client.read_work_queues("yearend")}
        template = client.read_work_pool("yearend").base_job_template
    assert queues["watch"] == (1, 1)
    assert template["variables"]["properties"]["env"]["default"] == {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}
    assert "job_configuration" in template, "a pool without Prefect's own template starts nothing"


def test_what_somebody_changed_is_changed_back_and_a_switch_is_left(server: None) -> None:
    ran()
    with get_client(sync_client=True) as client:
        client.update_global_concurrency_limit("warehouse-writer", GlobalConcurrencyLimitUpdate(limit=5))
        ours = next(one for one in client.read_automations() if "heartbeat" in one.name)
        client.create_automation(AutomationCore.model_validate(ours.model_dump(exclude={"id"})))  # as `prefect automation create` again
        client.pause_automation(ours.id)
        theirs = client.create_automation(AutomationCore.model_validate(ours.model_dump(exclude={"id"}) | {"name": "theirs", "tags": []}))
        switch = client.read_variable_by_name("yearend_deliver")
        assert switch is not None
        client.request("PATCH", "/variables/name/{name}", path_params={"name": "yearend_deliver"}, json={"value": "no"})
    lines = ran()
    assert "change limit warehouse-writer: limit 5 → 1" in lines
    assert f"remove automation {ours.name}: it is there twice" in lines
    assert any(line.startswith(f"change automation {ours.name}: enabled False → True") for line in lines)
    assert "note: variable yearend_deliver is 'no' there, as somebody set it, and stays so" in lines
    assert ran()[0].startswith("nothing to change")
    with get_client(sync_client=True) as client:
        names = [one.name for one in client.read_automations()]
        client.request("PATCH", "/variables/name/{name}", path_params={"name": "yearend_deliver"}, json={"value": "yes"})
        client.delete_automation(theirs)
    assert names.count(ours.name) == 1
    assert "theirs" in names


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ("posture: Reactive", "postur: Reactive", "Prefect knows no key 'postur' there"),
        ("posture: Reactive", "posture: Sleepy", "yearend run failed: trigger"),
        ("change-flow-run-state", "change-flow-run", "without a heartbeat: actions"),
    ],
)
def test_a_mistake_in_an_automation_is_one_sentence(server: None, tmp_path: Path, was: str, is_now: str, said: str) -> None:
    """Prefect passes over keys that it does not know: a mistyped `posture` would be another automation."""
    shutil.copytree(ROOT / "deployments", tmp_path / "deployments")
    path = tmp_path / "deployments" / "automations.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(was, is_now), encoding="utf-8")
    with get_client(sync_client=True) as client:
        client.create_deployment(client.create_flow_from_name("watch"), "watch")
    with pytest.raises(ConfigError, match=said) as error:
        ran(settings=Settings(deployments=tmp_path / "deployments"))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("main", [setup_main, doctor_main])
def test_a_server_that_does_not_answer_is_one_sentence(capsys: pytest.CaptureFixture[str], main: Callable[[], int]) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        assert main() == 1
        assert "the Prefect server at http://127.0.0.1:9/api does not answer" in capsys.readouterr().err
        with pytest.raises(SystemExit, match=r"http://127\.0\.0\.1:9/api does not answer"):
            run(publish)
    with temporary_settings(restore_defaults=[PREFECT_API_URL]):
        assert main() == 1
    assert capsys.readouterr().err == "PREFECT_API_URL is not set; write the server's address, such as http://127.0.0.1:4200/api\n"
