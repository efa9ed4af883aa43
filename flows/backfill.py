"""What sources offer of years that are past: all hosts at once, each slowly and in portions, between which other runs have their turn."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Annotated, cast

from cyclopts import App, Parameter
from prefect import flow, task
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed

from flows import tasks
from flows.command import run
from flows.limits import asking, ensure_limits
from flows.names import run_name
from flows.parameters import CitySlug, Year
from pipeline.backfill import checked_years, line, of_host, with_past
from pipeline.city import City, load_city
from pipeline.fetch.backfill import Allowance, Tally
from pipeline.settings import Settings, load_settings
from pipeline.watch.journal import noted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from pipeline.fetch.past import Years
    from pipeline.source import Source

_HOUR = 3600
_PORTION_SECONDS = 300  # how long a host is kept from other runs
_BREAK_SECONDS = 30  # in which they get their turn


@task(
    name="backfill host",
    task_run_name="backfill {sources[0].id}",
    retries=2,
    retry_delay_seconds=300,
    timeout_seconds=_HOUR,
    cache_policy=NO_CACHE,
)
def portion(city: City, sources: Sequence[Source], settings: Settings, years: Years, pause_seconds: float) -> list[Tally]:
    """Some minutes of one host; what is had is in the archive, so that trying again goes on. TimeoutError where another run keeps the host."""
    time.sleep(pause_seconds)
    most = max(1, int(_PORTION_SECONDS / max(settings.host_pause_seconds, settings.backfill_pause_seconds, 0.1)))
    with asking(sources[0]):
        return of_host(city, sources, settings, years, dt.datetime.now(dt.UTC), Allowance(most), lambda _: None)


@flow(name="backfill", flow_run_name=run_name("backfill", "city", "from_year", "to_year"))
def backfill(city: CitySlug, from_year: Year, to_year: Year) -> None:
    """Collects what a city's feeds, sitemaps and listings of files offer of past years, both years included; run again, it goes on."""
    settings = load_settings()
    where = load_city(settings.deployments, city)
    years = checked_years(from_year, to_year, dt.datetime.now(dt.UTC))
    ensure_limits(where.source)
    progress = cast(
        "UUID", create_progress_artifact(0.0, key=f"backfill-{city}", description=f"Documents of {where.place}, {from_year} to {to_year}")
    )
    with noted(settings, "backfill", city):
        tallies = _asked(where, settings, years, progress)
    tasks.transform(settings)
    table = [{"source": one.source.id, "how far": line(one, settings)} for one in tallies]
    create_table_artifact(table, key=f"backfilled-{city}", description=f"What {where.place}'s sources offered of {from_year} to {to_year}")


def _asked(city: City, settings: Settings, years: Years, progress: UUID) -> list[Tally]:
    """Portion after portion of each host, until all are done; what each source gave in all."""
    hosts = tasks.hosts(with_past(city.source))
    new: dict[str, int] = {}
    newest: dict[str, Tally] = {}
    running = {portion.submit(city, group, settings, years, 0.0): group for group in hosts}
    while running:
        future = next(iter(as_completed(list(running))))
        group, tallies = running.pop(future), future.result()
        for one in tallies:
            new[one.source.id] = new.get(one.source.id, 0) + one.new
            newest[one.source.id] = one
        if not all(one.is_done for one in tallies):
            running[portion.submit(city, group, settings, years, _BREAK_SECONDS)] = group
        left = sum(one.left for one in newest.values())
        had = sum(new.values())
        update_progress_artifact(progress, 100.0 * had / (had + left) if had + left else 100.0)
    for one in newest.values():
        one.held, one.new = one.held - new[one.source.id] + one.new, new[one.source.id]
    return list(newest.values())


app = App(name="python -m flows.backfill", help=backfill.description or "", version_flags=[])


@app.default
def main(
    city: Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")],
    *,
    first: Annotated[int, Parameter(name="--from", help="The first year.")],
    last: Annotated[int, Parameter(name="--to", help="The last year, which it includes.")],
) -> None:
    """Run the flow once, on the Prefect server that PREFECT_API_URL names, or on one started for this run."""
    run(backfill, city=city, from_year=first, to_year=last)


if __name__ == "__main__":
    app()
