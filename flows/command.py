"""`python -m flows.…`: a flow run once, in this process; what a person can mend is one sentence and exit code 1."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import httpx
from prefect import Flow, tags
from prefect.exceptions import ParameterTypeError
from prefect.logging.loggers import disable_logger

from flows.answer import unanswered
from flows.limits import ensure_limits
from pipeline.errors import ConfigError, YearendError
from pipeline.watch.begun import TERMINAL, begun_by


def run(flow: Flow[Any, Any], **parameters: Any) -> None:
    """Runs a flow on the server of PREFECT_API_URL, or on one started for this run. SystemExit says what is wrong with parameters or run."""
    try:
        with disable_logger("prefect.flows"):  # it logs what is wrong in pydantic's words
            flow.validate_parameters(parameters)
        _prepare()
        with tags(TERMINAL) if begun_by() == TERMINAL else nullcontext():
            flow(**parameters)
    except ParameterTypeError as error:
        first = str(error).splitlines()[1]
        raise SystemExit(first.removeprefix(" - ").replace("Value error, ", "")) from None
    except YearendError as error:
        raise SystemExit(str(error)) from None


def _prepare() -> None:
    """The limits; ConfigError where the server of PREFECT_API_URL does not answer."""
    try:
        ensure_limits()
    except httpx.TransportError as error:
        raise ConfigError(unanswered(error)) from error
