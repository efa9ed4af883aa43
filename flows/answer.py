"""Commands that ask the Prefect server, and the one sentence with which they end where it is not named, does not answer or refuses."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import httpx
from prefect.exceptions import PrefectException
from prefect.settings import get_current_settings

from pipeline.errors import ConfigError, YearendError

if TYPE_CHECKING:
    from collections.abc import Callable


def answered(ask: Callable[[], int]) -> int:
    """The exit code of `ask`, which asks the server of PREFECT_API_URL; 1 and a sentence on stderr where that or a file keeps it from it."""
    try:
        if not get_current_settings().api.url:
            raise ConfigError("PREFECT_API_URL is not set; write the server's address, such as http://127.0.0.1:4200/api")
        return ask()
    except YearendError as error:
        said = str(error)
    except (httpx.HTTPError, PrefectException) as error:
        said = unanswered(error)
    print(said, file=sys.stderr)  # noqa: T201
    return 1


def unanswered(error: httpx.HTTPError | PrefectException) -> str:
    """A sentence for what came instead of the server's answer."""
    where, reason = get_current_settings().api.url, str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"the Prefect server at {where} does not answer: {reason}; is it running?"
