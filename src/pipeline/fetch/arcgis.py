"""arcgis: rows of a layer of a FeatureServer or MapServer, in pages ordered by the object id, or by ranges of ids where there is no paging.

https://developers.arcgis.com/rest/services-reference/enterprise/query-feature-service-layer/. Written from the documentation and tried on a
local server, not live. Whether more rows follow is for `exceededTransferLimit` to say, not for the length of a page, and an error comes with
status 200.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from pipeline.fetch import paging
from pipeline.fetch.addresses import shown
from pipeline.fetch.answers import NotDataError, QueryError, document
from pipeline.fetch.attempts import Attempt, attempts
from pipeline.fetch.drift import check_columns, earlier
from pipeline.fetch.paging import Dialect, Page, Pager, Question, RepeatedError, Sample
from pipeline.fetch.query import Query
from pipeline.fetch.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture, Rejection
    from pipeline.source import Source
    from pipeline.spool import Spool

METADATA, IDS = "#metadata", "#ids"
_MOST_ROWS = 2_000  # of a page, where the layer allows so many
_SAFE = "*,()'"


def fetch(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:  # noqa: ARG001 - the same for every kind
    """The pages of the layer; a replay gives all that were ever taken whole. FetchError as `Pager.take`, DriftError for lost columns."""
    pager, found = _pager(source, asker), _attempts(source, asker)
    if asker.now is None:
        yield from paging.replayed(pager, found)
        return
    layer = _checked(source, pager)
    begun = paging.unfinished(pager, found, asker.now)
    try:
        is_by_ids = layer.has_paging is False or (begun is not None and _is_by_ids(begun))
        yield from pager.take(_by_ids(source, pager, layer, begun) if is_by_ids else _by_rows(source, layer), begun)
    except (QueryError, RepeatedError):
        if is_by_ids or layer.has_paging:
            raise
        yield from pager.take(_by_ids(source, pager, layer, None))  # it did not say whether it has paging: it has none


def held(source: Source, asker: Asker) -> Iterator[Capture]:
    """The pages that the archive holds, of all windows that are whole."""
    return paging.held(_pager(source, asker), _attempts(source, asker))


def last(source: Source, asker: Asker) -> Capture | None:
    """The last answer of the last window that is whole; None: there is none."""
    return paging.last(_pager(source, asker), _attempts(source, asker))


def sample(source: Source, asker: Asker) -> Sample:
    """A few rows, and how many there are. FetchError as `fetch`."""
    pager = _pager(source, asker)
    layer = _checked(source, pager)
    return paging.sample(pager, _by_ids(source, pager, layer, None) if layer.has_paging is False else _by_rows(source, layer))


@dataclass(frozen=True)
class Layer:
    """What a layer says of itself."""

    columns: tuple[str, ...]
    id_column: str
    page_rows: int
    has_paging: bool | None  # None: it does not say


def read_layer(found: Any, query: Query, address: str) -> Layer:
    """A layer's description. NotDataError where it has no fields."""
    fields = found.get("fields") if isinstance(found, dict) else None
    if not isinstance(fields, list) or not fields:
        raise NotDataError(f"{shown(address)} describes no layer with fields; its address ends with /FeatureServer/0 or another number")
    typed = {str(one.get("name")): one.get("type") for one in fields if isinstance(one, dict)}
    by_type = next((name for name, kind in typed.items() if kind == "esriFieldTypeOID"), "OBJECTID")
    can = found.get("advancedQueryCapabilities") or {}
    most = found.get("maxRecordCount")
    return Layer(
        columns=tuple(typed),
        id_column=str(found.get("objectIdField") or by_type),
        page_rows=min(query.page_rows or _MOST_ROWS, most if isinstance(most, int) and most > 0 else _MOST_ROWS),
        has_paging=can.get("supportsPagination", found.get("supportsPagination")),
    )


def _query(source: Source) -> Query:
    return source.query or Query()


def _pager(source: Source, asker: Asker) -> Pager:
    name = _query(source).token
    return Pager(asker, source, Dialect(_count, _page), Secret(name, "parameter", "token", is_required=False) if name else None)


def _attempts(source: Source, asker: Asker) -> list[Attempt]:
    return attempts(asker, source.id, lambda address: _mark_of(source, address))


def _checked(source: Source, pager: Pager) -> Layer:
    """The layer, once it has every column that is asked for."""
    before = earlier(pager.asker.held(source.id + METADATA), lambda capture: _layer(source, pager, capture).columns)
    address = f"{source.address}?f=json"
    layer = _layer(source, pager, pager.ask(address, METADATA))
    check_columns(source.selected, layer.columns, before, shown(address))
    return layer


def _layer(source: Source, pager: Pager, capture: Capture) -> Layer:
    return read_layer(document(pager.body(capture), capture.address), _query(source), capture.address)


def _by_rows(source: Source, layer: Layer) -> Question:
    """Pages by the row that they begin with."""
    rows = _rows_address(source, _where(source), layer)
    return Question(_count_address(source), lambda at: f"{rows}&resultOffset={at}&resultRecordCount={layer.page_rows}", layer.page_rows)


def _by_ids(source: Source, pager: Pager, layer: Layer, begun: Attempt | None) -> Question:
    """Pages by the ids that they hold: a list of all ids has no limit, and a range of them is short to write."""
    address = f"{source.address}/query?{_encoded({'where': _where(source), 'returnIdsOnly': 'true', 'f': 'json'})}"
    since = [one for one in pager.asker.held(source.id + IDS) if begun and one.fetched_at >= begun.opened_at]
    capture = since[-1] if since else pager.ask(address, IDS)
    found = document(pager.body(capture), address)
    ids = sorted(one for one in found.get("objectIds") or () if isinstance(one, int)) if isinstance(found, dict) else []

    def page(at: int) -> str | None:
        some = ids[at : at + layer.page_rows]
        ranged = f"({_where(source)}) AND {layer.id_column} >= {some[0]} AND {layer.id_column} <= {some[-1]}" if some else ""
        return _rows_address(source, ranged, layer) if some else None

    return Question(_count_address(source), page, layer.page_rows)


def _where(source: Source) -> str:
    return _query(source).where or "1=1"


def _count_address(source: Source) -> str:
    return f"{source.address}/query?{_encoded({'where': _where(source), 'returnCountOnly': 'true', 'f': 'json'})}"


def _rows_address(source: Source, where: str, layer: Layer) -> str:
    pairs = {
        "where": where,
        "outFields": ",".join(source.selected) or "*",
        "returnGeometry": "false",
        "orderByFields": _query(source).order or layer.id_column,
        "f": "json",
    }
    return f"{source.address}/query?{_encoded(pairs)}"


def _encoded(pairs: dict[str, str]) -> str:
    return urlencode(pairs, quote_via=quote, safe=_SAFE)


def _mark_of(source: Source, address: str) -> str | None:
    """ "" for a count or page of this question, None for any other address."""
    asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
    where, is_ours = asked.get("where", ""), address.startswith(f"{source.address}/query?")
    if not is_ours or (where != _where(source) and not where.startswith(f"({_where(source)}) AND ")):
        return None
    return "" if "returnCountOnly" in asked or asked.get("outFields") == (",".join(source.selected) or "*") else None


def _is_by_ids(begun: Attempt) -> bool:
    return any("resultOffset" not in page.address for page in begun.pages)


def _count(body: bytes, address: str) -> int:
    found = document(body, address)
    count = found.get("count") if isinstance(found, dict) else None
    if not isinstance(count, int):
        raise NotDataError(f"{shown(address)} gives no count")
    return count


def _page(body: Spool, _: int, address: str) -> Page:
    found = document(body.read(), address)
    features: Sequence[object] | None = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        raise NotDataError(f"{shown(address)} answered without features")
    return Page(len(features), found.get("exceededTransferLimit") is True)
