"""How the newest runs of each deployment ended, as alerts: decided from plain rows, which `read` takes from the server."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.watch.begun import TERMINAL
from pipeline.watch.item import Alert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from prefect.client.orchestration import SyncPrefectClient

LOOKED_BACK = dt.timedelta(days=8)  # a weekly run that failed is told of until the next one
LATE_AFTER = dt.timedelta(minutes=30)
SOON = dt.timedelta(hours=6)  # what runs again so soon mends itself, or not: it is told of when none completed for a day
_DAY = dt.timedelta(days=1)
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
    """An alert for each deployment whose newest run that ended did not end well, and for each whose runs nobody begins; `now` is UTC.

    A failed run that is made up for within hours is told of after a day only, so that a publisher's outage of an hour pages nobody. A run that
    crashed is told of at once: that is this machine's trouble.
    """
    by_name: defaultdict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda one: one.expected_at):
        by_name[run.name].append(run)
    for name, of_name in sorted(by_name.items()):
        ended = [run for run in of_name if run.state in _ENDED]
        if ended and (last := ended[-1]).state in _WORDS and not _may_mend_itself(of_name, ended, now):
            yield Alert("flow-failed", name, f"the newest run of {name} {_WORDS[last.state]}", f"prefect flow-run logs {last.id}", run=last.id)
        if waiting := [run for run in of_name if run.is_late and now - run.expected_at > LATE_AFTER]:
            are = f"{len(waiting)} runs of {name} are late: no worker begins them"
            what = are if len(waiting) > 1 else f"a run of {name} is late: no worker begins it"
            yield Alert("flow-late", name, what, "python -m flows.doctor", "late")


def _may_mend_itself(of_name: Sequence[Run], ended: Sequence[Run], now: dt.datetime) -> bool:
    """Whether it failed, comes again soon, and has not failed for a day."""
    is_soon = any(run.state == "SCHEDULED" and now < run.expected_at <= now + SOON for run in of_name)
    completed = [run.expected_at for run in ended if run.state == "COMPLETED"]
    since = max(completed, default=ended[0].expected_at)
    return ended[-1].state == "FAILED" and is_soon and now - since <= _DAY


def read(client: SyncPrefectClient, now: dt.datetime) -> Iterator[Run]:
    """All runs that were to begin of late, or are soon to, but for those typed at a terminal, whose end was read there.

    httpx.HTTPError or PrefectException where the server cannot be asked.
    """
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterExpectedStartTime  # seconds to import, and to decide needs none of it
    from prefect.client.schemas.sorting import FlowRunSort

    expected = FlowRunFilterExpectedStartTime(after_=now - LOOKED_BACK, before_=now + SOON)
    names = _names(client)
    offset = 0
    while True:
        got = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(expected_start_time=expected), sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=_MOST, offset=offset
        )
        for one in got:
            if one.state and one.expected_start_time and not one.parent_task_run_id and TERMINAL not in one.tags:
                name = names.get(str(one.deployment_id)) or names.get(str(one.flow_id), "a flow")
                yield Run(str(one.id), name, one.state.type.value, one.state.name == "Late", one.expected_start_time)
        if len(got) < _MOST:
            return
        offset += len(got)


def _names(client: SyncPrefectClient) -> dict[str, str]:
    """The names of flows and deployments by id."""
    from flows import server

    return server.flows(client) | {id_: name for name, id_ in server.deployments(client).items()}
