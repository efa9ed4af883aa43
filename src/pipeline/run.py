"""`yearend run`: the stages one after another in one process, a line for each, and at the end where everything lies."""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING

from pipeline import stages
from pipeline.city import load_city
from pipeline.moment import checked_year
from pipeline.moment import known_at as moment_of
from pipeline.report.words import hedged, signed

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pipeline.settings import Settings

log = logging.getLogger(__name__)


def run(
    slug: str,
    year: int,
    settings: Settings,
    *,
    known_at: str | None,
    replay: Path | None,
    is_send: bool,
    now: dt.datetime,
    say: Callable[[str, str], None],
    working: Callable[[str], AbstractContextManager[object]] = nullcontext,
) -> tuple[stages.Made, ...]:
    """Runs all stages for a city and year and says of each, by `say(what, outcome)`, what came of it.

    `known_at` is a date or time as a person writes it, `now` is UTC, `working(what)` is entered while a stage runs. Raises a YearendError where
    a stage cannot go on; what the stages before it did stays, and the next run goes on from there.
    """
    checked_year(year)
    city = load_city(settings.deployments, slug)
    moment = None if known_at is None else moment_of(known_at, city.zone)
    with working("fetching"):
        collected = stages.collect(city, settings, replay, now)
    say("fetch", f"{len(collected.asked)} sources asked, {len(collected.captures)} documents in the archive")
    for rejection in collected.rejections:
        say("rejected", f"{rejection.source_id or city.slug}: {rejection.reason}: {rejection.detail}")
    with working("reading"):
        parsed = stages.parse(city, settings, collected.captures)
        loaded = stages.load_parsed(city, settings, parsed, collected, now)
    say("parse", f"{loaded.captures} documents read: {loaded.figures} figures, {loaded.quotations} quotations, {loaded.rejections} rejections")
    for rejection in (rejection for document in parsed for rejection in document.reading.rejections):
        if rejection.stage != "figures":
            say("rejected", f"{rejection.source_id}: {rejection.reason}: {rejection.detail}")
    with working("building the marts"):
        transformed, published = stages.transform(settings, now)
    say("transform", f"{len(transformed.built)} models built, {len(transformed.unchanged)} unchanged")
    for finding in transformed.findings:
        say(finding.severity, f"{finding.check}: {len(finding.rows)} rows; {finding.summary}")
    with working("writing the edition"):
        made = stages.report(city, year, moment, settings, now)
    for one in made:
        say("edition", f"{one.mail.edition_id}: {one.mail.subject}")
    if is_send:
        with working("sending"):
            outcomes = stages.deliver(city, made, settings, lambda: dt.datetime.now(dt.UTC))
        for line in [line for outcome in outcomes for line in (str(outcome), *outcome.advice())] or ["nothing new to send"]:
            say("deliver", line)
    _say_where(made, published.file, say)
    return made


def _say_where(made: tuple[stages.Made, ...], published: Path, say: Callable[[str, str], None]) -> None:
    """The key figures as the mail has them, then the files."""
    year = made[0].edition.year
    say("", f"{'':<24} {year:>10} {year - 1:>10} {'change':>8}")
    for row in made[0].edition.key_rows:
        this, last = _count(row.value, row.op), _count(row.last_value, row.last_op)
        say("", f"{row.label:<24} {this:>10} {last:>10} {_change(row.change_pct):>8}  {row.source}")
    for one in made:
        say("mail", str(one.preview))
        say("page", str(one.page))
    say("figures", f'{published} (yearend sql "from mart.year_end")')


def _count(value: float | None, op: str) -> str:
    return "—" if value is None else hedged(value, op, in_table=True)


def _change(value: float | None) -> str:
    return "—" if value is None else signed(value)
