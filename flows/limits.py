"""The limits that runs on one Prefect server share: one writer to the warehouse, one run at a time that asks a host."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.source import Source

# One process writes to the warehouse at a time. A limit that does not exist would let everyone through: it is always asked for strictly.
WRITER = "warehouse-writer"


def host_limit(source: Source) -> str:
    """The limit of a source's host: two runs that keep their pause each would together keep half of it."""
    return f"host {urlsplit(source.address).hostname}"


def ensure_limits(sources: Iterable[Source] = ()) -> None:
    """Makes those limits that the server does not have, at one each; what is there stays as somebody set it.

    So a source that was added since the last set-up needs no more than its TOML.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
    from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

    with get_client(sync_client=True) as client:
        for name in sorted({WRITER, *map(host_limit, sources)}):
            try:
                client.read_global_concurrency_limit_by_name(name)
            except ObjectNotFound:
                try:
                    client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=1))
                except ObjectAlreadyExists:
                    continue  # another run was quicker
