"""Who began this process: whoever reads of its end need not be told of it by mail."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

TERMINAL = "terminal"
_FLOW_RUN = "PREFECT__FLOW_RUN_ID"  # which Prefect's worker gives to the process that it starts for a run


def begun_by(environment: Mapping[str, str] | None = None, stdin: TextIO | None = None) -> str:
    """The id of the Prefect run that a worker began this process for; TERMINAL where somebody typed the command; else "", as from cron.

    `environment` and `stdin` are this process's own by default.
    """
    if run := (os.environ if environment is None else environment).get(_FLOW_RUN):
        return run
    source = sys.stdin if stdin is None else stdin
    return TERMINAL if source is not None and not source.closed and source.isatty() else ""
