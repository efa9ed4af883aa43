"""transform → check → publish → report → deliver, for one city and year."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from cyclopts import App, Parameter
from prefect import flow

from flows import honest, tasks
from flows.command import run
from flows.names import run_name
from flows.parameters import CitySlug, Moment, Year
from pipeline.city import City, load_city
from pipeline.moment import known_at as moment_of
from pipeline.moment import year_to_summarise
from pipeline.settings import Settings, load_settings

Only = Literal["preliminary", "final", "updates"]


def summarise_tasks(
    city: City, year: int, moment: dt.datetime | None, settings: Settings, *, is_send: bool, only: Only | None = None
) -> tuple[str, ...]:
    """The stages after load, as tasks. With `only`, what is of another kind is made and not sent. Returns what fails the run."""
    tasks.transform(settings)
    made = tasks.report(city, year, moment, settings)
    if is_send and (only is None or made[0].edition.kind == only or (only == "updates" and len(made) > 1)):
        return tasks.deliver(city, year, made, settings)
    return ()


@flow(name="summarise", flow_run_name=run_name("summarise", "city", "year"))
def summarise(city: CitySlug, year: Year | None = None, known_at: Moment | None = None, send: bool = False, only: Only | None = None) -> None:
    """Makes a city's edition from what is loaded, and sends it where it is approved.

    Without `year`, the one that ends or has just ended in the city. `only` waits for a condition: `final` sends nothing until the preferred
    providers' full year is published, `updates` nothing but what readers of an edition are to be told since: an update or a correction.
    """
    settings = load_settings()
    where = load_city(settings.deployments, city)
    chosen = year if year is not None else year_to_summarise(dt.datetime.now(dt.UTC), where.zone)
    moment = None if known_at is None else moment_of(known_at, where.zone)
    honest.end(summarise_tasks(where, chosen, moment, settings, is_send=send, only=only))


app = App(name="python -m flows.summarise", help=summarise.description or "", version_flags=[])


@app.default
def main(
    city: Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")],
    year: Annotated[int | None, Parameter(help="Calendar year; by default the one that ends or has just ended.")] = None,
    *,
    known_at: Annotated[str | None, Parameter(help="Make the edition as known then.")] = None,
    send: Annotated[bool, Parameter(help="Send it, once it is approved.", negative=())] = False,
    only: Annotated[Only | None, Parameter(help="Send an edition of this kind only.")] = None,
) -> None:
    """Run the flow once, on the Prefect server that PREFECT_API_URL names, or on one started for this run."""
    run(summarise, city=city, year=year, known_at=known_at, send=send, only=only)


if __name__ == "__main__":
    app()
