"""A month's edition: collect, transform, report and deliver, for one city and month."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from cyclopts import App, Parameter
from prefect import flow

from flows import honest, tasks
from flows.collect import collect_tasks
from flows.command import run
from flows.names import run_name
from flows.parameters import CitySlug, MonthText
from pipeline.city import load_city
from pipeline.moment import checked_month
from pipeline.report.months import Month
from pipeline.settings import load_settings


@flow(name="monthly", flow_run_name=run_name("monthly", "city", "month"))
def monthly(city: CitySlug, month: MonthText | None = None, send: bool = False) -> None:
    """Collects a city's sources and makes the edition of a month, written 2026-03; by default of the newest that is known.

    Before a new month is published the newest is the one that was sent already, and nobody gets it twice.
    """
    settings = load_settings()
    where = load_city(settings.deployments, city)
    chosen = None if month is None else Month(*checked_month(month))
    problems = collect_tasks(where, settings, None, dt.datetime.now(dt.UTC))
    tasks.transform(settings)
    made = tasks.report_month(where, chosen, settings)
    honest.end((*problems, *(tasks.deliver(where, made[0].edition.year, made, settings) if send else ())))


app = App(name="python -m flows.monthly", help=monthly.description or "", version_flags=[])


@app.default
def main(
    city: Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")],
    month: Annotated[str | None, Parameter(help="Year and month, such as 2026-03; by default the newest that is known.")] = None,
    *,
    send: Annotated[bool, Parameter(help="Send it, once it is approved.", negative=())] = False,
) -> None:
    """Run the flow once, on the Prefect server that PREFECT_API_URL names, or on one started for this run."""
    run(monthly, city=city, month=month, send=send)


if __name__ == "__main__":
    app()
