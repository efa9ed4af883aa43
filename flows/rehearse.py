"""The year-end, rehearsed every month: whoever waits until December finds out in December."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from cyclopts import App, Parameter
from prefect import flow

from flows import honest, tasks
from flows.collect import collect_tasks
from flows.command import run
from flows.names import run_name
from flows.parameters import CitySlug, Year
from pipeline.city import load_city
from pipeline.moment import year_to_summarise
from pipeline.rehearsal import accept_command
from pipeline.settings import load_settings


@flow(name="rehearse", flow_run_name=run_name("rehearse", "city", "year"))
def rehearse(city: CitySlug, year: Year | None = None) -> None:
    """Makes a city's year-end edition to the outbox as it would be made now, and compares it with the last rehearsal. It never sends.

    The run fails where the edition would fail, would have no number in it, or has lost a metric that the last one had. Without `year`, the one
    that ends or has just ended in the city.
    """
    settings = load_settings()
    where = load_city(settings.deployments, city)
    chosen = year if year is not None else year_to_summarise(dt.datetime.now(dt.UTC), where.zone)
    problems = collect_tasks(where, settings, None, dt.datetime.now(dt.UTC))
    tasks.transform(settings)
    rehearsed = tasks.rehearse(where, chosen, settings).problems
    advice = (f"where that is right, `{accept_command(city, chosen, settings)}` begins anew",) if rehearsed else ()
    honest.end((*problems, *rehearsed, *advice))


app = App(name="python -m flows.rehearse", help=rehearse.description or "", version_flags=[])


@app.default
def main(
    city: Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")],
    year: Annotated[int | None, Parameter(help="Calendar year; by default the one that ends or has just ended.")] = None,
) -> None:
    """Run the flow once, on the Prefect server that PREFECT_API_URL names, or on one started for this run."""
    run(rehearse, city=city, year=year)


if __name__ == "__main__":
    app()
