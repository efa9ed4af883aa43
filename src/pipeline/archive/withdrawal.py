"""Tombstones: what was withdrawn from the archive, by whom, when and why, with its hash, in a file of their own that no run writes to.

A tombstone is a WARC metadata record (WARC 1.1, section 6.6). One of an address says that nothing of it is kept or asked for any more; one of
a capture says that this answer is gone, as when its source may be kept for so many days only. They stand before any bytes are taken out,
and hide whatever of the same turns up again: from a backup, from another archive, from the publisher.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import atomic
from pipeline.archive.compose import compressed, info_record, withdrawal_record
from pipeline.archive.frames import Frame, frames
from pipeline.archive.record import WITHDRAWAL_TYPE, read_record
from pipeline.errors import ArchiveError, RefusedError
from pipeline.fetch.addresses import normal, shown
from pipeline.records import Capture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pipeline.archive.record import Record

FILE = "withdrawn.warc.gz"
_INSTANTS = ("fetched_at", "last_modified_at")


@dataclass(frozen=True)
class Withdrawal:
    """One tombstone: of an address as a whole, or of one capture."""

    address: str
    at: dt.datetime  # UTC
    by: str
    why: str
    capture: Capture | None = None  # as it was, but for where its bytes lay

    @property
    def words(self) -> str:
        """When, by whom and why, for a message."""
        return f"withdrawn on {self.at:%Y-%m-%d} by {self.by}: {self.why}"


class WithdrawnError(ArchiveError):
    """The bytes were taken out of the archive."""


class NotAskedError(RefusedError):
    """The address was withdrawn, and is not asked for again."""

    reason = "withdrawn"


def read(path: Path) -> Iterator[tuple[Withdrawal, int]]:
    """The tombstones of a file, each with its offset in bytes; none where it is not there."""
    for frame in frames(path) if path.exists() else ():
        if isinstance(frame, Frame) and (found := withdrawal_of(read_record(frame.data))):
            yield found, frame.offset


def withdrawal_of(record: Record) -> Withdrawal | None:
    """The tombstone that a record is; None for every other record."""
    if record.kind != "metadata" or record.header("content-type") != WITHDRAWAL_TYPE:
        return None
    try:
        said = json.loads(record.payload.read())
        return Withdrawal(record.address, record.at, said["by"], said["why"], _capture(said["capture"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"a tombstone of {record.address} cannot be read: {error!r}") from None


def append(folder: Path, new: Iterable[Withdrawal]) -> None:
    """Adds tombstones to those of an archive's folder; on the disk when this returns, all or none. OSError where it cannot be written."""
    path = folder / FILE
    before = path.read_bytes() if path.exists() else b""
    records = [withdrawal_record(one.address, one.at, _content(one)) for one in new]
    if not before:
        records.insert(0, info_record(FILE, max((one.at for one in new), default=dt.datetime.now(dt.UTC))))
    atomic.replace(path, before + b"".join(chunk for record in records for chunk in compressed(record.chunks())))


def _content(one: Withdrawal) -> dict[str, object]:
    capture = None
    if one.capture:
        capture = dataclasses.asdict(one.capture)
        for name in _INSTANTS:
            capture[name] = capture[name] and capture[name].isoformat()
    return {"by": one.by, "why": one.why, "capture": capture}


def _capture(said: dict[str, object] | None) -> Capture | None:
    if said is None:
        return None
    instants = {name: said[name] and dt.datetime.fromisoformat(str(said[name])) for name in _INSTANTS}
    return Capture(**(said | instants))  # type: ignore[arg-type]  # as `_content` wrote it


@dataclass(frozen=True)
class Withdrawn:
    """What is withdrawn from an archive: by address, in one spelling, and by capture."""

    addresses: dict[str, Withdrawal]
    captures: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.addresses or self.captures)

    def of_address(self, address: str) -> Withdrawal | None:
        """The tombstone of an address; None where it is not withdrawn as a whole."""
        return self.addresses.get(normal(address))

    def check(self, *addresses: str) -> None:
        """NotAskedError where one of the addresses is withdrawn."""
        for address in addresses:
            if found := self.of_address(address):
                raise NotAskedError(f"{shown(address)} is {found.words}; it is not asked for again")


def withdrawn(folder: Path) -> Withdrawn:
    """All that is withdrawn from the archive in a folder. ArchiveError where a tombstone cannot be read."""
    found = [one for one, _ in read(folder / FILE)]
    addresses = {normal(one.address): one for one in found if one.capture is None}
    return Withdrawn(addresses, frozenset(one.capture.capture_id for one in found if one.capture))
