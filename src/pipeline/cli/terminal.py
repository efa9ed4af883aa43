"""What a person sees on a terminal while a command works."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext


def say(what: str, outcome: str) -> None:
    """One line per outcome, on stderr: stdout is for what was asked for."""
    print(f"{what:<10} {outcome}", file=sys.stderr, flush=True)  # noqa: T201


def working(what: str) -> AbstractContextManager[object]:
    """A turning wheel while a stage runs, on a terminal only."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(what)
