"""The connection itself: TLS by a certificate that is checked, login, and one sentence for what someone has to mend."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from pipeline.deliver.send import send
from pipeline.errors import DeliveryError
from tests.deliver.conftest import MAIL, SENDER, Clock, certified, people, settings_for
from tests.servers.smtp import Act, SmtpServer

if TYPE_CHECKING:
    import ssl

    from pipeline.deliver.ledger import Ledger
    from pipeline.deliver.outcome import Outcome
    from tests.servers.smtp import Opening

# aiosmtpd warns that logins without STARTTLS are not safe; here TLS goes before it, or the machine is the only one on the line.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")

PASSWORD = "open sesame"


def run(ledger: Ledger, server: SmtpServer, clock: Clock, trusting: ssl.SSLContext, **changes: Any) -> Outcome:
    return send(MAIL, SENDER, people, ledger, settings_for(server, **changes), clock.now, sleep=clock.sleep, tls=trusting)


def test_starttls_and_login(ledger: Ledger, clock: Clock, authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    with SmtpServer(starttls=certified(authority), user="desk", password=PASSWORD) as server:
        outcome = run(ledger, server, clock, trusting, smtp_security="starttls", smtp_user="desk", smtp_password=PASSWORD)
    assert (outcome.sent, server.login_count) == (3, 1)
    assert server.helos == {"example.org"}


def test_tls_and_login(ledger: Ledger, clock: Clock, authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    with SmtpServer(tls=certified(authority), user="desk", password=PASSWORD) as server:
        assert run(ledger, server, clock, trusting, smtp_security="tls", smtp_user="desk", smtp_password=PASSWORD).sent == 3


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("wrong", ["name", "authority"])
def test_a_wrong_certificate(ledger: Ledger, clock: Clock, authority: trustme.CA, trusting: ssl.SSLContext, security: str, wrong: str) -> None:
    shown = certified(authority, "mail.example.org") if wrong == "name" else certified(trustme.CA())
    with (
        SmtpServer(tls=shown if security == "tls" else None, starttls=shown if security == "starttls" else None) as server,
        pytest.raises(DeliveryError, match="shows a certificate that is not to be trusted"),
    ):
        run(ledger, server, clock, trusting, smtp_security=security)
    assert not server.accepted
    assert not ledger.deliveries(MAIL.edition_id)
    assert not clock.slept, "trying again would not help"


def test_without_an_own_context_the_system_decides(ledger: Ledger, clock: Clock, authority: trustme.CA) -> None:
    with SmtpServer(tls=certified(authority)) as server, pytest.raises(DeliveryError, match="not to be trusted"):
        send(MAIL, SENDER, people, ledger, settings_for(server, smtp_security="tls"), clock.now)


def test_no_starttls_offered(ledger: Ledger, server: SmtpServer, clock: Clock, trusting: ssl.SSLContext) -> None:
    """Someone on the line may have taken the offer away: nothing is said in the clear."""
    with pytest.raises(DeliveryError, match="does not offer what is needed: STARTTLS"):
        run(ledger, server, clock, trusting, smtp_security="starttls")
    assert not server.accepted


def test_tls_to_a_port_that_wants_none(ledger: Ledger, server: SmtpServer, clock: Clock, trusting: ssl.SSLContext) -> None:
    with pytest.raises(DeliveryError, match="does not speak TLS as YEAREND_SMTP_SECURITY=tls wants it"):
        run(ledger, server, clock, trusting, smtp_security="tls")


def test_a_login_that_is_wrong(ledger: Ledger, clock: Clock, authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    with (
        SmtpServer(starttls=certified(authority), user="desk", password=PASSWORD) as server,
        pytest.raises(DeliveryError, match=r"does not take the login \(535\)") as caught,
    ):
        run(ledger, server, clock, trusting, smtp_security="starttls", smtp_user="desk", smtp_password="wrong horse")
    assert "wrong horse" not in str(caught.value)
    assert server.login_count > 0


def test_a_login_that_is_missing(ledger: Ledger, clock: Clock, authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    with (
        SmtpServer(starttls=certified(authority), user="desk", password=PASSWORD) as server,
        pytest.raises(DeliveryError, match=r"takes no mail from this sender \(530 5.7.0\); .*YEAREND_SMTP_USER"),
    ):
        run(ledger, server, clock, trusting, smtp_security="starttls")
    assert not ledger.deliveries(MAIL.edition_id)


def test_a_login_that_is_not_offered(ledger: Ledger, server: SmtpServer, clock: Clock, trusting: ssl.SSLContext) -> None:
    with pytest.raises(DeliveryError, match="does not offer what is needed: a login"):
        run(ledger, server, clock, trusting, smtp_user="desk", smtp_password=PASSWORD)


@pytest.mark.parametrize("how", ["cut", "cut after", "hang", "slow", "421", "454", "554"])
@pytest.mark.parametrize("step", ["ehlo", "starttls", "auth", "quit"])
def test_what_breaks_before_or_after_the_messages_costs_nobody_theirs(
    ledger: Ledger, clock: Clock, authority: trustme.CA, trusting: ssl.SSLContext, step: Opening, how: Any
) -> None:
    """At each step of opening and closing: another connection, or one sentence; nothing is handed over that is not accounted for."""
    act = Act(step, "say", f"{how} no") if how.isdecimal() else Act(step, how)
    with SmtpServer(starttls=certified(authority), user="desk", password=PASSWORD) as server:
        server.connections.append(act)
        changes = {"smtp_security": "starttls", "smtp_user": "desk", "smtp_password": PASSWORD, "smtp_timeout_seconds": 0.7}
        with contextlib.suppress(DeliveryError):
            run(ledger, server, clock, trusting, **changes)
        assert len(ledger.states(MAIL.edition_id, clock.now())) == sum(server.copies.values())
        assert run(ledger, server, clock, trusting, **changes).unknown == ()
        assert server.copies == {person.address: 1 for person in people}


def test_a_reset_that_breaks_changes_no_answer(ledger: Ledger, server: SmtpServer, clock: Clock, trusting: ssl.SSLContext) -> None:
    server.connections.append(Act("rset", "cut"))
    server.only_for(people[0].address, Act("rcpt", "say", "550 5.1.1 no such user"))
    outcome = run(ledger, server, clock, trusting)
    assert (outcome.sent, len(outcome.refused), server.connection_count) == (2, 1, 2)
