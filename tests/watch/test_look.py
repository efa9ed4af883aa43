"""One look at everything, with a real ledger, a real mail server, and a past told by hand: what is mailed, noted and remembered."""

from __future__ import annotations

import datetime as dt
import email
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from pipeline.deliver import relay
from pipeline.errors import ConfigError, DeliveryError
from pipeline.settings import Settings
from pipeline.watch.begun import TERMINAL
from pipeline.watch.item import Alert
from pipeline.watch.journal import WATCH, Journal
from pipeline.watch.look import look
from tests.conftest import SAMPLE
from tests.servers.smtp import Act, SmtpServer
from tests.watch.conftest import DAY, HOUR, NOW, Installation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPERATOR = "olive.operator@example.org"
FLOW = Alert("flow-failed", "year-end/final", "the newest run of year-end/final failed", "prefect flow-run logs 1234")


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, server: SmtpServer) -> Settings:
    return settings_of(tmp_path, server)


def settings_of(home: Path, server: SmtpServer, **more: object) -> Settings:
    mail = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "insecure", "smtp_timeout_seconds": 5}
    return Settings.model_validate({"home": home / "var", "deployments": SAMPLE, "operator": OPERATOR} | mail | more)


def mails(server: SmtpServer) -> list[EmailMessage]:
    found = [email.message_from_bytes(message, policy=policy.default) for _, message in server.accepted]
    return [one for one in found if isinstance(one, EmailMessage)]


def heartbeat(settings: Settings) -> dt.datetime | None:
    with Journal(settings.ledger) as journal:
        return journal.last_ok(WATCH)


def test_a_command_is_written_so_that_it_runs_on_this_machine(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where services are installed root has neither `yearend` nor its settings: they are reached by as-yearend."""
    assert "  next:  prefect flow-run logs 1234\n" in look(settings, NOW, (FLOW,), is_dry_run=True).digest.text
    (tmp_path / "as-yearend").touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "  next:  as-yearend prefect flow-run logs 1234\n" in look(settings, NOW, (FLOW,), is_dry_run=True).digest.text


def test_where_nothing_is_wrong_nothing_is_mailed_and_the_heart_beats(settings: Settings, server: SmtpServer) -> None:
    found = look(settings, NOW)
    assert (found.alerts, found.is_mailed, server.accepted) == ((), False, [])
    assert heartbeat(settings) == NOW


def test_a_trouble_is_mailed_once_and_its_end_once(settings: Settings, server: SmtpServer) -> None:
    Installation(settings).ran("report", NOW, "failed", city="fresno-ca", detail="no figure")
    assert look(settings, NOW + HOUR).is_mailed
    assert not look(settings, NOW + 2 * HOUR).is_mailed
    Installation(settings).ran("report", NOW + 3 * HOUR, city="fresno-ca")
    assert look(settings, NOW + 4 * HOUR).is_mailed
    assert not look(settings, NOW + 5 * HOUR).is_mailed
    first, second = mails(server)
    assert first["Subject"] == "yearend: 1 thing needs you (run-failed)"
    assert (first["To"], first["From"], first["Auto-Submitted"]) == (OPERATOR, OPERATOR, "auto-generated")
    text = first.get_content()
    assert "Report of fresno-ca failed: no figure." in text
    assert "  next:  yearend run fresno-ca 2025" in text
    assert second["Subject"] == "yearend: over (run-failed)"


def test_what_the_mail_server_did_not_take_is_told_by_the_next_look(settings: Settings, server: SmtpServer) -> None:
    """Better twice than not at all: the answer that was lost after the message was taken counts as not told."""
    Installation(settings).ran("report", NOW, "failed", city="fresno-ca")
    for act in (Act("rcpt", "say", "550 5.1.1 olive.operator@example.org is nobody"), Act("dot", "cut after")):
        server.play(act)
        with pytest.raises(DeliveryError) as error:
            look(settings, NOW + HOUR)
        assert "olive" not in str(error.value)
    assert heartbeat(settings) == NOW + HOUR, "it looked, though it could not tell"
    assert look(settings, NOW + 2 * HOUR).is_mailed
    assert [one["Subject"] for one in mails(server)] == ["yearend: 1 thing needs you (run-failed)"] * 2


def test_a_ledger_that_is_no_ledger_is_told_though_nothing_can_be_remembered(
    settings: Settings, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.home.mkdir()
    settings.ledger.write_bytes(b"no database" * 100)
    found = look(settings, NOW)
    assert [alert.code for alert in found.alerts] == ["ledger"]
    assert [one["Subject"] for one in mails(server)] == ["yearend: 1 thing needs you (ledger)"]


def test_a_mail_server_that_is_away_is_an_error_for_whoever_runs_the_look(
    tmp_path: Path, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "CONNECT_WAITS_SECONDS", ())
    settings = settings_of(tmp_path, server, smtp_port=1)
    with pytest.raises(DeliveryError, match="cannot be reached"):
        look(settings, NOW)
    assert heartbeat(settings) == NOW


def test_what_the_prefect_server_tells_is_mailed_and_not_ended_by_a_look_without_it(settings: Settings, server: SmtpServer) -> None:
    assert look(settings, NOW, [FLOW]).is_mailed
    assert not look(settings, NOW + HOUR).is_mailed, "the command does not ask the server"
    assert look(settings, NOW + 2 * HOUR, []).is_mailed
    assert [one["Subject"] for one in mails(server)] == ["yearend: 1 thing needs you (flow-failed)", "yearend: over (flow-failed)"]


def test_a_stage_that_fails_in_a_run_is_one_alert_with_its_sentence(settings: Settings, server: SmtpServer) -> None:
    """The journal and the Prefect server both know of it; mended by hand it is over, though that run of Prefect's stays failed."""
    failed = replace(FLOW, run="1234")
    Installation(settings).ran("report", NOW, "failed", city="fresno-ca", detail="no figure", by="1234")
    assert [one.code for one in look(settings, NOW + HOUR, [failed]).alerts] == ["run-failed"]
    assert [one.code for one in look(settings, NOW + HOUR, [replace(FLOW, run="5678")]).alerts] == ["run-failed", "flow-failed"]
    Installation(settings).ran("report", NOW + HOUR, city="fresno-ca", by=TERMINAL)
    assert look(settings, NOW + 2 * HOUR, [failed]).alerts == ()
    assert "Report of fresno-ca failed: no figure" in mails(server)[0].get_content()


def test_a_run_that_was_killed_is_one_alert_too(settings: Settings, server: SmtpServer) -> None:
    """The server says so at once, the journal after hours."""
    Installation(settings).ran("report", NOW, "", city="fresno-ca", by="1234")
    for hours in (1, 7):
        assert [one.code for one in look(settings, NOW + hours * HOUR, [replace(FLOW, run="1234")]).alerts] == ["flow-failed"]
    assert len(mails(server)) == 1
    assert [one.code for one in look(settings, NOW + 8 * HOUR).alerts] == ["run-cut-off"], "without the server the journal tells it"


def test_after_two_days_without_a_look_the_gap_is_told_once(settings: Settings, server: SmtpServer) -> None:
    """Twice: that the first one is over is no mail, and must not make the second a trouble that is known already."""
    look(settings, NOW)
    for back in (NOW + 3 * DAY, NOW + 6 * DAY):
        found = look(settings, back)
        assert [alert.code for alert in found.digest.new] == ["watch-missed"]
        assert found.is_mailed
        assert not look(settings, back + HOUR).is_mailed


def test_a_dry_run_notes_and_mails_nothing(settings: Settings, server: SmtpServer) -> None:
    assert not look(settings, NOW, [FLOW], is_dry_run=True).digest.is_empty
    assert (settings.home.exists(), server.accepted) == (False, [])


def test_without_an_operator_nothing_is_taken_for_told(tmp_path: Path, server: SmtpServer) -> None:
    settings = settings_of(tmp_path, server, operator="")
    for hour in range(2):
        found = look(settings, NOW + hour * HOUR, [FLOW])
        assert (found.digest.new, found.is_mailed) == ((FLOW,), False)
    assert not server.accepted


def test_an_operator_who_is_no_address_is_a_sentence_without_it(tmp_path: Path, server: SmtpServer) -> None:
    settings = settings_of(tmp_path, server, operator="olive at example.org")
    with pytest.raises(ConfigError, match="YEAREND_OPERATOR is no e-mail address") as error:
        look(settings, NOW, [FLOW])
    assert "olive" not in str(error.value)
    assert "olive" not in repr(settings)
