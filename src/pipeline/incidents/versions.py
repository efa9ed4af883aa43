"""Rows of a window → versions in `raw.incident`, a set at a time: what is new, what changed and what is gone; the same rows change nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

INCIDENT, STAGE = "raw.incident", "staged_incident"
_KEPT = "incident, occurred_at, occurred_on, reported_at, reported_on, code, label, victims, district, updated_at, is_unfounded"


@dataclass(frozen=True)
class Changes:
    """What a window did to the rows of its source."""

    added: int = 0
    changed: int = 0
    gone: int = 0
    repeated: int = 0  # rows whose key stands again, otherwise, further down: the last one is taken


def prepare_stage(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty table with the columns of `raw.incident`, for one window."""
    connection.execute(f"create or replace temp table {STAGE} as from {INCIDENT} limit 0")


def settle_first(connection: duckdb.DuckDBPyConnection, city: str, source: str) -> Changes:
    """After the rows of a source's first window were put into `raw.incident` themselves: each key once."""
    repeated = _without_repeated(connection, INCIDENT, "city = ? and source = ?", [city, source])
    return Changes(added=_count(connection, city, source), repeated=repeated)


def settle(connection: duckdb.DuckDBPyConnection, city: str, source: str, known_at: dt.datetime, *, is_whole: bool) -> Changes:
    """Brings the staged rows of a later window into `raw.incident`; those not in it are gone where it `is_whole`. `known_at` is UTC."""
    repeated = _without_repeated(connection, STAGE, "true", [])
    connection.execute(
        f"""
        create or replace temp table met_incident as
        select
            current.rowid as number,
            staged.rowid as staged_number,
            staged.key is null or staged.superseded_at is not null as is_gone,
            not is_gone and ({_differ("current", "staged")}) as is_changed
        from {INCIDENT} as current
        {"left" if is_whole else "inner"} join {STAGE} as staged on staged.key = current.key
        where current.city = ? and current.source = ? and current.superseded_at is null
        """,
        [city, source],
    )
    changed, gone = connection.execute("select count(*) filter (is_changed), count(*) filter (is_gone) from met_incident").fetchall()[0]
    ended = "select number from met_incident where is_gone or is_changed"
    connection.execute(f"update {INCIDENT} set superseded_at = ? where rowid in ({ended})", [known_at])
    stays = "select 1 from met_incident where staged_number = staged.rowid and not is_changed"
    fresh = f"select * from {STAGE} as staged where superseded_at is null and not exists ({stays})"
    added = connection.execute(f"insert into {INCIDENT} {fresh}").fetchall()[0][0]
    for table in ("met_incident", STAGE):
        connection.execute(f"drop table {table}")
    return Changes(added=added - changed, changed=changed, gone=gone, repeated=repeated)


def _without_repeated(connection: duckdb.DuckDBPyConnection, table: str, where: str, values: list[str]) -> int:
    """Leaves of each key the row that was read last; says how many were taken out that differ from it."""
    keys = f"select key from {table} where {where} group by key having count(*) > 1"
    repeated = f"select rowid as number, * from {table} where {where} and key in ({keys})"
    connection.execute(f"create or replace temp table repeated_incident as {repeated}", [*values, *values])
    others = "select number from repeated_incident qualify number < max(number) over (partition by key)"
    connection.execute(f"delete from {table} where rowid in ({others})")
    found = connection.execute(f"select count(distinct (key, {_KEPT})) - count(distinct key) from repeated_incident").fetchall()[0][0]
    connection.execute("drop table repeated_incident")
    return int(found)


def _differ(one: str, other: str) -> str:
    return " or ".join(f"{one}.{name} is distinct from {other}.{name}" for name in _KEPT.split(", "))


def _count(connection: duckdb.DuckDBPyConnection, city: str, source: str) -> int:
    query = f"select count(*) from {INCIDENT} where city = ? and source = ? and superseded_at is null"
    return int(connection.execute(query, [city, source]).fetchall()[0][0])
