"""What the Prefect server is to hold, and the changes that make it so: without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from flows.declared import read_automations, read_setup, secrets, things
from flows.limits import WRITER
from flows.plan import Change, Thing, kept, plan
from pipeline.city import load_cities, load_city
from pipeline.errors import ConfigError
from pipeline.settings import Settings
from tests.conftest import ROOT

LIMIT = Thing("limit", WRITER, {"limit": 1})
QUEUE = Thing("queue", "yearend/slow", {"priority": 4, "concurrency_limit": 1})
RULE = Thing("automation", "failed", {"name": "failed", "enabled": True, "trigger": {"within": 90}})


def deployed() -> list[dict[str, Any]]:
    """What `prefect.yaml` deploys."""
    read: list[dict[str, Any]] = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    return read


def test_an_empty_server_gets_all_of_it_in_order() -> None:
    assert [str(change) for change in plan([LIMIT, QUEUE, RULE], [])] == [
        "make limit warehouse-writer: limit 1",
        "make queue yearend/slow: priority 4, concurrency_limit 1",
        "make automation failed",
    ]


def test_what_is_as_it_should_be_is_left_alone() -> None:
    """Also where the server says more of it, and whatever its id is."""
    found = [Thing(one.kind, one.name, {**one.fields, "more": 1}, "an-id") for one in (LIMIT, QUEUE, RULE)]
    assert plan([LIMIT, QUEUE, RULE], found) == ()


def test_what_differs_is_changed_under_its_id_and_says_from_what_to_what() -> None:
    found = [
        Thing("queue", "yearend/slow", {"priority": 4, "concurrency_limit": None}, "q"),
        Thing("automation", "failed", {**RULE.fields, "enabled": False, "trigger": {"within": 60}}, "a"),
    ]
    changes = plan([QUEUE, RULE], found)
    assert [str(change) for change in changes] == [
        "change queue yearend/slow: concurrency_limit None → 1",
        "change automation failed: enabled False → True, trigger",
    ]
    assert [(change.thing.id, change.thing.fields) for change in changes] == [("q", QUEUE.fields), ("a", RULE.fields)]


def test_automations_that_are_there_twice_or_no_longer_declared_go() -> None:
    """Making an automation twice makes two, which would both act."""
    first, second = (Thing("automation", "failed", RULE.fields, number) for number in ("1", "2"))
    old = Thing("automation", "old", {}, "3")
    assert plan([RULE], [first, second, old]) == (Change("remove", second, "it is there twice"), Change("remove", old))


def test_what_others_made_stays() -> None:
    assert plan([], [LIMIT, QUEUE, Thing("variable", "theirs", {"value": "x"}), Thing("pool", "theirs", {})]) == ()


def test_a_variable_that_an_operator_set_stays_and_is_said() -> None:
    wanted, found = Thing("variable", "yearend_deliver", {"value": "yes"}), Thing("variable", "yearend_deliver", {"value": "no"}, "v")
    assert plan([wanted], [found]) == ()
    assert kept([wanted], [found]) == (found,)
    assert kept([wanted], [wanted, Thing("variable", "theirs", {"value": "x"})]) == ()


def test_the_project_declares_a_limit_for_every_host_and_every_queue_that_a_deployment_names() -> None:
    setup = read_setup(ROOT / "deployments")
    held = {(one.kind, one.name): one.fields for one in things(setup, load_cities(ROOT / "deployments"))}
    assert held["limit", WRITER] == {"limit": 1}
    assert held["limit", "host abc30.com"] == {"limit": 1}
    pools = [one["work_pool"] for one in deployed()]
    assert {("queue", f"{pool['name']}/{pool['work_queue_name']}") for pool in pools} <= held.keys()
    assert ("pool", pools[0]["name"]) in held


def test_each_automation_runs_a_deployment_that_there_is_to_be_or_changes_a_run() -> None:
    declared = read_automations(ROOT / "deployments")
    assert len({one.name for one in declared}) == len(declared)
    assert {action.get("deployment", action["type"]) for one in declared for action in one.actions} == {"watch/watch", "change-flow-run-state"}
    watch = next(one for one in deployed() if one["name"] == "watch")
    assert watch["entrypoint"] == "flows/watch.py:watch"


def test_what_fails_is_told_and_telling_starts_itself_never() -> None:
    """Automations go by the tag: without it a run fails in silence, and the watch with it would be started by its own failure without end."""
    assert {one["name"]: "watched" in one["tags"] for one in deployed()} == {one["name"]: one["name"] != "watch" for one in deployed()}


def test_a_heartbeat_is_waited_for_long_enough() -> None:
    """One heartbeat that comes late must not declare a living run dead."""
    setup = read_setup(ROOT / "deployments")
    zombie = next(one for one in read_automations(ROOT / "deployments") if "prefect.flow-run.heartbeat" in one.trigger["expect"])
    assert zombie.trigger["within"] >= max(90, 3 * int(setup.pool.env["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("limits: {a: 1}\nruns_per_host: 0\npool: {name: y, type: process}\nqueues: [{name: q, priority: 1}]", "runs_per_host is 0"),
        ("limitz: {a: 1}", "limitz is no known key; allowed here: limits, runs_per_host, variables, pool, queues"),
        ("limits: [", "is no valid YAML"),
        ("- a", "is no table of keys"),
        (None, "cannot be read: Is a directory"),
    ],
)
def test_a_mistake_in_the_file_is_one_sentence(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "setup.yaml"
    if text is None:
        path.mkdir()
    else:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        read_setup(tmp_path)
    assert said in str(error.value)
    assert "setup.yaml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_with_cities_alone_is_set_up_as_the_project_says(tmp_path: Path) -> None:
    """An installation keeps its cities elsewhere; what it does not declare itself is the project's."""
    assert read_setup(tmp_path) == read_setup(ROOT / "deployments")
    assert read_automations(tmp_path) == read_automations(ROOT / "deployments")
    (tmp_path / "automations.yaml").write_text("automations: []", encoding="utf-8")
    assert read_automations(tmp_path) == ()


def test_secrets_that_are_missing_are_named_and_none_is_shown() -> None:
    """Only where something needs them: a server without login needs no password."""
    city = load_city(ROOT / "deployments", "chicago-il")
    assert secrets([city], Settings(smtp_user="me")) == ("YEAREND_TOKEN_SOCRATA", "YEAREND_SMTP_PASSWORD")
    assert secrets([city], Settings(token={"socrata": SecretStr("s3cret")}, smtp_user="me", smtp_password=SecretStr("pw"))) == ()
