"""`yearend run`: the stages one after another in one process, a line for each, and at the end where everything lies."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipeline import stages
from pipeline.city import load_city
from pipeline.moment import checked_month, checked_year
from pipeline.moment import known_at as moment_of
from pipeline.report.months import Month
from pipeline.report.words import hedged, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.city import City
    from pipeline.records import Rejection
    from pipeline.settings import Settings

log = logging.getLogger(__name__)


class Say(Protocol):
    """Says what came of a stage: what, and the outcome."""

    def __call__(self, what: str, outcome: str, /) -> None: ...


@dataclass(frozen=True)
class Work:
    """What every run is told: how it says what comes of its stages, what is entered while one runs, and when it is (UTC)."""

    settings: Settings
    now: dt.datetime
    say: Say
    working: Callable[[str], AbstractContextManager[object]] = nullcontext
    replay: Path | None = None  # take this archive in and ask nobody
    is_send: bool = False


def run(slug: str, year: int, known_at: str | None, work: Work) -> tuple[stages.Made, ...]:
    """Runs all stages for a city and year and says of each what came of it.

    `known_at` is a date or time as a person writes it. Raises a YearendError where a stage cannot go on; what the stages before it did
    stays, and the next run goes on from there.
    """
    checked_year(year)
    city = load_city(work.settings.deployments, slug)
    moment = None if known_at is None else moment_of(known_at, city.zone)
    published = _published(city, work)
    with work.working("writing the edition"):
        made = stages.report(city, year, moment, work.settings, work.now)
    _made_and_sent(city, made, work)
    _say_rows(made[0], work.say)
    _say_where(made, published, work.say)
    return made


def run_month(slug: str, month: str | None, known_at: str | None, work: Work) -> tuple[stages.Made, ...]:
    """As `run`, for a month, written 2026-03; None is the newest of which a whole count is known."""
    chosen = None if month is None else Month(*checked_month(month))
    city = load_city(work.settings.deployments, slug)
    moment = None if known_at is None else moment_of(known_at, city.zone)
    published = _published(city, work)
    with work.working("writing the edition"):
        made = stages.report_month(city, chosen, moment, work.settings, work.now)
    _made_and_sent(city, made, work)
    _say_where(made, published, work.say)
    return made


def _published(city: City, work: Work) -> Path:
    """All stages up to the published file, which it gives."""
    settings, say = work.settings, work.say
    with work.working("fetching"):
        collected = stages.collect(city, settings, work.replay, work.now)
    say("fetch", f"{len(collected.asked)} sources asked, {len(collected.captures)} documents in the archive")
    for cause in causes(collected.rejections, city.slug):
        say("rejected", cause)
    with work.working("reading"):
        parsed = stages.parse(city, settings, collected.captures)
        loaded = stages.load_parsed(city, settings, parsed, collected, work.now)
    say("parse", f"{loaded.captures} documents read: {loaded.figures} figures, {loaded.quotations} quotations, {loaded.rejections} rejections")
    unread = (rejection for document in parsed for rejection in document.reading.rejections if rejection.stage != "figures")
    for cause in causes(unread, city.slug):
        say("rejected", cause)
    with work.working("building the marts"):
        transformed, published = stages.transform(settings, work.now)
    say("transform", f"{len(transformed.built)} models built, {len(transformed.unchanged)} unchanged")
    for finding in transformed.findings:
        say(finding.severity, f"{finding.check}: {len(finding.rows)} rows; {finding.summary}")
    return published.file


def causes(rejections: Iterable[Rejection], slug: str) -> Iterator[str]:
    """A line for each cause, with the sources that it befell (the city's slug where that is none) and how often, in the order of the first."""
    sources: dict[tuple[str, str], Counter[str]] = {}
    for one in rejections:
        sources.setdefault((one.reason, one.detail), Counter())[one.source_id or slug] += 1
    for (reason, detail), befell in sources.items():
        often = f" ({befell.total()} times)" if befell.total() > 1 else ""
        yield f"{', '.join(befell)}: {reason}{often}: {detail}"


def _made_and_sent(city: City, made: tuple[stages.Made, ...], work: Work) -> None:
    for one in made:
        work.say("edition", f"{one.mail.edition_id}: {one.mail.subject}")
    if work.is_send:
        with work.working("sending"):
            outcomes = stages.deliver(city, made, work.settings, lambda: dt.datetime.now(dt.UTC))
        for line in [line for outcome in outcomes for line in (str(outcome), *outcome.advice())] or ["nothing new to send"]:
            work.say("deliver", line)


def _say_rows(made: stages.Made, say: Say) -> None:
    """The key figures as the mail has them."""
    year = made.edition.year
    say("", f"{'':<24} {year:>10} {year - 1:>10} {'change':>8}")
    for row in made.edition.key_rows:
        this, last = _count(row.value, row.op), _count(row.last_value, row.last_op)
        say("", f"{row.label:<24} {this:>10} {last:>10} {_change(row.change_pct):>8}  {row.source}")


def _say_where(made: tuple[stages.Made, ...], published: Path, say: Say) -> None:
    for one in made:
        say("mail", str(one.preview))
        say("page", str(one.page))
    say("figures", f'{published} (yearend sql "from mart.year_end")')


def _count(value: float | None, op: str) -> str:
    return "—" if value is None else hedged(value, op, in_table=True)


def _change(value: float | None) -> str:
    return "—" if value is None else signed(value)
