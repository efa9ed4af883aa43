"""`[source.query]`: which rows are asked for where a publisher hands them out in pages, and how many at a time."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from pipeline.entry import Entry

TokenName = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]

PAGED = {  # kind → the addresses that it takes, and how one looks
    "socrata": (
        r"https?://[^/]+/(resource/\w{4}-\w{4}\.(json|csv)|api/v3/views/\w{4}-\w{4}/query\.json)",
        "https://HOST/resource/xxxx-xxxx.json, the same with .csv, or https://HOST/api/v3/views/xxxx-xxxx/query.json",
    ),
    "arcgis": (r"https?://[^?#]+/(FeatureServer|MapServer)/\d+", "https://HOST/…/FeatureServer/0 or https://HOST/…/MapServer/0"),
    "ckan": (
        r"https?://[^?#]+/api/3/action/(datastore_search\?resource_id=|resource_show\?id=)[\w-]+",
        "https://HOST/api/3/action/datastore_search?resource_id=ID or https://HOST/api/3/action/resource_show?id=ID",
    ),
}


class Query(Entry):
    """Which rows, in the publisher's own words. All of it may be left out."""

    select: tuple[str, ...] = ()  # columns; default: those that the source's reader reads
    where: str = ""  # socrata: SoQL; arcgis: SQL; ckan: filters, such as {"YEAR": "2023"}
    order: str = ""  # default: the publisher's own row number, the only order that stays while rows come and go
    page_rows: int | None = Field(None, ge=1, le=100_000)  # default: what suits the format, or the most that the publisher gives
    updated: str | None = None  # socrata: the column that says when a row was changed; after the first time only later rows are asked for
    token: TokenName | None = None  # sent along where YEAREND_TOKEN_<NAME> is set


def trouble(kind: str, address: str, query: Query | None) -> str | None:
    """What is wrong with a source of this kind at this address with this query; None when they go together."""
    if kind not in PAGED:
        return f"[source.query] goes with kind = {', '.join(map(repr, PAGED))} only" if query else None
    pattern, example = PAGED[kind]
    if not re.fullmatch(pattern, address):
        return f"kind = {kind!r} takes no address {address!r}; write one like {example}"
    if query and query.updated and kind != "socrata":
        return "updated goes with kind = 'socrata' only"
    if query and query.select and "resource_show" in address:
        return "a file is fetched whole; leave [source.query] out"
    return None
