"""Whole runs with known addresses, names and secrets, through the command and through a flow: none of them is printed or logged.

The mail server names them in its refusals, and a broken ledger holds them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, SAMPLE
from tests.servers.smtp import Act, SmtpServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.e2e

RITA, SAM, OLIVE = "rita.reader@mail.example", "sam.subscriber@post.example", "olive.operator@desk.example"
NAMES = ("Rita Q. Reader", "Samuel Subscriber")
SECRETS = {
    "YEAREND_SMTP_PASSWORD": "smtp-pass-word-1",
    "YEAREND_UNSUBSCRIBE_KEY": "unsubscribe-key-0123456789-0123456789",
    "YEAREND_TOKEN_CHICAGO": "token-of-chicago-1",
}
REPLAY = ("--replay", str(SAMPLE / "captures.warc.gz"))
EDITION = "fresno-ca-2023-preliminary"
AS_KNOWN = ("--known-at", "2023-12-29")


@dataclass
class Installation:
    """Two readers, one of whom the mail server refuses by name, and an operator."""

    folder: Path
    server: SmtpServer
    form: str
    said: str = ""

    def run(self, *command: str) -> int:
        settings = {
            "YEAREND_HOME": str(self.folder / "var"),
            "YEAREND_DEPLOYMENTS": str(self.folder / "deployments"),
            "YEAREND_SMTP_HOST": "127.0.0.1",
            "YEAREND_SMTP_PORT": str(self.server.port),
            "YEAREND_SMTP_SECURITY": "insecure",
            "YEAREND_OPERATOR": OLIVE,
            "YEAREND_LOG_FORMAT": self.form,
            **SECRETS,
        }
        ran = subprocess.run(
            [sys.executable, *command], env=os.environ | settings, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
        )
        self.said += ran.stdout + ran.stderr
        if self.form == "json":
            assert [line for line in ran.stderr.splitlines() if not json.loads(line)["message"]] == []
        return ran.returncode

    def yearend(self, *command: str) -> int:
        return self.run("-c", "from pipeline.cli import main; main()", *command)

    def told(self) -> list[str]:
        """What of the known words was printed or logged."""
        local = [address.partition("@")[0] for address in (RITA, SAM, OLIVE)]
        return [word for word in (*local, *NAMES, *SECRETS.values()) if word in self.said]


@pytest.fixture(params=["text", "json"])
def installation(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Installation]:
    shutil.copytree(SAMPLE / "cities", tmp_path / "deployments" / "cities")
    shutil.copytree(ROOT / "deployments" / "cities", tmp_path / "cities")  # which the sample's cities extend
    city = tmp_path / "deployments" / "cities" / "fresno-ca.toml"
    city.write_text(city.read_text("utf-8").replace('due = "2 hours"', 'due = "once"'), encoding="utf-8")  # no capture grows late as days pass
    rows = "".join(f'{address},"{name}",,html,2023-01-01,form\n' for address, name in zip((RITA, SAM), NAMES, strict=True))
    header = "address,name,kinds,format,consented_on,consent_source\n"
    (tmp_path / "deployments" / "subscribers.csv").write_text(
        f"{header}{rows}not-an-address of Rita Q. Reader,x,,html,2023-01-01,form\n", encoding="utf-8"
    )
    with SmtpServer() as server:
        server.only_for(SAM, Act("rcpt", "say", f"550 5.1.1 <{SAM}> {NAMES[1]} is unknown here"))
        yield Installation(tmp_path, server, request.param)


def test_the_command_names_no_one(installation: Installation) -> None:
    run = ("run", "fresno-ca", "2023", *REPLAY, *AS_KNOWN, "--send")
    assert installation.yearend("--debug", *run) == 1, "nobody has approved it"
    assert installation.yearend("approve", EDITION, "--by", "editor") == 0
    assert installation.yearend("--debug", *run) == 0
    assert [recipient for recipient, _ in installation.server.accepted] == [RITA]
    for command in (("deliveries", EDITION), ("status",), ("doctor",), ("alerts",), ("subscribers", "list", "fresno-ca")):
        installation.yearend("--debug", *command)
    (installation.folder / "var" / "ledger.sqlite").write_bytes(f"no ledger, {RITA} ".encode() * 100)
    assert installation.yearend("--debug", *run) == 1
    assert installation.yearend("--debug", "alerts") == 0
    assert [recipient for recipient, _ in installation.server.accepted] == [RITA, OLIVE], "the operator is told of the ledger"
    assert "r…@mail.example" in installation.said, "by which an operator knows whom a delivery was for"
    assert installation.told() == []


@pytest.mark.parametrize("installation", ["json"], indirect=True)
def test_a_flow_names_no_one(installation: Installation) -> None:
    assert installation.yearend("run", "fresno-ca", "2023", *REPLAY, *AS_KNOWN) == 0
    assert installation.yearend("approve", EDITION, "--by", "editor") == 0
    assert installation.run("-m", "flows.year_end", "fresno-ca", "2023", *REPLAY, *AS_KNOWN, "--send") == 0
    assert [recipient for recipient, _ in installation.server.accepted] == [RITA]
    assert "pipeline.deliver.send" in installation.said, "it logged"
    assert installation.told() == []
