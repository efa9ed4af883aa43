"""Every source that is due → the landing tables; one that fails is a row, not the end of the run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from prefect import flow

from flows import tasks
from flows.limits import ensure_limits
from pipeline.city import City, load_city
from pipeline.settings import Settings, load_settings
from pipeline.source import Sort, Source


def collect_tasks(city: City, settings: Settings, replay: Path | None, now: dt.datetime, sources: tuple[Source, ...] | None = None) -> None:
    """fetch → archive → parse → load, as tasks, for all sources of a city or for some."""
    collected = tasks.collect(city, settings, replay, now, city.source if sources is None else sources)
    parsed = tasks.parse(city, settings, collected)
    tasks.load(city, settings, parsed, collected, now)


@flow(name="collect", flow_run_name="collect {city}")
def collect(city: str, replay: Path | None = None, sort: Sort | None = None) -> None:
    """Asks the sources of a city that are due, archives and reads what they answer; with `replay`, reads that WARC archive instead.

    `sort` leaves it at `news`, which is articles, or at `releases`, which is all else.
    """
    settings = load_settings()
    where = load_city(settings.deployments, city)
    chosen = tuple(source for source in where.source if sort is None or source.sort == sort)
    collect_tasks(where, settings, replay, dt.datetime.now(dt.UTC), chosen)


app = App(name="python -m flows.collect", help=collect.description or "", version_flags=[])


@app.default
def main(
    city: Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")],
    *,
    replay: Annotated[Path | None, Parameter(help="Take this WARC archive in and ask nobody.")] = None,
    sort: Annotated[Sort | None, Parameter(help="Only sources of this sort: articles, or what bodies release themselves.")] = None,
) -> None:
    """Run the flow once, on the Prefect server that PREFECT_API_URL names, or on one started for this run."""
    ensure_limits()
    collect(city, replay, sort)


if __name__ == "__main__":
    app()
