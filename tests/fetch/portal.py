"""What the tests of the paging kinds share: a source, and a run of it, live or from the archive."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.client import Client
from pipeline.fetch.collect import collect, held, replay
from pipeline.records import Capture, Rejection
from pipeline.source import Source
from tests.fetch.conftest import Watch, source

INCIDENTS = {
    "format": "json",
    "key": "id",
    "occurred": "date",
    "code": "iucr",
    "counts_from": "2001-01-01",
    "counts": [{"metric": "homicide", "by": "victim", "codes": ["0110"]}],
}


def incidents(address: str, kind: str, **more: Any) -> Source:
    """A source of incidents; `query` and what else is given go into its TOML."""
    fields: dict[str, Any] = {"reads": "incidents", "incidents": INCIDENTS, "due": "day", "id": "portal"}
    return source(address, kind, **fields | more)


class Run:
    """One source, asked again and again."""

    def __init__(self, city: City, archive: Archive, client: Client, watch: Watch) -> None:
        self.city, self.archive, self.client, self.watch = city, archive, client, watch

    def live(self, one: Source) -> tuple[list[Capture], list[Rejection]]:
        self.watch.seconds += 1
        return _sorted(collect(self.city, [one], self.archive, self.client, self.watch.now()))

    def again(self, one: Source) -> tuple[list[Capture], list[Rejection]]:
        return _sorted(replay(self.city, [one], self.archive))

    def held(self, one: Source) -> list[Capture]:
        return list(held([one], self.archive))

    def rows(self, captures: Iterable[Capture], *path: str) -> list[dict[str, Any]]:
        """The rows of JSON pages, below `path`."""
        found: list[dict[str, Any]] = []
        for capture in captures:
            body = json.loads(self.archive.body(capture))
            for key in path:
                body = body[key]
            found += body
        return found


def _sorted(outcomes: Iterable[Capture | Rejection]) -> tuple[list[Capture], list[Rejection]]:
    found = list(outcomes)
    return [one for one in found if isinstance(one, Capture)], [one for one in found if isinstance(one, Rejection)]
