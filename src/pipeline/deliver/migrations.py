"""The ledger's schema as numbered migrations: each is applied once, in order, in one transaction. Only ever add to the end."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from typing import TYPE_CHECKING

from pipeline.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIRST = (
    # One row per content that ever stood under an edition's id.
    """create table edition (
        id text not null,
        digest text not null,
        subject text not null,
        known_at text not null,
        recorded_at text not null,
        content text not null default '',
        primary key (id, digest)
    )""",
    # One row per content that someone let go.
    """create table approval (
        edition_id text not null,
        digest text not null,
        approved_by text not null,
        approved_at text not null,
        primary key (edition_id, digest),
        foreign key (edition_id, digest) references edition (id, digest)
    )""",
    # One row per edition, recipient and channel that was ever claimed; numbers are never used twice.
    """create table delivery (
        number integer primary key autoincrement,
        edition_id text not null,
        digest text not null,
        recipient text not null,
        channel text not null,
        state text not null check (state in ('claimed', 'sent', 'refused', 'unknown')),
        claimed_at text not null,
        settled_at text,
        answer text not null default '',
        unique (edition_id, recipient, channel)
    )""",
    # One row per address that must not be mailed.
    """create table suppression (
        address text primary key,
        reason text not null,
        at text not null
    )""",
)

_SECRET = (
    # One row: what the ledger signs with, so that mails that come back can be told from forged ones.
    "create table secret (value blob not null)",
    "insert into secret (value) values (randomblob(32))",
)

_BATCHES = (
    "alter table delivery add column begun_at text",
    "alter table delivery add column holder text not null default ''",
    "update delivery set begun_at = claimed_at",  # until now a claim was begun at once
)

_JOURNAL = (
    # One row per stage that ran, per source that could not be had, and per watch: that one is the heartbeat.
    """create table run (
        number integer primary key,
        job text not null,
        city text not null,
        source text not null,
        started_at text not null,
        finished_at text,
        outcome text not null,
        detail text not null
    )""",
    "create index run_newest on run (job, city, source, number)",
    # One row per trouble that the operator was told of and that is not over.
    """create table told (
        code text not null,
        about text not null,
        what text not null,
        mark text not null,
        since_at text not null,
        told_at text not null,
        primary key (code, about)
    )""",
)

_BEGUN_BY = (
    # The Prefect run that a stage was part of, or "terminal" where somebody typed the command; "" where neither, or nobody knows any more.
    "alter table run add column begun_by text not null default ''",
)

_WAL_TRIES = 200
_WAL_PAUSE_SECONDS = 0.05

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECRET, _BATCHES, _JOURNAL, _BEGUN_BY)


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Brings the file to the newest schema, keeping a copy of what an older yearend left. DeliveryError for a newer file."""
    # A claim must outlive a power cut, or it would be sent again: every commit is synced, not only checkpoints.
    db.execute("pragma synchronous = full")
    db.execute("pragma fullfsync = on")
    db.execute("pragma foreign_keys = on")
    db.execute("pragma wal_autocheckpoint = 8000")  # pages; each checkpoint waits for the disk, and a run writes some 8 pages a message
    if (version := check_version(db, path)) == len(MIGRATIONS):
        return
    if version:
        _keep_copy(db, path.with_name(f"{path.name}.v{version}"))
    _use_wal(db)
    with _alone(db):
        version = check_version(db, path)
        for statement in (statement for migration in MIGRATIONS[version:] for statement in migration):
            db.execute(statement)
        db.execute(f"pragma user_version = {len(MIGRATIONS)}")


def _keep_copy(db: sqlite3.Connection, path: Path) -> None:
    path.touch(mode=0o600)
    with contextlib.closing(sqlite3.connect(path)) as copy:
        db.backup(copy)


def check_version(db: sqlite3.Connection, path: Path) -> int:
    """The number of a ledger's schema. DeliveryError for one that a newer yearend wrote."""
    version = int(db.execute("pragma user_version").fetchall()[0][0])
    if version > len(MIGRATIONS):
        raise DeliveryError(
            f"{path} was written by a newer yearend (its schema is {version}, this one knows {len(MIGRATIONS)}); upgrade yearend to use it"
        )
    return version


def _use_wal(db: sqlite3.Connection) -> None:
    """Write-ahead logging, for good. Where many open a new file at once SQLite does not wait for this lock, so we do."""
    for _ in range(_WAL_TRIES):
        with contextlib.suppress(sqlite3.OperationalError):
            db.execute("pragma journal_mode = wal").fetchall()
            return
        time.sleep(_WAL_PAUSE_SECONDS)
    db.execute("pragma journal_mode = wal").fetchall()


@contextlib.contextmanager
def _alone(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction that no other process can begin beside."""
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.execute("rollback")
        raise
    db.execute("commit")
