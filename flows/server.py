"""The Prefect server's side of `flows.plan`: what it holds of ours, and making it hold something else. Thin: nothing is decided here."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any
from uuid import UUID

from prefect.client.schemas.actions import (
    GlobalConcurrencyLimitCreate,
    GlobalConcurrencyLimitUpdate,
    VariableCreate,
    WorkPoolCreate,
    WorkPoolUpdate,
)
from prefect.events.schemas.automations import AutomationCore
from prefect.workers.process import ProcessWorker
from pydantic import ValidationError

from flows.plan import Thing
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import WorkPool

    from flows.declared import Automation
    from flows.plan import Change

TAG = "yearend"  # marks the automations that are ours
_MOST = 200  # things in one answer of the server, whose own default this is
_OURS = ("name", "description", "trigger", "actions", "tags", "enabled")  # what of an automation we declare


def found(client: SyncPrefectClient, pool: str) -> tuple[Thing, ...]:
    """What the server holds of what we declare: all limits and variables, our pool and its queues, the automations tagged as ours."""
    return (*_limits(client), *_variables(client), *_pool(client, pool), *_automations(client))


def flows(client: SyncPrefectClient) -> dict[str, str]:
    """The names of all flows, by id."""
    return {str(flow.id): flow.name for flow in _all(lambda offset: client.read_flows(limit=_MOST, offset=offset))}


def deployments(client: SyncPrefectClient) -> dict[str, str]:
    """The ids of all deployments, by `flow/deployment`."""
    known, there = flows(client), _all(lambda offset: client.read_deployments(limit=_MOST, offset=offset))
    return {f"{known[str(one.flow_id)]}/{one.name}": str(one.id) for one in there}


def automations(declared: Sequence[Automation], known: Mapping[str, str]) -> tuple[tuple[Thing, ...], tuple[str, ...]]:
    """The declared automations as Prefect writes them, and a sentence for each that runs a deployment which is not there yet.

    ConfigError where Prefect would not take one, or would pass over a key that it does not know.
    """
    missing = {one.name: [name for name in _runs(one) if name not in known] for one in declared}
    ready = tuple(Thing("automation", one.name, _canonical(one, known)) for one in declared if not missing[one.name])
    notes = [
        f"automation {name} waits for deployment {', '.join(absent)}: deploy, then run this again" for name, absent in missing.items() if absent
    ]
    return ready, tuple(notes)


def _runs(automation: Automation) -> list[str]:
    return [action["deployment"] for action in automation.actions if "deployment" in action]


def _canonical(automation: Automation, known: Mapping[str, str]) -> dict[str, object]:
    """With ids for names and every default filled in, so that two that are the same look the same."""
    actions: list[dict[str, Any]] = [copy.deepcopy(action) for action in automation.actions]
    for action in actions:
        if "deployment" in action:
            action["deployment_id"] = known[action.pop("deployment")]
    raw = automation.model_dump(mode="json") | {"actions": actions, "tags": [TAG]}
    try:
        written = AutomationCore.model_validate(raw).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"automations.yaml: {automation.name}: {key}: {first['msg']}") from None
    if unknown := list(_unknown(raw, written)):
        raise ConfigError(f"automations.yaml: {automation.name}: Prefect knows no key {unknown[0]!r} there")
    return _comparable(written)


def _unknown(raw: object, written: object) -> Iterator[str]:
    """Keys that Prefect passed over: a mistyped one would make a trigger that fits everything, or nothing."""
    if isinstance(raw, dict) and isinstance(written, dict):
        yield from (key for key in raw if key not in written)
        for key in raw:
            yield from _unknown(raw[key], written.get(key))
    elif isinstance(raw, list) and isinstance(written, list):
        for one, other in zip(raw, written, strict=False):
            yield from _unknown(one, other)


def _comparable(written: Mapping[str, Any]) -> dict[str, object]:
    return {name: _sorted(written[name]) for name in _OURS}


def _sorted(value: object) -> object:
    """Sets come in any order: lists of words in the order of the alphabet."""
    if isinstance(value, dict):
        return {key: _sorted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted(value) if all(isinstance(one, str) for one in value) else [_sorted(one) for one in value]
    return value


def _all(page: Callable[[int], Sequence[Any]]) -> Iterator[Any]:
    """Page after page, until one is not full."""
    offset = 0
    while True:
        got = page(offset)
        yield from got
        if len(got) < _MOST:
            return
        offset += len(got)


def _limits(client: SyncPrefectClient) -> Iterator[Thing]:
    for one in _all(lambda offset: client.read_global_concurrency_limits(limit=_MOST, offset=offset)):
        yield Thing("limit", one.name, {"limit": one.limit}, str(one.id))


def _variables(client: SyncPrefectClient) -> Iterator[Thing]:
    for one in client.read_variables():
        yield Thing("variable", one.name, {"value": one.value}, str(one.id))


def _pool(client: SyncPrefectClient, name: str) -> Iterator[Thing]:
    pool = next((one for one in _all(lambda offset: client.read_work_pools(limit=_MOST, offset=offset)) if one.name == name), None)
    if pool is None:
        return
    yield Thing("pool", name, {"type": pool.type, "env": _env(pool)}, str(pool.id))
    for queue in client.read_work_queues(name):
        fields = {"priority": queue.priority, "concurrency_limit": queue.concurrency_limit}
        yield Thing("queue", f"{name}/{queue.name}", fields, str(queue.id))


def _env(pool: WorkPool) -> object:
    return pool.base_job_template.get("variables", {}).get("properties", {}).get("env", {}).get("default")


def _automations(client: SyncPrefectClient) -> Iterator[Thing]:
    for one in _all(lambda offset: client.read_automations(limit=_MOST, offset=offset)):
        if TAG in one.tags:
            yield Thing("automation", one.name, _comparable(one.model_dump(mode="json")), str(one.id))


def do(client: SyncPrefectClient, change: Change) -> None:
    """Does one change. ConfigError where Prefect cannot: a pool's type is for ever."""
    fields: dict[str, Any] = dict(change.thing.fields)
    match change.thing.kind:
        case "limit" if change.verb == "make":
            client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=change.thing.name, limit=fields["limit"]))
        case "limit":
            client.update_global_concurrency_limit(change.thing.name, GlobalConcurrencyLimitUpdate(limit=fields["limit"]))
        case "variable":
            client.create_variable(VariableCreate(name=change.thing.name, value=fields["value"]))
        case "pool":
            _put_pool(client, change, fields)
        case "queue":
            _put_queue(client, change, fields)
        case "automation":
            _put_automation(client, change, fields)


def _put_pool(client: SyncPrefectClient, change: Change, fields: dict[str, Any]) -> None:
    if change.verb == "make":
        template = ProcessWorker.get_default_base_job_template()
        template["variables"]["properties"]["env"]["default"] = fields["env"]
        client.create_work_pool(WorkPoolCreate(name=change.thing.name, type=fields["type"], base_job_template=template))
        return
    pool = client.read_work_pool(change.thing.name)
    if pool.type != fields["type"]:
        raise ConfigError(f"work pool {pool.name} is of type {pool.type} and cannot become {fields['type']}: delete it and run this again")
    template = pool.base_job_template or ProcessWorker.get_default_base_job_template()
    template["variables"]["properties"]["env"]["default"] = fields["env"]
    client.update_work_pool(pool.name, WorkPoolUpdate(base_job_template=template))


def _put_queue(client: SyncPrefectClient, change: Change, fields: dict[str, Any]) -> None:
    pool, _, name = change.thing.name.partition("/")
    there = [queue for queue in client.read_work_queues(pool) if queue.name == name]  # a new pool has its first queue by itself
    if change.verb == "change" or there:
        client.update_work_queue(UUID(change.thing.id) if change.thing.id else there[0].id, **fields)
    else:
        client.create_work_queue(name, work_pool_name=pool, **fields)


def _put_automation(client: SyncPrefectClient, change: Change, fields: dict[str, Any]) -> None:
    """A changed one is written anew under its id: Prefect begins its count of events again."""
    core = AutomationCore.model_validate(fields)
    match change.verb:
        case "make":
            client.create_automation(core)
        case "change":
            client.update_automation(UUID(change.thing.id), core)
        case "remove":
            client.delete_automation(UUID(change.thing.id))
