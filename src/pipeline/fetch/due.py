"""When a source is asked again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.records import Capture
    from pipeline.source import Due, Source

EVERY: dict[Due, dt.timedelta] = {
    "2 hours": dt.timedelta(hours=2),
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(weeks=1),
    "month": dt.timedelta(days=28),
    "year": dt.timedelta(days=365),
    "once": dt.timedelta.max,
}
_EARLY = 0.95  # a run that starts a little earlier than the last one did is not a run too early


def is_due(source: Source, last: Capture | None, now: dt.datetime) -> bool:
    """Whether a source is to be asked at `now` (UTC), when its address last answered with `last`; None: it never did."""
    return last is None or now - last.fetched_at >= EVERY[source.due] * _EARLY
