"""Time as an argument, and the pause between two requests to one host."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field


def _utc() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Clock:
    """What time it is, and waiting."""

    now: Callable[[], dt.datetime] = _utc  # UTC
    elapsed: Callable[[], float] = time.monotonic  # seconds, from any start
    sleep: Callable[[float], None] = time.sleep  # seconds


@dataclass
class Pace:
    """Keeps requests to one host apart."""

    clock: Clock
    _asked: dict[str, float] = field(default_factory=dict)  # host → when it was last asked, by `elapsed`

    def wait(self, host: str, pause_seconds: float) -> None:
        """Returns when the last request to the host is `pause_seconds` past."""
        if host in self._asked:
            rest = self._asked[host] + pause_seconds - self.clock.elapsed()
            if rest > 0:
                self.clock.sleep(rest)
        self._asked[host] = self.clock.elapsed()
