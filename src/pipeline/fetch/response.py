"""The answer to one request, as the archive needs it."""

from __future__ import annotations

import datetime as dt
import email.utils
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.spool import Spool


@dataclass(frozen=True)
class Response:
    """One HTTP answer, its body whole and without content coding."""

    address: str  # as asked for
    final_address: str  # as answered, after redirects
    fetched_at: dt.datetime  # UTC, when the answer began
    status: int
    headers: tuple[tuple[str, str], ...]  # as sent, names and order kept
    body: Spool  # after content decoding; empty with 304
    reason: str = ""  # the status line's words

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case; None when not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def http_date(text: str | None) -> dt.datetime | None:
    """An HTTP date (RFC 9110, section 5.6.7) as UTC; None when there is none that can be read."""
    try:
        value = email.utils.parsedate_to_datetime(text or "")
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
    except (ValueError, TypeError, OverflowError):
        return None
