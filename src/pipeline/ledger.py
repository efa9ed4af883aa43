"""What was mailed to whom: editions, approvals, deliveries and suppressions, in SQLite; the one file that cannot be rebuilt.

A delivery is claimed before it is sent, under one key of edition, recipient and channel. Whoever claims first sends; nobody sends
what someone claimed. A claim ends in `sent`, `refused` or `unknown`, or is released where nothing was handed over. A claim whose
sender died stays, and counts as unknown once it is older than any attempt can be (`CLAIM_HOLDS`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pipeline.errors import DeliveryError
from pipeline.ledger_file import utc
from pipeline.suppressions import ERASED, Suppressions

if TYPE_CHECKING:
    from pipeline.records import Mail

State = Literal["claimed", "sent", "refused", "unknown"]
Resolution = Literal["sent", "unsent"]

CHANNEL = "smtp"
CLAIM_HOLDS = dt.timedelta(minutes=15)
ANSWER_LIMIT = 500  # characters


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


@dataclass(frozen=True)
class Delivery:
    """One edition to one recipient. The recipient and what the server said of them stay out of `repr`."""

    number: int
    edition_id: str
    recipient: str = field(repr=False)
    state: State
    claimed_at: str  # UTC, ISO 8601
    settled_at: str | None
    answer: str = field(repr=False)
    digest: str  # of the content that it was claimed with

    def command(self, resolution: Resolution) -> str:
        """The exact command by which the operator settles it."""
        return settle_command(self.edition_id, self.number, resolution)


def settle_command(edition_id: str, number: int, resolution: Resolution) -> str:
    return f"yearend settle {edition_id} {number} {resolution}"


class Ledger(Suppressions):
    """The ledger at `path`, made if it is not there, private to its owner. Several processes may have it open.

    DeliveryError, in one sentence, where the file is of a newer yearend, is no ledger, or cannot be written.
    All times come in with a zone and are kept in UTC.
    """

    # Editions and their approval

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

    def had_before(self, edition_id: str, digest: str) -> frozenset[str]:
        """The recipients to whom another content of an edition went, or may have gone."""
        query = "select recipient from delivery where edition_id = ? and digest <> ? and state in ('claimed', 'sent', 'unknown')"
        return frozenset(str(row[0]) for row in self._read(query, (edition_id, digest)))

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

    # Deliveries

    def claim(self, edition_id: str, digest: str, recipient: str, at: dt.datetime, channel: str = CHANNEL) -> int | None:
        """The delivery's number if it is now ours to send, and nobody else's ever; None if someone has claimed it before, or it is suppressed.

        It is on the disk when this returns. `recipient` is `Subscriber.key`.
        """
        return self._write(
            "insert into delivery (edition_id, digest, recipient, channel, state, claimed_at) select ?1, ?2, ?3, ?4, 'claimed', ?5"
            " where not exists (select 1 from suppression where address in (?3, ?6))"
            " on conflict (edition_id, recipient, channel) do nothing returning number",
            (edition_id, digest, recipient, channel, utc(at), self._hashed(recipient)),
        )

    def release(self, number: int) -> None:
        """Gives a claim back: nothing was handed over, and whoever comes next may send."""
        self._write("delete from delivery where number = ? and state = 'claimed'", (number,))

    def settle(self, number: int, state: Literal["sent", "refused", "unknown"], answer: str, at: dt.datetime) -> None:
        """What became of a claim. DeliveryError where the claim is no longer there: the operator resolved it meanwhile.

        A crash keeps it; a power cut may undo the last one, and then the claim stands, which is safe. The next claim syncs it.
        """
        with self._unsynced():
            settled = self._write(
                "update delivery set state = ?1, answer = case when recipient like ?5 then '' else ?2 end, settled_at = ?3"
                " where number = ?4 and state = 'claimed' returning number",
                (state, answer[:ANSWER_LIMIT], utc(at), number, f"{ERASED}%"),  # a server's words may name who was erased meanwhile
            )
        if settled is None:
            raise DeliveryError(f"delivery {number} was resolved by someone else while it was sent; it ended as {state}")

    def states(self, edition_id: str, now: dt.datetime, channel: str = CHANNEL) -> dict[str, State]:
        """Where each recipient's delivery of an edition stands; who is not in it was never tried, or put off."""
        stale = utc(now - CLAIM_HOLDS)
        return dict(self._read(f"select recipient, {_STATE} from delivery where edition_id = ? and channel = ?", (stale, edition_id, channel)))

    def deliveries(self, edition_id: str) -> tuple[Delivery, ...]:
        """All deliveries of an edition, by number."""
        return tuple(Delivery(*row) for row in self._read(_DELIVERY + " where edition_id = ? order by number", (edition_id,)))

    def copies(self) -> tuple[tuple[str, str], ...]:
        """Edition and recipient of every delivery that there ever was, but for those to people who were erased."""
        query = "select edition_id, recipient from delivery where recipient not like ? order by number"
        return tuple((str(edition), str(recipient)) for edition, recipient in self._read(query, (f"{ERASED}%",)))

    def recipients(self) -> frozenset[str]:
        """Everyone who was ever mailed."""
        return frozenset(recipient for _, recipient in self.copies())

    def unknown(self, now: dt.datetime, edition_id: str | None = None) -> tuple[Delivery, ...]:
        """What may or may not have arrived: cut off before the answer, or claimed by a sender that must have died."""
        rows = self._read(
            _DELIVERY + f" where {_STATE} = 'unknown' and edition_id = coalesce(?, edition_id) order by number",
            (utc(now - CLAIM_HOLDS), edition_id),
        )
        return tuple(Delivery(*row) for row in rows)

    def resolve(self, edition_id: str, delivery: int | str, state: Resolution, now: dt.datetime) -> None:
        """The operator's word on an unknown (or refused) delivery, by its number or recipient: it is `sent`, or may go again.

        DeliveryError where there is no such delivery, where it was sent, or where a run may still be at it.
        """
        if isinstance(delivery, str) and delivery.isdecimal():
            delivery = int(delivery)
        number = self._resolvable(edition_id, delivery, now)
        if state == "unsent":
            self._write("delete from delivery where number = ? and state <> 'sent'", (number,))
        else:
            self._write("update delivery set state = 'sent', settled_at = ? where number = ?", (utc(now), number))

    def _resolvable(self, edition_id: str, delivery: int | str, now: dt.datetime) -> int:
        column, value = ("number", delivery) if isinstance(delivery, int) else ("recipient", delivery.lower())
        found = self._read(_DELIVERY + f" where edition_id = ? and {column} = ?", (edition_id, value))
        name = f"delivery {delivery}" if isinstance(delivery, int) else "a delivery to that recipient"
        if not found:
            raise DeliveryError(f"{edition_id} has no {name}; look at the number that sending printed")
        row = Delivery(*found[0])
        if row.state == "sent":
            raise DeliveryError(f"delivery {row.number} of {edition_id} was sent; there is nothing to settle")
        held_until = dt.datetime.fromisoformat(row.claimed_at) + CLAIM_HOLDS
        if row.state == "claimed" and held_until > now:
            raise DeliveryError(f"delivery {row.number} of {edition_id} may be under way; settle it after {held_until:%H:%M} UTC")
        return row.number


_EDITION = (
    "select edition.id, edition.digest, subject, known_at, recorded_at, approved_by, approved_at from edition"
    " left join approval on approval.edition_id = edition.id and approval.digest = edition.digest"
)
_STATE = "case when state = 'claimed' and claimed_at <= ? then 'unknown' else state end"
_DELIVERY = "select number, edition_id, recipient, state, claimed_at, settled_at, answer, digest from delivery"
