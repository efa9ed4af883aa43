"""What an HTTP status means for us: an answer, or the name of a rejection (RFC 9110, section 15)."""

from __future__ import annotations

from pipeline.errors import FetchError, MissingError, RefusedError
from pipeline.fetch.addresses import shown

ANSWERS = (200, 203, 304)  # whose bytes are the document, or which say that it is unchanged
REDIRECTS = (301, 302, 303, 307, 308)
MISSING = (404, 410)
BUSY = (202, 429, 500, 502, 503, 504)  # worth asking again; 202: the publisher is still working on the answer


class ForbiddenError(RefusedError):
    """The publisher does not serve us."""

    reason = "forbidden"


class BusyError(FetchError):
    """The publisher asks to come back later, and later is not now."""

    reason = "rate_limited"


class ServerError(FetchError):
    """The publisher's server failed."""

    reason = "server_error"


class UnexpectedError(FetchError):
    """A status that is no answer."""

    reason = "unexpected_status"


def refusal(status: int, address: str) -> FetchError | None:
    """The error that a status amounts to; None for an answer."""
    where = shown(address)
    if status in ANSWERS:
        return None
    if status in MISSING:
        return MissingError(f"{where} is not there (status {status}); if it has moved, change the source's address")
    if status in {401, 402, 403, 451}:
        return ForbiddenError(f"{where} does not serve us (status {status}); ask the publisher, or save the page by hand")
    if status == 429:
        return BusyError(f"{where} asks for fewer requests (status 429); it is asked again with the next run")
    if status >= 500:
        return ServerError(f"{where} failed on the publisher's side (status {status}); it is asked again with the next run")
    return UnexpectedError(f"{where} answered with status {status}, which is no document")
