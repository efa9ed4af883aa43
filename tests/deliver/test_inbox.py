"""What comes back by mail: wishes and bounces are heeded, once; forgeries and garbage are ignored, each with its reason."""

from __future__ import annotations

import io
import logging
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.deliver.inbox import Taken, take_in
from pipeline.deliver.ledger import Ledger
from pipeline.deliver.replies import mails
from pipeline.deliver.seal import Seal, token
from pipeline.deliver.send import send
from tests.deliver.conftest import MAIL, NOW, RITA, SAM, SENDER, TOM, Clock, people, settings_for
from tests.test_cli import Typist

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.smtp import SmtpServer


@pytest.fixture
def ledger_of_three(ledger: Ledger, server: SmtpServer, clock: Clock) -> Ledger:
    """Rita, Sam and Tom had the edition."""
    send(MAIL, SENDER, people, ledger, settings_for(server), clock.now)
    return ledger


def sent_id(ledger: Ledger, recipient: str) -> str:
    return Seal(ledger.secret).message_id(MAIL.edition_id, recipient, "example.org")


def note(sender: str, subject: str, body: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "reply@example.org", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message.as_bytes()


def report(
    message_id: str,
    recipient: str = "rita@example.org",
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 no such user",
    returned: str = "message/rfc822",
) -> bytes:
    """A bounce as Postfix and others write it (RFC 3464, appendix E)."""
    headers = f"From: desk@example.org\nTo: {recipient}\nSubject: Fresno 2023\nMessage-ID: {message_id}\n"
    last = f"--b\nContent-Type: {returned}\n\n{headers}\nbody\n" if returned else ""
    return (
        "From: MAILER-DAEMON@mail.example.org (Mail Delivery System)\nTo: desk@example.org\nSubject: Undelivered Mail Returned to Sender\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\nContent-Type: text/plain\n\nI'm sorry to have to inform you\n\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.org\nArrival-Date: Fri, 29 Dec 2023 18:00:00 +0000\n\n"
        f"Final-Recipient: rfc822; {recipient}\nOriginal-Recipient: rfc822;{recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: {diagnostic}\n\n{last}--b--\n"
    ).encode()


def taken(ledger: Ledger, *messages: bytes) -> Taken:
    box = b"".join(b"From someone Fri Dec 29 18:00:00 2023\n" + one.replace(b"\nFrom ", b"\n>From ") + b"\n\n" for one in messages)
    return take_in(io.BytesIO(box), ledger, [], NOW)


def left(ledger: Ledger) -> set[str]:
    keys = {one.key for one in people}
    return keys - ledger.suppressed(keys)


@pytest.mark.parametrize(
    "message",
    [
        note("Rita <RITA@example.org>", "unsubscribe"),
        note("rita@example.org", "Unsubscribe fresno-ca"),
        note("rita@example.org", "Re: Fresno 2023: police count 344 shootings", "\nUnsubscribe.\n\nOn Friday the desk wrote:\n> Police counted"),
        note("rita@example.org", "Re: Fresno 2023", "“unsubscribe”"),
        note("rita@example.org", "hello", "Please unsubscribe me, thanks"[:21]),
        note("rita@example.org", "=?utf-8?q?Unsubscribe?="),
        note("rita@example.org", "unsubscribe", Authentication_Results="mx.example.org; dmarc=pass header.from=example.org"),
        b"From: rita@example.org\nSubject: Re: x\nContent-Type: text/html\n\n<style>p{}</style><p>unsubscribe</p><p>Police</p>",
    ],
)
def test_who_asks_is_not_mailed_again(ledger_of_three: Ledger, message: bytes) -> None:
    assert str(taken(ledger_of_three, message)) == "1 mails: 1 unsubscribe; 1 addresses newly suppressed"
    assert left(ledger_of_three) == {SAM.key, TOM.key}
    assert str(take_in(io.BytesIO(message), ledger_of_three, [], NOW)) == "1 mails: 1 unsubscribe; 0 addresses newly suppressed"


def test_the_link_in_the_header_works_from_any_address(ledger_of_three: Ledger) -> None:
    """Mail programs answer from whatever account is theirs; the token says who it is."""
    words = f"unsubscribe fresno-ca {token(ledger_of_three.secret, RITA.key)}"
    assert taken(ledger_of_three, note("other@example.net", words)).suppressed == 1
    assert left(ledger_of_three) == {SAM.key, TOM.key}


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (note("eve@example.net", "unsubscribe"), "not_a_subscriber"),
        (note("rita@example.org", f"unsubscribe fresno-ca {'a' * 32}"), "token_of_nobody"),
        (note("rita@example.org", "unsubscribe", Authentication_Results="mx.example.org; spf=fail; dmarc=fail (p=none)"), "forged_sender"),
        (note("rita@example.org", "Automatic reply: Fresno 2023", "unsubscribe", Auto_Submitted="auto-replied"), "automatic"),
        (note("rita@example.org", "Out of office", "I am away", Precedence="bulk"), "automatic"),
        (note("rita@example.org", "Re: Fresno 2023", "Thank you! Do not unsubscribe me."), "no_unsubscribe"),
        (note("rita@example.org", "Re: Fresno 2023", "Why 344?\n\n> To unsubscribe, reply with unsubscribe"), "no_unsubscribe"),
        (note("rita@example.org", "Unsubscribe rates fell in 2023, says study"), "no_unsubscribe"),
        (b"", "no_unsubscribe"),
        (b"\xff\x00\n\n" * 50, "no_unsubscribe"),
        (b"Subject: =?nonsense?q?unsubscribe?=\nFrom: rita@example.org\n\n", "garbage"),
        (report("<" + "0" * 32 + "@example.org>"), "bounce_of_no_mail_of_ours"),
        (report("<x@example.org>"), "bounce_of_no_mail_of_ours"),
        (report("", returned=""), "bounce_of_no_mail_of_ours"),
    ],
)
def test_what_is_ignored_has_a_reason(ledger_of_three: Ledger, message: bytes, why: str) -> None:
    found = taken(ledger_of_three, message)
    assert found.ignored() == (f"{why}: mail 1",)
    assert left(ledger_of_three) == {one.key for one in people}


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize(
    ("status", "diagnostic", "is_hard", "code"),
    [
        ("5.1.1", "smtp; 550 5.1.1 no such user", True, "5.1.1"),
        ("5.0.0", "smtp; 550 User unknown", True, "5.0.0"),
        ("5.0.0", "smtp; 550 5.7.1 blocked as spam", False, "5.7.1"),
        ("5.1.2", "dns; no such domain", True, "5.1.2"),
        ("5.4.4", "", True, "5.4.4"),
        ("5.2.1", "smtp; 550 disabled", True, "5.2.1"),
        ("5.2.2", "smtp; 552 mailbox full", False, "5.2.2"),
        ("5.3.4", "smtp; too big", False, "5.3.4"),
        ("5.7.1", "smtp; 550 policy", False, "5.7.1"),
        ("5.1.8", "smtp; 550 bad sender", False, "5.1.8"),
        ("4.4.7", "smtp; expired", False, "4.4.7"),
        ("", "", False, "failed"),
    ],
)
def test_a_bounce_for_good_and_one_for_now(
    ledger_of_three: Ledger, status: str, diagnostic: str, is_hard: bool, code: str, returned: str
) -> None:
    bounce = report(sent_id(ledger_of_three, RITA.key), status=status, diagnostic=diagnostic, returned=returned)
    (verdict,) = taken(ledger_of_three, bounce).verdicts
    assert (verdict.means, verdict.why) == ("hard bounce" if is_hard else "soft bounce", code)
    assert (RITA.key in left(ledger_of_three)) is not is_hard
    assert taken(ledger_of_three, bounce).suppressed == 0


def test_reports_of_no_failure(ledger_of_three: Ledger) -> None:
    copy = sent_id(ledger_of_three, RITA.key)
    found = taken(ledger_of_three, report(copy, action="delivered", status="2.0.0"), report(copy, action="delayed", status="4.4.1"))
    assert [(one.means, one.why) for one in found.verdicts] == [("ignored", "no_failure"), ("soft bounce", "4.4.1")]


def test_an_action_with_a_comment_is_still_a_failure(ledger_of_three: Ledger) -> None:
    (verdict,) = taken(ledger_of_three, report(sent_id(ledger_of_three, RITA.key), action="Failed (permanent)")).verdicts
    assert verdict.means == "hard bounce"


@pytest.mark.parametrize(
    ("kind", "is_ours", "why", "is_taken_off"),
    [
        ("abuse", True, "complaint", True),
        ("ABUSE", True, "complaint", True),
        ("not-spam", True, "no_complaint", False),
        ("abuse", False, "complaint_of_no_mail_of_ours", False),  # anyone can write one
    ],
)
def test_who_calls_it_spam_is_not_mailed_again(ledger_of_three: Ledger, kind: str, is_ours: bool, why: str, is_taken_off: bool) -> None:
    """A complaint as mail providers pass it on (RFC 5965, appendix B), the reader's address blacked out."""
    copy = sent_id(ledger_of_three, RITA.key) if is_ours else f"<{'0' * 32}@example.org>"
    complaint = (
        "From: feedback@provider.example\nSubject: FW: Fresno 2023\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\nAn abuse report.\n\n"
        f"--b\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: Provider/1\nVersion: 1\n\n"
        f"--b\nContent-Type: message/rfc822\n\nFrom: desk@example.org\nTo: redacted\nMessage-ID: {copy}\n\nPolice counted\n\n--b--\n"
    ).encode()
    (verdict,) = taken(ledger_of_three, complaint).verdicts
    assert (verdict.why, RITA.key not in left(ledger_of_three)) == (why, is_taken_off)
    assert left(ledger_of_three) >= {SAM.key, TOM.key}


def test_a_bounce_names_only_whom_the_copy_went_to(ledger_of_three: Ledger) -> None:
    """Sam's copy in a report on Rita: forwarded to her, so it is Sam's address that no longer arrives; a report on two says which."""
    two = report(sent_id(ledger_of_three, SAM.key), recipient="rita@example.org").replace(
        b"\n\n--b\nContent-Type: message/rfc822",
        b"\n\nFinal-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822",
    )
    (verdict,) = taken(ledger_of_three, two).verdicts
    assert (verdict.means, verdict.why) == ("ignored", "bounce_of_someone_else")
    assert taken(ledger_of_three, report(sent_id(ledger_of_three, SAM.key), recipient="rita@example.org")).suppressed == 1
    assert left(ledger_of_three) == {RITA.key, TOM.key}


def test_a_box_of_many(ledger_of_three: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    box = (
        note("rita@example.org", "unsubscribe", "From here on no more\nFrom me\n"),
        note("eve@example.net", "unsubscribe"),
        report(sent_id(ledger_of_three, SAM.key), recipient="sam@example.org"),
        note("rita@example.org", "unsubscribe"),
        note("eve@example.net", "stop"),
    )
    found = taken(ledger_of_three, *box)
    assert str(found) == "5 mails: 2 unsubscribe, 2 ignored, 1 hard bounce; 2 addresses newly suppressed"
    assert found.ignored() == ("not_a_subscriber: mail 2", "no_unsubscribe: mail 5")
    assert taken(ledger_of_three, *box).suppressed == 0
    assert left(ledger_of_three) == {TOM.key}
    assert not [name for name in ("rita", "sam@", "eve") if name in repr(found) + caplog.text]


def test_a_wish_before_the_first_mail_counts(ledger: Ledger) -> None:
    found = take_in(io.BytesIO(note("una@example.org", "unsubscribe")), ledger, ["una@example.org"], NOW)
    assert found.suppressed == 1


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (b"", []),
        (b"Subject: x\n\nFrom me\n", [b"Subject: x\n\nFrom me\n"]),
        (b"From a\nSubject: x\n\nb\n>From c\n>>From d\nFrom e\n\nFrom b\nS: y\n", [b"Subject: x\n\nb\nFrom c\n>From d\nFrom e\n\n", b"S: y\n"]),
        (b"From a\r\nSubject: x\r\n\r\nb\r\n\r\nFrom b\r\nS: y\r\n", [b"Subject: x\r\n\r\nb\r\n\r\n", b"S: y\r\n"]),
    ],
)
def test_the_messages_of_a_box(box: bytes, expected: list[bytes]) -> None:
    assert list(mails(io.BytesIO(box))) == expected


PIECES = [b"From: rita@example.org\n", b"Subject: unsubscribe\n", b"Content-Type: multipart/report; boundary=b\n", b"\n", b"--b\n", b"--b--\n"]
PIECES += [b"Content-Type: message/delivery-status\n", b"Final-Recipient: rfc822; sam@example.org\n", b"Action: failed\n", b"Status: 5.1.1\n"]
PIECES += [b"Content-Type: text/plain; charset=klingon\n", b"Content-Transfer-Encoding: base64\n", b"=?utf-8?b?////?=", b"\xff", b"From x\n"]
PIECES += [
    b"Content-Type: message/rfc822\n",
    b"Message-ID: <" + b"0" * 32 + b"@example.org>\n",
    b"Subject: =?x?y?z?=\n",
    b"\x00",
    b"unsubscribe",
]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=25).map(b"".join))
def test_whatever_comes_harms_nobody_else(ledger_of_three: Ledger, box: bytes) -> None:
    """Never an exception; and nobody but the one it is from, or whose token it carries, is ever suppressed."""
    take_in(io.BytesIO(box), ledger_of_three, [], NOW)
    assert left(ledger_of_three) >= {SAM.key, TOM.key}


def test_the_command(tmp_path: Path, ledger_of_three: Ledger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deployments" / "cities").mkdir(parents=True)
    typist = Typist({"YEAREND_HOME": str(tmp_path), "YEAREND_DEPLOYMENTS": str(tmp_path / "deployments")}, capsys, monkeypatch)
    message = note("rita@example.org", "unsubscribe")
    (tmp_path / "mail").write_bytes(message)

    class Piped:
        buffer: Any = io.BytesIO(note("eve@example.net", "unsubscribe"))

    monkeypatch.setattr("sys.stdin", Piped)
    first, piped = typist.run("inbox", str(tmp_path / "mail")), typist.run("inbox", "-")
    assert first.err.splitlines()[-1] == "inbox      1 mails: 1 unsubscribe; 1 addresses newly suppressed"
    assert piped.err.splitlines() == [
        "ignored    not_a_subscriber: mail 1",
        "inbox      1 mails: 1 ignored; 0 addresses newly suppressed",
    ]
    gone = typist.run("inbox", str(tmp_path / "none"))
    assert (gone.code, gone.sentence) == (1, f"yearend: {tmp_path}/none cannot be used: No such file or directory")
