"""How a source stands: had or not, we behind, or its publisher late; and when it was last asked for real. Decided from dates alone."""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from pipeline.archive.writer import OWN_RUN
from pipeline.fetch.addresses import is_public
from pipeline.fetch.due import EVERY
from pipeline.watch.expect import patience

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.records import Capture
    from pipeline.source import Source

Standing = Literal["never had", "behind", "late", "current"]

_NO_HOSTS = ("localhost", "example", "test", "invalid", "local", "internal", "example.com", "example.net", "example.org")  # RFC 2606, 6761, 6762


def standing(
    source: Source,
    *,
    had_at: dt.datetime | None,
    failed_at: dt.datetime | None,
    newest: dt.date | None,
    expected: dt.date | None,
    now: dt.datetime,
) -> Standing:
    """Behind: we failed, by our last try or by having made none for longer than its patience. Late: we have asked, and the publisher has not
    brought what was due.

    `had_at` and `failed_at` (UTC) are when it last answered and last failed, `newest` and `expected` the days through which counts are there
    and should be (None: nothing is expected).
    """
    if had_at is None:
        return "behind" if failed_at else "never had"
    if failed_at is not None and failed_at >= had_at:
        return "behind"
    if source.due != "once" and now - had_at > max(patience(source), EVERY[source.due]):
        return "behind"
    return "late" if expected is not None and (newest is None or newest < expected) else "current"


def last_live(captures: Iterable[Capture]) -> dt.datetime | None:
    """When a publisher on the public internet last answered a run of ours (UTC); None: it never did.

    What was replayed or imported, and what came from a server on loopback or under a name that is nobody's, does not count.
    """
    live = (one.fetched_at for one in captures if one.warc_file.startswith(OWN_RUN) and is_public_host(urlsplit(one.final_address).hostname))
    return max(live, default=None)


def is_public_host(host: str | None) -> bool:
    """Whether a name or IP address can be of the public internet."""
    if not host:
        return False
    try:
        return is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        name = host.rstrip(".").lower()
        return "." in name and not any(name == one or name.endswith(f".{one}") for one in _NO_HOSTS)
