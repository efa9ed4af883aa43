"""A portal whose pages of incident rows are archived, and a warehouse into which they are loaded."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.response import Response
from pipeline.incidents.load import load_incidents
from pipeline.load import load_city
from pipeline.records import Capture, Window
from pipeline.spool import Spool
from pipeline.warehouse import prepare
from tests.world import a_city, rows, source

DAY = dt.timedelta(days=1)
BEGAN = dt.datetime(2026, 1, 10, 12, tzinfo=dt.UTC)
CHICAGO: dict[str, Any] = {
    "key": "id",
    "incident": "case_number",
    "occurred": "date",
    "updated": "updated_on",
    "code": "iucr",
    "code_digits": 4,
    "label": "primary_type",
    "district": "district",
    "counts_from": "2024-01-01",
    "counts": [
        {"metric": "homicide", "by": "victim", "codes": ["0110"]},
        {"metric": "robbery", "by": "incident", "labels": ["ROBBERY"]},
    ],
    "other": {"labels": ["NARCOTICS"]},
}
HEAD = ("id", "case_number", "date", "iucr", "primary_type", "district", "updated_on")


def row(key: int, on: str = "2024-03-05T10:30:00.000", iucr: str = "0110", label: str = "HOMICIDE", **more: str) -> dict[str, str]:
    """A row as the portal has it."""
    fields = {"id": str(key), "case_number": f"HZ{key}", "date": on, "iucr": iucr, "primary_type": label, "district": "011"}
    return fields | {"updated_on": "2025-01-01T00:00:00.000"} | more


def as_csv(some: Iterable[Mapping[str, str]], head: Sequence[str] = HEAD) -> bytes:
    """A page of rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, head, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(some)
    return out.getvalue().encode()


class Portal:
    """One source of a city, its archive under `folder`, and a warehouse."""

    def __init__(self, folder: Path, *, zone: str = "America/Chicago", **incidents: Any) -> None:
        self.archive = Archive(folder)
        self.mapping = CHICAGO | incidents
        self.zone = zone
        self.now = BEGAN
        self.connection = duckdb.connect(config={"threads": 2})
        prepare(self.connection)

    @property
    def city(self) -> City:
        return a_city(source("portal", reads="incidents", kind="file", incidents=self.mapping), zone=self.zone)

    def publish(self, *pages: bytes, scope: Literal["whole", "changes"] = "whole") -> list[Capture]:
        """Archives pages as one window, a day after the one before."""
        self.now += DAY
        with self.archive.run(self.now) as writer:
            return [writer.write(self._response(scope, number, page), "portal") for number, page in enumerate(pages)]

    def _response(self, scope: str, number: int, body: bytes) -> Response:
        address = f"https://portal.example/{scope}/{self.now:%Y%m%d}?page={number}"
        return Response(address, address, self.now + dt.timedelta(seconds=number), 200, (("Content-Type", "text/csv"),), Spool.of(body))

    def load(self) -> int:
        """Brings the warehouse up to date; how many rows changed."""
        city = self.city
        load_city(self.connection, city)
        return load_incidents(self.connection, self.archive, city, city.source[0], self.windows())

    def windows(self) -> list[Window]:
        """The pages in the archive, those of one day as one window."""
        days = itertools.groupby(self.archive.of_source("portal"), lambda capture: capture.address.partition("?")[0])
        return [_window(list(pages), "changes" if "/changes/" in address else "whole") for address, pages in days]

    def take(self, *some: Mapping[str, str], scope: Literal["whole", "changes"] = "whole") -> int:
        """Publishes rows as one page and loads them."""
        self.publish(as_csv(some), scope=scope)
        return self.load()

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        return rows(self.connection, query, *values)

    def current(self) -> list[str]:
        """The keys that stand, in order."""
        return [one["key"] for one in self.rows("select key from raw.incident where superseded_at is null order by key")]

    def rejections(self) -> list[tuple[str, int]]:
        """The names of what could not be used, and how often."""
        return [(one["reason"], one["times"]) for one in self.rows("select reason, times from raw.rejection order by all")]

    def details(self) -> str:
        return " ".join(one["detail"] for one in self.rows("select detail from raw.rejection order by all"))

    def all(self) -> dict[str, list[str]]:
        """Every landing table, its rows in one order."""
        query = "select schema_name || '.' || table_name as name from duckdb_tables() where schema_name in ('raw', 'meta') order by all"
        names = [one["name"] for one in self.rows(query)]
        return {name: sorted(map(repr, self.connection.execute(f"from {name}").fetchall())) for name in names}


def as_json(some: Sequence[Mapping[str, Any]], *path: str) -> bytes:
    """Rows as a JSON array, within objects of these names."""
    found: Any = list(some)
    for name in reversed(path):
        found = {name: found}
    return json.dumps(found).encode()


def _window(pages: list[Capture], scope: Literal["whole", "changes"]) -> Window:
    return Window.of("portal", scope, tuple(one.capture_id for one in pages), pages[-1].fetched_at, None)
