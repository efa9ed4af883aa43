"""What waits for a reviewer, and how a decision about it is written down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.city import city_files, load_city
from pipeline.decision import Decision, Verdict, append, review_file
from pipeline.errors import ReportError, WarehouseError
from pipeline.warehouse import open_warehouse

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from pipeline.settings import Settings

_QUEUE = """
select
    id,
    kind,
    concat_ws(' ', metric, measure, op, format('{:g}', value), period_printed, speaker) as what,
    words,
    outlet,
    published_on,
    waits_for
from mart.review
where city = ? and year between ? - 1 and ?
order by year desc, kind, metric, known_at, id
"""

_TARGETS = """
select figure_id as id, capture_id, source, metric, measure, period_printed as period, value_read as value, quote
from core.figure
where city = $city and starts_with(figure_id, $id)
union all by name
select quotation_id as id, capture_id, source, text as quote
from core.quotation
where city = $city and starts_with(quotation_id, $id)
order by id
"""


@dataclass(frozen=True)
class Choice:
    """What a reviewer decided of one figure, claim or quotation."""

    target: str  # its id, or the beginning of it
    verdict: Verdict
    by: str
    why: str
    at: dt.datetime
    replacement: float | None = None


def queue(settings: Settings, slug: str, year: int) -> tuple[list[str], list[tuple[object, ...]]]:
    """The columns and rows of what waits for a reviewer before the edition of `year`; what speaks of the year before stands beside it."""
    load_city(settings.deployments, slug)
    with open_warehouse(settings) as connection:
        _is_built(connection)
        found = connection.execute(_QUEUE, [slug, year, year])
        return [column[0] for column in found.description or ()], found.fetchall()


def decide(settings: Settings, slug: str, choice: Choice) -> Path:
    """Writes a decision to the city's file of them, whose path is returned; it holds from the next build on.

    ReportError where no figure or quotation, or several, have the id.
    """
    load_city(settings.deployments, slug)
    with open_warehouse(settings) as connection:
        _is_built(connection)
        target = _target(connection, slug, choice.target)
    if choice.replacement is not None and target["metric"] is None:
        raise ReportError(f"{target['id']} is a quotation, whose words stand as they were said; accept it or reject it")
    decision = Decision(
        verdict=choice.verdict, by=choice.by, why=choice.why, at=choice.at, replacement=choice.replacement, **_without_nulls(target)
    )
    path = review_file(city_files(settings.deployments)[slug])
    append(path, decision)
    return path


def _without_nulls(target: dict[str, Any]) -> dict[str, Any]:
    fields = {"capture": target["capture_id"], **{name: value for name, value in target.items() if name != "capture_id"}}
    return {name: value for name, value in fields.items() if value is not None}


def _target(connection: duckdb.DuckDBPyConnection, slug: str, identifier: str) -> dict[str, Any]:
    found = connection.execute(_TARGETS, {"city": slug, "id": identifier})
    names, rows = [column[0] for column in found.description or ()], found.fetchall()
    if len(rows) != 1:
        what = "no figure or quotation has" if not rows else f"{len(rows)} figures or quotations have"
        raise ReportError(f"{what} an id that begins with {identifier!r} in {slug}; `yearend review {slug} YEAR` lists ids")
    return dict(zip(names, rows[0], strict=True))


def _is_built(connection: duckdb.DuckDBPyConnection) -> None:
    if not connection.execute("select 1 from duckdb_tables() where schema_name = 'mart' and table_name = 'review'").fetchall():
        raise WarehouseError("the marts are not built yet; `yearend run` or `yearend transform` builds them")
