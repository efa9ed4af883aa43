"""transform → check → publish → report → deliver, for one city and year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter
from prefect import flow

from flows import tasks
from flows.limits import ensure_limits
from pipeline.city import City, load_city
from pipeline.moment import checked_year, year_to_summarise
from pipeline.moment import known_at as moment_of
from pipeline.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.stages import Made

Only = Literal["preliminary", "final", "updates"]


def summarise_tasks(
    city: City, year: int, moment: dt.datetime | None, settings: Settings, *, is_send: bool, only: Only | None = None
) -> Sequence[Made]:
    """The stages after load, as tasks. With `only`, what is of another kind is made and not sent."""
    tasks.transform(settings)
    made = tasks.report(city, year, moment, settings)
    if is_send and (only is None or made[0].edition.kind == only or (only == "updates" and len(made) > 1)):
        tasks.deliver(city, year, made, settings)
    return made


@flow(name="summarise", flow_run_name="summarise {city}")
def summarise(city: str, year: int | None = None, known_at: str | None = None, send: bool = False, only: Only | None = None) -> None:
    """Makes a city's edition from what is loaded, and sends it where it is approved.

    Without `year`, the one that ends or has just ended in the city. `only` waits for a condition: `final` sends nothing until the preferred
    providers' full year is published, `updates` nothing but what readers of an edition are to be told since: an update or a correction.
    """
    settings = load_settings()
    where = load_city(settings.deployments, city)
    chosen = checked_year(year) if year is not None else year_to_summarise(dt.datetime.now(where.zone).date())
    summarise_tasks(where, chosen, None if known_at is None else moment_of(known_at, where.zone), settings, is_send=send, only=only)


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
    ensure_limits()
    summarise(city, year, known_at, send, only)


if __name__ == "__main__":
    app()
