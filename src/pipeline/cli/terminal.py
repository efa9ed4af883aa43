"""What a person sees on a terminal while a command works."""

from __future__ import annotations

import sys
import traceback
from contextlib import AbstractContextManager, nullcontext

from pipeline import logs


def say(what: str, outcome: str) -> None:
    """One line per outcome, on stderr: stdout is for what was asked for. Where logs are JSON it is a record of them."""
    if logs.is_json():
        logs.log.info("%s: %s", what or "result", outcome)
        return
    print(f"{what:<10} {outcome}", file=sys.stderr, flush=True)  # noqa: T201


def complain(sentence: str, *, is_traced: bool = False) -> None:
    """The sentence with which a command ends that could not do its work, on stderr; after the traceback of what is being handled, if wanted."""
    if logs.is_json():
        logs.log.error("%s", sentence, exc_info=is_traced)
        return
    trace = traceback.format_exc() if is_traced else ""
    print(logs.shown(f"{trace}yearend: {sentence}"), file=sys.stderr)  # noqa: T201


def working(what: str) -> AbstractContextManager[object]:
    """A turning wheel while a stage runs, on a terminal only."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(what)
