"""The ledger as a file: opened, migrated, read, written and backed up; what goes wrong with it is one sentence."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from pipeline.deliver.migrations import migrate
from pipeline.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCK_WAIT_SECONDS = 30.0


class LedgerFile:
    """An SQLite file at `path`, made if it is not there, private to its owner. Several processes may have it open.

    DeliveryError, in one sentence, where the file is of a newer yearend, is no ledger, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_synced = True  # as `migrate` leaves it
        with self._mendable():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=_LOCK_WAIT_SECONDS, isolation_level=None)
        try:
            with self._mendable():
                migrate(self._db, path)
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def backup(self, path: Path) -> None:
        """A whole copy at `path`, also while others write."""
        with self._mendable(), contextlib.closing(sqlite3.connect(path)) as copy:
            self._db.backup(copy)

    @cached_property
    def secret(self) -> bytes:
        """32 random bytes of this ledger's own, by which it knows again what it once sent out."""
        return bytes(self._read("select value from secret")[0][0])

    def _read(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._mendable():
            return self._db.execute(statement, values).fetchall()

    def _write(self, statement: str, values: tuple[object, ...], *, is_synced: bool = True) -> int | None:
        """One statement, one transaction; gives the first row's number where the statement returns one.

        What is not synced reaches the disk with the next write that is.
        """
        with self._mendable():
            self._sync(is_synced)
            rows = self._db.execute(statement, values).fetchall()
        return rows[0][0] if rows else None

    @contextlib.contextmanager
    def _transaction(self, *, is_synced: bool = True) -> Iterator[sqlite3.Connection]:
        """Several statements that are written together or not at all."""
        with self._mendable():
            self._sync(is_synced)
            with self._db:
                self._db.execute("begin immediate")
                yield self._db

    def _sync(self, is_synced: bool) -> None:
        """Whether the next commit waits for the disk."""
        if is_synced is not self._is_synced:
            self._db.execute(f"pragma synchronous = {'full' if is_synced else 'normal'}")
            self._is_synced = is_synced

    @contextlib.contextmanager
    def _mendable(self) -> Iterator[None]:
        """Failures of the file as one sentence."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise DeliveryError(f"the ledger {self.path} cannot be used: {error}; is the disk full, or another program at it?") from None
        except sqlite3.DatabaseError as error:
            raise DeliveryError(f"{self.path} is no usable ledger: {error}; put back a backup of it") from None
        except OSError as error:
            raise DeliveryError(f"the ledger {self.path} cannot be made: {error.strerror}") from None


def utc(at: dt.datetime) -> str:
    """A time as the ledger keeps it: UTC, ISO 8601, sortable as text."""
    if at.tzinfo is None:
        raise ValueError("the ledger's times need a zone")
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")
