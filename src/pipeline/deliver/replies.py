"""What comes back by mail: people who unsubscribe or complain of spam, and bounces (RFC 3464). Reading only: each mail becomes one verdict.

Anyone can write to the address that mails are answered at, so nothing is believed that does not carry what we sent: a token, or the
Message-ID of a copy, which nobody can make without the ledger's secret. A plain "unsubscribe" is believed from the address it comes from,
unless our own mail server found that address forged (RFC 8601): to keep someone on a list who wants to leave it would be the worse mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import parseaddr
from html import unescape
from typing import TYPE_CHECKING, BinaryIO, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from email.message import Message

LONGEST_MAIL = 20_000_000  # bytes; a bounce that brings back the mail has 1 MB at most

_WISHES = re.compile(r"(?:please )?(?:unsubscribe|remove|stop|opt[ -]?out|cancel)(?: me)?(?: (?:from|please|now|thanks|thank you)\b.*)?")
_SUBJECTS = re.compile(r"(?:re: ?)?unsubscribe(?: [\w-]+)?", re.ASCII)  # and the list's name
_TOKEN = re.compile(r"(?<![\w-])[\w-]{32}(?![\w-])", re.ASCII)
_COPY = re.compile(r"<?([0-9a-f]{32})@")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
# The address is at fault: no such mailbox, domain or route, a mailbox that was closed (RFC 3463); 5.0.0 is what servers say who say no more.
# All else that failed for good (a full mailbox, a filter, a message too large) says nothing of the next mail.
_GONE = re.compile(r"5\.(?:0\.0|1\.(?!7$|8$)\d+|2\.1|4\.4|7\.13)")
_AROUND = " .!,;:\t\"'“”‘’<>*"


@dataclass(frozen=True)
class Verdict:
    """What one mail means. `why` is a name for what is ignored, and the status of a bounce."""

    means: Literal["unsubscribe", "hard bounce", "soft bounce", "ignored"]
    why: str
    recipient_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class Known:
    """What the ledger and the subscribers' files know, to hold mails against."""

    recipient_keys: frozenset[str] = field(repr=False)  # everyone who was mailed, or may be
    tokens: Mapping[str, str] = field(repr=False)  # of unsubscribe mails → whose
    copies: Mapping[str, str] = field(repr=False)  # the left side of each copy's Message-ID → whom it went to


def mails(file: BinaryIO) -> Iterator[bytes]:
    """The messages of an mbox (RFC 4155), one by one, or the one message of a file; of longer ones the beginning."""
    lines = _lines(file)
    first = next(lines, None)
    if first is None:
        return
    held, size = [] if first.startswith(b"From ") else [first], len(first)
    is_box, was_blank = first.startswith(b"From "), False
    for line in lines:
        if is_box and was_blank and line.startswith(b"From "):
            yield b"".join(held)
            held, size = [], 0
        elif size <= LONGEST_MAIL:
            held.append(line.removeprefix(b">") if is_box and re.match(rb">+From ", line) else line)
            size += len(line)
        was_blank = not line.strip(b"\r\n")
    yield b"".join(held)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LONGEST_MAIL):
        yield line


def read(whole: bytes, known: Known) -> Verdict:
    """What one mail means; never raises, whatever it is."""
    try:
        message = BytesParser().parsebytes(whole)
        return _report(message, known) or _complaint(message, known) or _wish(message, known)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # what the standard library makes of crafted mails
        return Verdict("ignored", "garbage")


def _report(message: Message, known: Known) -> Verdict | None:
    """A delivery status notification, believed where it brings back a copy's Message-ID and is of the one whom that went to."""
    status = next((part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)
    if status is None:
        return None
    whose = known.copies.get(_returned(message))
    if whose is None:
        return Verdict("ignored", "bounce_of_no_mail_of_ours")
    # The parser makes a message of each group of fields; the first is about the whole report (RFC 3464 section 2.1).
    groups = [group for group in status.get_payload() if not isinstance(group, str)]
    of_us = [group for group in groups if whose in _recipients(group)] or [group for group in groups[1:2] if len(groups) == 2]
    if not of_us:
        return Verdict("ignored", "bounce_of_someone_else")
    return _bounced(of_us[0], whose)


def _bounced(group: Message, whose: str) -> Verdict:
    action = re.split(r"[^a-z]", str(group.get("Action", "")).strip().lower())[0]  # some add a comment
    if action not in ("failed", "delayed"):
        return Verdict("ignored", "no_failure")
    codes = [code for name in ("Status", "Diagnostic-Code") for code in _STATUS.findall(str(group.get(name, "")))]
    told = [code for code in codes if not code.endswith(".0.0")] or codes  # the other server's answer may say more than the status
    if action == "failed" and told and _GONE.fullmatch(told[0]):
        return Verdict("hard bounce", told[0], whose)
    return Verdict("soft bounce", told[0] if told else action, whose)


def _recipients(group: Message) -> set[str]:
    """`rfc822; reader@example.org` of either field (RFC 3464 sections 2.3.1 and 2.3.2)."""
    fields = (str(group.get(name, "")) for name in ("Original-Recipient", "Final-Recipient"))
    return {parseaddr(one.partition(";")[2].strip())[1].lower() for one in fields}


def _complaint(message: Message, known: Known) -> Verdict | None:
    """A reader's "this is spam", which large mail providers pass on (RFC 5965): they want no more, whatever the button was called."""
    told = next((part for part in message.walk() if part.get_content_type() == "message/feedback-report"), None)
    if told is None:
        return None
    fields = [one for one in told.get_payload() if not isinstance(one, str)]
    kind = str(fields[0].get("Feedback-Type", "")).strip().lower() if fields else ""
    whose = known.copies.get(_returned(message))
    if kind not in ("abuse", "opt-out", "opt-out-list"):
        return Verdict("ignored", "no_complaint")
    return Verdict("unsubscribe", "complaint", whose) if whose else Verdict("ignored", "complaint_of_no_mail_of_ours")


def _returned(message: Message) -> str:
    """The left side of the Message-ID of the mail that a report brings back, whole or as headers; "" where it brings none."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            found = re.search(rb"^message-id:\s*<([0-9a-f]{32})@", headers if isinstance(headers, bytes) else b"", re.IGNORECASE | re.MULTILINE)
            if found:
                return found[1].decode()
        elif part is not message and (copy := _COPY.search(str(part.get("Message-ID", "")))):
            return copy[1]
    return ""


def _wish(message: Message, known: Known) -> Verdict:
    subject = _subject(message)
    if re.match(r"(?:re: ?)?unsubscribe\b", subject.lower()) and (given := _TOKEN.findall(subject)):
        whose = next((known.tokens[one] for one in given if one in known.tokens), None)
        return Verdict("unsubscribe", "token", whose) if whose else Verdict("ignored", "token_of_nobody")
    if str(message.get("Auto-Submitted", "no")).strip().lower() != "no" or str(message.get("Precedence", "")).strip().lower() in (
        "bulk",
        "junk",
    ):
        return Verdict("ignored", "automatic")
    if not (_SUBJECTS.fullmatch(subject.lower()) or _WISHES.fullmatch(_first_line(message))):
        return Verdict("ignored", "no_unsubscribe")
    sender = parseaddr(str(message.get("From", "")))[1].lower()
    if sender not in known.recipient_keys:
        return Verdict("ignored", "not_a_subscriber")
    if _is_forged(message):
        return Verdict("ignored", "forged_sender")
    return Verdict("unsubscribe", "reply", sender)


def _subject(message: Message) -> str:
    whole = str(make_header(decode_header(str(message.get("Subject", "")))))
    return re.sub(r"\s+", " ", whole).strip(_AROUND)


def _first_line(message: Message) -> str:
    """The first line that someone wrote, in lower case; what is quoted below does not speak."""
    parts = {part.get_content_type(): part for part in reversed(list(message.walk()))}
    part = parts.get("text/plain") or parts.get("text/html")
    body = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(body, bytes):
        return ""
    text = body.decode(part.get_content_charset("utf-8"), "replace")
    if part.get_content_type() == "text/html":
        text = unescape(re.sub(r"<[^>]*>", "\n", re.sub(r"(?is)<(style|script|head)\b.*?</\1>", "", text)))
    lines = (re.sub(r"\s+", " ", line).strip(_AROUND).lower() for line in text.splitlines())
    return next((line for line in lines if line), "")


def _is_forged(message: Message) -> bool:
    """Whether our mail server says so: its word stands above those of servers before it (RFC 8601 section 4)."""
    first = str(message.get("Authentication-Results", ""))
    return bool(re.search(r"\bdmarc=fail\b", first, re.IGNORECASE))
