"""Every source that is due → the landing tables; one that fails is a row, not the end of the run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

from cyclopts import App, Parameter
from prefect import flow
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.futures import as_completed

from flows import honest, tasks
from flows.command import run
from flows.limits import ensure_limits
from flows.names import run_name
from flows.parameters import CitySlug
from pipeline.city import City, load_city
from pipeline.errors import ArchiveError
from pipeline.settings import Settings, load_settings
from pipeline.source import Sort, Source
from pipeline.watch.journal import noted

if TYPE_CHECKING:
    from uuid import UUID

    from prefect.futures import PrefectFuture

    from pipeline.stages import Collected, Fetched


def collect_tasks(
    city: City, settings: Settings, replay: Path | None, now: dt.datetime, sources: tuple[Source, ...] | None = None
) -> tuple[str, ...]:
    """fetch → archive → parse → load, as tasks, for all sources of a city or for some. Returns what fails the run, once the rest is done."""
    chosen = city.source if sources is None else sources
    if replay is not None:
        collected = tasks.replay(city, settings, replay, now, chosen)
        problems: tuple[str, ...] = ()
    else:
        collected, problems = _ask(city, settings, now, chosen)
    tasks.show_collected(city, collected, chosen, now)
    parsed = tasks.parse(city, settings, collected, now)
    tasks.load(city, settings, parsed, collected, now)
    return problems


def _ask(city: City, settings: Settings, now: dt.datetime, sources: tuple[Source, ...]) -> tuple[Collected, tuple[str, ...]]:
    ensure_limits(sources)
    progress = create_progress_artifact(0.0, key=f"progress-{city.slug}", description=f"Hosts of {city.place}'s sources that were asked")
    with noted(settings, "fetch", city.slug):
        asked = {tasks.fetch.submit(city, settings, now, group): group for group in tasks.hosts(sources)}
        for done, _ in enumerate(as_completed(list(asked)), start=1):
            update_progress_artifact(cast("UUID", progress), 100.0 * done / len(asked))
        outcomes = [_outcome(future, group) for future, group in asked.items()]
        fetched = [one for one, _ in outcomes]
        failed = tuple(problem for _, problem in outcomes if problem)
        return tasks.gather(city, settings, now, sources, fetched), failed or honest.of_collecting(city.place, fetched)


def _outcome(future: PrefectFuture[Fetched], sources: tuple[Source, ...]) -> tuple[Fetched, str]:
    """What a host gave, and why that fails the run, or "". What we did wrong for one source keeps the run from no other; a full disk does."""
    try:
        return future.result(), ""
    except ArchiveError:
        raise
    except TimeoutError:
        return tasks.missed(sources, "run_timeout", "asking its host took more than an hour and was ended; the next run asks again"), ""
    except Exception as error:  # noqa: BLE001  # a mistake of ours in one kind of source; the task's log has the traceback
        name = type(error).__name__
    fetched = tasks.missed(sources, "fetch_broke", f"asking it ended in {name}; the log has the traceback, please report it")
    return fetched, f"asking {', '.join(fetched.asked)} ended in {name}; the log has the traceback"


@flow(name="collect", flow_run_name=run_name("collect", "city", "sort"))
def collect(city: CitySlug, replay: Path | None = None, sort: Sort | None = None) -> None:
    """Asks the sources of a city that are due, archives and reads what they answer; with `replay`, reads that WARC archive instead.

    `sort` leaves it at `news`, which is articles, or at `releases`, which is all else.
    """
    settings = load_settings()
    where = load_city(settings.deployments, city)
    chosen = tuple(source for source in where.source if sort is None or source.sort == sort)
    honest.end(collect_tasks(where, settings, replay, dt.datetime.now(dt.UTC), chosen))


app = App(name="python -m flows.collect", help=collect.description or "", version_flags=[])


@app.default
def main(
    city: Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")],
    *,
    replay: Annotated[Path | None, Parameter(help="Take this WARC archive in and ask nobody.")] = None,
    sort: Annotated[Sort | None, Parameter(help="Only sources of this sort: articles, or what bodies release themselves.")] = None,
) -> None:
    """Run the flow once, on the Prefect server that PREFECT_API_URL names, or on one started for this run."""
    run(collect, city=city, replay=replay, sort=sort)


if __name__ == "__main__":
    app()
