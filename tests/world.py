"""Small worlds made by hand: a city, its sources, and what was read from them, loaded and built as any reading is."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from pipeline.city import City
from pipeline.load import load, load_city
from pipeline.models import read_models, sql_folder
from pipeline.parse.capture import Parsed
from pipeline.period import Period
from pipeline.records import Capture, Document, Figure, Quotation, Reading, Rejection
from pipeline.transform import statements, transform
from pipeline.warehouse import prepare, transaction

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
ALL = ("read", "compute", "quote", "redistribute")


def moment(text: str) -> dt.datetime:
    """`2023-12-29` is noon UTC of that day."""
    return dt.datetime.fromisoformat(text if len(text) > len("2023-12-29") else f"{text}T12:00").replace(tzinfo=dt.UTC)


def source(name: str, provider: str = "police", reads: str = "article", **more: Any) -> dict[str, Any]:
    """A source as a TOML would have it; its outlet is its name."""
    columns = {"columns": {"year": "year", "metrics": {"homicide": "murder"}}} if reads == "series" else {}
    table = {
        "id": name,
        "kind": "file" if reads == "series" else "page",
        "reads": reads,
        "address": f"https://{name}.example/",
        "outlet": name,
        "provider": provider,
        "definition": provider,
        "due": "day",
        "terms": "",
        "licence": "",
        "may": ALL,
    }
    return table | columns | more


def a_city(
    *sources: dict[str, Any],
    slug: str = "here",
    prefer: Sequence[tuple[str, str]] = (),
    breaks: Sequence[tuple[str, str, str, str]] = (),
    people: Mapping[int, int] | None = None,
    zone: str = "America/Los_Angeles",
    decisions: Sequence[dict[str, Any]] = (),
) -> City:
    """A city; `prefer` is (metric, provider), `breaks` (provider, metric, first day, status). A provider's definitions are `provider-metric`."""
    sources = sources or (source("courier"),)
    providers = sorted({one["provider"] for one in sources} | {provider for _, provider in prefer} | {one[0] for one in breaks})
    return City.model_validate(
        {
            "slug": slug,
            "name": "Fresno",
            "state": "CA",
            "time_zone": zone,
            "subscribers": "none.csv",
            "sender": {"name": "The desk", "address": "a@example.org", "reply_to": "a@example.org", "postal_address": "1 Main Street"},
            "population": [{"year": year, "people": count, "source": "a census"} for year, count in (people or {}).items()],
            "provider": [{"id": name, "name": name, "short": name} for name in providers],
            "prefer": [{"metric": metric, "provider": provider, "definition": f"{provider}-{metric}"} for metric, provider in prefer],
            "series_break": [
                {"provider": provider, "metrics": [metric], "starts_on": day, "status": status, "reason": "another way of counting"}
                for provider, metric, day, status in breaks
            ],
            "source": sources,
            "decision": decisions,
        }
    )


def figure(value: float | None, period: str | None, metric: str = "homicide", **more: Any) -> Figure:
    """A figure of the city, certain unless said otherwise; `baseline` may be given in words."""
    baseline = more.pop("baseline", None)
    fields: dict[str, Any] = {
        "metric": metric,
        "label": f"{metric}s",
        "measure": "count",
        "value": value,
        "period": period and Period.parse(period),
        "baseline": baseline and Period.parse(baseline),
        "quote": f"{value:g} {metric}s in {period}" if value is not None else f"a {metric} record",
        "start": 0,
        "end": 20,
        "place": "Fresno, CA",
        "confidence": "certain",
        "why": (f"{metric}s",),
    }
    return Figure(**fields | more)


def capture(name: str, fetched_at: str, address: str | None = None, **more: Any) -> Capture:
    """An answer of a source."""
    address = address or f"https://{name}.example/"
    at = moment(fetched_at)
    identity = hashlib.sha256(f"{address} {at}".encode()).hexdigest()
    fields: dict[str, Any] = {
        "capture_id": identity[:16],
        "source_id": name,
        "address": address,
        "final_address": address,
        "fetched_at": at,
        "status": 200,
        "media_type": "text/html",
        "charset": None,
        "last_modified_at": None,
        "etag": None,
        "digest": f"sha256:{identity}",
        "size_bytes": 1,
        "warc_file": "one.warc.gz",
        "warc_offset": 0,
        "is_revisit": False,
    }
    return Capture(**fields | more)


def page(
    name: str,
    on: str,
    *figures: Figure,
    fetched: str | None = None,
    address: str | None = None,
    text: str | None = None,
    quotations: tuple[Quotation, ...] = (),
    rejections: tuple[Rejection, ...] = (),
    **document: Any,
) -> Parsed:
    """An article published at `on` and fetched then or at `fetched`; its text is its figures' words unless given."""
    at = moment(on)
    words = text if text is not None else f"{name} {on}: " + "; ".join(one.quote for one in figures)
    read = Document(text=words, blocks=(), published_at=at, published_on=at.date(), **document)
    placed = tuple(_at(one, position) for position, one in enumerate(figures))
    return Parsed(capture(name, fetched or on, address), read, Reading(placed, quotations, rejections))


def file(name: str, on: str, *figures: Figure, fetched: str | None = None) -> Parsed:
    """A file of counts that its publisher changed at `on`."""
    placed = tuple(_at(one, position) for position, one in enumerate(figures))
    return Parsed(capture(name, fetched or on, media_type="text/csv"), Document(text="", blocks=()), Reading(placed), moment(on))


def _at(one: Figure, position: int) -> Figure:
    """The same figure further down in the text, as no two stand at one place."""
    fields = {name: getattr(one, name) for name in one.__dataclass_fields__}
    return Figure(**fields | {"start": one.start + 100 * position, "end": one.end + 100 * position})


def months(year: int, values: Iterable[float | None], metric: str = "homicide", **more: Any) -> tuple[Figure, ...]:
    """A figure for each month from January that has a value."""
    return tuple(figure(value, f"{year}-{month:02}", metric, **more) for month, value in enumerate(values, start=1) if value is not None)


def build_only(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Builds these models and what they need, of whatever is landed: all models, comments and checks take longer, whatever they hold."""
    models = read_models(sql_folder())
    wanted = set(names)
    for model in reversed(models):
        if model.name in wanted:
            wanted |= model.inputs
    with transaction(connection):
        for model in models:
            if model.name in wanted and model.schema in ("core", "mart"):
                for statement in statements(model):
                    connection.execute(statement)


@contextmanager
def built(*cities: tuple[City, Sequence[Parsed]], only: Sequence[str] = ()) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in memory with these readings, all models built, or `only` these and what they need."""
    with duckdb.connect(config={"threads": 1}) as connection:
        prepare(connection)
        for city, readings in cities:
            load_city(connection, city)
            load(connection, city, readings, (), (), "a parser", NOW)
        if only:
            build_only(connection, *only)
        else:
            transform(connection, sql_folder())
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[dict[str, Any]]:
    """What a query gives, as dictionaries."""
    result = connection.execute(query, list(values))
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def row(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> dict[str, Any]:
    """The one row that a query gives."""
    (only,) = rows(connection, query, *values)
    return only
