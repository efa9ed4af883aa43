"""Pages read in a process of their own; one that takes too long, or ends the process, is a rejection."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Self

from pipeline.mine.child import CPU_SECONDS, put, take
from pipeline.mine.page import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Capture

_TRIES = 2  # of a page whose process was ended from outside, as when memory is short
_START = "import sys; sys.path[:] = {path!r}; from pipeline.mine.child import main; main()"  # the modules that we have ourselves


class Reader:
    """Use it in a `with` statement. The process is started with the first page, and again after one that ended it."""

    def __init__(self, names: Sequence[str]) -> None:
        """Of the pages only those are wanted whose story has one of the names."""
        self._names = [name.lower() for name in names]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read(self, capture: Capture, body: bytes) -> Page | None:
        """What the page holds; None where its story has none of the names. Never raises for what a page is."""
        code = 0
        for _ in range(_TRIES):
            try:
                return self._asked(capture, body)
            except (EOFError, OSError):
                code = self._end()
            if code == -signal.SIGXCPU:
                return Page.refused("took_too_long", f"To read the page takes more than {CPU_SECONDS} seconds of a processor.")
        return Page.refused("reader_died", f"The process that read the page ended with {code}, {_TRIES} times.")

    def _asked(self, capture: Capture, body: bytes) -> Page | None:
        if self._process and self._process.poll() is not None:
            self._end()
        if self._process is None:
            command = [sys.executable, "-c", _START.format(path=sys.path)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  # our own code
        assert self._process.stdin  # noqa: S101  # as it was opened
        assert self._process.stdout  # noqa: S101
        put(self._process.stdin, (capture, body, self._names))
        page: Page | None = take(self._process.stdout)
        return page

    def _end(self) -> int:
        """Ends the process; gives its exit code, negative for a signal."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        return process.wait()
