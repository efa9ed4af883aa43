"""Processes that are started, waited for by what they say, and killed with all that they have started."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

PATIENCE = 90.0  # seconds; what takes two on a quiet machine may take a minute on a busy one


def wait_until(is_so: Callable[[], T | None], what: str, seconds: float = PATIENCE, pause: float = 0.2) -> T:
    """What `is_so` gives once it is true; AssertionError with `what` was waited for when the time is over."""
    end = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        time.sleep(pause)
    return found


def wait_for_none(left: Callable[[], Sequence[object]], what: str, seconds: float = PATIENCE, pause: float = 1) -> None:
    """Until nothing is left; AssertionError with what is left when the time is over."""
    end = time.monotonic() + seconds
    while found := left():
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}: {found}"
        time.sleep(pause)


def family(process: int) -> list[int]:
    """A process and all that descend from it, as the kernel has them now; the eldest first."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [process]
    for one in found:
        found += children.get(one, [])
    return found


class Process:
    """A command that runs beside the test; what it says is in a file."""

    def __init__(self, command: Sequence[str], log: Path, environment: Mapping[str, str], folder: Path) -> None:
        self.log = log
        self._said_before = log.stat().st_size if log.exists() else 0
        with log.open("ab") as said:
            self._popen = subprocess.Popen(command, stdout=said, stderr=said, env=dict(environment), cwd=folder, start_new_session=True)

    @property
    def said(self) -> str:
        """All that it and its children have said so far."""
        with self.log.open("rb") as said:
            said.seek(self._said_before)
            return said.read().decode(errors="replace")

    def forget(self) -> None:
        """From now on `said` begins here."""
        self._said_before = self.log.stat().st_size

    @property
    def is_alive(self) -> bool:
        return self._popen.poll() is None

    def wait_for(self, pattern: str, seconds: float = PATIENCE, pause: float = 0.1) -> None:
        def has_said_it() -> bool:
            assert self.is_alive, f"it ended before it said {pattern!r}: {self.said[-3000:]}"
            return re.search(pattern, self.said) is not None

        wait_until(has_said_it, f"{pattern!r} in {self.log}", seconds, pause)

    def kill(self) -> None:
        """kill -9, it and its descendants, as systemd does with the whole control group."""
        if self.is_alive:
            for one in family(self._popen.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            self._popen.wait(30)

    def stop(self, seconds: float = 60.0) -> None:
        """As `systemctl stop`: asks everyone, and kills who does not listen."""
        everyone = family(self._popen.pid)
        for one in everyone:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)
        self.kill()
        for one in everyone:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
