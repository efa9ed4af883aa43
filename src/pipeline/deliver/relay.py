"""The mail server: one connection, used again for message after message, and for each an answer that is never ambiguous.

Where a message stands when something breaks depends on one moment: the server's 354 to DATA. Before it nothing was handed over,
and trying again is safe. After it the server may have taken the message even if its answer never came (RFC 1047), so a
message that was cut off there is `unknown` and nobody's to repeat.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

from pipeline.errors import ConfigError, DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.deliver.message import Copy
    from pipeline.settings import Settings

CONNECT_WAITS_SECONDS = (1.0, 4.0)
FINAL_PATIENCE = 20  # times the time-out
FINAL_LIMIT_SECONDS = 600.0  # what RFC 5321 section 4.5.3.2.6 asks for; less than the ledger's CLAIM_HOLDS
MESSAGES_A_CONNECTION = 100  # many relays end a connection after so many; a new one is cheaper than a cut

_SENDER_REFUSED = (
    "the mail server takes no mail from this sender ({}); check [sender] in the city's TOML, YEAREND_SMTP_USER and YEAREND_SMTP_PASSWORD"
)
_OWN_CODES = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?= |$)")  # RFC 3463


@dataclass(frozen=True)
class Answer:
    """What became of one message. `text` is the server's and may name the recipient; `code` never does."""

    state: Literal["sent", "refused", "deferred", "unknown", "not begun"]
    code: str  # "550 5.1.1"; "" where no answer came
    text: str = ""
    is_cut: bool = False  # the connection broke


class Relay:
    """A connection to the mail server of the settings, opened when asked, renewed after a cut and after so many messages."""

    def __init__(
        self,
        settings: Settings,
        own_name: str,
        sleep: Callable[[float], None],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`own_name` is what we say in EHLO. ConfigError where the settings do not allow a safe connection."""
        check(settings)
        self._settings = settings
        self._own_name = own_name
        self._sleep = sleep
        self._tls = tls
        self._smtp: smtplib.SMTP | None = None
        self._message_count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:
            self.close()
        else:
            self._break_off()  # a message may be half said: no more words, or they would belong to it

    def open(self) -> None:
        """Connects if there is no connection, trying again with growing waits. DeliveryError where the server is not to be had."""
        if self._message_count >= MESSAGES_A_CONNECTION:
            self.close()
        if self._smtp:
            return
        for wait in CONNECT_WAITS_SECONDS:
            if self._connected() is None:
                return
            self._sleep(wait)
        if problem := self._connected():
            raise DeliveryError(f"the mail server {self._place} cannot be reached: {problem}; nothing is lost, send again later")

    def close(self) -> None:
        """Says goodbye if the server still listens."""
        if self._smtp:
            with contextlib.suppress(OSError):
                self._smtp.quit()
        self._break_off()

    def hand_over(self, sender: str, recipient: str, message: Copy, begin: Callable[[], bool] = lambda: True) -> Answer:
        """Hands one message for one recipient to the open connection, and closes the connection if it broke.

        `begin` is asked as late as can be, so that what breaks before leaves nothing in doubt, and while the server thinks about the
        recipient, which costs no time: where it says no, nothing is handed over and the answer is "not begun".

        DeliveryError where the server refuses the sender or wants a login: that is everyone's trouble, not the recipient's.
        """
        if not self._smtp:
            return Answer("deferred", "", "not connected", is_cut=True)
        self._message_count += 1
        answer = _transaction(self._smtp, sender, recipient, message, begin)
        if answer.is_cut:
            self._break_off()
        return answer

    def _break_off(self) -> None:
        smtp, self._smtp, self._message_count = self._smtp, None, 0
        if smtp:
            smtp.close()

    @property
    def _place(self) -> str:
        return f"{self._settings.smtp_host}:{self._settings.smtp_port}"

    def _connected(self) -> str | None:
        """None if there is a connection now; else why not, where trying again may help; DeliveryError where it would not."""
        try:
            self._smtp = self._connect()
        except OSError as error:  # smtplib's and ssl's are among them; their words may hold what must not be shown
            if hopeless := self._hopeless(error):
                raise DeliveryError(f"the mail server {self._place} {hopeless}") from None
            return _passing(error)
        return None

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        place = (settings.smtp_host, settings.smtp_port)
        smtp: smtplib.SMTP
        if settings.smtp_security != "insecure" and self._tls is None:
            self._tls = ssl.create_default_context()  # the system's authorities; 20 ms
        if settings.smtp_security == "tls":
            smtp = smtplib.SMTP_SSL(*place, self._own_name, timeout=settings.smtp_timeout_seconds, context=self._tls)
        else:
            smtp = smtplib.SMTP(*place, self._own_name, timeout=settings.smtp_timeout_seconds)
        try:
            if settings.smtp_security == "starttls":
                smtp.starttls(context=self._tls)
            if settings.smtp_user:
                smtp.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            smtp.ehlo_or_helo_if_needed()
            if smtp.sock:  # the last piece of a message must not wait until the pieces before it were acknowledged
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _hopeless(self, error: OSError) -> str | None:
        """What someone has to mend before it makes sense to try again."""
        match error:
            case ssl.SSLCertVerificationError():
                return f"shows a certificate that is not to be trusted: {error.verify_message}"
            case ssl.SSLEOFError() | ssl.SSLZeroReturnError() | smtplib.SMTPServerDisconnected():
                return None
            case ssl.SSLError():
                return f"does not speak TLS as YEAREND_SMTP_SECURITY={self._settings.smtp_security} wants it"
            case smtplib.SMTPAuthenticationError():
                return f"does not take the login ({error.smtp_code}); check YEAREND_SMTP_USER and YEAREND_SMTP_PASSWORD"
            case smtplib.SMTPResponseException():
                return None
            case smtplib.SMTPException():
                return f"does not offer what is needed: {self._needed}"
            case _:
                return None

    @property
    def _needed(self) -> str:
        wants = ["STARTTLS"] if self._settings.smtp_security == "starttls" else []
        wants += ["a login"] if self._settings.smtp_user else []
        return " and ".join(wants) + "; see YEAREND_SMTP_SECURITY and YEAREND_SMTP_USER"


def _passing(error: OSError) -> str:
    match error:
        case smtplib.SMTPResponseException():
            return f"it answers {error.smtp_code}"
        case smtplib.SMTPServerDisconnected() | ssl.SSLError():
            return "it broke off the connection, or did not answer in time"
        case _:
            return error.strerror or "it did not answer in time"


def check(settings: Settings) -> None:
    """ConfigError where no server is set, or where mail and password would cross a network unprotected."""
    if not settings.smtp_host:
        raise ConfigError("YEAREND_SMTP_HOST is not set, so nothing can be sent; set it to your mail server")
    if settings.smtp_security == "insecure" and not _is_loopback(settings.smtp_host):
        raise ConfigError(
            f"YEAREND_SMTP_SECURITY is insecure, which is for a server on this machine only, not for {settings.smtp_host}; use starttls or tls"
        )
    if not (settings.smtp_user + settings.smtp_password.get_secret_value()).isascii():
        raise ConfigError("YEAREND_SMTP_USER or YEAREND_SMTP_PASSWORD has a letter outside ASCII, which cannot be sent; choose others")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _transaction(smtp: smtplib.SMTP, sender: str, recipient: str, message: Copy, begin: Callable[[], bool]) -> Answer:
    """MAIL, RCPT, DATA and the message (RFC 5321 section 3.3)."""
    is_handed_over = False
    try:
        size = [f"SIZE={len(message.head) + len(message.body.whole)}"] if smtp.has_extn("size") else []  # RFC 1870
        if declined := _asked(smtp, sender, recipient, size, begin):
            return _reset(smtp, declined)
        is_handed_over = True
        for piece in message.pieces():
            smtp.send(piece)
        return _final(*_last_word(smtp))
    except OSError:
        return Answer("unknown" if is_handed_over else "deferred", "", "cut off", is_cut=True)


def _asked(smtp: smtplib.SMTP, sender: str, recipient: str, options: list[str], begin: Callable[[], bool]) -> Answer | None:
    """None if the server waits for the message; else why it does not."""
    # Not by smtplib's own methods, which take each address apart and together again; these were checked before.
    code, text = smtp.docmd("MAIL", " ".join((f"FROM:<{sender}>", *options)))
    if 500 <= code < 600:
        raise DeliveryError(_SENDER_REFUSED.format(_code(code, text)))
    if code != 250:
        return _declined(code, text)
    smtp.putcmd("RCPT", f"TO:<{recipient}>")
    is_begun = begin()
    code, text = smtp.getreply()
    if not is_begun:
        return Answer("not begun", "", is_cut=code == 421)
    if code == 530:  # RFC 4954 section 6: it wants a login
        raise DeliveryError(_SENDER_REFUSED.format(_code(code, text)))
    if code not in (250, 251, 252):
        return _declined(code, text)
    code, text = smtp.docmd("DATA")
    return None if code == 354 else _declined(code, text)


def _declined(code: int, text: bytes) -> Answer:
    """A 5xx is final, a 4xx for later (RFC 5321 section 4.2.1); what is neither ends the connection too."""
    state: Literal["refused", "deferred"] = "refused" if 500 <= code < 600 else "deferred"
    return Answer(state, _code(code, text), _text(code, text), is_cut=code == 421 or not 400 <= code < 600)


def _last_word(smtp: smtplib.SMTP) -> tuple[int, bytes]:
    """The answer to the final dot. A server that scans what it got may need long, and giving up would make one more unknown."""
    if smtp.sock:
        smtp.sock.settimeout(max(smtp.timeout, min(smtp.timeout * FINAL_PATIENCE, FINAL_LIMIT_SECONDS)))
    answer = smtp.getreply()
    if smtp.sock:
        smtp.sock.settimeout(smtp.timeout)
    return answer


def _final(code: int, text: bytes) -> Answer:
    """The answer to the final dot. Not even a 4xx is followed by another try: the whole message was there."""
    state: Literal["sent", "refused", "unknown"] = "sent" if 200 <= code < 300 else "refused" if code >= 400 else "unknown"
    return Answer(state, _code(code, text), _text(code, text), is_cut=code == 421 or not 200 <= code < 600)


def _reset(smtp: smtplib.SMTP, answer: Answer) -> Answer:
    """Ends a declined transaction so that the next can begin; a connection that breaks at this changes nothing for the answer."""
    if not answer.is_cut:
        try:
            if smtp.rset()[0] == 250:
                return answer
        except OSError:
            pass
    return Answer(answer.state, answer.code, answer.text, is_cut=True)


def _code(code: int, text: bytes) -> str:
    """`550 5.1.1`: the numbers alone, since the words may name the recipient."""
    enhanced = _OWN_CODES.match(text.decode("ascii", "replace"))
    return f"{code} {enhanced[0]}" if enhanced else str(code)


def _text(code: int, text: bytes) -> str:
    return f"{code} {text.decode('utf-8', 'replace')}"
