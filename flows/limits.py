"""The limits that runs on one Prefect server share: one writer to the warehouse, one run at a time that asks a host."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.source import Source

WRITER = "warehouse-writer"
_HOST_WAIT_SECONDS = 15 * 60  # what a source's turn may take


def host_limit(source: Source) -> str:
    """The limit of a source's host: two runs that keep their pause each would together keep half of it."""
    return f"host {source.host}"


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """The turn to write to the warehouse, which one process has at a time."""
    with _holding(WRITER):
        yield


@contextlib.contextmanager
def asking(source: Source) -> Iterator[None]:
    """The turn to ask a source's host. TimeoutError where another run does not end for a quarter of an hour."""
    with _holding(host_limit(source), _HOST_WAIT_SECONDS):
        yield


@contextlib.contextmanager
def _holding(name: str, timeout_seconds: float | None = None) -> Iterator[None]:
    """Always strictly: a limit that does not exist would let everyone through.

    Who holds it goes on where the server does not answer for a while: DuckDB's own lock lets no second process write, and ending a run in
    the middle would protect nothing.
    """
    from prefect.concurrency.sync import concurrency

    with concurrency(name, timeout_seconds=timeout_seconds, strict=True, raise_on_lease_renewal_failure=False):
        yield


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
                with contextlib.suppress(ObjectAlreadyExists):  # another run was quicker
                    client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=1))
