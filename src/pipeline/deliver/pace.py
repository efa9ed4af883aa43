"""How fast messages may follow one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable


class Pace:
    """At most so many a minute, evenly; 0 is as fast as it goes."""

    def __init__(self, per_minute: int, now: Callable[[], dt.datetime], sleep: Callable[[float], None]) -> None:
        self._seconds = 60 / per_minute if per_minute else 0.0
        self._now = now
        self._sleep = sleep
        self._last: dt.datetime | None = None

    def wait(self) -> None:
        """Returns when the next one may go."""
        if not self._seconds:
            return
        if self._last is not None:
            since = (self._now() - self._last).total_seconds()
            self._sleep(min(max(self._seconds - since, 0.0), self._seconds))  # a clock that was set back makes nobody wait for hours
        self._last = self._now()
