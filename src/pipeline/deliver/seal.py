"""What is put on every copy so that it is believed, and known again when it comes back: tokens, the ways to unsubscribe, DKIM.

Two keys: the ledger's own signs what comes back by mail (Message-ID, the subject of an unsubscribe mail); YEAREND_UNSUBSCRIBE_KEY signs
the one-click addresses, which may be served elsewhere. A token holds no address: it is found by asking of each known one whether it fits.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.settings import Settings

LEAST_KEY_CHARACTERS = 32
ONE_CLICK = "List-Unsubscribe=One-Click"  # RFC 8058 section 3.1

# What a signature covers; RFC 8058 section 4 asks for the two of unsubscribing, RFC 6376 section 5.4.1 advises the others.
_COVERED = (
    *("From", "Reply-To", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
)


@dataclass(frozen=True)
class Signer:
    """Signs by DKIM (RFC 6376), RSA with SHA-256."""

    selector: str
    domain: str
    key: bytes = field(repr=False)  # PEM

    def line(self, message: bytes, **options: Any) -> bytes:
        """The DKIM-Signature header of a message, to stand before it."""
        import dkim  # 60 ms, and only who signs needs it

        head = b"\n" + message.partition(b"\r\n\r\n")[0]
        names = [name.lower().encode() for name in _COVERED if f"\n{name}:".encode() in head]
        signed = dkim.sign(
            message,
            self.selector.encode(),
            self.domain.encode(),
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=names,
            **options,
        )
        return bytes(signed)


@dataclass(frozen=True)
class Seal:
    """The keys of one installation; the default has none, as a preview needs none."""

    secret: bytes = field(default=b"", repr=False)  # the ledger's
    one_click_url: str = ""
    one_click_key: bytes = field(default=b"", repr=False)
    signer: Signer | None = None

    def message_id(self, edition_id: str, recipient_key: str, domain: str) -> str:
        """The same for the same edition and recipient, so that mail programs show a copy once; nobody else can make it, and it names no one."""
        return f"<{self.copy(edition_id, recipient_key)}@{domain}>"

    def copy(self, edition_id: str, recipient_key: str) -> str:
        """The left side of a Message-ID."""
        return hmac.digest(self.secret, f"{edition_id}\0{recipient_key}".encode(), "sha256").hex()[:32]

    def unsubscribing(self, list_name: str, reply_to: str, recipient_key: str) -> tuple[tuple[str, str], ...]:
        """The headers by which a mail program unsubscribes (RFC 2369 section 3.2, RFC 8058).

        List-Unsubscribe-Post stands beside an https address only, which RFC 8058 section 3.1 asks for.
        """
        own = f"%20{token(self.secret, recipient_key)}" if self.secret else ""  # of letters that need no quoting
        by_mail = f"<{_mailto(list_name, reply_to)}{own}>"
        if not self.one_click_url:
            return (("List-Unsubscribe", by_mail),)
        joint = "&" if "?" in self.one_click_url else "?"
        address = f"{self.one_click_url}{joint}list={quote(list_name)}&token={token(self.one_click_key, recipient_key)}"
        return (("List-Unsubscribe", f"<{address}>,\r\n {by_mail}"), ("List-Unsubscribe-Post", ONE_CLICK))


@lru_cache(maxsize=16)
def _mailto(list_name: str, reply_to: str) -> str:
    """What all subscribers of a list have in common."""
    return f"mailto:{quote(reply_to, safe='@')}?subject={quote(f'unsubscribe {list_name}')}"


def seal(settings: Settings, secret: bytes, sender_domain: str) -> Seal:
    """What the settings and the ledger's secret give. ConfigError where one-click is wanted and its terms are not met."""
    signer = _signer(settings, sender_domain)
    url, key = settings.unsubscribe_url, settings.unsubscribe_key.get_secret_value()
    if url:
        _check(url, key)
        if not signer and not settings.dkim_by_relay:
            raise ConfigError(
                "YEAREND_UNSUBSCRIBE_URL is set, and one-click needs a DKIM signature (RFC 8058): set YEAREND_DKIM_SELECTOR and"
                " YEAREND_DKIM_KEY_FILE, or YEAREND_DKIM_BY_RELAY=true where your mail server signs List-Unsubscribe and List-Unsubscribe-Post"
            )
    return Seal(secret, url, key.encode(), signer)


def token(key: bytes, recipient_key: str) -> str:
    """32 characters that stand for a recipient, and that only the holder of the key can make."""
    return base64.urlsafe_b64encode(hmac.digest(key, f"unsubscribe\0{recipient_key}".encode(), "sha256")[:24]).decode()


def owner(found: str, key: bytes, recipient_keys: Iterable[str]) -> str | None:
    """Whom of the recipients a token stands for; None where it is forged, or theirs who are no longer known."""
    given = found.encode("utf-8", "replace")
    return next((one for one in recipient_keys if hmac.compare_digest(token(key, one).encode(), given)), None)


def _check(url: str, key: str) -> None:
    if not re.fullmatch(r"https://[\w.-]+(:\d+)?(/[!-;=?-~]*)?", url, flags=re.ASCII) or "#" in url:
        raise ConfigError("YEAREND_UNSUBSCRIBE_URL is no https address, which one-click needs (RFC 8058); leave it empty to unsubscribe by mail")
    if len(key) < LEAST_KEY_CHARACTERS:
        raise ConfigError(
            f"YEAREND_UNSUBSCRIBE_KEY needs at least {LEAST_KEY_CHARACTERS} characters, or links could be forged: openssl rand -hex 32"
        )


def _signer(settings: Settings, sender_domain: str) -> Signer | None:
    selector, file = settings.dkim_selector, settings.dkim_key_file
    if not selector and not file:
        return None
    if not selector or not file:
        raise ConfigError("YEAREND_DKIM_SELECTOR and YEAREND_DKIM_KEY_FILE go together; set both or neither")
    domain = settings.dkim_domain or sender_domain
    if not f".{sender_domain}".endswith(f".{domain}"):
        raise ConfigError(
            f"YEAREND_DKIM_DOMAIN is {domain}, but the mails are from {sender_domain}: a signature of another domain vouches for nothing"
        )
    try:
        signer = Signer(selector, domain, Path(file).read_bytes())
    except OSError as error:
        raise ConfigError(f"YEAREND_DKIM_KEY_FILE {file} cannot be read: {error.strerror}") from None
    try:
        signer.line(b"From: a@example.org\r\n\r\n")
    except Exception:  # noqa: BLE001  dkimpy lets many kinds through, with the key's bytes in some
        raise ConfigError(f"YEAREND_DKIM_KEY_FILE {file} holds no RSA private key in PEM; make one: openssl genrsa 2048") from None
    return signer
