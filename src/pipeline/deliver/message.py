"""A mail as bytes for one subscriber: the same edition, recipient and date give the same bytes.

An edition goes to many, so a `Letter` encodes text, HTML and pictures once; only the headers that name or know the recipient are made for each.
The headers are written here rather than by `email.policy`, which may encode or fold what machines must read (List-Unsubscribe).
"""

from __future__ import annotations

import datetime as dt
import mimetypes
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from pipeline.deliver.seal import Seal
from pipeline.deliver.subscribers import KINDS, checked_address
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.city import Sender
    from pipeline.deliver.subscribers import Format, Subscriber
    from pipeline.records import Image, Mail

_JOINED_BYTES = 100_000
SUBJECT_LIMIT = 200  # characters
NAME_LIMIT = 80

_EDITION = re.compile(rf"(?P<list>[a-z0-9-]+?)-\d{{4}}(?:-\d\d)?-(?P<kind>{'|'.join(sorted(KINDS))})(?:-\d+)?")
_PLAIN_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_HIDDEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\ufeff]")  # these reorder or hide what a reader sees of a header
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")  # all white space, all control characters
_BODY_POLICY = policy.SMTP.clone(cte_type="7bit")


def compose(
    mail: Mail, sender: Sender, subscriber: Subscriber, date: dt.datetime, domain: str | None = None, seal: Seal | None = None
) -> EmailMessage:
    """One subscriber's mail; its `as_bytes()` are those of `Letter.to`."""
    parsed = message_from_bytes(Letter(mail, sender, date, domain, seal).to(subscriber), policy=policy.SMTP)
    assert isinstance(parsed, EmailMessage)  # noqa: S101  what policy.SMTP makes; for the type checker
    return parsed


class Body:
    """What all copies share, as it is and as SMTP carries it: with doubled dots and the final one (RFC 5321 section 4.5.2)."""

    def __init__(self, whole: bytes) -> None:
        end = b".\r\n" if whole.endswith(b"\r\n") else b"\r\n.\r\n"
        self.whole = whole
        self.stuffed = whole.replace(b"\r\n.", b"\r\n..") + end


@dataclass(frozen=True)
class Copy:
    """One subscriber's message. No line of a head begins with a dot."""

    head: bytes
    body: Body

    @property
    def whole(self) -> bytes:
        return self.head + self.body.whole

    def pieces(self) -> tuple[bytes, ...]:
        """As SMTP carries it: at once, or in two where to join them would cost more than to send twice."""
        stuffed = self.body.stuffed
        return (self.head + stuffed,) if len(stuffed) < _JOINED_BYTES else (self.head, stuffed)


class Letter:
    """One edition, ready to be addressed.

    `date` stands in every copy and must have a zone; `domain` is the right side of Message-ID and List-Id, by default the
    sender's; `seal` is what is known again. ConfigError where the sender's addresses cannot be mailed from.
    """

    def __init__(self, mail: Mail, sender: Sender, date: dt.datetime, domain: str | None = None, seal: Seal | None = None) -> None:
        self._mail = mail
        self._seal = seal or Seal()
        self.sender_address = _own_address(sender.address)
        self.domain = domain or self.sender_address.rpartition("@")[2]
        self._reply_to = _own_address(sender.reply_to)
        self._list = list_name(mail.edition_id)
        lines = (
            ("Date", format_datetime(_zoned(date))),
            ("From", _mailbox(sender.name, self.sender_address)),
            ("Reply-To", self._reply_to),
            ("Subject", _subject(mail.subject)),
            ("List-Id", _phrase(sender.name) + f"\r\n <{self._list}.{self.domain}>"),  # RFC 2919 section 3
            # A program wrote it, and no responder should answer it (RFC 3834 sections 2 and 5); a person still may.
            ("Auto-Submitted", "auto-generated"),
            ("Content-Language", "en-US"),
        )
        self._head = b"".join(_line(*line) for line in lines)
        self._bodies: dict[Format, Body] = {}

    def to(self, subscriber: Subscriber) -> bytes:
        """The message for one subscriber: CRLF line ends, ASCII throughout, no line over 998 octets (RFC 5322 section 2.1.1)."""
        return self.copy(subscriber).whole

    def copy(self, subscriber: Subscriber) -> Copy:
        """The same in two parts, the larger of which is not made again for each."""
        own = (
            ("To", _mailbox(subscriber.name, _checked(subscriber.address))),
            ("Message-ID", self._seal.message_id(self._mail.edition_id, subscriber.key, self.domain)),
            *self._seal.unsubscribing(self._list, self._reply_to, subscriber.key),
        )
        head = self._head + b"".join(_line(*line) for line in own)
        body = self._body(subscriber.format)
        if not self._seal.signer:
            return Copy(head, body)
        return Copy(self._seal.signer.line(head + body.whole) + head, body)

    def _body(self, wanted: Format) -> Body:
        if wanted not in self._bodies:
            self._bodies[wanted] = Body(_text_part(self._mail) if wanted == "text" else _whole(self._mail, with_pdf=wanted == "pdf"))
        return self._bodies[wanted]


def edition_kind(edition_id: str) -> str:
    """`update` for `fresno-ca-2023-update-1`; "" where the id is of another form."""
    found = _EDITION.fullmatch(edition_id)
    return found["kind"] if found else ""


def list_name(edition_id: str) -> str:
    """`fresno-ca` for `fresno-ca-2023-update-1`: what a subscriber is subscribed to."""
    found = _EDITION.fullmatch(edition_id)
    return found["list"] if found else "yearend"


def one_line(text: str, limit: int) -> str:
    """Text that is safe in a header: no line breaks, control characters or hidden reordering, at most `limit` characters."""
    flat = _BREAKS.sub(" ", _HIDDEN.sub("", text.encode("utf-8", "replace").decode())).strip()
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def _checked(address: str) -> str:
    """A subscriber's address was checked as it was read; here it must only be unable to say anything else to the server."""
    return address if _PLAIN_ADDRESS.fullmatch(address) else checked_address(address)


def _own_address(address: str) -> str:
    try:
        return checked_address(address)
    except ValueError as error:
        raise ConfigError(f"[sender] of the city's TOML: {address!r} {error}") from None


def _zoned(date: dt.datetime) -> dt.datetime:
    if date.tzinfo is None:
        raise ValueError("a mail's date needs a zone")
    return date


def _line(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode("ascii")


def _subject(text: str) -> str:
    return _words(one_line(text, SUBJECT_LIMIT), "Subject")


def _words(text: str, header: str) -> str:
    """Text as RFC 2047 encoded words where it is not plain ASCII, folded."""
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return Header(text, charset, header_name=header, maxlinelen=76).encode(linesep="\r\n")


def _phrase(name: str) -> str:
    """A display name: quoted (RFC 5322 section 3.2.4), or in encoded words (RFC 2047 section 5)."""
    flat = one_line(name, NAME_LIMIT)
    if not flat.isascii() or "=?" in flat:
        return _words(flat, "Reply-To")
    return '"' + re.sub(r'(["\\])', r"\\\1", flat) + '"'


def _mailbox(name: str, address: str) -> str:
    phrase = _phrase(name)
    return f"{phrase}\r\n <{address}>" if phrase != '""' else address


def _whole(mail: Mail, *, with_pdf: bool) -> bytes:
    """multipart/alternative: the text, then the HTML with its pictures (RFC 2046 section 5.1.4, RFC 2387); the PDF attached to both."""
    message = EmailMessage(policy=_BODY_POLICY)
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for image in mail.images:
        _add_image(message, image)
    if with_pdf and mail.pdf:
        message.add_attachment(mail.pdf, "application", "pdf", filename=f"{mail.edition_id}.pdf")
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        if part.get_content_subtype() == "related":
            part.set_param("type", "text/html")  # RFC 2387 section 3.1
        part.set_boundary(f"=_{number}_{mail.digest[:32]}")  # "=_" occurs in neither quoted-printable nor base64
    return _ascii_bytes(message)


def _text_part(mail: Mail) -> bytes:
    message = EmailMessage(policy=_BODY_POLICY)
    message.set_content(mail.text, cte="quoted-printable")
    return _ascii_bytes(message)


def _add_image(message: EmailMessage, image: Image) -> None:
    html = list(message.iter_parts())[-1]  # after the first picture: the multipart/related around the HTML
    main, _, subtype = image.media_type.partition("/")
    name = re.sub(r"[^\w.-]+", "-", image.content_id.partition("@")[0], flags=re.ASCII)
    content_id = re.sub(r"[^\x21-\x7e]|[<>]", "", image.content_id)
    file_name = name + (mimetypes.guess_extension(image.media_type) or "")
    html.add_related(image.data, main, subtype, cid=f"<{content_id}>", filename=file_name, disposition="inline")


def _ascii_bytes(message: EmailMessage) -> bytes:
    whole = message.as_bytes()
    whole.decode("ascii")
    return whole
