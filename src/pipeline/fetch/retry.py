"""Whether and when a request is made again. Only for GET, which may be repeated (RFC 9110, section 9.2.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.fetch.response import http_date

if TYPE_CHECKING:
    import datetime as dt

ATTEMPTS = 3
LONGEST_WAIT_SECONDS = 120.0
_FIRST_WAIT_SECONDS = 2.0


def retry_after(header: str | None, now: dt.datetime) -> float | None:
    """The seconds that a Retry-After header asks for, given as seconds or as a date (RFC 9110, section 10.2.3); None without one."""
    text = (header or "").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    at = http_date(text)
    return max(0.0, (at - now).total_seconds()) if at else None


def wait_before_retry(attempt: int, asked_seconds: float | None = None) -> float | None:
    """Seconds to wait after the failure of an attempt (1, 2, …); None to give up.

    What the server asks for is done, unless it is longer than a run should stand still; else 2 s, 4 s, ….
    """
    if attempt >= ATTEMPTS or (asked_seconds or 0) > LONGEST_WAIT_SECONDS:
        return None
    return max(asked_seconds or 0.0, _FIRST_WAIT_SECONDS * float(2 ** (attempt - 1)))
