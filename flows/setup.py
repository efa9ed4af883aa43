"""`python -m flows.setup`: what the Prefect server must know before the flows run; running it again changes nothing."""

from __future__ import annotations

from prefect.client.orchestration import get_client

# One process writes to the warehouse at a time. A limit that does not exist would let everyone through: it is always asked for strictly.
WRITER = "warehouse-writer"


def ensure_limits() -> None:
    """Makes the concurrency limits that the flows acquire, or sets them to what they should be."""
    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(WRITER, 1)


if __name__ == "__main__":
    ensure_limits()
    print(f"limit {WRITER}: 1")  # noqa: T201
