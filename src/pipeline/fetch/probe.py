"""Asking one source whether it is as it should be: as in any run, but of portals that hand out pages only a few rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import FetchError
from pipeline.fetch.ask import Live
from pipeline.fetch.collect import collect, kind
from pipeline.fetch.paging import SAMPLE_ROWS
from pipeline.fetch.query import Query
from pipeline.fetch.rejected import rejected
from pipeline.records import Capture, Rejection

if TYPE_CHECKING:
    import datetime as dt

    from pipeline.archive import Archive
    from pipeline.city import City
    from pipeline.fetch.client import Client
    from pipeline.fetch.paging import Sample
    from pipeline.source import Source


@dataclass(frozen=True)
class Probe:
    """What came, what did not, and how many rows the publisher counts where only a few were asked for."""

    captures: tuple[Capture, ...]
    rejections: tuple[Rejection, ...]
    row_count: int | None = None


def probe(city: City, source: Source, archive: Archive, client: Client, now: dt.datetime) -> Probe:
    """Asks one source and archives what it answers; `now` is UTC. ArchiveError when that cannot be saved."""
    try:
        found = _sampled(source, archive, client, now)
    except FetchError as error:
        return Probe((), (rejected(error, source, source.address),))
    if found is not None:
        return Probe(found.captures, (), found.row_count)
    outcomes = list(collect(city, [source], archive, client, now))
    return Probe(
        tuple(one for one in outcomes if isinstance(one, Capture)),
        tuple(one for one in outcomes if isinstance(one, Rejection)),
    )


def _sampled(source: Source, archive: Archive, client: Client, now: dt.datetime) -> Sample | None:
    """A few rows, the newest where the source says which column is the date; None for kinds that hand out everything at once."""
    sample = kind(source.kind).sample
    if sample is None:
        return None
    query = (source.query or Query()).model_copy(update={"page_rows": SAMPLE_ROWS})
    if source.incidents and not query.order:
        query = query.model_copy(update={"order": f"{source.incidents.dated.column} DESC"})
    with archive.run(now) as writer:
        return sample(source.model_copy(update={"query": query}), Live(archive, writer, client, now, frozenset([source.id])))
