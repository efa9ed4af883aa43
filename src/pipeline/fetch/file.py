"""file: one address, one file of data; or an address that lists the files, of which the newest is wanted."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pipeline.errors import ArchiveError, FetchError
from pipeline.fetch.addresses import shown
from pipeline.fetch.discover import discovered
from pipeline.fetch.listing import LISTING
from pipeline.fetch.rejected import rejected
from pipeline.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.city import City
    from pipeline.fetch.ask import Asker
    from pipeline.records import Capture
    from pipeline.source import Discover, Source

log = logging.getLogger(__name__)


def fetch(city: City, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:  # noqa: ARG001 - the same for every kind
    """The captures of the source's address, or of the files that it lists. FetchError when there are none."""
    if source.discover is None:
        yield from asker.ask(source.address, source.id)
        return
    asked: set[str] = set()
    for address in _files(source, source.discover, asker):
        if isinstance(address, Rejection):
            yield address
        elif address not in asked:
            asked.add(address)
            yield from _file(address, source, asker)


def _files(source: Source, discover: Discover, asker: Asker) -> Iterator[str | Rejection]:
    """The addresses that the captures of the listing lead to."""
    for capture in asker.ask(source.address, source.id + LISTING):
        try:
            found = discovered(asker.body(capture), capture.final_address, discover)
        except (FetchError, ArchiveError) as error:
            yield rejected(error, source, capture.address)
        else:
            log.info("%s: %s lists %s", source.id, shown(capture.address), ", ".join(shown(one) for one in found))
            yield from found


def _file(address: str, source: Source, asker: Asker) -> Iterator[Capture | Rejection]:
    try:
        yield from asker.ask(address, source.id)
    except FetchError as error:
        yield rejected(error, source, address)
