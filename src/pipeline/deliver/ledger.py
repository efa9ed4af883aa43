"""What was mailed to whom: editions, approvals, deliveries and suppressions, in SQLite; the one file that cannot be rebuilt.

A delivery is claimed before it is sent, under one key of edition, recipient and channel. Whoever claims first sends; nobody sends
what someone claimed. A claim ends in `sent`, `refused` or `unknown`, or is released where nothing was handed over. A claim whose
sender died stays, and counts as unknown once it is older than any attempt can be (`CLAIM_HOLDS`); `deliveries.py` says how.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.deliver.deliveries import CLAIM_HOLDS, Deliveries, Delivery, Resolution, State, settle_command
from pipeline.deliver.ledger_file import utc
from pipeline.deliver.suppressions import compact
from pipeline.errors import DeliveryError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pipeline.records import Mail

__all__ = ["CLAIM_HOLDS", "Delivery", "Edition", "Ledger", "Resolution", "State", "settle_command"]


@dataclass(frozen=True)
class Edition:
    """The content that stands under an edition's id, and who let it go, if anyone did."""

    edition_id: str
    digest: str
    subject: str
    known_at: str  # UTC, ISO 8601
    recorded_at: str
    approved_by: str | None
    approved_at: str | None


class Ledger(Deliveries):
    """The ledger at `path`, made if it is not there, private to its owner. Several processes may have it open.

    DeliveryError, in one sentence, where the file is of a newer yearend, is no ledger, or cannot be written.
    All times come in with a zone and are kept in UTC.
    """

    def record(self, mail: Mail, known_at: dt.datetime, at: dt.datetime, content: str = "") -> None:
        """Keeps that this is what now stands under the edition's id; the same content again changes nothing.

        `content` is the edition as JSON: once sent, it is what a later update is compared with.
        """
        newest = self.edition(mail.edition_id)
        if newest and newest.digest == mail.digest:
            return
        self._write(
            "insert into edition (id, digest, subject, known_at, recorded_at, content) values (?, ?, ?, ?, ?, ?)"
            " on conflict (id, digest) do update set recorded_at = excluded.recorded_at",
            (mail.edition_id, mail.digest, mail.subject, utc(known_at), utc(at), content),
        )

    def last_sent_id(self, pattern: str) -> tuple[str, str] | None:
        """Id and digest of what went out last under an id of a pattern, such as "fresno-ca-2023-[a-z]*"; None where nothing did."""
        rows = self._read(
            "select edition.id, edition.digest from delivery"
            " join edition on edition.id = delivery.edition_id and edition.digest = delivery.digest"
            " where state = 'sent' and edition_id glob ?1 and content <> '' order by settled_at desc, number desc limit 1",
            (pattern,),
        )
        return (str(rows[0][0]), str(rows[0][1])) if rows else None

    def last_sent(self, pattern: str) -> str | None:
        """The content of that."""
        found = self.last_sent_id(pattern)
        return self.content(*found) if found else None

    def content(self, edition_id: str, digest: str) -> str | None:
        """An edition's content as it was recorded; None where it was not."""
        rows = self._read("select content from edition where id = ? and digest = ?", (edition_id, digest))
        return str(rows[0][0]) if rows and rows[0][0] else None

    def redact(self, contents: Mapping[tuple[str, str], str]) -> None:
        """Puts other contents in the places of those of some editions, by id and digest, here and in the copies that migrations left.

        No page of the files holds the old ones afterwards.
        """
        rows = [(content, *key) for key, content in contents.items()]
        statement = "update edition set content = ? where id = ? and digest = ?"
        if rows:
            with self._transaction() as db:
                db.executemany(statement, rows)
            with self._mendable():
                compact(self._db)
                for copy in self.path.parent.glob(f"{self.path.name}.v*"):
                    with contextlib.closing(sqlite3.connect(copy)) as old:
                        old.executemany(statement, rows)
                        old.commit()
                        compact(old)

    def edition(self, edition_id: str) -> Edition | None:
        """The newest content recorded under an id, with its approval."""
        rows = self._read(_EDITION + " where edition.id = ? order by recorded_at desc, edition.rowid desc limit 1", (edition_id,))
        return Edition(*rows[0]) if rows else None

    def editions(self) -> tuple[Edition, ...]:
        """All content ever recorded, oldest first."""
        return tuple(Edition(*row) for row in self._read(_EDITION + " order by recorded_at, edition.rowid"))

    def approve(self, edition_id: str, digest: str, by: str, at: dt.datetime) -> None:
        """Lets this very content go; what is changed afterwards needs a new approval. DeliveryError where it was never recorded."""
        if not self._read("select 1 from edition where id = ? and digest = ?", (edition_id, digest)):
            known = sorted({edition.edition_id for edition in self.editions()})
            raise DeliveryError(f"there is no edition {edition_id!r} with that content to approve; recorded: {', '.join(known) or 'none'}")
        self._write(
            "insert into approval (edition_id, digest, approved_by, approved_at) values (?, ?, ?, ?) on conflict do nothing",
            (edition_id, digest, by, utc(at)),
        )

    def is_approved(self, edition_id: str, digest: str) -> bool:
        return bool(self._read("select 1 from approval where edition_id = ? and digest = ?", (edition_id, digest)))


_EDITION = (
    "select edition.id, edition.digest, subject, known_at, recorded_at, approved_by, approved_at from edition"
    " left join approval on approval.edition_id = edition.id and approval.digest = edition.digest"
)
