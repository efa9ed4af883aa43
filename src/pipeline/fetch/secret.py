"""Keys that publishers want with every request: sent, and never shown, logged or archived.

An address is the same with and without its key: what is asked for, archived and looked up is the one without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

from pipeline.errors import ConfigError, RefusedError

if TYPE_CHECKING:
    from pipeline.settings import Settings

_HIDDEN = "…"


class SecretError(RefusedError):
    """The publisher wants a key, and the settings have none."""

    reason = "secret_missing"


@dataclass(frozen=True)
class Secret:
    """Which key a source wants, and where in a request it stands."""

    name: str  # YEAREND_TOKEN_<NAME> holds it
    place: Literal["header", "parameter"]
    field: str  # the header or the query parameter: X-App-Token, API_KEY
    is_required: bool = True  # False: the publisher also serves those without one, only less of them


@dataclass(frozen=True)
class Key:
    """A secret with its value, for one host."""

    secret: Secret
    value: str
    first: str  # the address that it was meant for

    def __repr__(self) -> str:
        return f"Key({self.secret.name})"

    def headers(self, address: str) -> dict[str, str]:
        """The headers that carry it to an address: none to another host than it was meant for."""
        return {self.secret.field: self.value} if self.secret.place == "header" and self._is_for(address) else {}

    def on(self, address: str) -> str:
        """The address as it goes over the wire."""
        if self.secret.place == "header" or not self._is_for(address):
            return address
        parts = urlsplit(address)
        pair = f"{quote(self.secret.field)}={quote(self.value, safe='')}"
        return urlunsplit(parts._replace(query=f"{parts.query}&{pair}" if parts.query else pair))

    def off(self, address: str) -> str:
        """The address without the key, where a redirect repeats it."""
        parts = urlsplit(address)
        kept = [pair for pair in parts.query.split("&") if unquote_plus(pair.partition("=")[0]) != self.secret.field]
        return urlunsplit(parts._replace(query="&".join(kept)))

    def hidden(self, text: str) -> str:
        """The text with `…` in the key's place, where a publisher's header repeats it."""
        return text.replace(quote(self.value, safe=""), _HIDDEN).replace(self.value, _HIDDEN)

    def _is_for(self, address: str) -> bool:
        """The origin that it was meant for, or the same host by TLS."""
        meant, here = urlsplit(self.first), urlsplit(address)
        is_same = (meant.scheme, meant.netloc.lower()) == (here.scheme, here.netloc.lower())
        return is_same or (here.scheme == "https" and here.port is None and meant.port is None and here.hostname == meant.hostname)


def key(secret: Secret | None, settings: Settings, address: str) -> Key | None:
    """The secret with its value from the settings, for an address; None where there is none and none is needed.

    SecretError where one is needed, ConfigError for what can stand in no request.
    """
    if secret is None:
        return None
    variable = f"YEAREND_TOKEN_{secret.name.upper()}"
    held = settings.token.get(secret.name)
    value = held.get_secret_value().strip() if held else ""
    if not value:
        if secret.is_required:
            raise SecretError(f"{urlsplit(address).netloc} serves only those with a key of their own; get one there and set {variable}")
        return None
    if not re.fullmatch(r"[!-~]+", value):
        raise ConfigError(f"{variable} is no token: it has spaces, line ends or letters beyond ASCII")
    return Key(secret, value, address)
