"""Unsubscribing by one click and by mail, and the signature that must cover it (RFC 8058, RFC 6376): as mail programs check them."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import dkim
import pytest

from pipeline.deliver.message import Letter
from pipeline.deliver.seal import Seal, owner, seal, token
from pipeline.deliver.send import send
from pipeline.deliver.subscribers import Subscriber
from pipeline.errors import ConfigError
from pipeline.settings import Settings
from tests.deliver.conftest import MAIL, NOW, RITA, SAM, SENDER, Clock, people, settings_for
from tests.deliver.dkim_key import Key, make

if TYPE_CHECKING:
    from email.message import EmailMessage

    from pipeline.deliver.ledger import Ledger
    from tests.servers.smtp import SmtpServer

URL = "https://lists.example.org/unsubscribe"
KEY = "k" * 32
SECRET = b"s" * 32
DOMAIN = "example.org"


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Key:
    return make(tmp_path_factory.mktemp("dkim") / "desk.pem")


def settings(key: Key | None = None, **changes: Any) -> Settings:
    signing = {"dkim_selector": "desk", "dkim_key_file": str(key.file)} if key else {}
    return Settings(**{"unsubscribe_url": URL, "unsubscribe_key": KEY} | signing | changes)


def parsed(whole: bytes) -> EmailMessage:
    return message_from_bytes(whole, policy=policy.SMTP)


def test_without_an_address_there_is_a_mailto_and_no_post() -> None:
    message = parsed(Letter(MAIL, SENDER, NOW, seal=seal(Settings(), SECRET, DOMAIN)).to(RITA))
    assert message["List-Unsubscribe"] == f"<mailto:reply@example.org?subject=unsubscribe%20fresno-ca%20{token(SECRET, RITA.key)}>"
    assert message["List-Unsubscribe-Post"] is None
    assert message["DKIM-Signature"] is None


def test_one_click_is_signed_and_covers_both_headers(key: Key) -> None:
    whole = Letter(MAIL, SENDER, NOW, seal=seal(settings(key), SECRET, DOMAIN)).to(RITA)
    message = parsed(whole)
    by_web, by_mail = re.findall(r"<([^>]+)>", message["List-Unsubscribe"])
    assert by_mail.startswith("mailto:reply@example.org?")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    asked = parse_qs(urlsplit(by_web).query)
    assert by_web.startswith("https://lists.example.org/unsubscribe?")
    assert asked["list"] == ["fresno-ca"]
    assert owner(asked["token"][0], KEY.encode(), [one.key for one in people]) == RITA.key
    assert "rita" not in by_web + by_mail
    covered = re.sub(r"\s", "", re.search(r"h=([^;]+);", message["DKIM-Signature"])[1]).split(":")  # type: ignore[index]
    assert {"list-unsubscribe", "list-unsubscribe-post", "from", "subject", "message-id"} <= {name.lower() for name in covered}
    assert dkim.verify(whole, dnsfunc=key.dns)
    assert not dkim.verify(whole.replace(b"One-Click", b"Two-Click"), dnsfunc=key.dns)
    assert not dkim.verify(whole.replace(b"token=", b"tokem="), dnsfunc=key.dns)


def test_whatever_the_name_the_signature_holds(key: Key) -> None:
    sealed = seal(settings(key), SECRET, DOMAIN)
    for name in ("Gómez 🚓" * 30, '"\\', "a\r\nBcc: eve@example.org", "عاجل \u202e"):
        for form in ("html", "text"):
            whole = Letter(MAIL, SENDER, NOW, seal=sealed).to(Subscriber("rita@example.org", name, format=form))
            assert dkim.verify(whole, dnsfunc=key.dns)
            assert max(len(line) for line in whole.split(b"\r\n")) <= 998


def test_what_arrives_is_signed(key: Key, ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    changes = {"unsubscribe_url": URL, "unsubscribe_key": KEY, "dkim_selector": "desk", "dkim_key_file": str(key.file)}
    assert send(MAIL, SENDER, people, ledger, settings_for(server, **changes), clock.now).sent == 3
    for _, whole in server.accepted:
        assert dkim.verify(whole, dnsfunc=key.dns)
    assert len({parsed(whole)["List-Unsubscribe"] for _, whole in server.accepted}) == 3


def test_the_relay_may_sign_instead() -> None:
    message = parsed(Letter(MAIL, SENDER, NOW, seal=seal(settings(dkim_by_relay=True), SECRET, DOMAIN)).to(RITA))
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["DKIM-Signature"] is None


def test_signing_needs_no_one_click(key: Key) -> None:
    whole = Letter(MAIL, SENDER, NOW, seal=seal(settings(key, unsubscribe_url=""), SECRET, DOMAIN)).to(RITA)
    assert dkim.verify(whole, dnsfunc=key.dns)
    assert b"One-Click" not in whole


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "one-click needs a DKIM signature"),
        ({"dkim_by_relay": True, "unsubscribe_url": "http://lists.example.org/u"}, "is no https address"),
        ({"dkim_by_relay": True, "unsubscribe_url": "https://lists.example.org/u>\r\nBcc: eve@example.org"}, "is no https address"),
        ({"dkim_by_relay": True, "unsubscribe_url": "https://lists.example.org/#u"}, "is no https address"),
        ({"dkim_by_relay": True, "unsubscribe_key": "short"}, "at least 32 characters"),
        ({"dkim_selector": "desk"}, "go together"),
        ({"dkim_selector": "desk", "dkim_key_file": "/nowhere/desk.pem"}, "cannot be read: No such file"),
        ({"dkim_selector": "desk", "dkim_key_file": __file__}, "holds no RSA private key in PEM"),
    ],
)
def test_what_would_not_be_one_click_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        seal(settings(**changes), SECRET, DOMAIN)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(("domain", "is_right"), [("example.org", True), ("example.com", False), ("le.org", False)])
def test_the_domain_that_signs_is_the_senders(key: Key, domain: str, is_right: bool) -> None:
    if is_right:
        assert seal(settings(key, dkim_domain=domain), SECRET, "mail.example.org").signer
        return
    with pytest.raises(ConfigError, match="vouches for nothing"):
        seal(settings(key, dkim_domain=domain), SECRET, "mail.example.org")


def test_a_token_is_nobody_elses() -> None:
    keys = [one.key for one in people]
    assert owner(token(SECRET, SAM.key), SECRET, keys) == SAM.key
    for forged in ("", "a" * 32, token(b"x" * 32, SAM.key), token(SECRET, SAM.key)[:-1], "ü", "\ud800"):
        assert owner(forged, SECRET, keys) is None


def test_keys_are_not_shown(key: Key) -> None:
    sealed = Seal(SECRET, URL, KEY.encode(), seal(settings(key), SECRET, DOMAIN).signer)
    assert "sss" not in repr(sealed)
    assert "kkk" not in repr(sealed)
    assert "PRIVATE" not in repr(sealed)
