"""file: one address, one file of data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.city import City, Source
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture, Rejection


def fetch(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:  # noqa: ARG001 - the same for every kind
    """The captures of the source's address. FetchError when there are none."""
    yield from asker.ask(source.address, source.id)
