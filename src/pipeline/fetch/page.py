"""page: one address, one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture, Rejection
    from pipeline.source import Source


def fetch(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:  # noqa: ARG001 - the same for every kind
    """The captures of the source's address. FetchError when there are none."""
    yield from asker.ask(source.address, source.id)
