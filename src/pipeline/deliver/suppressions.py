"""Who must not be mailed, and the erasure of a person: from then on the ledger counts them and no longer knows them.

An erased address stays suppressed, lest an old list bring it back. It is kept as a keyed hash, by which nobody who does not have the
address already can find it.
"""

from __future__ import annotations

import contextlib
import hmac
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.deliver.ledger_file import LedgerFile, utc

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

ERASED = "erased:"  # no address begins like this: a colon may not stand unquoted before the @

_FORGET = (
    "update delivery set recipient = :erased || number, answer = '' where recipient = :address",
    "delete from suppression where address = :address",
)


@dataclass(frozen=True)
class Suppressed:
    """Why and since when an address is not mailed."""

    reason: str
    at: str  # UTC, ISO 8601


class Suppressions(LedgerFile):
    """The part of the ledger that says whom not to mail."""

    def suppress(self, address: str, reason: str, at: dt.datetime) -> bool:
        """Never mail this address again, whatever the subscribers' file says; False where that was so already."""
        values = (address.lower(), self._hashed(address), reason, utc(at))
        statement = "insert into suppression (address, reason, at) select ?1, ?3, ?4 where not exists"
        return bool(self._write(f"{statement} (select 1 from suppression where address in (?1, ?2)) returning 1", values))

    def lift(self, address: str) -> bool:
        """May be mailed again; False where nothing stood in the way."""
        return bool(self._write("delete from suppression where address in (?, ?) returning 1", (address.lower(), self._hashed(address))))

    def suppressed(self, among: Iterable[str]) -> frozenset[str]:
        """Those of the addresses that are not to be mailed, in lower case."""
        known = {str(address) for (address,) in self._read("select address from suppression")}
        if not any(address.startswith(ERASED) for address in known):
            return frozenset(address.lower() for address in among) & known
        key = self.secret
        return frozenset(address.lower() for address in among if not known.isdisjoint((address.lower(), _hash(key, address))))

    def suppressions(self) -> tuple[Suppressed, ...]:
        """All suppressions by time, without whom they concern."""
        return tuple(Suppressed(*row) for row in self._read("select reason, at from suppression order by at, reason"))

    def erase(self, address: str, at: dt.datetime) -> int:
        """Takes an address out of the ledger and the copies that migrations left, for good: no page of the files holds it afterwards.

        The deliveries stay, without whom they went to, and the address stays suppressed by its hash. Returns how many deliveries there were.
        """
        values = {"address": address.lower(), "erased": ERASED}
        with self._mendable():
            count = int(self._db.execute("select count(*) from delivery where recipient = :address", values).fetchall()[0][0])
            with self._transaction() as db:
                for statement in _FORGET:
                    db.execute(statement, values)
                hashed = (self._hashed(address), "erased", utc(at))
                db.execute("insert into suppression (address, reason, at) values (?, ?, ?) on conflict do nothing", hashed)
            compact(self._db)
            for copy in self.path.parent.glob(f"{self.path.name}.v*"):
                with contextlib.closing(sqlite3.connect(copy)) as old:
                    for statement in _FORGET:
                        old.execute(statement, values)
                    old.commit()
                    compact(old)
        return count

    def _hashed(self, address: str) -> str:
        return _hash(self.secret, address)


def _hash(key: bytes, address: str) -> str:
    return ERASED + hmac.digest(key, address.lower().encode(), "sha256").hex()


def compact(db: sqlite3.Connection) -> None:
    """Writes the file anew: what was deleted or shortened still stands in the old one's gaps."""
    db.execute("vacuum")
    db.execute("pragma wal_checkpoint(truncate)").fetchall()
