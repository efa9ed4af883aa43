"""What is due, from a source's or an edition's own rhythm: ok, late (said in `yearend status`), or behind (the operator is told).

Pure: everything is decided from when a source was last had and from a moment. What is due daily or more seldom goes by the clock of the
city, so that the days on which clocks change are neither early nor late; what is due every two hours goes by elapsed time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.fetch.due import EVERY

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pipeline.source import Source

State = Literal["ok", "late", "behind"]

_DAY = dt.timedelta(days=1)
_SLACK = 0.1  # of the rhythm: a run takes its time, and starts with a jitter
_ONCE_PATIENCE = 7 * _DAY  # to have what is had once
_EDITION_DUE = (12, 30)  # when a year's preliminary edition is made, by the city's calendar
_EDITION_BEHIND = (1, 1, 12)  # month, day and hour of the next year
_EDITION_UNTIL = (2, 1)  # after that a missing edition is old news


@dataclass(frozen=True)
class Due:
    """How something stands: since `due_at` it is late, since `behind_at` behind; both UTC, None where it never will be."""

    state: State
    due_at: dt.datetime | None
    behind_at: dt.datetime | None


def patience(source: Source) -> dt.timedelta:
    """For how long a source may not be had before somebody is told: its own `patience_days`, else twice its rhythm, a day at least."""
    if source.patience_days is not None:
        return source.patience_days * _DAY
    return _ONCE_PATIENCE if source.due == "once" else max(2 * EVERY[source.due], _DAY)


def source_due(source: Source, zone: ZoneInfo, had_at: dt.datetime | None, since: dt.datetime, now: dt.datetime) -> Due:
    """How a source stands at `now`, last had at `had_at`; where it never was, its first time is due `since` its city is collected. All UTC."""
    if had_at is not None and source.due == "once":
        return Due("ok", None, None)
    if had_at is None:
        due_at, behind_at = since + _SLACK * _DAY, _later(since, patience(source), zone)
    else:
        rhythm = EVERY[source.due]
        due_at = _later(had_at, rhythm, zone) + _SLACK * rhythm
        behind_at = _later(had_at, patience(source), zone)
    return _standing(due_at, max(due_at, behind_at), now)


def edition_due(zone: ZoneInfo, now: dt.datetime) -> tuple[int, Due] | None:
    """The year whose edition should be there by now, and how it stands as long as it is not; None outside of the season.

    By the city's calendar: at New Year in UTC it is still December in Fresno.
    """
    local = now.astimezone(zone)
    year = local.year if (local.month, local.day) >= _EDITION_DUE else local.year - 1
    due_at = dt.datetime(year, *_EDITION_DUE, tzinfo=zone)
    behind_at = dt.datetime(year + 1, *_EDITION_BEHIND, tzinfo=zone)
    if local >= dt.datetime(year + 1, *_EDITION_UNTIL, tzinfo=zone):
        return None
    return year, _standing(due_at.astimezone(dt.UTC), behind_at.astimezone(dt.UTC), now)


def publisher_is_late(newest: dt.date | None, expected: dt.date | None) -> bool:
    """Whether a source was had and does not bring the period that it should by now: its publisher's delay, and nobody's to mend here."""
    return expected is not None and (newest is None or newest < expected)


def _standing(due_at: dt.datetime, behind_at: dt.datetime, now: dt.datetime) -> Due:
    return Due("behind" if now > behind_at else "late" if now > due_at else "ok", due_at, behind_at)


def _later(at: dt.datetime, span: dt.timedelta, zone: ZoneInfo) -> dt.datetime:
    """The same time of day by the city's clock for spans of days, the same elapsed time for shorter ones; UTC."""
    if span < _DAY:
        return at + span
    return (at.astimezone(zone) + span).astimezone(dt.UTC)
