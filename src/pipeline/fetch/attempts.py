"""Attempts at a window: all rows of a question, taken in pages between a count before and a count after.

The archive alone tells which attempts there were and whether one was cut off: the counts are archived under the source's name with `OPENING`
or `CLOSING` behind it, the pages under the name itself, and a closing count is asked for only when all rows have come. Whatever was archived
for another question (the TOML has changed since) belongs to no attempt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture

OPENING = "#opening"
CLOSING = "#closing"


@dataclass(frozen=True)
class Attempt:
    """What the archive holds of one attempt."""

    mark: str  # "" when all rows were asked for, else the moment after which they had changed
    opening: Capture
    pages: tuple[Capture, ...]
    closing: Capture | None  # None: it was cut off

    def is_complete(self, count: Callable[[Capture], int]) -> bool:
        """Whether no row came or went while it was taken; `count` reads a count, and is called only when the two are not the same bytes."""
        if self.closing is None:
            return False
        return self.opening.digest == self.closing.digest or count(self.opening) == count(self.closing)

    @property
    def opened_at(self) -> dt.datetime:
        return self.opening.fetched_at


def attempts(asker: Asker, source_id: str, mark_of: Callable[[str], str | None]) -> list[Attempt]:
    """The attempts at a source, oldest first. `mark_of` gives the mark of an address; None when it is of another question."""
    found: list[Attempt] = []
    begun: Attempt | None = None
    for role, capture in _in_order(asker, source_id):
        mark = mark_of(capture.address)
        if role == OPENING:
            found += [begun] if begun else []
            begun = None if mark is None else Attempt(mark, capture, (), None)
        elif begun is None or mark != begun.mark:
            continue
        elif role == CLOSING:
            found.append(Attempt(begun.mark, begun.opening, begun.pages, capture))
            begun = None
        else:
            others = tuple(page for page in begun.pages if page.address != capture.address)  # asked again: the newer one
            begun = Attempt(begun.mark, begun.opening, (*others, capture), None)
    return found + ([begun] if begun else [])


def _in_order(asker: Asker, source_id: str) -> Iterator[tuple[str, Capture]]:
    all_roles = [(role, capture) for role in (OPENING, "", CLOSING) for capture in asker.held(source_id + role)]
    yield from sorted(all_roles, key=lambda one: (one[1].fetched_at, one[1].warc_file, one[1].warc_offset))
