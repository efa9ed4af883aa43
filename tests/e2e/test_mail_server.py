"""A real mail server takes the sample's edition: over STARTTLS, its certificate checked, after a login, signed, once to each subscriber."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

import dkim
import pytest

from tests.conftest import SAMPLE
from tests.deliver.dkim_key import make
from tests.e2e.conftest import debian, run_sample, sample_environment
from tests.e2e.postfix import GONE, PASSWORD, USER, running

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.e2e.postfix import Postfix

EDITION = "fresno-ca-2023-preliminary"
YEAREND = Path(sys.executable).with_name("yearend")


def subscribers() -> list[str]:
    """The addresses that asked for the preliminary edition."""
    with (SAMPLE / "subscribers.csv").open(encoding="utf-8", newline="") as file:
        return [row["address"] for row in csv.DictReader(file) if "preliminary" in row["kinds"].split(";")]


def sending(home: Path, server: Postfix, **more: str) -> dict[str, str]:
    return (
        sample_environment(home)
        | more
        | {
            "YEAREND_SMTP_HOST": "localhost",
            "YEAREND_SMTP_PORT": str(server.port),
            "YEAREND_SMTP_USER": USER,
            "YEAREND_SMTP_PASSWORD": PASSWORD,
            "SSL_CERT_FILE": str(server.authority),
        }
    )


def send(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    replay = str(SAMPLE / "captures.warc.gz")
    command = [str(YEAREND), "run", "fresno-ca", "2023", "--replay", replay, "--known-at", "2023-12-29", "--send"]
    return subprocess.run(command, check=False, env=environment, text=True, capture_output=True, timeout=120)


def text(message: EmailMessage, kind: str) -> str:
    return "".join(str(part.get_content()) for part in message.walk() if part.get_content_type() == kind)


@pytest.mark.skipif(os.geteuid() != 0, reason="a Postfix of its own needs root")
def test_an_approved_edition_reaches_every_subscriber_once(tmp_path: Path) -> None:
    postfix, saslpasswd = debian("postfix", "postfix"), debian("saslpasswd2", "sasl2-bin")
    home = tmp_path / "var"
    run_sample(YEAREND, home, "--known-at", "2023-12-29")
    with running(postfix, saslpasswd) as server:
        one_click = {"YEAREND_UNSUBSCRIBE_URL": "https://lists.example.org/unsubscribe", "YEAREND_UNSUBSCRIBE_KEY": "k" * 32}
        key = make(tmp_path / "desk.pem")
        signing = {"YEAREND_DKIM_SELECTOR": "desk", "YEAREND_DKIM_KEY_FILE": str(key.file)}
        environment = sending(home, server, **one_click, **signing)
        refused = send(environment)
        assert refused.returncode == 1
        assert f"yearend approve {EDITION}" in refused.stderr
        assert server.arrived(1, seconds=1) == []

        subprocess.run([str(YEAREND), "approve", EDITION, "--by", "the test"], env=environment, check=True, timeout=60)
        wrong = send(environment | {"YEAREND_SMTP_PASSWORD": "wrong horse"})
        assert "does not take the login (535)" in wrong.stderr
        first = send(environment)
        assert first.returncode == 0, first.stderr
        arrived = server.arrived(len(subscribers()))
        again = send(environment)
        assert again.returncode == 0, again.stderr
        (bounce,) = [raw for raw in arrived if b"MAILER-DAEMON" in raw]
        taken = subprocess.run([str(YEAREND), "inbox", "-"], input=bounce, env=environment, check=True, capture_output=True, timeout=60)
        assert b"1 mails: 1 hard bounce; 1 addresses newly suppressed" in taken.stderr
        assert sorted(server.arrived(len(subscribers()) + 1, seconds=2)) == sorted(arrived)

    arrived.remove(bounce)
    messages = [message_from_bytes(raw, policy=default) for raw in arrived]
    assert sorted(message["To"].addresses[0].addr_spec for message in messages) == sorted({*subscribers()} - {GONE})
    assert len({message["Message-ID"] for message in messages}) == len(messages)
    for raw, message in zip(arrived, messages, strict=True):
        assert message["List-Unsubscribe"].startswith("<https://lists.example.org/unsubscribe?")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert dkim.verify(raw, dnsfunc=key.dns), "a real server changed nothing that is signed"
        assert "344" in text(message, "text/plain")
    assert any("344" in text(message, "text/html") for message in messages)
    assert not any(address in first.stderr + first.stdout for address in subscribers())


@pytest.mark.skipif(os.geteuid() != 0, reason="a Postfix of its own needs root")
def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    postfix, saslpasswd = debian("postfix", "postfix"), debian("saslpasswd2", "sasl2-bin")
    home = tmp_path / "var"
    run_sample(YEAREND, home, "--known-at", "2023-12-29")
    with running(postfix, saslpasswd) as server:
        environment = sending(home, server)
        del environment["SSL_CERT_FILE"]
        subprocess.run([str(YEAREND), "approve", EDITION], env=environment, check=True, timeout=60)
        refused = send(environment)
        assert refused.returncode == 1
        assert "certificate" in refused.stderr
        assert server.arrived(1, seconds=1) == []
