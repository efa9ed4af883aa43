"""The main job: collect and summarise, for one city and year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from prefect import flow

from flows import honest
from flows.collect import collect_tasks
from flows.command import run
from flows.names import run_name
from flows.parameters import CitySlug, Moment, Year
from flows.summarise import Only, summarise_tasks
from pipeline.city import load_city
from pipeline.moment import known_at as moment_of
from pipeline.moment import year_to_summarise
from pipeline.settings import load_settings


@flow(name="year-end", flow_run_name=run_name("year-end", "city", "year"))
def year_end(
    city: CitySlug,
    year: Year | None = None,
    known_at: Moment | None = None,
    replay: Path | None = None,
    send: bool = False,
    only: Only | None = None,
) -> None:
    """Collects a city's sources and makes its edition, as `yearend run` does; see `summarise` for `year` and `only`."""
    settings = load_settings()
    where = load_city(settings.deployments, city)
    chosen = year if year is not None else year_to_summarise(dt.datetime.now(dt.UTC), where.zone)
    moment = None if known_at is None else moment_of(known_at, where.zone)
    problems = collect_tasks(where, settings, replay, dt.datetime.now(dt.UTC))
    honest.end((*problems, *summarise_tasks(where, chosen, moment, settings, is_send=send, only=only)))


app = App(name="python -m flows.year_end", version_flags=[])


@app.default
def main(
    city: Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")],
    year: Annotated[int | None, Parameter(help="Calendar year; by default the one that ends or has just ended.")] = None,
    *,
    known_at: Annotated[str | None, Parameter(help="Make the edition as known then: 2023-12-29 or 2023-12-29T17:00-08:00.")] = None,
    replay: Annotated[Path | None, Parameter(help="Take this WARC archive in and ask nobody.")] = None,
    send: Annotated[bool, Parameter(help="Send it, once it is approved.", negative=())] = False,
    only: Annotated[Only | None, Parameter(help="Send an edition of this kind only.")] = None,
) -> None:
    """Run the flow once, on the Prefect server that PREFECT_API_URL names, or on one started for this run.

    Run it from the project's folder. YEAREND_DEPLOYMENTS says where the cities' TOML files lie, YEAREND_HOME where state lies.

    For example: YEAREND_DEPLOYMENTS=deployments/sample python -m flows.year_end fresno-ca 2023 --replay deployments/sample/captures.warc.gz
    """
    run(year_end, city=city, year=year, known_at=known_at, replay=replay, send=send, only=only)


if __name__ == "__main__":
    app()
