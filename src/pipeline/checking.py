"""`yearend sources check`: each source asked, one after another, and held against its contract; one that fails stops no other."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.contract import Facts, breaches, expected_through
from pipeline.errors import YearendError
from pipeline.facts import facts_of
from pipeline.fetch.collect import last
from pipeline.fetch.listing import LISTING
from pipeline.fetch.paging import SAMPLE
from pipeline.fetch.probe import probe
from pipeline.standing import last_live, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from pipeline.archive import Archive
    from pipeline.city import City
    from pipeline.fetch.client import Client
    from pipeline.fetch.probe import Probe
    from pipeline.records import Capture, Rejection
    from pipeline.source import Source
    from pipeline.standing import Standing

log = logging.getLogger(__name__)

COLUMNS = ("source", "reached", "robots", "contract", "standing", "newest", "rows", "last run live")
_UNASKED = {"connection_failed", "timeout", "certificate_invalid", "private_address", "fetch_refused", "secret_missing", "protocol_error"}
_ROBOTS = {"robots_disallowed": "disallowed", "robots_unreachable": "unreachable"}


HELD_COLUMNS = ("source", "kind", "reads", "due", "outlet", "standing", "last had", "last run live")


@dataclass(frozen=True)
class Finding:
    """Something to be said of a source, and whether somebody has to see to it."""

    reason: str
    detail: str
    is_trouble: bool


@dataclass(frozen=True)
class Checked:
    """How one source is."""

    source_id: str
    reached: str  # yes, or the name of the rejection
    robots: str  # allowed, disallowed, unreachable, or unknown where nothing answered
    contract: str  # kept, broken, not stated, or unknown where nothing came
    standing: Standing
    facts: Facts | None
    live_at: dt.datetime | None  # UTC; None: never
    findings: tuple[Finding, ...]

    @property
    def is_trouble(self) -> bool:
        return any(finding.is_trouble for finding in self.findings)

    def row(self) -> tuple[object, ...]:
        """As COLUMNS."""
        facts = self.facts
        return (
            self.source_id,
            self.reached,
            self.robots,
            self.contract,
            self.standing,
            facts and facts.newest,
            facts and facts.rows,
            _day(self.live_at),
        )

    def fields(self) -> dict[str, object]:
        """The same for programs, with all findings."""
        return {
            **dict(zip((name.replace(" ", "_") for name in COLUMNS), self.row(), strict=True)),
            "findings": [finding.__dict__ for finding in self.findings],
        }


def check(
    city: City,
    sources: Sequence[Source],
    archive: Archive,
    client: Client,
    now: Callable[[], dt.datetime],
    working: Callable[[str], AbstractContextManager[object]],
) -> Iterator[Checked]:
    """Asks each source and says how it is, as soon as it is known; `now` gives UTC, `working(what)` is entered while a source is asked."""
    for number, source in enumerate(sources, start=1):
        with working(f"asking {source.id} ({number} of {len(sources)})"):
            yield _checked_or_failed(city, source, archive, client, now())


def _checked_or_failed(city: City, source: Source, archive: Archive, client: Client, now: dt.datetime) -> Checked:
    try:
        return _checked(city, source, archive, client, now)
    except YearendError as error:  # its records are damaged, say
        failed = Finding("check_failed", str(error), is_trouble=True)
    except Exception:  # an answer that a reader cannot take must not keep the other sources from being asked; the traceback is logged
        log.exception("source %s could not be checked", source.id)
        failed = Finding("check_failed", "the check itself failed; the log has the traceback, please report it", is_trouble=True)
    return Checked(source.id, failed.reason, "unknown", "unknown", "behind", None, None, (failed,))


def held_row(source: Source, archive: Archive, now: dt.datetime) -> tuple[object, ...]:
    """What the archive alone tells of a source, as HELD_COLUMNS; `now` is UTC."""
    had_at = _had_at(source, archive)
    stands = standing(source, had_at=had_at, failed_at=None, newest=None, expected=None, now=now)
    return (source.id, source.kind, source.reads, source.due, source.outlet, stands, _day(had_at), _day(last_live(_answers(source, archive))))


def _had_at(source: Source, archive: Archive) -> dt.datetime | None:
    found = last(source, archive)
    return found.fetched_at if found else None


def _day(at: dt.datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else "never"


def _checked(city: City, source: Source, archive: Archive, client: Client, now: dt.datetime) -> Checked:
    before_at = _had_at(source, archive)
    found = probe(city, source, archive, client, now)
    today = now.astimezone(city.zone).date()
    facts, unread = facts_of(found.captures, source, city, archive, today)
    if found.row_count is not None:
        facts = replace(facts or Facts(), rows=found.row_count)
    answer = Answer(found, facts, unread, before_at, last_live(_answers(source, archive)))
    return judged(source, answer, now, today)


def _answers(source: Source, archive: Archive) -> Iterator[Capture]:
    """Whatever was fetched for a source, listings and samples too."""
    for role in ("", LISTING, SAMPLE):
        yield from archive.of_source(source.id + role)
    yield from archive.of_address(source.address)


@dataclass(frozen=True)
class Answer:
    """What is known of a source once it was asked."""

    found: Probe
    facts: Facts | None  # None: nothing came, or nothing that could be read
    unread: tuple[Rejection, ...]  # what of the answers could not be read
    before_at: dt.datetime | None = None  # UTC; its last answer before this one
    live_at: dt.datetime | None = None  # UTC


def judged(source: Source, answer: Answer, now: dt.datetime, today: dt.date) -> Checked:
    """What is to be said of a source at `now` (UTC), `today` in its city."""
    refused = answer.found.rejections[0] if answer.found.rejections and not answer.found.captures else None
    facts, contract = answer.facts, source.contract
    broken = breaches(contract, facts, today) if contract and facts else ()
    return Checked(
        source_id=source.id,
        reached=refused.reason if refused else "yes",
        robots=_robots(refused),
        contract=_kept(source, answer, is_broken=bool(broken)),
        standing=standing(
            source,
            had_at=answer.before_at if refused else now,
            failed_at=now if refused else None,
            newest=facts.newest if facts else None,
            expected=expected_through(contract, today) if contract and facts else None,
            now=now,
        ),
        facts=facts,
        live_at=answer.live_at,
        findings=(
            *_of_asking(answer.found),
            *_of_reading(source, answer.unread),
            *(Finding(one.reason, one.detail, is_trouble=True) for one in broken),
        ),
    )


def _kept(source: Source, answer: Answer, *, is_broken: bool) -> str:
    if source.contract is None:
        return "not stated"
    if is_broken or (answer.facts is None and answer.found.captures and source.reads != "article"):
        return "broken"
    return "kept" if answer.facts else "unknown"


def _robots(refused: Rejection | None) -> str:
    if refused is None:
        return "allowed"
    return _ROBOTS.get(refused.reason, "unknown" if refused.reason in _UNASKED else "allowed")


def _of_asking(found: Probe) -> Iterator[Finding]:
    """What did not come is trouble where nothing came; a page of many that is gone is not."""
    for one in found.rejections:
        yield Finding(one.reason, one.detail, is_trouble=not found.captures)


def _of_reading(source: Source, unread: Sequence[Rejection]) -> Iterator[Finding]:
    """A release that cannot be read as a whole is trouble; a row or a sentence that cannot is counted."""
    rows: dict[str, int] = {}
    for one in unread:
        if one.stage == "parse" and one.where is None and source.reads != "article":
            yield Finding(one.reason, one.detail, is_trouble=True)
        else:
            rows[one.reason] = rows.get(one.reason, 0) + one.count
    for reason, count in rows.items():
        yield Finding(reason, f"{count:,} places could not be read", is_trouble=False)
