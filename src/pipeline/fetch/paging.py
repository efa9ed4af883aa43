"""Rows taken in pages, whatever the protocol: count, pages, count again; what was begun goes on, and what moved is begun once more."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import ArchiveError, FetchError, MissingError
from pipeline.fetch.addresses import shown
from pipeline.fetch.answers import explained
from pipeline.fetch.ask import DamagedError
from pipeline.fetch.attempts import CLOSING, OPENING, Attempt
from pipeline.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.fetch.ask import Asker
    from pipeline.fetch.secret import Secret
    from pipeline.records import Capture
    from pipeline.source import Source
    from pipeline.spool import Spool

log = logging.getLogger(__name__)

MOST_EMPTY = 10  # pages in a row, each of which says that more rows follow
SAMPLE, SAMPLE_ROWS = "#sample", 500  # a few rows that are looked at and are none of a window
RESUMED_WITHIN = dt.timedelta(days=2)  # rows come and go: what was begun long ago is begun anew


class MovedError(FetchError):
    """Rows came or went while they were paged through."""

    reason = "count_moved"


class RepeatedError(FetchError):
    """A page is the same as one before: the publisher does not heed where it is to begin."""

    reason = "repeated_page"


@dataclass(frozen=True)
class Page:
    """What one page says."""

    row_count: int
    is_more: bool = False  # the publisher says that rows are left, however few came


@dataclass(frozen=True)
class Question:
    """What is asked for one window."""

    count: str  # an address
    page: Callable[[int], str | None]  # rows had so far → the address of the next page; None when there is none
    page_rows: int  # as many as a page is to hold
    mark: str = ""  # the moment after which rows have changed; "" for all rows


@dataclass(frozen=True)
class Dialect:
    """How a protocol's answers are understood: the body and its address → what it says. FetchError for what cannot be used."""

    count: Callable[[bytes, str], int]
    page: Callable[[Spool, int, str], Page]  # the body, the rows that it should hold, the address


@dataclass(frozen=True)
class Pager:
    """Asks for one source's windows."""

    asker: Asker
    source: Source
    dialect: Dialect
    secret: Secret | None = None

    def ask(self, address: str, role: str = "") -> Capture:
        """The answer of an address, archived under the source's name and `role`. FetchError with what the publisher says."""
        try:
            return self.asker.ask(address, self.source.id + role, secret=self.secret)[-1]
        except FetchError as error:
            raise explained(error, address) from None

    def body(self, capture: Capture) -> bytes:
        """The bytes of an answer. DamagedError when the archive cannot give them."""
        try:
            return self.asker.body(capture)
        except ArchiveError as error:
            raise DamagedError(str(error)) from None

    def page(self, capture: Capture, expected: int) -> Page:
        """What an answer says as a page that should hold so many rows."""
        try:
            return self.dialect.page(self.asker.spooled(capture), expected, capture.address)
        except ArchiveError as error:
            raise DamagedError(str(error)) from None

    def count(self, capture: Capture) -> int:
        """The number of rows that an answer states."""
        return self.dialect.count(self.body(capture), capture.address)

    def take(self, question: Question, begun: Attempt | None = None) -> tuple[Capture, ...]:
        """The pages of a window, going on with one that was `begun`; begun once more when its count has moved.

        MovedError when it moves again, FetchError when a page cannot be had: then the next run goes on with it.
        """
        try:
            return self._once(question, begun)
        except MovedError as error:
            log.info("%s; it is begun once more", error)
        return self._once(question, None)

    def note(self, pages: Sequence[Capture], mark: str, row_count: int) -> None:
        """Notes in the archive that these pages belong together, if there are any."""
        if pages:
            self.asker.note(self.source.id, self.source.address, "changes" if mark else "whole", pages, row_count)

    def _once(self, question: Question, begun: Attempt | None) -> tuple[Capture, ...]:
        opening = begun.opening if begun else self.ask(question.count, OPENING)
        total = self.count(opening)
        pages = self._pages(question, total, {page.address: page for page in begun.pages} if begun else {})
        if (after := self.count(self.ask(question.count, CLOSING))) != total:
            raise MovedError(f"{shown(question.count)} counted {total:,} rows before its pages were asked for and {after:,} after")
        self.note(pages, question.mark, total)
        return pages

    def _pages(self, question: Question, total: int, kept: dict[str, Capture]) -> tuple[Capture, ...]:
        pages: dict[str, Capture] = {}
        digests = set[str]()
        at = taken = empty = 0
        while taken <= total and total and (address := question.page(at)) is not None:
            capture, page = self._page(address, min(question.page_rows, max(total - at, 0)), kept.get(address))
            if page.row_count and capture.digest in digests:
                raise RepeatedError(f"{shown(address)} gives the rows of an earlier page again, so that others would be lost")
            pages[address] = capture
            digests.add(capture.digest)
            taken += page.row_count
            empty = 0 if page.row_count else empty + 1
            if _is_last(page, taken >= total, empty):
                break
            at += page.row_count or question.page_rows
        if taken != total:
            raise MovedError(f"{shown(question.count)} counts {total:,} rows, and its pages hold {taken:,}")
        if not pages.keys() >= kept.keys():
            raise MovedError(f"{shown(question.count)} was begun with pages of another size")
        return tuple(pages.values())

    def _page(self, address: str, expected: int, kept: Capture | None) -> tuple[Capture, Page]:
        """A page from the archive where it can be used, else asked for."""
        if kept is not None:
            try:
                return kept, self.page(kept, expected)
            except FetchError as error:
                log.info("%s is asked for again: %s", shown(address), error)
        capture = self.ask(address)
        return capture, self.page(capture, expected)


def _is_last(page: Page, is_all: bool, empty: int) -> bool:
    """An empty page is the end, unless the publisher says that more follow and some are missing; one with rows, where all are there."""
    if page.row_count:
        return is_all and not page.is_more
    return is_all or not page.is_more or empty >= MOST_EMPTY


@dataclass(frozen=True)
class Sample:
    """A few rows of a source, and how many it has in all."""

    row_count: int
    captures: tuple[Capture, ...]


def sample(pager: Pager, question: Question) -> Sample:
    """The count and the first page of a question, archived apart from its windows. FetchError as `Pager.take`."""
    row_count = pager.count(pager.ask(question.count, SAMPLE))
    address = question.page(0) if row_count else None
    return Sample(row_count, (pager.ask(address, SAMPLE),) if address else ())


def unfinished(pager: Pager, found: Sequence[Attempt], now: dt.datetime) -> Attempt | None:
    """The window that the last run was cut off in, when it can be gone on with. One that lacks nothing but its note gets that."""
    last = found[-1] if found else None
    if last and last.is_complete(pager.count) and last.pages:
        noted = {window.captures for window in pager.asker.windows(pager.source.id)}
        if tuple(page.capture_id for page in last.pages) not in noted:
            pager.note(last.pages, last.mark, pager.count(last.opening))
    return last if last and last.closing is None and now - last.opened_at < RESUMED_WITHIN else None


def held(pager: Pager, found: Sequence[Attempt]) -> Iterator[Capture]:
    """The pages of all complete windows, oldest first."""
    for window in found:
        if window.is_complete(pager.count):
            yield from window.pages


def last(pager: Pager, found: Sequence[Attempt]) -> Capture | None:
    """The closing count of the last complete window, by which it is told when the source was last asked; None without one."""
    return next((window.closing for window in reversed(found) if window.is_complete(pager.count)), None)


def replayed(pager: Pager, found: Sequence[Attempt]) -> Iterator[Capture | Rejection]:
    """What a replay gives: the pages that are held, and what is missing where the last window is not whole. MissingError for no window."""
    if not found:
        raise MissingError(f"{shown(pager.source.address)} is not in the archive that is replayed")
    yield from held(pager, found)
    last = found[-1]
    if not last.is_complete(pager.count):
        what = "was cut off" if last.closing is None else "moved while its pages were asked for"
        detail = f"the archive has {len(last.pages)} pages of {shown(last.opening.address)}, which {what}; they are left out"
        yield Rejection("fetch", "window_unfinished", detail, source_id=pager.source.id, address=shown(pager.source.address))
