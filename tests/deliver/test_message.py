"""The mail as bytes: what its headers say, that nothing can be smuggled in, and that the same mail is the same bytes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deliver.message import Letter, compose, edition_kind, list_name, one_line
from pipeline.deliver.send import preview
from pipeline.deliver.subscribers import Subscriber
from pipeline.errors import ConfigError, DeliveryError
from pipeline.records import Image, Mail
from tests.deliver.conftest import MAIL, NOW, RITA, SAM, SENDER

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

HEADERS = [
    "Date",
    "From",
    "Reply-To",
    "Subject",
    "List-Id",
    "Auto-Submitted",
    "Content-Language",
    "To",
    "Message-ID",
    "List-Unsubscribe",
    "MIME-Version",
    "Content-Type",
]
PIECES = ["a", "Gómez", " ", "\t", "\r\n", "\n", "\r", "\x0b", "\u2028", "\u202e", "\x00", ",", '"', "\\", "<x@y.z>", "=?utf-8?q?=0A?="]
PIECES += ["🚓", "عاجل", "Bcc: eve@example.org", "w" * 300, ";", ":", "(", "\ud800", "\ufeff"]
hostile = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def test_the_parts() -> None:
    message = compose(MAIL, SENDER, RITA, NOW)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    image = list(message.walk())[-1]
    assert (image["Content-ID"], image.get_content_disposition(), image.get_filename()) == (
        "<year-series@yearend>",
        "inline",
        "year-series.png",
    )
    assert content(message, "plain") == MAIL.text
    assert content(message, "html") == MAIL.html + "\n"
    assert image.get_content() == MAIL.images[0].data


def test_two_pictures_are_both_related_and_none_makes_a_plain_alternative() -> None:
    image = MAIL.images[0]
    two = dataclasses.replace(MAIL, images=(image, dataclasses.replace(image, content_id="staff@yearend", media_type="image/jpeg")))
    assert [part.get_content_type() for part in compose(two, SENDER, RITA, NOW).walk()][2:] == [
        "multipart/related",
        "text/html",
        "image/png",
        "image/jpeg",
    ]
    none = dataclasses.replace(MAIL, images=())
    assert [part.get_content_type() for part in compose(none, SENDER, RITA, NOW).walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_who_wants_text_gets_text_alone() -> None:
    message = compose(MAIL, SENDER, dataclasses.replace(RITA, format="text"), NOW)
    assert message.get_content_type() == "text/plain"
    assert content(message, "plain") == MAIL.text


def test_who_wants_a_pdf_gets_it_attached_to_the_same_mail() -> None:
    """What is attached is the edition again: with it the mail is the same edition, approved as it was."""
    wanting, carrying = dataclasses.replace(RITA, format="pdf"), dataclasses.replace(MAIL, pdf=b"%PDF-1.7 made of the page")
    assert carrying.digest == MAIL.digest
    message = compose(carrying, SENDER, wanting, NOW)
    assert message.get_content_type() == "multipart/mixed"
    (attached,) = message.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("application/pdf", "fresno-ca-2023-preliminary.pdf")
    assert attached.get_content() == carrying.pdf
    assert content(message, "plain") == MAIL.text
    assert compose(carrying, SENDER, RITA, NOW).get_content_type() == "multipart/alternative"


def test_the_headers() -> None:
    message = compose(MAIL, SENDER, RITA, NOW)
    assert message.keys() == HEADERS
    assert message["From"] == "Year-end desk <desk@example.org>"
    assert message["Reply-To"] == "reply@example.org"
    assert message["To"] == "Rita <rita@example.org>"
    assert message["Subject"] == MAIL.subject
    assert message["Date"].datetime == NOW
    assert message["List-Unsubscribe"] == "<mailto:reply@example.org?subject=unsubscribe%20fresno-ca>"
    assert message["List-Id"] == '"Year-end desk" <fresno-ca.example.org>'
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_message_id_is_one_per_edition_and_recipient_and_names_no_one() -> None:
    first = compose(MAIL, SENDER, RITA, NOW)["Message-ID"]
    changed = dataclasses.replace(MAIL, subject="Another")
    assert compose(changed, SENDER, Subscriber("RITA@example.org"), NOW + dt.timedelta(days=1))["Message-ID"] == first
    others = {compose(MAIL, SENDER, SAM, NOW)["Message-ID"]}
    others.add(compose(dataclasses.replace(MAIL, edition_id="fresno-ca-2023-final"), SENDER, RITA, NOW)["Message-ID"])
    assert len(others | {first}) == 3
    assert "rita" not in first
    assert compose(MAIL, SENDER, RITA, NOW, "lists.example.net")["Message-ID"].endswith("@lists.example.net>")


def test_the_same_mail_is_the_same_bytes() -> None:
    assert Letter(MAIL, SENDER, NOW).to(RITA) == Letter(MAIL, SENDER, NOW).to(RITA) == compose(MAIL, SENDER, RITA, NOW).as_bytes()


def test_a_relay_of_1982_takes_it() -> None:
    """Seven bits, CRLF, no line over 998 octets (RFC 5321 sections 2.4 and 4.5.3.1.6), whatever the content."""
    mail = Mail("fresno-ca-2023-final", "Größer 🚓", "ü" * 5000 + "\r\n.\nFrom x\n\x00 \n", "<p>" + "x" * 5000 + "</p>")
    message = compose(mail, SENDER, RITA, NOW)
    assert_can_be_relayed(message.as_bytes())
    assert content(message, "plain").startswith("ü" * 5000)


@settings(max_examples=60, deadline=None)
@given(hostile, hostile, hostile)
def test_nothing_is_smuggled_in_by_names_or_subject(name: str, subject: str, sender_name: str) -> None:
    sender = SENDER.model_copy(update={"name": sender_name})
    mail = dataclasses.replace(MAIL, subject=subject)
    plain_text = Subscriber("rita@example.org", name, format="text")
    whole = Letter(mail, sender, NOW).to(plain_text)
    assert_can_be_relayed(whole)
    message = message_from_bytes(whole, policy=policy.SMTP)
    assert sorted(message.keys()) == sorted([*HEADERS, "Content-Transfer-Encoding"])
    assert [address.addr_spec for address in message["To"].addresses] == ["rita@example.org"]
    assert [address.addr_spec for address in message["From"].addresses] == ["desk@example.org"]
    assert message["Subject"] == one_line(subject, 200)
    assert not [message[header].defects for header in ("To", "From", "Subject") if message[header].defects]


@pytest.mark.parametrize(
    ("text", "limit", "line"),
    [
        ("a\r\nBcc: eve@example.org", 80, "a Bcc: eve@example.org"),
        ("  a \u2028\x00 b ", 80, "a b"),
        ("\u202egnp.exe", 80, "gnp.exe"),  # would be shown reversed
        ("x" * 10_000, 10, "x" * 9 + "…"),
    ],
)
def test_one_line(text: str, limit: int, line: str) -> None:
    assert one_line(text, limit) == line


def test_a_picture_cannot_bring_headers() -> None:
    image = Image("a\r\nBcc: eve@example.org>@x", "image/png", b"x", "")
    message = compose(dataclasses.replace(MAIL, images=(image,)), SENDER, RITA, NOW)
    assert list(message.walk())[-1]["Bcc"] is None


def test_a_sender_who_cannot_be_answered() -> None:
    broken = SENDER.model_copy(update={"reply_to": "re>ply@example.org"})
    with pytest.raises(ConfigError, match=r"'re>ply@example.org' is no e-mail address"):
        Letter(MAIL, broken, NOW)


def test_a_date_without_zone() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        Letter(MAIL, SENDER, dt.datetime(2023, 12, 29))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("edition_id", "kind", "name"),
    [
        ("fresno-ca-2023-preliminary", "preliminary", "fresno-ca"),
        ("fresno-ca-2023-update-2", "update", "fresno-ca"),
        ("st-2000-mn-2023-correction-10", "correction", "st-2000-mn"),
        ("fresno-ca-2023-06-monthly", "monthly", "fresno-ca"),
        ("something", "", "yearend"),
    ],
)
def test_what_an_editions_id_says(edition_id: str, kind: str, name: str) -> None:
    assert (edition_kind(edition_id), list_name(edition_id)) == (kind, name)


def test_preview(tmp_path: Path) -> None:
    outbox = tmp_path / "outbox"
    path = preview(MAIL, SENDER, outbox, NOW)
    assert path == outbox / "fresno-ca-2023-preliminary.eml"
    assert message_from_bytes(path.read_bytes(), policy=policy.SMTP)["To"] == "subscriber@example.org"
    before = path.stat()
    assert preview(MAIL, SENDER, outbox, NOW) == path
    assert path.stat().st_mtime_ns == before.st_mtime_ns, "the same mail leaves the file alone"
    preview(dataclasses.replace(MAIL, subject="Another"), SENDER, outbox, NOW)
    assert b"Subject: Another" in path.read_bytes()
    assert [child.name for child in outbox.iterdir()] == [path.name], "nothing else is left behind"


def test_a_preview_stays_in_the_outbox(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="is no edition's id"):
        preview(dataclasses.replace(MAIL, edition_id="../../etc/passwd"), SENDER, tmp_path, NOW)


def test_a_preview_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file")
    with pytest.raises(DeliveryError, match="cannot be written"):
        preview(MAIL, SENDER, tmp_path / "outbox", NOW)


def content(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def assert_can_be_relayed(whole: bytes) -> None:
    whole.decode("ascii")
    assert whole.count(b"\n") == whole.count(b"\r\n") == whole.count(b"\r")
    assert b"\x00" not in whole
    assert max(len(line) for line in whole.split(b"\r\n")) <= 998
