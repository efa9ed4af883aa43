"""Sources as data: how each is fetched, what is in it, who says it, and what it may be used for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import groupby
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from pipeline.columns import Columns
from pipeline.contract import Contract
from pipeline.entry import Entry, Identifier, MetricCode
from pipeline.fetch.query import Query, trouble
from pipeline.incidents.mapping import Incidents

Kind = Literal["page", "feed", "sitemap", "file", "socrata", "arcgis", "ckan", "fbi_cde"]
Reads = Literal["article", "series", "cde", "incidents", "table", "pdf"]
TABLES: dict[Reads, str] = {
    "series": "columns",
    "cde": "cde",
    "incidents": "incidents",
}  # what each of these readers must be told, as a table of the source
OPTIONS: dict[Reads, str] = {"table": "table", "pdf": "table"}  # what these may be told, where the document does not say it
Sort = Literal["news", "releases"]
Use = Literal["read", "compute", "quote", "redistribute"]
Due = Literal["2 hours", "day", "week", "month", "year", "once"]


def _web_address(address: str) -> str:
    if not re.match(r"https?://[^/\s]+", address):
        raise ValueError("is no address; write one that begins with https:// or http://")
    return address


def _pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return pattern


Address = Annotated[str, AfterValidator(_web_address)]


ORI = r"^[A-Z]{2}[A-Z0-9]{7}$"  # the FBI's number of an agency


class Cde(Entry):
    """What is asked of the FBI's Crime Data Explorer (`kind = "fbi_cde"`): one agency's months of some offences, and its officers by year."""

    ori: Annotated[str, Field(pattern=ORI)]
    from_year: int = Field(ge=1979, le=2200)  # the first year of the API's monthly counts is 1985
    offences: dict[MetricCode, Annotated[str, Field(pattern=r"^[A-Za-z-]+$")]] = Field(
        min_length=1
    )  # metric → code, such as HOM or motor-vehicle-theft
    has_officers: bool = True  # ask for police employees too
    token: str | None = None  # the name of the key that api.usa.gov wants: YEAREND_TOKEN_<NAME>


class Discover(Entry):
    """How the newest file is found where each has an address of its own: the source's `address` is a page or a JSON answer that lists them."""

    pattern: Annotated[str, AfterValidator(_pattern)]  # found in the link; its groups `year`, `month`, `day`, or any others, say which is newest
    take: Literal["newest", "all"] = "newest"


class Table(Entry):
    """What a released table or PDF leaves unsaid (`reads = "table"` or `"pdf"`)."""

    sheet: str | None = None  # the sheet's name or its number from 1; default: all visible sheets
    pages: str | None = Field(None, pattern=r"^[1-9]\d{0,3}(-[1-9]\d{0,3})?(,[1-9]\d{0,3}(-[1-9]\d{0,3})?)*$")  # of a PDF: "1-12", "2,4"
    year: int | None = Field(None, ge=1850, le=2200)  # of the counts, where nothing on the page says it
    labels: dict[str, MetricCode] = Field(default_factory=dict)  # label as printed → metric, for local words
    places: dict[str, str] = Field(default_factory=dict)  # label as printed → place; "" is all of the city


class Source(Entry):
    """One place to fetch from: how (`kind`), what is in it (`reads`), who says it, and what it may be used for."""

    id: Identifier
    kind: Kind
    reads: Reads
    address: Address
    outlet: str  # who published the bytes, as the mail names it
    provider: Identifier  # whose figures they are
    definition: Identifier  # a family of definitions
    due: Due
    patience_days: float | None = Field(None, gt=0, le=366)  # not had for so long it is behind; default: twice `due`, a day at least
    terms: str  # where the publisher's terms stand, or what they say in a sentence
    licence: str
    may: frozenset[Use]
    released_on: dt.date | None = None  # when the publisher released it, where the document does not say
    keep_days: int | None = Field(None, ge=1)  # documents: how long its bytes and words may be kept; for good where nothing is said
    credit: str | None = None  # real coverage that a retold page takes its facts from
    matches: tuple[str, ...] = ()  # feeds and sitemaps: words one of which an entry must have; default: the city's name and aliases
    past: str | None = (
        None  # feeds and sitemaps: where older ones stand, with {page} from 2 on, or {year} and {month}; `yearend backfill` asks there
    )
    discover: Discover | None = None  # files: where the address only lists them
    query: Query | None = None  # portals that hand out rows in pages: which rows, and how many at a time
    contract: Contract | None = None  # what it is to bring; `yearend sources check` compares
    columns: Columns | None = None
    cde: Cde | None = None
    incidents: Incidents | None = None
    table: Table | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for reads, table in TABLES.items():
            if (self.reads == reads) != (getattr(self, table) is not None):
                raise ValueError(f'source {self.id}: [source.{table}] goes with reads = "{reads}", and only with it')
        if self.table and self.reads not in OPTIONS:
            raise ValueError(f'source {self.id}: [source.table] goes with reads = "table" or "pdf"')
        if (self.kind == "fbi_cde") != (self.reads == "cde"):
            raise ValueError(f'source {self.id}: kind = "fbi_cde" and reads = "cde" go together')
        if self.keep_days and self.reads not in ("article", "table", "pdf"):
            raise ValueError(f'source {self.id}: keep_days goes with documents (reads = "article", "table" or "pdf"), not with rows')
        if self.past is not None:
            self._check_past(self.past)
        if self.discover and self.discover.take == "all" and self.reads == "incidents":
            raise ValueError(f"source {self.id}: each file of incidents takes the place of the one before; give every year a source of its own")
        if self.discover and self.kind != "file":
            raise ValueError(f'source {self.id}: [source.discover] goes with kind = "file" only')
        if wrong := trouble(self.kind, self.address, self.query):
            raise ValueError(f"source {self.id}: {wrong}")
        return self

    def _check_past(self, past: str) -> None:
        example = 'write one like "https://HOST/feed/?paged={page}" or "https://HOST/sitemap-{year}-{month}.xml"'
        if self.kind not in ("feed", "sitemap"):
            raise ValueError(f'source {self.id}: past goes with kind = "feed" or "sitemap" only')
        names = re.findall(r"\{(.*?)\}", past)
        if not names or set(names) - {"page", "year", "month"} or set(names) == {"month"} or len({"page", "year"} & set(names)) != 1:
            raise ValueError(f"source {self.id}: past is {past!r}; {example}")
        _web_address(past)

    @property
    def host(self) -> str:
        """Who is asked, in lower case and without a port: whoever asks for several of its sources keeps one pace for all."""
        return urlsplit(self.address).hostname or ""

    @property
    def sort(self) -> Sort:
        """Coverage that reports others' figures, or what a body releases itself, in whatever form."""
        return "news" if self.reads == "article" else "releases"

    @property
    def selected(self) -> tuple[str, ...]:
        """The columns that are asked for where a publisher lets us choose: those of the query, else those that the reader reads."""
        if self.query and self.query.select:
            return self.query.select
        read = self.incidents or self.columns
        return read.columns if read else ()


def by_host(sources: Iterable[Source]) -> tuple[tuple[Source, ...], ...]:
    """The sources of each host, which are asked one after another; the hosts are asked at once."""
    return tuple(tuple(group) for _, group in groupby(sorted(sources, key=_host), key=_host))


def _host(source: Source) -> str:
    return source.host
