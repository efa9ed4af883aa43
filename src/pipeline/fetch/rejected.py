"""What could not be had of a source, as the rejection that is counted and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import ArchiveError
from pipeline.fetch.addresses import shown
from pipeline.records import Rejection

if TYPE_CHECKING:
    from pipeline.errors import FetchError
    from pipeline.source import Source


def rejected(error: FetchError | ArchiveError, source: Source, address: str) -> Rejection:
    """The rejection that an error of an address amounts to; an archive's is a damaged record."""
    if isinstance(error, ArchiveError):
        return Rejection("archive", "damaged_record", str(error), source_id=source.id, address=shown(address))
    return Rejection("fetch", error.reason, str(error), source_id=source.id, address=shown(address))
