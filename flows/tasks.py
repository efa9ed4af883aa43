"""The stages as Prefect tasks: named runs, time-outs, retries where running again is safe, artifacts. Sending is never retried."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.concurrency.sync import concurrency

from flows.limits import WRITER
from pipeline import stages
from pipeline.errors import UnapprovedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.city import City
    from pipeline.load import Loaded
    from pipeline.parse.capture import Parsed
    from pipeline.report.months import Month
    from pipeline.settings import Settings
    from pipeline.source import Source

_MINUTE = 60


@task(
    name="fetch and archive",
    task_run_name="fetch and archive {city.slug}",
    retries=2,
    retry_delay_seconds=[60, 300],
    retry_jitter_factor=0.5,
    timeout_seconds=60 * _MINUTE,
    cache_policy=NO_CACHE,
)
def collect(city: City, settings: Settings, replay: Path | None, now: dt.datetime, sources: Sequence[Source]) -> stages.Collected:
    """fetch → archive, for those sources that are due; what could not be had is a row of the artifact, not a failed run."""
    collected = stages.collect(city, settings, replay, now, sources)
    table = collected_table(collected, sources, now)
    description = f"What {city.place}'s sources gave: new documents of this run, and all that the archive holds"
    create_table_artifact(table, key=f"collected-{city.slug}", description=description)
    return collected


def collected_table(collected: stages.Collected, sources: Sequence[Source], now: dt.datetime) -> list[dict[str, str | int]]:
    """A row per source: whether it was asked, what was new since the run began (`now`, UTC), what is held, and what could not be had."""
    held = Counter(capture.source_id for capture in collected.captures)
    new = Counter(capture.source_id for capture in collected.captures if capture.fetched_at >= now)
    reasons: dict[str | None, Counter[str]] = {}
    for one in collected.rejections:
        reasons.setdefault(one.source_id, Counter())[one.reason] += 1
    rows = [
        {
            "source": source.id,
            "sort": source.sort,
            "asked": "yes" if source.id in collected.asked else "not due",
            "new": new[source.id],
            "held": held[source.id],
            "could not be had": _counted(reasons.pop(source.id, Counter())),
        }
        for source in sources
    ]
    others = sum(reasons.values(), Counter[str]())  # of an archive that is replayed, not of a source
    return [*rows, {"source": "archive", "could not be had": _counted(others)}] if others else rows


def _counted(reasons: Counter[str]) -> str:
    return ", ".join(f"{reason} ({count})" if count > 1 else reason for reason, count in reasons.items())


@task(
    name="parse",
    task_run_name="parse {city.slug}",
    retries=1,
    retry_delay_seconds=30,
    timeout_seconds=30 * _MINUTE,
    cache_policy=NO_CACHE,
)
def parse(city: City, settings: Settings, collected: stages.Collected) -> tuple[Parsed, ...]:
    """parse, for what was not read yet by this version of the reader."""
    return stages.parse(city, settings, collected.captures)


@task(
    name="load",
    task_run_name="load {city.slug}",
    retries=2,
    retry_delay_seconds=30,
    timeout_seconds=15 * _MINUTE,
    cache_policy=NO_CACHE,
)
def load(city: City, settings: Settings, parsed: Sequence[Parsed], collected: stages.Collected, now: dt.datetime) -> Loaded:
    """load; idempotent, so a retry doubles nothing."""
    with concurrency(WRITER, strict=True):
        loaded = stages.load_parsed(city, settings, parsed, collected, now)
    everything = (*collected.rejections, *(rejection for one in parsed for rejection in one.reading.rejections))
    table = [{"source": one.source_id, "stage": one.stage, "reason": one.reason, "detail": one.detail, "where": one.where} for one in everything]
    create_table_artifact(table, key=f"rejected-{city.slug}", description=f"What could not be used, {city.place}")
    return loaded


@task(
    name="transform and publish",
    task_run_name="transform and publish",
    retries=2,
    retry_delay_seconds=30,
    timeout_seconds=30 * _MINUTE,
    cache_policy=NO_CACHE,
)
def transform(settings: Settings) -> None:
    """transform → check → publish."""
    with concurrency(WRITER, strict=True):
        transformed, _ = stages.transform(settings, dt.datetime.now(dt.UTC))
    table = [{"check": one.check, "severity": one.severity, "rows": len(one.rows)} for one in transformed.findings]
    create_table_artifact(table, key="checks", description="Checks that found something")


@task(name="report", task_run_name="report {city.slug} {year}", retries=1, timeout_seconds=10 * _MINUTE, cache_policy=NO_CACHE)
def report(city: City, year: int, moment: dt.datetime | None, settings: Settings) -> tuple[stages.Made, ...]:
    """report: editions, pages and previews."""
    with concurrency(WRITER, strict=True):
        made = stages.report(city, year, moment, settings, dt.datetime.now(dt.UTC))
    _show(made)
    return made


@task(name="report month", task_run_name="report {city.slug}", retries=1, timeout_seconds=10 * _MINUTE, cache_policy=NO_CACHE)
def report_month(city: City, month: Month | None, settings: Settings) -> tuple[stages.Made, ...]:
    """report, for a month."""
    with concurrency(WRITER, strict=True):
        made = stages.report_month(city, month, None, settings, dt.datetime.now(dt.UTC))
    _show(made)
    return made


def _show(made: Sequence[stages.Made]) -> None:
    for one in made:
        create_markdown_artifact(f"# {one.mail.subject}\n\n```\n{one.mail.text}\n```\n", key=one.mail.edition_id, description=one.mail.subject)


@task(name="deliver", task_run_name="deliver {city.slug} {year}", retries=0, timeout_seconds=4 * 60 * _MINUTE, cache_policy=NO_CACHE)
def deliver(city: City, year: int, made: Sequence[stages.Made], settings: Settings) -> None:  # noqa: ARG001  # the year names the run
    """deliver; what is left unsent is sent by the next run, and what may have been sent is never sent again.

    An edition that waits for approval is an artifact with what there is to decide on and the command that lets it go, and not a failed run.
    """
    try:
        outcomes = stages.deliver(city, made, settings, lambda: dt.datetime.now(dt.UTC))
    except UnapprovedError as waiting:
        lines = [str(waiting), "```", *stages.to_decide_on(made, settings), "```"]
        create_markdown_artifact("\n".join(lines), key=f"delivery-{city.slug}", description="Waits for approval")
        return
    lines = [line for outcome in outcomes for line in (str(outcome), *outcome.advice())] or ["nothing new to send"]
    create_markdown_artifact("\n\n".join(lines), key=f"delivery-{city.slug}", description="What became of the mails")
