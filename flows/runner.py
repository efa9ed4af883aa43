"""Where the shards of a news archive are mined: threads of this process, processes of this machine, or a Dask cluster that is there."""

from __future__ import annotations

import logging
import os
import re
from typing import TYPE_CHECKING, Any

from prefect.settings import get_current_settings
from prefect.task_runners import ThreadPoolTaskRunner

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from prefect.settings import get_current_settings
from prefect.task_runners import TaskRunner

_PATIENCE = "10s"
_MEMORY = "400MB"  # of a worker, beside the process that reads its pages; Dask ends one that takes more, and its shard begins again


def runner(where: str, workers: int) -> TaskRunner[Any]:
    """The task runner for `threads`, `processes` or a scheduler's address; `workers` of 0 is one for each processor.

    ConfigError for anything else, where prefect-dask is missing, and for a scheduler that does not answer or has no workers.
    """
    if where not in ("threads", "processes") and not re.fullmatch(r"(tcp|tls|ucx)://[^\s/]+", where):
        raise ConfigError(f"{where!r} is no place to mine; say threads, processes, or the address of a Dask scheduler, tcp://HOST:PORT")
    count = workers or len(os.sched_getaffinity(0))
    if where == "threads":
        return ThreadPoolTaskRunner(max_workers=count)
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError:
        raise ConfigError(f"{where} needs Dask: pip install 'yearend[dask]', or say --runner threads") from None
    quiet()
    if where != "processes":
        if not get_current_settings().api.url:
            raise ConfigError(f"the workers of {where} need a Prefect server that they can all reach; set PREFECT_API_URL, here and for them")
        _check(where)
        return DaskTaskRunner(address=where)
    # One shard at a time in each, so that what a worker takes of memory is what one shard takes.
    cluster = {"n_workers": count, "threads_per_worker": 1, "processes": True, "memory_limit": _MEMORY, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=cluster)


def quiet() -> None:
    """Leaves Dask's own lines out, of which there are dozens for each worker: here, and in each worker with its first shard."""
    logging.getLogger("distributed").setLevel(logging.WARNING)


def _check(address: str) -> None:
    """Asks now, in a sentence, what Dask would tell in forty lines, or by waiting for ever."""
    from distributed import Client

    try:
        with Client(address, timeout=_PATIENCE, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            count = len(client.scheduler_info(n_workers=-1)["workers"])
    except OSError as error:
        raise ConfigError(f"the Dask scheduler at {address} cannot be reached: {error}") from None
    if not count:
        raise ConfigError(f"the Dask scheduler at {address} has no workers; start some: dask worker {address} --nthreads 1")
