"""The digest as a mail to the operator, handed to the mail server of the settings.

Unlike an edition it is not claimed before: where nobody knows whether it arrived, it is mailed again. Better told twice than not at all.
"""

from __future__ import annotations

import time
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

from pipeline.deliver.message import SUBJECT_LIMIT, Body, Copy, one_line
from pipeline.deliver.relay import Relay
from pipeline.deliver.subscribers import checked_address
from pipeline.errors import ConfigError, DeliveryError

if TYPE_CHECKING:
    import datetime as dt
    import ssl
    from collections.abc import Callable

    from pipeline.settings import Settings


def mail(
    settings: Settings,
    subject: str,
    text: str,
    now: dt.datetime,
    sleep: Callable[[float], None] = time.sleep,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Mails a text to the operator; `now` (UTC) is its date.

    ConfigError where YEAREND_OPERATOR or the mail server's settings will not do, DeliveryError where it was not taken. Neither names an address.
    """
    recipient = _address(settings.operator, "YEAREND_OPERATOR")
    sender = _address(settings.operator_sender or settings.operator, "YEAREND_OPERATOR_SENDER")
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    message["From"], message["To"] = sender, recipient
    message["Subject"], message["Date"] = one_line(subject, SUBJECT_LIMIT), format_datetime(now)
    message["Message-ID"] = make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no responder should answer it
    message.set_content(text, cte="quoted-printable")
    with Relay(settings, domain, sleep, tls) as relay:
        relay.open()
        answer = relay.hand_over(sender, recipient, Copy(b"", Body(message.as_bytes())))
    if answer.state != "sent":
        said = f"answered {answer.code}" if answer.code else "broke off"
        raise DeliveryError(f"the operator could not be told, for the mail server {said}; the next `yearend alerts` tries again")


def _address(text: str, name: str) -> str:
    if not text:
        raise ConfigError(f"{name} is not set, so nobody can be told; set it to an address that somebody reads")
    try:
        return checked_address(text)
    except ValueError as error:
        raise ConfigError(f"{name} {error}") from None
