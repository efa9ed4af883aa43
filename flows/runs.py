"""How the newest runs of each deployment ended, as alerts: decided from plain rows, which `read` takes from the server."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.watch.item import Alert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prefect.client.orchestration import SyncPrefectClient

LOOKED_BACK = dt.timedelta(days=8)  # a weekly run that failed is told of until the next one
LATE_AFTER = dt.timedelta(minutes=30)
_MOST = 200  # runs in one answer of the server
_ENDED = ("COMPLETED", "FAILED", "CRASHED")
_WORDS = {"FAILED": "failed", "CRASHED": "crashed: its process died"}


@dataclass(frozen=True)
class Run:
    """One run of a flow: of a deployment, or by hand."""

    id: str
    name: str  # "year-end/final", or "year-end" by hand
    state: str  # Prefect's type of state, such as COMPLETED
    is_late: bool
    expected_at: dt.datetime  # UTC


def alerts(runs: Iterable[Run], now: dt.datetime) -> Iterator[Alert]:
    """An alert for each deployment whose newest run that ended did not end well, and for each whose runs nobody begins; `now` is UTC."""
    by_name: defaultdict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda one: one.expected_at):
        by_name[run.name].append(run)
    for name, of_name in sorted(by_name.items()):
        ended = [run for run in of_name if run.state in _ENDED]
        if ended and (last := ended[-1]).state in _WORDS:
            yield Alert("flow-failed", name, f"the newest run of {name} {_WORDS[last.state]}", f"prefect flow-run logs {last.id}")
        if waiting := [run for run in of_name if run.is_late and now - run.expected_at > LATE_AFTER]:
            what = (
                f"{len(waiting)} runs of {name} are late: no worker begins them"
                if len(waiting) > 1
                else f"a run of {name} is late: no worker begins it"
            )
            yield Alert("flow-late", name, what, "python -m flows.doctor", "late")


def read(client: SyncPrefectClient, now: dt.datetime) -> Iterator[Run]:
    """All runs that were to begin of late. httpx.HTTPError or PrefectException where the server cannot be asked."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterExpectedStartTime  # seconds to import, and to decide needs none of it
    from prefect.client.schemas.sorting import FlowRunSort

    expected = FlowRunFilterExpectedStartTime(after_=now - LOOKED_BACK, before_=now)
    names = _names(client)
    offset = 0
    while True:
        got = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(expected_start_time=expected), sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=_MOST, offset=offset
        )
        for one in got:
            if one.state and one.expected_start_time and not one.parent_task_run_id:
                name = names.get(str(one.deployment_id)) or names.get(str(one.flow_id), "a flow")
                yield Run(str(one.id), name, one.state.type.value, one.state.name == "Late", one.expected_start_time)
        if len(got) < _MOST:
            return
        offset += len(got)


def _names(client: SyncPrefectClient) -> dict[str, str]:
    """The names of flows and deployments by id."""
    from flows import server

    return server.flows(client) | {id_: name for name, id_ in server.deployments(client).items()}
