"""What an approver sees before an edition goes: its preview and page, what waits for review, and what changed since the last one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from pipeline import changes
from pipeline.errors import DeliveryError, ReportError, WarehouseError
from pipeline.published import open_published
from pipeline.report.store import loads

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.deliver.ledger import Ledger
    from pipeline.report.parts import Edition
    from pipeline.settings import Settings

MOST_REVIEWS = 10  # are listed, the others counted


@dataclass(frozen=True)
class Dossier:
    """One edition as it now stands, for somebody to decide on."""

    edition_id: str
    digest: str
    subject: str
    approved_by: str | None
    preview: Path
    page: Path | None
    reviews: tuple[str, ...]  # what waits for a reviewer, in words
    review: str  # city and year, as `yearend review` wants them
    since: str  # the edition that was sent last, or why there is none
    changed: tuple[str, ...]  # since that one

    def lines(self) -> tuple[str, ...]:
        """The dossier as it is printed."""
        more = len(self.reviews) - MOST_REVIEWS
        return (
            f"{self.edition_id}: {self.subject}",
            f"content    {self.digest[:12]}{f', approved by {self.approved_by}' if self.approved_by else ''}",
            f"preview    {self.preview}",
            *([f"page       {self.page}"] if self.page else []),
            f"reviews    {len(self.reviews) or 'none'} open{f'; yearend review {self.review}' if self.reviews else ''}",
            *(f"  {one}" for one in self.reviews[:MOST_REVIEWS]),
            *([f"  and {more} more"] if more > 0 else []),
            f"changes    {self.since}",
            *(f"  {one}" for one in self.changed),
        )


def dossier(settings: Settings, ledger: Ledger, edition_id: str) -> Dossier:
    """What is to be known of the newest content of an edition. DeliveryError where there is none of that id."""
    newest = ledger.edition(edition_id)
    if newest is None:
        known = sorted({one.edition_id for one in ledger.editions()})
        raise DeliveryError(f"there is no edition {edition_id!r}; there are {', '.join(known) or 'none yet: run `yearend run` first'}")
    now = _loaded(ledger.content(edition_id, newest.digest))
    since, changed = _since(ledger, edition_id, newest.digest, now)
    return Dossier(
        edition_id,
        newest.digest,
        newest.subject,
        newest.approved_by,
        settings.outbox / f"{edition_id}.eml",
        settings.site / now.folder / "index.html" if now else None,
        _reviews(settings, now) if now else (),
        f"{now.city} {now.year}" if now else "",
        since,
        changed,
    )


def between(ledger: Ledger, older: str, newer: str) -> tuple[str, ...]:
    """What changed between two editions, each an id, or an id with the beginning of a content, as in `fresno-ca-2023-final@1a2b3c`."""
    return changes.lines(_named(ledger, older), _named(ledger, newer))


def _named(ledger: Ledger, name: str) -> Edition:
    edition_id, _, beginning = name.partition("@")
    found = [one for one in ledger.editions() if one.edition_id == edition_id and one.digest.startswith(beginning)]
    if not found:
        known = ", ".join(sorted({f"{one.edition_id}@{one.digest[:12]}" for one in ledger.editions()}))
        raise DeliveryError(f"there is no edition {name!r}; there are {known or 'none yet: run `yearend run` first'}")
    return loads(ledger.content(edition_id, found[-1].digest) or "")


def _since(ledger: Ledger, edition_id: str, digest: str, now: Edition | None) -> tuple[str, tuple[str, ...]]:
    period = re.sub(r"[a-z]+(-\d+)?$", "", edition_id)  # "fresno-ca-2023-"
    last = ledger.last_sent_id(f"{period}[a-z]*")
    if last is None:
        return f"nothing was sent before under {period}…", ()
    if last == (edition_id, digest):
        return "this is what was sent last", ()
    then = _loaded(ledger.content(*last))
    if then is None or now is None:
        return f"{last[0]} was sent last; another version wrote it, so what changed cannot be said", ()
    return f"since {last[0]}@{last[1][:12]}, which was sent last", changes.lines(then, now) or ("none in numbers or words",)


def _loaded(content: str | None) -> Edition | None:
    try:
        return loads(content) if content else None
    except ReportError:
        return None


def _reviews(settings: Settings, edition: Edition) -> tuple[str, ...]:
    """What waits for a reviewer of the edition's city and year, by the published file, or what the edition itself holds back."""
    held = (f"{edition.claims_withheld} claims that differ from the series",) if edition.claims_withheld else ()
    query = "select kind, coalesce(nullif(words, ''), id), outlet, waits_for from mart.review where city = ? and year = ? order by kind, id"
    try:
        with open_published(settings) as connection:
            rows: Iterable[tuple[str, ...]] = connection.execute(query, [edition.city, edition.year]).fetchall()
    except (duckdb.Error, WarehouseError):
        return held
    return tuple(f"{kind}: {_short(words)} ({outlet}): {waits_for}" for kind, words, outlet, waits_for in rows)


def _short(words: str) -> str:
    flat = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", words)
    return flat if len(flat) <= 80 else f"{flat[:79]}…"
