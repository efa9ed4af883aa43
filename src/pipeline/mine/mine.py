"""One shard → one Parquet file; a file that was made from the same by the same is left as it is."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pipeline.archive.frames import Damage
from pipeline.archive.record import body_of, entry_of, read_record
from pipeline.errors import ArchiveError
from pipeline.mine.parquet import Made, Origin, Rows, read_made
from pipeline.mine.place import at_hand, content, file_name, label
from pipeline.mine.reader import Reader
from pipeline.mine.rows import page_rows, rejection_row
from pipeline.mine.shard import LARGEST_PAGE, Shard, TooLarge
from pipeline.mine.sieve import Sieve
from pipeline.parse.capture import parser_fingerprint
from pipeline.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.archive.frames import Frame
    from pipeline.mine.question import Question
    from pipeline.mine.rows import Row
    from pipeline.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mined:
    """What became of a shard."""

    path: Path
    made: Made
    is_new: bool

    def __str__(self) -> str:
        made = self.made
        told = f"{made.read_count:,} records, {made.page_count:,} pages, {made.figure_count:,} figures, {made.rejection_count:,} rejections"
        return f"{self.path.name}: {told}{'' if made.is_whole else ', damaged'}{'' if self.is_new else ', made before'}"


def mine(shard: str, question: Question, into: Path, settings: Settings) -> Mined:
    """Reads a shard, a path or an http(s) address, and writes what it tells into a file of its own in the folder `into`.

    What cannot be read of it is a row. FetchError where its bytes cannot be had, ArchiveError where they cannot be read or the
    file cannot be written.
    """
    path, here = into / file_name(shard), origin(shard, question)
    made = read_made(path)[path]
    if made and made.origin == here:
        return Mined(path, made, is_new=False)
    with at_hand(shard, settings) as there, Rows() as rows, Reader(question.looked_for) as reader:
        one = Shard(there, Sieve(question))
        damages = 0
        for hit in _hits(one, shard):
            damages += isinstance(hit, Damage)
            rows.add(_rows(hit, path.name.removesuffix(".parquet"), one.sieve, reader))
        counts = rows.counts
        made = Made(here, one.counts["read"], counts["page"], counts["figure"], counts["rejection"], is_whole=not damages)
        rows.save(path, made)
    mined = Mined(path, made, is_new=True)
    log.info("mine: %s", mined)
    return mined


def origin(shard: str, question: Question) -> Origin:
    """What the rows of a shard are made from, and by what. ArchiveError where it is a file that cannot be read."""
    return Origin(label(shard), content(shard), str(question), version())


@cache
def version() -> str:
    """Names the code and vocabulary that decide what is read from a shard: what was read by another is read again."""
    whole = hashlib.sha256(parser_fingerprint().encode())
    for file in sorted(files("pipeline.mine").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            whole.update(file.read_bytes())
    return whole.hexdigest()[:16]


def _hits(one: Shard, shard: str) -> Iterator[Frame | Damage | TooLarge]:
    try:
        yield from one.hits()
    except OSError as error:
        raise ArchiveError(f"{label(shard)} cannot be read: {error.strerror or error}") from None


def _rows(hit: Frame | Damage | TooLarge, name: str, sieve: Sieve, reader: Reader) -> list[Row]:
    """What a record tells, or why it tells nothing."""
    match hit:
        case Damage(offset, reason, detail):
            return [rejection_row(name, offset, Rejection("archive", reason, detail))]
        case TooLarge(offset, size):
            detail = f"The record has {size:,} bytes, and pages are read up to {LARGEST_PAGE:,}."
            return [rejection_row(name, offset, Rejection("archive", "too_large", detail))]
    address = None
    try:
        record = read_record(hit.data)
        address = record.address
        body = body_of(record, LARGEST_PAGE).read()
        if not sieve.may_tell(body, record.at.year):
            return []
        entry = entry_of(record, name, hit.offset)
    except ArchiveError as error:
        return [rejection_row(name, hit.offset, Rejection("archive", "unreadable_body", str(error), address=address))]
    page = reader.read(entry.capture, body) if entry else None
    return list(page_rows(entry.capture, page.document, page.reading)) if entry and page else []
