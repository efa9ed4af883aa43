"""socrata: rows of a dataset by SODA 2.1 (JSON or CSV) or SODA 3, in pages ordered by `:id`; after the first time only those that changed.

https://dev.socrata.com/docs/queries/, /docs/paging, /docs/system-fields. Written from the documentation and tried on a local server, not live.
A publisher who replaces a table moves every row's `:updated_at`, and rows that are deleted leave no trace: an increment that cannot be
the whole truth (see `is_whole_truth`) is not taken, and the table is taken whole again.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.errors import FetchError
from pipeline.fetch import paging
from pipeline.fetch.addresses import shown
from pipeline.fetch.answers import NotDataError, csv_row_count, document
from pipeline.fetch.attempts import OPENING, Attempt, attempts
from pipeline.fetch.drift import DriftError, check_columns, earlier
from pipeline.fetch.paging import Dialect, Page, Pager, Sample
from pipeline.fetch.rejected import rejected
from pipeline.fetch.secret import Secret
from pipeline.fetch.soda import CREATED, UPDATED, Soda

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture, Rejection
    from pipeline.source import Source
    from pipeline.spool import Spool

log = logging.getLogger(__name__)

_METADATA, _MARK, _TOTAL, _NEW = "#metadata", "#mark", "#total", "#created"
_REPLACED = 0.9  # a table of which so much has changed at once was replaced as a whole


def fetch(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:  # noqa: ARG001 - the same for every kind
    """The pages of the dataset, or of what has changed in it since they were taken; a replay gives all that were ever taken whole.

    FetchError as `Pager.take`, and DriftError where a column is not there any more.
    """
    soda, pager, found = Soda(source), _pager(source, asker), _attempts(source, asker)
    if asker.now is None:
        yield from paging.replayed(pager, found)
        return
    yield from _checked(soda, pager)
    begun = paging.unfinished(pager, found, asker.now) or _begun(soda, pager, found)
    yield from pager.take(soda.question(begun.mark if begun else ""), begun)


def held(source: Source, asker: Asker) -> Iterator[Capture]:
    """The pages that the archive holds, of all windows that are whole."""
    return paging.held(_pager(source, asker), _attempts(source, asker))


def last(source: Source, asker: Asker) -> Capture | None:
    """The last answer of the last window that is whole; None: there is none."""
    return paging.last(_pager(source, asker), _attempts(source, asker))


def sample(source: Source, asker: Asker) -> Sample:
    """A few rows, and how many there are. FetchError as `fetch`."""
    soda, pager = Soda(source), _pager(source, asker)
    list(_checked(soda, pager))
    return paging.sample(pager, soda.question(""))


def is_whole_truth(before: int, total: int, changed: int, created: int | None) -> bool:
    """Whether the rows changed since the last time (`changed` of `total`) are all the difference to the `before` rows there were then.

    Not where (nearly) all have changed, which is a table replaced, nor where rows are gone. `created` is None where it is not known how many
    rows are new.
    """
    if changed >= _REPLACED * total and total:
        return False
    return total == before + created if created is not None else before <= total <= before + changed


def _pager(source: Source, asker: Asker) -> Pager:
    name = source.query and source.query.token
    is_required = "/api/v3/" in source.address
    return Pager(asker, source, Dialect(_count, _page), Secret(name, "header", "X-App-Token", is_required=is_required) if name else None)


def _attempts(source: Source, asker: Asker) -> list[Attempt]:
    return attempts(asker, source.id, Soda(source).mark_of)


def _begun(soda: Soda, pager: Pager, found: list[Attempt]) -> Attempt | None:
    """An increment, just begun, where one tells the whole difference to what we hold; None where all rows are to be asked for."""
    if not soda.query.updated:
        return None
    pager.ask(soda.newest(), _MARK)
    if not (had := _had(soda, pager, found)):
        return None
    mark, before = had
    total = pager.count(pager.ask(soda.count(""), _TOTAL))
    opening = pager.ask(soda.count(mark), OPENING)
    created = pager.count(pager.ask(soda.count(mark, CREATED), _NEW)) if soda.query.updated == UPDATED else None
    return Attempt(mark, opening, (), None) if is_whole_truth(before, total, pager.count(opening), created) else None


def _had(soda: Soda, pager: Pager, found: list[Attempt]) -> tuple[str, int] | None:
    """The newest change and the number of rows when the last window was taken; None where the archive cannot tell."""
    whole = next((window for window in reversed(found) if window.is_complete(pager.count)), None)
    try:
        mark = _mark(pager, whole) if whole else ""
        return (mark, _total(soda, pager, whole)) if whole and mark else None
    except FetchError as error:  # a damaged record of a count: all rows are asked for, which needs none
        log.warning("%s: all rows are asked for: %s", soda.source.id, error)
        return None


def _mark(pager: Pager, whole: Attempt) -> str:
    """The newest change there was when a window was opened."""
    before = [one for one in pager.asker.held(pager.source.id + _MARK) if one.fetched_at <= whole.opened_at]
    rows = _rows(pager.body(before[-1]), before[-1].address) if before else []
    return str(next(iter(rows[0].values()), "")) if rows else ""


def _total(soda: Soda, pager: Pager, whole: Attempt) -> int:
    """How many rows there were in all when a window was taken."""
    counts = [one for role in (_TOTAL, OPENING) for one in pager.asker.held(pager.source.id + role) if one.address == soda.count("")]
    until = whole.opened_at
    return pager.count(max((one for one in counts if one.fetched_at <= until), key=lambda one: one.fetched_at))


def _checked(soda: Soda, pager: Pager) -> Iterator[Rejection]:
    """The columns, compared with those that are asked for: DriftError. What describes them may be missing: then they are not checked."""
    before = earlier(pager.asker.held(pager.source.id + _METADATA), lambda capture: _columns(pager, capture))
    try:
        found = _columns(pager, pager.ask(soda.metadata, _METADATA))
        check_columns(soda.source.selected, found, before, shown(soda.metadata))
    except DriftError:
        raise
    except FetchError as error:
        yield rejected(error, soda.source, soda.metadata)


def _columns(pager: Pager, capture: Capture) -> list[str]:
    found = document(pager.body(capture), capture.address)
    columns = found.get("columns") if isinstance(found, dict) else None
    if not isinstance(columns, list):
        raise NotDataError(f"{shown(capture.address)} names no columns")
    return [str(one.get("fieldName")) for one in columns if isinstance(one, dict)]


def _count(body: bytes, address: str) -> int:
    rows = _rows(body, address)
    value = next(iter(rows[0].values()), None) if rows else None  # "count", and "count_1" where a column is called count
    if not re.fullmatch(r"\d{1,12}", str(value)):
        raise NotDataError(f"{shown(address)} gives no count")
    return int(str(value))


def _page(body: Spool, expected: int, address: str) -> Page:
    is_csv = urlsplit(address).path.endswith(".csv")
    return Page(csv_row_count(body, expected, address) if is_csv else len(_rows(body.read(), address)))


def _rows(body: bytes, address: str) -> list[dict[str, Any]]:
    """The rows of an answer: an array, or under `data` (SODA 3)."""
    found = document(body, address)
    rows = found.get("data") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotDataError(f"{shown(address)} answered without rows")
    return rows
