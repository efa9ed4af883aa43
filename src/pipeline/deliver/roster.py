"""The subscribers' file as its keeper changes it: rows taken in, a person taken out, every other row as it was.

The file holds addresses, so it lies outside of any repository, readable by its owner alone. Two that change it at once take turns.
"""

from __future__ import annotations

import contextlib
import csv
import fcntl
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import atomic
from pipeline.deliver.subscribers import COLUMNS, KINDS, Subscriber, checked_address, column_names, delimiter, read
from pipeline.errors import ConfigError
from pipeline.formula import neutral

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.records import Rejection

Row = list[str]


@dataclass(frozen=True)
class Imported:
    """What came of an import; it names no one."""

    added: int
    merged: int  # were there already, and now have more: a name, kinds, a later consent
    unchanged: int
    suppressed: int
    rejections: tuple[Rejection, ...]

    def __str__(self) -> str:
        """`12 added, 1 merged with a row that was there, 3 unchanged`."""
        counts = {
            "added": self.added,
            "merged with a row that was there": self.merged,
            "unchanged": self.unchanged,
            "suppressed and left out": self.suppressed,
            "rejected": len(self.rejections),
        }
        return ", ".join(f"{count} {word}" for word, count in counts.items() if count or word == "added")


def take_in(path: Path, file: Path, suppressed: Callable[[Iterable[str]], frozenset[str]]) -> Imported:
    """Adds the subscribers of `file` to those at `path`, which is made where it is not there; the same again changes nothing.

    Who is there already keeps their row, with the kinds of both, a name where there was none, and the later consent. ConfigError where
    either file cannot be read, or `path` lies in a repository.
    """
    _outside_of_repositories(path)
    people, rejections = read(file)
    barred = suppressed(one.key for one in people)
    with _alone(path.parent):
        rows = _rows(path) if path.exists() else [list(COLUMNS)]
        before, _ = read(path) if path.exists() else ((), ())
        present = {one.key: one for one in before}
        wanted = {one.key: one for one in people if one.key not in barred}
        changed = {key: _both(present[key], one) for key, one in wanted.items() if key in present}
        changed = {key: one for key, one in changed.items() if one != present[key]}
        new = [one for key, one in wanted.items() if key not in present]
        if new or changed:
            _write(path, [*_merged(rows, changed), *(_row(rows[0], one) for one in new)])
    return Imported(len(new), len(changed), len(wanted) - len(new) - len(changed), len(people) - len(wanted), rejections)


def take_out(path: Path, key: str) -> int:
    """Removes every row in which a cell is that address, also rows that could not be used; how many there were. A missing file has none."""
    if not path.exists():
        return 0
    with _alone(path.parent):
        rows = _rows(path)
        kept = [rows[0], *(row for row in rows[1:] if key not in map(_key, row))]
        if len(kept) < len(rows):
            _write(path, kept)
    return len(rows) - len(kept)


def _key(cell: str) -> str:
    """The address of a cell as the ledger knows it; what is none, in lower case."""
    try:
        return checked_address(cell).lower() if "@" in cell else ""
    except ValueError:
        return cell.strip().lower()


def _both(first: Subscriber, second: Subscriber) -> Subscriber:
    is_later = second.consented_on is not None and (first.consented_on is None or second.consented_on > first.consented_on)
    consent = second if is_later else first
    return Subscriber(
        first.address, first.name or second.name, first.kinds | second.kinds, consent.format, consent.consented_on, consent.consent_source
    )


def _merged(rows: list[Row], changed: Mapping[str, Subscriber]) -> Iterator[Row]:
    """The rows, those of the changed replaced by one each."""
    column, done = rows[0].index("address"), set[str]()
    yield rows[0]
    for row in rows[1:]:
        key = _key(row[column]) if len(row) > column else ""
        if key not in changed:
            yield row
        elif key not in done:
            done.add(key)
            yield _row(rows[0], changed[key], row)


def _row(head: Row, one: Subscriber, earlier: Row | None = None) -> Row:
    """A subscriber under these columns; columns of the keeper's own stay as they were."""
    cells = {
        "address": one.address,
        "name": one.name,
        "kinds": "" if one.kinds == KINDS else ";".join(sorted(one.kinds)),
        "format": one.format,
        "consented_on": one.consented_on.isoformat() if one.consented_on else "",
        "consent_source": neutral(one.consent_source),
    }
    own = dict(zip(head, earlier or [""] * len(head), strict=False))
    return [cells.get(name, own.get(name, "")) for name in head]


def _rows(path: Path) -> list[Row]:
    """All rows as they stand; `read` has said what is wrong with the file, if anything."""
    read(path)
    text = path.read_bytes().decode("utf-8-sig")
    head, *rows = (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text.partition("\n")[0])) if row)
    return [column_names(head), *rows]


def _write(path: Path, rows: Iterable[Row]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    try:
        atomic.replace(path, text.getvalue().encode(), mode=0o600)
    except OSError as error:
        raise ConfigError(f"the subscribers' file {path} cannot be written: {error.strerror}; it is as it was") from None


def _outside_of_repositories(path: Path) -> None:
    for folder in path.resolve().parents:
        if (folder / ".git").exists():
            raise ConfigError(
                f"{path} lies in the repository {folder}, no place for addresses; name one outside as `subscribers` in the city's TOML"
            )


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds the folder, so that of two changes at once neither is lost."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
