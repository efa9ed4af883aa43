"""Checking the hash of every record, from the files alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.archive.frames import Damage, frames
from pipeline.archive.record import Record, is_payload_intact, read_record
from pipeline.archive.takeout import is_withdrawn
from pipeline.archive.withdrawal import FILE, withdrawal_of
from pipeline.archive.writer import OWN_RUN
from pipeline.errors import ArchiveError
from pipeline.fetch.addresses import normal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.archive.withdrawal import Withdrawn

CUT_SHORT = "cut_short"


@dataclass(frozen=True)
class Finding:
    """Something wrong in the archive, with its name and its place."""

    reason: str  # cut_short, truncated_record, damaged_record, not_warc, one_piece, block_digest, payload_digest, missing_original, withdrawn
    file: str  # name within the archive
    offset: int  # bytes
    detail: str

    @property
    def is_harmless(self) -> bool:
        """Nothing that a run ever relied on is lost."""
        return self.reason == CUT_SHORT


@dataclass(frozen=True)
class _Seen:
    """What revisits need: where they stand, what they refer to, and what there is."""

    originals: set[str]
    revisits: list[tuple[str, int, Record]]
    withdrawn: Withdrawn


def verify(paths: Iterable[Path], longest: Mapping[str, int], withdrawn: Withdrawn) -> list[Finding]:
    """All that is wrong in some WARC files: damage, digests that do not match, revisits without their original.

    `longest` has how many bytes the files ever had, as far as that is known. Where a run of ours was killed, half a record may stand at the end
    of its file: nobody was told of it, and the next run has asked again. Such a record is `cut_short`, unless the file was longer once.
    What is `withdrawn` and still there is wrong too.
    """
    seen = _Seen(set(), [], withdrawn)
    found = [finding for path in paths for finding in _of_file(path, seen, is_whole=path.stat().st_size >= longest.get(path.name, 0))]
    lost = [
        Finding("missing_original", file, offset, f"it refers to {record.refers_to} of {record.refers_at}, which is not there")
        for file, offset, record in seen.revisits
        if not seen.originals & set(_keys(record.payload_digest, record.refers_to, record.refers_at))
    ]
    return sorted([*found, *lost], key=lambda finding: (finding.file, finding.offset))


def _of_file(path: Path, seen: _Seen, *, is_whole: bool) -> Iterator[Finding]:
    for frame in frames(path):
        if isinstance(frame, Damage):
            yield _damage(frame, path.name, is_whole=is_whole)
            continue
        try:
            record = read_record(frame.data)
        except ArchiveError as error:
            yield Finding("damaged_record", path.name, frame.offset, str(error))
            continue
        if is_withdrawn(record, seen.withdrawn) and path.name != FILE:
            yield Finding("withdrawn", path.name, frame.offset, f"{record.address} was withdrawn, and its bytes are there: withdraw it again")
        yield from _of_record(record, path.name, frame.offset)
        _remember(seen, record, path.name, frame.offset)


def _damage(damage: Damage, file: str, *, is_whole: bool) -> Finding:
    if damage.reason == "truncated_record" and is_whole and file.startswith(OWN_RUN):
        return Finding(CUT_SHORT, file, damage.offset, "the run was killed while it wrote this record, or writes it now; nothing is lost")
    return Finding(damage.reason, file, damage.offset, damage.detail)


def _of_record(record: Record, file: str, offset: int) -> Iterator[Finding]:
    if record.is_block_intact is False:
        yield Finding("block_digest", file, offset, f"the bytes of {record.address or record.kind} are not those that were written")
    if is_payload_intact(record) is False:
        yield Finding("payload_digest", file, offset, f"the body of {record.address} is not the one that was written")


def _remember(seen: _Seen, record: Record, file: str, offset: int) -> None:
    if tombstone := withdrawal_of(record):
        if tombstone.capture:
            seen.originals.update(_keys(tombstone.capture.digest, tombstone.capture.final_address, tombstone.capture.fetched_at))
    elif record.kind == "revisit":
        seen.revisits.append((file, offset, record))
    else:
        seen.originals.update(_keys(record.payload_digest, record.address, record.at))


def _keys(digest: str | None, address: str | None, at: dt.datetime | None) -> Iterator[str]:
    if digest:
        yield digest
    if address and at:
        yield f"{normal(address)} {at.isoformat()}"
