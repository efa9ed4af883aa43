"""ckan: rows of a resource in the datastore, in pages ordered by `_id`; or a resource's file, wherever the portal keeps it now.

https://docs.ckan.org/en/latest/maintaining/datastore.html, https://docs.ckan.org/en/latest/api/. Written from the documentation and tried on a
local server, not live. `_links.next` is always there, also behind the last page: the count and an empty page are what ends it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from pipeline.errors import MissingError
from pipeline.fetch import paging
from pipeline.fetch.addresses import joined, normal, shown
from pipeline.fetch.answers import NotDataError, document
from pipeline.fetch.attempts import Attempt, attempts
from pipeline.fetch.drift import check_columns, earlier
from pipeline.fetch.paging import Dialect, Page, Pager, Question, Sample
from pipeline.fetch.query import Query
from pipeline.fetch.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture, Rejection
    from pipeline.source import Source
    from pipeline.spool import Spool

METADATA = "#metadata"
_ROWS = 5_000  # of a page; a portal allows 32,000 and gives 100 unasked


def fetch(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:  # noqa: ARG001 - the same for every kind
    """The pages of the resource, or its file; a replay gives all that were ever taken whole. FetchError as `Pager.take`."""
    if _is_file(source):
        yield from _files(source, asker)
        return
    pager, found = _pager(source, asker), _attempts(source, asker)
    if asker.now is None:
        yield from paging.replayed(pager, found)
        return
    _check(source, pager)
    yield from pager.take(_question(source), paging.unfinished(pager, found, asker.now))


def held(source: Source, asker: Asker) -> Iterator[Capture]:
    """The files, or the pages of all windows that are whole, that the archive holds."""
    if _is_file(source):
        yield from asker.held(source.id)
    else:
        yield from paging.held(_pager(source, asker), _attempts(source, asker))


def last(source: Source, asker: Asker) -> Capture | None:
    """The last answer of the last fetch that was whole; None: there is none."""
    if _is_file(source):
        return next(iter(asker.held(source.id)[-1:]), None)
    return paging.last(_pager(source, asker), _attempts(source, asker))


def sample(source: Source, asker: Asker) -> Sample | None:
    """A few rows, and how many there are; None for a file, which is fetched whole. FetchError as `fetch`."""
    if _is_file(source):
        return None
    pager = _pager(source, asker)
    _check(source, pager)
    return paging.sample(pager, _question(source))


def _is_file(source: Source) -> bool:
    return "/resource_show?" in source.address


def _files(source: Source, asker: Asker) -> Iterator[Capture]:
    """The file that the portal names as the resource's; in a replay, each that it ever named."""
    asked: set[str] = set()
    pager = _pager(source, asker)
    for capture in asker.ask(source.address, source.id + METADATA) if asker.now is None else [pager.ask(source.address, METADATA)]:
        found = _result(pager.body(capture), capture.address)
        if not (link := found.get("url")) or not isinstance(link, str):
            raise MissingError(f"{shown(source.address)} names no file")
        if (address := joined(source.address, link)) not in asked:
            asked.add(address)
            yield from asker.ask(address, source.id, _changed_at(found), secret=pager.secret)


def _changed_at(resource: dict[str, Any]) -> dt.datetime | None:
    """When the file was last changed (UTC), as the portal says; it writes no zone and means UTC."""
    try:
        at = dt.datetime.fromisoformat(str(resource.get("last_modified")))
    except ValueError:
        return None
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)


def _pager(source: Source, asker: Asker) -> Pager:
    name = source.query and source.query.token
    return Pager(asker, source, Dialect(_count, _page), Secret(name, "header", "Authorization", is_required=False) if name else None)


def _attempts(source: Source, asker: Asker) -> list[Attempt]:
    return attempts(asker, source.id, lambda address: _mark_of(source, address))


def _check(source: Source, pager: Pager) -> None:
    """DriftError where a column that is asked for is not there."""
    before = earlier(pager.asker.held(source.id + METADATA), lambda capture: _columns(pager, capture))
    check_columns(source.selected, _columns(pager, pager.ask(_address(source, {"limit": "0"}), METADATA)), before, shown(source.address))


def _columns(pager: Pager, capture: Capture) -> list[str]:
    fields = _result(pager.body(capture), capture.address).get("fields")
    return [str(one.get("id")) for one in fields if isinstance(one, dict)] if isinstance(fields, list) else []


def _question(source: Source) -> Question:
    query = source.query or Query()
    rows = query.page_rows or _ROWS
    asked = {"fields": ",".join(source.selected), "filters": query.where, "sort": query.order or "_id", "limit": str(rows)}
    count = _address(source, {"filters": query.where, "limit": "0"})
    return Question(count, lambda at: _address(source, asked | {"offset": str(at)}), rows)


def _address(source: Source, pairs: dict[str, str]) -> str:
    return f"{source.address}&{urlencode({key: value for key, value in pairs.items() if value}, quote_via=quote, safe=',')}"


def _mark_of(source: Source, address: str) -> str | None:
    """ "" for a count or page of this question, None for any other address."""
    asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
    is_ours = normal(address).startswith(normal(source.address) + "&")
    filters = source.query.where if source.query else ""
    if not is_ours or asked.get("filters", "") != filters:
        return None
    return "" if asked.get("limit") == "0" or asked.get("fields", "") == ",".join(source.selected) else None


def _count(body: bytes, address: str) -> int:
    total = _result(body, address).get("total")
    if not isinstance(total, int):
        raise NotDataError(f"{shown(address)} gives no total")
    return total


def _page(body: Spool, _: int, address: str) -> Page:
    records = _result(body.read(), address).get("records")
    if not isinstance(records, list):
        raise NotDataError(f"{shown(address)} answered without records")
    return Page(len(records))


def _result(body: bytes, address: str) -> dict[str, Any]:
    found = document(body, address)
    result = found.get("result") if isinstance(found, dict) else None
    if not isinstance(result, dict):
        raise NotDataError(f"{shown(address)} answered without a result")
    return result
