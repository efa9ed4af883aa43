"""What runs are called: what they do, for which city, of which source or year, and on which day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from prefect.runtime import flow_run, task_run

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_NAMED = 3  # sources


def run_name(what: str, *parameters: str) -> Callable[[], str]:
    """Names a flow's runs `year-end fresno-ca 2026 2026-12-30`: those parameters that are given, and the day (UTC) it was due."""

    def name() -> str:
        given = [flow_run.parameters.get(one) for one in parameters]
        due = flow_run.scheduled_start_time or dt.datetime.now(dt.UTC)
        return " ".join([what, *(str(one) for one in given if one is not None), f"{due:%Y-%m-%d}"])

    return name


def asked() -> str:
    """Names a task's run by the sources that it asks: `fetch fresno-ca courier, bee 2026-11-22`."""
    given = task_run.parameters
    names = [source.id for source in given["sources"]]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"fetch {given['city'].slug} {', '.join(names[:_MOST_NAMED])}{more} {given['now']:%Y-%m-%d}"
