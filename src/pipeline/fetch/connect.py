"""Connections to the public internet only: resolve, check, and connect to the very address that was checked.

A check before the request alone would be undone by a name that resolves differently a moment later (DNS rebinding). As this
sits below TLS, the certificate and the Host header are still those of the name.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import httpcore
import httpx
import truststore

from pipeline.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.fetch.addresses import Resolver


class PrivateAddressError(RefusedError):
    """The name leads into a private network."""

    reason = "private_address"


class CheckedBackend(httpcore.NetworkBackend):
    """TCP connections to addresses that were checked."""

    def __init__(self, resolve: Resolver, is_allowed: Callable[[str], bool]) -> None:
        self._resolve = resolve
        self._is_allowed = is_allowed
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connects to the first of the host's addresses that answers. PrivateAddressError when one is not allowed."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for ip in self._checked(host, port):
            try:
                return self._inner.connect_tcp(ip, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            found = list(self._resolve(host, port))
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} is not found: {error.strerror or error}") from None
        if refused := [ip for ip in found if not self._is_allowed(ip)]:
            raise PrivateAddressError(
                f"{host} leads to {refused[0]}, which is no public address; set YEAREND_ALLOW_PRIVATE_ADDRESSES=true for a server of your own"
            )
        return found


class CheckedTransport(httpx.HTTPTransport):
    """httpx's transport over a `CheckedBackend`. It takes httpcore's pool, as httpx 0.28 has no argument for a backend."""

    def __init__(self, resolve: Resolver, is_allowed: Callable[[str], bool], tls: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            max_connections=4,
            keepalive_expiry=5.0,
            network_backend=CheckedBackend(resolve, is_allowed),
        )
