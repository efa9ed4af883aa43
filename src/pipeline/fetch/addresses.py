"""Addresses: one spelling for each, what may be shown of them, and which hosts are the public internet's."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from pipeline.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Resolver = Callable[[str, int], Sequence[str]]

_PORTS = {"http": 80, "https": 443}
_SECRET = re.compile(r"([^&=]*(?:key|token|secret|passw|pwd|auth|signature|sig|session)[^&=]*)=[^&]*", re.IGNORECASE)


def normal(address: str) -> str:
    """One spelling: scheme and host in lower case, no fragment, no default port, `/` for an empty path (RFC 3986, section 6.2).

    An address that cannot be taken apart is given back as it is.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return address.strip()
    name = f"[{host}]" if ":" in host else host
    where = name if port in {None, _PORTS.get(parts.scheme)} else f"{name}:{port}"
    return urlunsplit((parts.scheme, where, parts.path or "/", parts.query, ""))


def shown(address: str) -> str:
    """The address for a message or a log: without user and password, and with `…` for every parameter that looks like a secret."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "an address that cannot be read"
    query = _SECRET.sub(r"\1=…", parts.query)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


def joined(base: str, link: str) -> str:
    """A link made absolute (RFC 3986, section 5); one that cannot be is given back, for `check_scheme` to refuse."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link.strip()


def check_scheme(address: str) -> None:
    """RefusedError unless it is http(s) with a host, and without user and password."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise RefusedError(f"{address!r} is no address; it must begin with https:// or http://") from None
    if parts.scheme not in _PORTS or not host:
        raise RefusedError(f"{shown(address)} is not fetched: only http and https addresses are")
    if "@" in parts.netloc:
        raise RefusedError(f"{shown(address)} is not fetched: it carries a user name or a password; take it out of the address")


def is_public(ip: str) -> bool:
    """Whether an IP address is the public internet's: none private, loopback, link-local, reserved, multicast or shared.

    IPv4 addresses within IPv6 ones (mapped, 6to4, NAT64) are judged as what they lead to (RFC 6890).
    """
    try:
        found = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or _nat64(found)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in ipaddress.ip_network("64:ff9b::/96") else None


def resolved(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host name, as the system resolves it. OSError when it is not found."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # a label that is empty or longer than 63 bytes
        raise OSError("it is no host name") from None
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
