"""Deliveries in the ledger: reserved in batches, begun one by one, settled; each to be sent at most once, whatever dies in between.

Nothing may be sent that a power cut could make us forget. To wait for the disk before each message would take longer than sending it, so a
batch of recipients is reserved and synced at once; that one of them is begun is written once the server was told who it is for and before the
message is handed over, but not synced. What was reserved and not begun when a process died was never tried, and is free again. After a power
cut that mark may be lost, so then the whole batch is unknown: the machine's boot id tells. To begin is one atomic write, which only the holder
of a number can do once.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.deliver.ledger_file import utc
from pipeline.deliver.suppressions import ERASED, Suppressions
from pipeline.errors import DeliveryError

State = Literal["claimed", "sent", "refused", "unknown"]
Resolution = Literal["sent", "unsent"]

BATCH = 50  # reserved at once: the most that a power cut can make unknown
CHANNEL = "smtp"
CLAIM_HOLDS = dt.timedelta(minutes=15)
ANSWER_LIMIT = 500  # characters


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
    begun_at: str | None = None  # when its message was about to be handed over
    holder: str = ""  # boot id and process that reserved it

    def command(self, resolution: Resolution) -> str:
        """The exact command by which the operator settles it."""
        return settle_command(self.edition_id, self.number, resolution)

    def standing(self, now: dt.datetime, boot: str) -> State | None:
        """Where it stands now, on a machine of that boot id; None for what was reserved, never tried, and is free again."""
        if self.state != "claimed":
            return self.state
        since, (held_in, _, process) = self.begun_at or self.claimed_at, self.holder.partition("/")
        is_fresh = since > utc(now - CLAIM_HOLDS)
        if self.begun_at is None and held_in:
            if held_in != boot:
                return "unknown"
            return "claimed" if is_fresh and _is_alive(int(process)) else None
        return "claimed" if is_fresh else "unknown"


def settle_command(edition_id: str, number: int, resolution: Resolution) -> str:
    return f"yearend settle {edition_id} {number} {resolution}"


def boot_id() -> str:
    """What is another after each start of the machine; "" where it does not tell, and then nothing reserved is ever free by itself."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return ""


def _is_alive(process: int) -> bool:
    """Whether there is such a process here. Where another container's is taken for dead nothing is lost: to begin is atomic."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


class Deliveries(Suppressions):
    """The part of the ledger that says what was mailed to whom."""

    boot = boot_id()

    def reserve(self, edition_id: str, digest: str, recipients: Sequence[str], at: dt.datetime) -> dict[str, int]:
        """Numbers for those of the recipients whose delivery is now ours to begin: not claimed, settled or suppressed before.

        They are on the disk when this returns. `recipients` are `Subscriber.key`s.
        """
        taken = {one.recipient: one for one in self._of(edition_id, recipients)}
        barred = self.suppressed(recipients)
        free = [one.number for one in taken.values() if one.standing(at, self.boot) is None]
        holder = f"{self.boot}/{os.getpid()}" if self.boot else ""
        wanted = json.dumps([one for one in recipients if one not in barred])
        with self._transaction() as db:
            db.executemany(f"delete from delivery where number = ? and {_UNTRIED}", [(number,) for number in free])
            rows = db.execute(_RESERVE, (edition_id, digest, CHANNEL, utc(at), holder, wanted)).fetchall()
        return dict(rows)

    def begin(self, number: int, at: dt.datetime) -> bool:
        """To be asked before a message is handed over: True to one asker only, and to none once the recipient is suppressed or erased."""
        statement = f"update delivery set begun_at = ? where number = ? and {_UNTRIED} and recipient not like ?"
        statement += " and not exists (select 1 from suppression where address = recipient) returning number"
        return self._write(statement, (utc(at), number, f"{ERASED}%"), is_synced=False) is not None

    def give_back(self, numbers: Iterable[int]) -> None:
        """Frees what was reserved and not begun."""
        with self._transaction(is_synced=False) as db:
            db.executemany(f"delete from delivery where number = ? and {_UNTRIED}", [(number,) for number in numbers])

    def claim(self, edition_id: str, digest: str, recipient: str, at: dt.datetime) -> int | None:
        """Reserves and begins a single delivery; its number, or None where it is not ours."""
        number = self.reserve(edition_id, digest, [recipient], at).get(recipient)
        return number if number is not None and self.begin(number, at) else None

    def release(self, number: int) -> None:
        """Gives a claim back: nothing was handed over, and whoever comes next may send. A power cut may undo it, which is safe."""
        self._write("delete from delivery where number = ? and state = 'claimed'", (number,), is_synced=False)

    def settle(self, number: int, state: Literal["sent", "refused", "unknown"], answer: str, at: dt.datetime) -> None:
        """What became of a claim. DeliveryError where the claim is no longer there: the operator resolved it meanwhile.

        A crash keeps it; a power cut may undo the last ones, and then the claims stand, which is safe. The next batch syncs it.
        """
        settled = self._write(
            "update delivery set state = ?1, answer = case when recipient like ?5 then '' else ?2 end, settled_at = ?3"
            " where number = ?4 and state = 'claimed' returning number",
            (state, answer[:ANSWER_LIMIT], utc(at), number, f"{ERASED}%"),  # a server's words may name who was erased meanwhile
            is_synced=False,
        )
        if settled is None:
            raise DeliveryError(f"delivery {number} was resolved by someone else while it was sent; it ended as {state}")

    def states(self, edition_id: str, now: dt.datetime) -> dict[str, State]:
        """Where each recipient's delivery of an edition stands; who is not in it was never tried, or put off."""
        found = ((one.recipient, one.standing(now, self.boot)) for one in self.deliveries(edition_id))
        return {recipient: state for recipient, state in found if state is not None}

    def had_before(self, edition_id: str, digest: str, now: dt.datetime) -> frozenset[str]:
        """The recipients to whom another content of an edition went, or may have gone."""
        others = (one for one in self.deliveries(edition_id) if one.digest != digest)
        return frozenset(one.recipient for one in others if one.standing(now, self.boot) not in (None, "refused"))

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
        query = _DELIVERY + " where state in ('claimed', 'unknown') and edition_id = coalesce(?, edition_id) order by number"
        found = (Delivery(*row) for row in self._read(query, (edition_id,)))
        return tuple(one for one in found if one.standing(now, self.boot) == "unknown")

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
        if row.standing(now, self.boot) == "claimed":
            held_until = dt.datetime.fromisoformat(row.begun_at or row.claimed_at) + CLAIM_HOLDS
            raise DeliveryError(f"delivery {row.number} of {edition_id} may be under way; settle it after {held_until:%H:%M} UTC")
        return row.number

    def _of(self, edition_id: str, recipients: Sequence[str]) -> tuple[Delivery, ...]:
        places = ", ".join("?" * len(recipients))
        query = _DELIVERY + f" where edition_id = ? and channel = ? and recipient in ({places})"
        return tuple(Delivery(*row) for row in self._read(query, (edition_id, CHANNEL, *recipients)))


_UNTRIED = "state = 'claimed' and begun_at is null"
_DELIVERY = "select number, edition_id, recipient, state, claimed_at, settled_at, answer, digest, begun_at, holder from delivery"
_RESERVE = (
    "insert into delivery (edition_id, digest, recipient, channel, state, claimed_at, holder)"
    " select ?, ?, value, ?, 'claimed', ?, ? from json_each(?) where true order by key"
    " on conflict (edition_id, recipient, channel) do nothing returning recipient, number"
)
