"""The stages as Prefect tasks: named runs, time-outs, retries where running again is safe, artifacts. Sending is never retried.

No task is cached by Prefect: its cache keeps pickles, and the stages know by content what is done. A document is archived and read once by its
hash and the reader's, a model is built once by its inputs, and an edition goes once by its own hash; a second cache could only disagree.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from typing import TYPE_CHECKING

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.variables import Variable

from flows import honest, tables
from flows.limits import asking, writing
from flows.names import asked
from pipeline import rehearsal, stages
from pipeline.errors import ConfigError, ReportError, UnapprovedError
from pipeline.records import Rejection
from pipeline.source import by_host

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from prefect import Task
    from prefect.client.schemas.objects import State, TaskRun

    from pipeline.city import City
    from pipeline.load import Loaded
    from pipeline.parse.capture import Parsed
    from pipeline.report.months import Month
    from pipeline.settings import Settings
    from pipeline.source import Source

log = logging.getLogger(__name__)

_MINUTE = 60
DELIVER = "yearend_deliver"  # the operator's variable: "no" holds every mail back


def _may_pass(task: Task[..., object], run: TaskRun, state: State[object]) -> bool:  # noqa: ARG001  # as Prefect calls it
    """Whether trying again can help: a TOML that is wrong, or an edition that cannot be made, is the same in a minute; an hour was enough."""
    return not isinstance(state.result(raise_on_failure=False), ConfigError | ReportError | TimeoutError)


@task(
    name="fetch and archive",
    task_run_name=asked,
    retries=2,
    retry_delay_seconds=[60, 300],
    retry_jitter_factor=0.5,
    retry_condition_fn=_may_pass,
    timeout_seconds=60 * _MINUTE,
    cache_policy=NO_CACHE,
)
def fetch(city: City, settings: Settings, now: dt.datetime, sources: Sequence[Source]) -> stages.Fetched:
    """fetch → archive, for the sources of one host, in their turn. What could not be had is a row, and is due in the next run."""
    with contextlib.ExitStack() as turn:
        try:
            turn.enter_context(asking(sources[0]))
        except TimeoutError:
            return missed(sources, "host_busy", "another run was asking its host for a quarter of an hour; the next run asks again")
        return stages.fetch(city, settings, now, sources)


def hosts(sources: Sequence[Source]) -> tuple[tuple[Source, ...], ...]:
    """The sources by host, each of which is asked by a task in a thread of its own; what Prefect says of each such task is logged once."""
    found = by_host(sources)
    log.info("%d hosts are asked at once; a task that takes too long ends with the request that is under way", len(found))
    return found


def missed(sources: Sequence[Source], reason: str, detail: str) -> stages.Fetched:
    """What is noted of sources that could not even be asked."""
    ids = tuple(source.id for source in sources)
    return stages.Fetched(ids, ids, tuple(Rejection("fetch", reason, detail, source_id=source.id, address=source.address) for source in sources))


@task(name="replay", task_run_name="replay {city.slug} {now:%Y-%m-%d}", timeout_seconds=60 * _MINUTE, cache_policy=NO_CACHE)
def replay(city: City, settings: Settings, archive: Path, now: dt.datetime, sources: Sequence[Source]) -> stages.Collected:
    """Takes an archive in and asks nobody."""
    return stages.collect(city, settings, archive, now, sources)


@task(name="gather", task_run_name="gather {city.slug} {now:%Y-%m-%d}", timeout_seconds=10 * _MINUTE, cache_policy=NO_CACHE)
def gather(city: City, settings: Settings, now: dt.datetime, sources: Sequence[Source], fetched: Sequence[stages.Fetched]) -> stages.Collected:
    """What the archive holds, and an event where something in it is new: its absence for days is what an automation waits for."""
    collected = stages.gather(city, settings, now, sources, fetched)
    new = sum(capture.fetched_at >= now for capture in collected.captures)
    if new:
        emit_event(
            "yearend.collected", {"prefect.resource.id": f"yearend.city.{city.slug}", "prefect.resource.name": city.place}, payload={"new": new}
        )
    return collected


def show_collected(city: City, collected: stages.Collected, sources: Sequence[Source], now: dt.datetime) -> None:
    """A table of what each source gave."""
    description = f"What {city.place}'s sources gave: new documents of this run, and all that the archive holds"
    create_table_artifact(tables.collected_table(collected, sources, now), key=f"collected-{city.slug}", description=description)


@task(
    name="parse",
    task_run_name="parse {city.slug} {now:%Y-%m-%d}",
    retries=1,
    retry_delay_seconds=30,
    retry_condition_fn=_may_pass,
    timeout_seconds=30 * _MINUTE,
    cache_policy=NO_CACHE,
)
def parse(city: City, settings: Settings, collected: stages.Collected, now: dt.datetime) -> tuple[Parsed, ...]:  # noqa: ARG001  # names the run
    """parse, for what was not read yet by this version of the reader."""
    return stages.parse(city, settings, collected.captures, writing())


@task(
    name="load",
    task_run_name="load {city.slug} {now:%Y-%m-%d}",
    retries=2,
    retry_delay_seconds=30,
    retry_jitter_factor=0.5,
    retry_condition_fn=_may_pass,
    timeout_seconds=15 * _MINUTE,
    cache_policy=NO_CACHE,
)
def load(city: City, settings: Settings, parsed: Sequence[Parsed], collected: stages.Collected, now: dt.datetime) -> Loaded:
    """load; idempotent, so a retry doubles nothing."""
    with writing():
        loaded = stages.load_parsed(city, settings, parsed, collected, now)
    everything = (*collected.rejections, *(rejection for one in parsed for rejection in one.reading.rejections))
    create_table_artifact(
        tables.rejected_table(everything), key=f"rejected-{city.slug}", description=f"What could not be used in this run, {city.place}"
    )
    return loaded


@task(
    name="transform and publish",
    task_run_name="transform and publish",
    retries=2,
    retry_delay_seconds=30,
    retry_jitter_factor=0.5,
    retry_condition_fn=_may_pass,
    timeout_seconds=30 * _MINUTE,
    cache_policy=NO_CACHE,
)
def transform(settings: Settings) -> None:
    """transform → check → publish; building a model again gives the same rows."""
    with writing():
        transformed, _ = stages.transform(settings, dt.datetime.now(dt.UTC))
    create_table_artifact(tables.checks_table(transformed), key="checks", description="Checks that found something")
    create_table_artifact(tables.sources_table(settings), key="sources", description="Whether each source can be had and brings what it should")
    create_table_artifact(tables.revised_table(settings), key="revised", description="Counts that a provider revised lately")


@task(
    name="report",
    task_run_name="report {city.slug} {year}",
    retries=1,
    retry_delay_seconds=30,
    retry_condition_fn=_may_pass,
    timeout_seconds=10 * _MINUTE,
    cache_policy=NO_CACHE,
)
def report(city: City, year: int, moment: dt.datetime | None, settings: Settings) -> tuple[stages.Made, ...]:
    """report: editions, pages and previews; the same content is the same edition."""
    with writing():
        made = stages.report(city, year, moment, settings, dt.datetime.now(dt.UTC))
    _show(made)
    return made


@task(
    name="report month",
    task_run_name="report {city.slug}",
    retries=1,
    retry_delay_seconds=30,
    retry_condition_fn=_may_pass,
    timeout_seconds=10 * _MINUTE,
    cache_policy=NO_CACHE,
)
def report_month(city: City, month: Month | None, settings: Settings) -> tuple[stages.Made, ...]:
    """report, for a month."""
    with writing():
        made = stages.report_month(city, month, None, settings, dt.datetime.now(dt.UTC))
    _show(made)
    return made


def _show(made: Sequence[stages.Made]) -> None:
    for one in made:
        create_markdown_artifact(f"# {one.mail.subject}\n\n```\n{one.mail.text}\n```\n", key=one.mail.edition_id, description=one.mail.subject)


@task(name="rehearse", task_run_name="rehearse {city.slug} {year}", retries=0, timeout_seconds=10 * _MINUTE, cache_policy=NO_CACHE)
def rehearse(city: City, year: int, settings: Settings) -> rehearsal.Rehearsal:
    """The edition to the outbox, with what differs from the last rehearsal; nothing of it can be sent."""
    with writing():
        rehearsed = rehearsal.rehearse(city, year, settings)
    create_markdown_artifact(rehearsed.markdown(), key=f"rehearsal-{city.slug}", description=f"Rehearsal of {city.place}'s year-end {year}")
    return rehearsed


@task(name="deliver", task_run_name="deliver {city.slug} {year}", retries=0, timeout_seconds=4 * 60 * _MINUTE, cache_policy=NO_CACHE)
def deliver(city: City, year: int, made: Sequence[stages.Made], settings: Settings) -> tuple[str, ...]:  # noqa: ARG001  # the year names the run
    """deliver; what is left unsent is sent by the next run, and what may have been sent is never sent again. Returns what went wrong.

    An edition that waits for approval is an artifact with what there is to decide on and the command that lets it go, and not a failed run.
    """
    key = f"delivery-{city.slug}"
    if str(Variable.get(DELIVER, default="yes")).strip().lower() in ("no", "off", "false"):
        held = (
            f"Nothing was sent: the variable `{DELIVER}` holds every mail back. `prefect variable set {DELIVER} yes --overwrite` lets them go."
        )
        create_markdown_artifact(held, key=key, description="Held back by an operator")
        return ()
    try:
        outcomes = stages.deliver(city, made, settings, lambda: dt.datetime.now(dt.UTC))
    except UnapprovedError as waiting:
        lines = [str(waiting), "```", *stages.to_decide_on(made, settings), "```"]
        create_markdown_artifact("\n".join(lines), key=key, description="Waits for approval")
        return ()
    lines = [line for outcome in outcomes for line in (str(outcome), *outcome.advice())] or ["nothing new to send"]
    create_markdown_artifact("\n\n".join(lines), key=key, description="What became of the mails")
    return honest.of_delivering(outcomes)
