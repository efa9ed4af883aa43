"""What httpx calls it when no answer comes, as one of our errors."""

from __future__ import annotations

import httpx

from pipeline.errors import FetchError
from pipeline.fetch.addresses import shown


class SilentError(FetchError):
    """No answer in time."""

    reason = "timeout"


class UnreachableError(FetchError):
    """No connection."""

    reason = "connection_failed"


class CertificateError(FetchError):
    """The server is not who it should be."""

    reason = "certificate_invalid"


class TruncatedError(FetchError):
    """The answer ended early."""

    reason = "truncated"


class ProtocolError(FetchError):
    """The answer is no HTTP."""

    reason = "protocol_error"


def named(error: httpx.TransportError, address: str) -> FetchError:
    """The error that becomes a rejection, with the address as it may be shown."""
    where = shown(address)
    if isinstance(error, httpx.TimeoutException):
        return SilentError(f"{where} did not answer in time; raise YEAREND_TIMEOUT_SECONDS if it is always that slow")
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return CertificateError(f"{where} shows a certificate that cannot be trusted: {error}")
    if isinstance(error, httpx.RemoteProtocolError):
        if "without sending complete message body" in str(error) or "incomplete chunked read" in str(error):
            return TruncatedError(f"{where} ended before its answer was complete: {error}")
        return ProtocolError(f"{where} did not answer in HTTP: {error}")
    return UnreachableError(f"{where} cannot be reached: {error or type(error).__name__}")
