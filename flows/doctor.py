"""`python -m flows.doctor`: whether the Prefect server holds what the flows need: limits, pool, queues, automations, schedules, a worker."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import sys
from typing import TYPE_CHECKING

from cyclopts import App
from prefect.client.orchestration import get_client

from flows import server
from flows.answer import answered
from flows.declared import read_automations, read_deployments, read_setup, things
from flows.plan import plan
from pipeline.city import load_cities
from pipeline.doctor import COLUMNS, Finding
from pipeline.settings import load_settings
from pipeline.show import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from prefect.client.orchestration import SyncPrefectClient

    from pipeline.settings import Settings

_MOST_NAMED = 5
_SILENT = dt.timedelta(minutes=2)  # a worker says every 30 seconds that it lives


def examine(client: SyncPrefectClient, settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """What the server is and holds; `now` is UTC. ConfigError for a file that is wrong, httpx.HTTPError or PrefectException where it does not
    answer."""
    yield _version(client)
    declared, deployed = read_setup(settings.deployments), server.deployments(client)
    automations, notes = server.automations(read_automations(settings.deployments), deployed)
    wanted = (*things(declared, load_cities(settings.deployments)), *automations)
    found = server.found(client, declared.pool.name)
    changes = plan(wanted, found)
    if changes:
        what = f"the server is not as the files say, and `python -m flows.setup` would {_listed(str(one) for one in changes)}"
        yield Finding("prefect-setup", "trouble", what, "setup", "python -m flows.setup")
    for note in notes:
        yield Finding("prefect-setup", "note", note)
    if not changes:
        yield Finding("prefect-setup", "ok", f"{len(wanted)} limits, variables, queues and automations are as the files say")
    yield from _schedules(*read_deployments(settings.deployments), set(deployed))
    has_pool = any(one.kind == "pool" for one in found)
    yield _worker(client, declared.pool.name, now) if has_pool else _no_worker(declared.pool.name)


def _version(client: SyncPrefectClient) -> Finding:
    ours, theirs = importlib.metadata.version("prefect"), client.api_version()
    if ours != theirs:
        return Finding("prefect", "trouble", f"the server is Prefect {theirs}, and here is {ours}: install the same on both")
    return Finding("prefect", "ok", f"the server is Prefect {theirs}, as here")


def _listed(names: Iterable[str]) -> str:
    """At most a handful of them: one trouble is one, however much it touches."""
    first, *others = names
    more = len(others) - _MOST_NAMED + 1
    return ", ".join([first, *others[: _MOST_NAMED - 1]]) + (f" and {more} more" if more > 0 else "")


def _schedules(file: Path, named: frozenset[str], there: set[str]) -> Iterator[Finding]:
    """Whether what `prefect.yaml` schedules was deployed."""
    deploy = f"prefect --no-prompt deploy --all --prefect-file {file}"
    if missing := sorted(named - {one.partition("/")[2] for one in there}):
        what = f"of {file} these deployments are not on the server, so nothing of them runs: {_listed(missing)}"
        yield Finding("prefect-setup", "trouble", what, "deployments", deploy)
    else:
        yield Finding("prefect-setup", "ok", f"{len(named)} deployments in prefect.yaml, {len(there)} on the server")


def _worker(client: SyncPrefectClient, pool: str, now: dt.datetime) -> Finding:
    heard = [one.last_heartbeat_time for one in client.read_workers_for_work_pool(pool) if one.last_heartbeat_time]
    if not heard:
        return _no_worker(pool)
    if now - max(heard) > _SILENT:
        what = f"no worker polls the pool {pool}: the last was heard {max(heard):%Y-%m-%d %H:%M} UTC"
        return Finding("prefect-setup", "trouble", what, "worker", f"prefect worker start --pool {pool}")
    return Finding("prefect-setup", "ok", f"a worker polls the pool {pool}")


def _no_worker(pool: str) -> Finding:
    return Finding("prefect-setup", "trouble", f"no worker ever polled the pool {pool}", "worker", f"prefect worker start --pool {pool}")


app = App(name="python -m flows.doctor", version_flags=[])


@app.default
def main() -> int:
    """Look whether the server of PREFECT_API_URL holds what the flows need; exit code 1 on trouble. Nothing is changed."""

    def ask() -> int:
        with get_client(sync_client=True) as client:
            found = list(examine(client, load_settings(), dt.datetime.now(dt.UTC)))
        print(rows(COLUMNS, [one.row() for one in found]))  # noqa: T201
        return int(any(one.state == "trouble" for one in found))

    return answered(ask)


if __name__ == "__main__":
    sys.exit(app(result_action="return_value"))
