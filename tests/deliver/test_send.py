"""Sending to a server that behaves, and to one that does not: once each, and everyone accounted for."""

from __future__ import annotations

import logging
import socket
import traceback
from typing import TYPE_CHECKING

import pytest

from pipeline.deliver import relay
from pipeline.deliver.ledger import CLAIM_HOLDS
from pipeline.deliver.message import Letter
from pipeline.deliver.seal import Seal
from pipeline.deliver.send import send
from pipeline.deliver.subscribers import Subscriber
from pipeline.errors import ConfigError, DeliveryError
from pipeline.records import Mail
from tests.deliver.conftest import MAIL, RITA, SAM, SENDER, TOM, Clock, approve, people, settings_for
from tests.servers.smtp import STEPS, Act, SmtpServer, each

if TYPE_CHECKING:
    from pipeline.deliver.ledger import Ledger
    from pipeline.deliver.outcome import Outcome
    from pipeline.settings import Settings

SECRET = "pässwort"
UNA = Subscriber("una@example.org", "Una Nymous")


def run(ledger: Ledger, server: SmtpServer, clock: Clock, who: tuple[Subscriber, ...] = people, settings: Settings | None = None) -> Outcome:
    return send(MAIL, SENDER, who, ledger, settings or settings_for(server), clock.now, sleep=clock.sleep)


def test_everyone_gets_it_once(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    outcome = run(ledger, server, clock)
    assert (outcome.sent, outcome.skipped) == (3, 0)
    assert server.copies == {person.address: 1 for person in people}
    assert server.connection_count == 1
    assert str(outcome) == "fresno-ca-2023-preliminary: 3 sent"


def test_what_arrives_is_what_was_composed(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    """A line that is one dot would end the message if it were not doubled."""
    run(ledger, server, clock, (RITA,))
    assert server.accepted == [(RITA.address, Letter(MAIL, SENDER, clock.now(), seal=Seal(ledger.secret)).to(RITA))]


def test_a_second_run_sends_nothing_and_needs_no_server(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    run(ledger, server, clock)
    outcome = run(ledger, server, clock, settings=settings_for(server, smtp_port=closed_port()))
    assert (outcome.sent, outcome.already) == (0, 3)
    assert sum(server.copies.values()) == 3
    assert str(outcome) == "fresno-ca-2023-preliminary: 0 sent, 3 done before"


def test_not_approved(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    changed = Mail(MAIL.edition_id, "Another subject", MAIL.text, MAIL.html)
    ledger.record(changed, clock.now(), clock.now())
    with pytest.raises(DeliveryError, match="yearend approve fresno-ca-2023-preliminary"):
        send(changed, SENDER, people, ledger, settings_for(server), clock.now)
    assert not server.connection_count


def test_no_server_set(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    with pytest.raises(ConfigError, match="YEAREND_SMTP_HOST is not set"):
        run(ledger, server, clock, settings=settings_for(server, smtp_host=""))


def test_insecure_stays_on_this_machine(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    with pytest.raises(ConfigError, match="for a server on this machine only, not for mail"):
        run(ledger, server, clock, settings=settings_for(server, smtp_host="mail.example.org"))


def test_a_password_that_smtp_cannot_carry(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    with pytest.raises(ConfigError, match="outside ASCII") as caught:
        run(ledger, server, clock, settings=settings_for(server, smtp_user="desk", smtp_password=SECRET))
    assert SECRET not in shown(caught.value)


def test_the_suppressed_and_those_who_did_not_ask_are_left_out(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    ledger.suppress("Rita@Example.org", "unsubscribed", clock.now())
    final_only = Subscriber("sam@example.org", kinds=frozenset({"final"}))
    outcome = run(ledger, server, clock, (RITA, final_only, TOM))
    assert (outcome.sent, outcome.suppressed, outcome.unwanted) == (1, 1, 1)
    assert set(server.copies) == {TOM.address}


def test_a_correction_goes_to_everyone(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    """Whoever wants final editions only may have had the one that is corrected."""
    correction = Mail("fresno-ca-2023-correction-1", "Correction", "x\n", "<p>x</p>")
    approve(ledger, correction)
    final_only = Subscriber("sam@example.org", kinds=frozenset({"final"}))
    assert send(correction, SENDER, [final_only], ledger, settings_for(server), clock.now).sent == 1


def test_one_of_three_is_refused(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    server.only_for(SAM.address, Act("rcpt", "say", "550 5.1.1 <sam@example.org>: no such user"))
    outcome = run(ledger, server, clock)
    assert (outcome.sent, len(outcome.refused)) == (2, 1)
    refusal = outcome.refused[0]
    assert (refusal.recipient, refusal.code) == ("s…@example.org", "550 5.1.1")
    assert outcome.advice() == (
        f"refused: s…@example.org (550 5.1.1); to let it go again: yearend settle {MAIL.edition_id} {refusal.number} unsent",
    )
    assert server.connection_count == 1
    assert [delivery.state for delivery in ledger.deliveries(MAIL.edition_id)] == ["sent", "refused", "sent"]
    assert run(ledger, server, clock).already == 3


def test_a_refused_one_goes_again_when_the_operator_says_so(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    server.only_for(SAM.address, Act("rcpt", "say", "550 5.1.1 no such user"))
    number = run(ledger, server, clock).refused[0].number
    ledger.resolve(MAIL.edition_id, str(number), "unsent", clock.now())
    assert run(ledger, server, clock).sent == 1
    assert server.copies[SAM.address] == 1


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_grey_list_lets_the_second_try_pass(ledger: Ledger, server: SmtpServer, clock: Clock, step: str) -> None:
    server.play(Act(step, "say", "451 4.7.1 come back later"))  # type: ignore[arg-type]
    outcome = run(ledger, server, clock)
    assert (outcome.sent, outcome.deferred) == (3, 0)
    assert clock.slept == 5
    assert set(server.copies.values()) == {1}


def test_put_off_to_the_end_may_go_by_the_next_run(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    server.only_for(SAM.address, *each(Act("rcpt", "say", "451 4.7.1 later"), 4))
    outcome = run(ledger, server, clock)
    assert (outcome.sent, outcome.deferred) == (2, 1)
    assert str(outcome) == f"{MAIL.edition_id}: 2 sent, 1 put off by the server (451 4.7.1), send again later"
    assert SAM.key not in ledger.states(MAIL.edition_id, clock.now())
    assert run(ledger, server, clock).sent == 1


@pytest.mark.parametrize("how", ["cut", "cut after"])
@pytest.mark.parametrize("step", STEPS)
def test_cut_off_at_each_step(ledger: Ledger, server: SmtpServer, clock: Clock, step: str, how: str) -> None:
    """Up to the answer to DATA nothing was handed over, and it is sent again; from there on it is unknown, and is not."""
    server.only_for(SAM.address, Act(step, how))  # type: ignore[arg-type]
    if step == "mail":
        server.play(None, Act("mail", how))  # type: ignore[arg-type]
        server.by_recipient.clear()
    outcome = run(ledger, server, clock)
    is_handed_over = (step, how) in {("data", "cut after"), ("dot", "cut"), ("dot", "cut after")}
    assert (outcome.sent, len(outcome.unknown)) == ((2, 1) if is_handed_over else (3, 0))
    again = run(ledger, server, clock)
    assert (again.sent, len(again.unknown)) == (0, 1 if is_handed_over else 0)
    assert max(server.copies.values()) == 1


def test_an_unknown_one_comes_with_its_commands(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    server.only_for(SAM.address, Act("dot", "cut after"))
    outcome = run(ledger, server, clock)
    number = outcome.unknown[0].number
    command = f"yearend settle {MAIL.edition_id} {number}"
    assert outcome.advice() == (f"unknown: s…@example.org may have it; if so: {command} sent; if not: {command} unsent",)
    ledger.resolve(MAIL.edition_id, number, "sent", clock.now())
    assert run(ledger, server, clock).unknown == ()


def test_a_refusal_of_the_whole_message_is_not_repeated(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    """Even a 4xx: the server had all of it, and some keep what they say they do not."""
    server.only_for(SAM.address, Act("dot", "say", "451 4.3.0 scanner is down"))
    outcome = run(ledger, server, clock)
    assert [one.code for one in outcome.refused] == ["451 4.3.0"]
    assert run(ledger, server, clock).sent == 0


@pytest.mark.parametrize("step", STEPS)
def test_a_server_that_hangs(ledger: Ledger, server: SmtpServer, clock: Clock, step: str) -> None:
    server.play(Act(step, "hang"))  # type: ignore[arg-type]
    outcome = run(ledger, server, clock, settings=settings_for(server, smtp_timeout_seconds=0.2))
    assert (outcome.sent, len(outcome.unknown)) == ((2, 1) if step == "dot" else (3, 0))
    assert set(server.copies.values()) == {1}


def test_a_server_that_thinks_long_about_the_message(ledger: Ledger, server: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scanner may take minutes (RFC 5321 section 4.5.3.2.6); that is no reason for an unknown."""
    monkeypatch.setattr(relay, "FINAL_PATIENCE", 20)
    server.play(Act("dot", "slow"))
    outcome = run(ledger, server, clock, settings=settings_for(server, smtp_timeout_seconds=0.2))
    assert (outcome.sent, outcome.unknown) == (3, ())


def test_a_server_that_always_cuts_is_left_alone(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    """Otherwise every subscriber would become an unknown that someone has to look into."""
    many = tuple(Subscriber(f"reader{number}@example.org") for number in range(20))
    server.play(None, *each(Act("dot", "cut after"), 20))
    with pytest.raises(DeliveryError, match=r"broke off 3 times in a row; .* \(1 of 20 sent, 0 refused, 3 unknown\)"):
        run(ledger, server, clock, many)
    server.reset()
    outcome = run(ledger, server, clock, many)
    assert (outcome.sent, outcome.already, len(outcome.unknown)) == (16, 1, 3)


def test_a_server_that_refuses_everyone_is_left_alone(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    many = tuple(Subscriber(f"reader{number}@example.org") for number in range(20))
    server.play(*each(Act("rcpt", "say", "554 5.7.1 relay access denied"), 20))
    with pytest.raises(DeliveryError, match=r"refused all of the first 10 recipients \(554 5.7.1\)"):
        run(ledger, server, clock, many)


def test_a_sender_who_is_refused_is_nobody_elses_fault(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    server.play(Act("mail", "say", "550 5.7.1 not you"))
    with pytest.raises(DeliveryError, match=r"takes no mail from this sender \(550 5.7.1\)"):
        run(ledger, server, clock)
    assert not ledger.deliveries(MAIL.edition_id)


def test_server_down(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    port = closed_port()
    with pytest.raises(DeliveryError) as caught:
        run(ledger, server, clock, settings=settings_for(server, smtp_port=port))
    assert str(caught.value) == (
        f"the mail server 127.0.0.1:{port} cannot be reached: Connection refused; nothing is lost, send again later"
        " (0 of 3 sent, 0 refused, 0 unknown)"
    )
    assert not ledger.deliveries(MAIL.edition_id)
    assert clock.slept == 5


@pytest.mark.parametrize("greeting", ["", "421 4.3.2 closing", "554 no"])
def test_a_connection_is_tried_again(ledger: Ledger, server: SmtpServer, clock: Clock, greeting: str) -> None:
    server.greetings.append(greeting)
    assert run(ledger, server, clock).sent == 3
    assert clock.slept == 1


def test_goes_down_on_the_way(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    server.play(None, Act("rcpt", "say", "421 4.3.2 shutting down"))
    assert run(ledger, server, clock).sent == 3
    assert server.connection_count == 3  # the cut one, its successor, and the one of the second round


def test_connections_are_renewed_now_and_then(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    many = tuple(Subscriber(f"reader{number}@example.org") for number in range(205))
    assert run(ledger, server, clock, many).sent == 205
    assert server.connection_count == 3


@pytest.mark.parametrize(("per_minute", "slept"), [(0, 0.0), (60, 2.0), (1, 120.0), (600, 0.2)])
def test_no_faster_than_the_setting_says(ledger: Ledger, server: SmtpServer, clock: Clock, per_minute: int, slept: float) -> None:
    assert run(ledger, server, clock, settings=settings_for(server, smtp_per_minute=per_minute)).sent == 3
    assert clock.slept == pytest.approx(slept)
    assert server.connection_count == 1


def test_who_is_suppressed_while_a_run_is_under_way_gets_nothing(
    ledger: Ledger, server: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one who was reserved before: whoever unsubscribed is out from that moment, and an erased one is not sent to again as a new one."""
    settle = ledger.settle

    def settled(*values: object) -> None:
        ledger.suppress(SAM.key, "one-click", clock.now())
        ledger.erase(TOM.key, clock.now())
        settle(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(ledger, "settle", settled)
    outcome = run(ledger, server, clock)
    assert (outcome.sent, outcome.suppressed) == (1, 2)
    assert set(server.copies) == {RITA.address}


def test_a_claim_of_another_run_is_left_alone_and_becomes_unknown_in_time(ledger: Ledger, server: SmtpServer, clock: Clock) -> None:
    number = ledger.claim(MAIL.edition_id, MAIL.digest, SAM.key, clock.now())
    outcome = run(ledger, server, clock)
    assert (outcome.sent, outcome.elsewhere, outcome.unknown) == (2, 1, ())
    clock.at += CLAIM_HOLDS
    outcome = run(ledger, server, clock)
    assert (outcome.elsewhere, [one.number for one in outcome.unknown]) == (0, [number])
    assert SAM.address not in server.copies


def test_no_address_is_ever_shown(ledger: Ledger, server: SmtpServer, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """Not in logs, outcomes, exceptions or their context, even where the server says it."""
    caplog.set_level(logging.DEBUG, logger="pipeline")
    server.only_for(RITA.address, Act("dot", "cut after"))
    server.only_for(SAM.address, Act("rcpt", "say", "550 5.1.1 <sam@example.org> sam unknown"))
    outcome = run(ledger, server, clock)
    server.greetings.extend(["554 sam@example.org has no business here"] * 3)
    with pytest.raises(DeliveryError) as caught:
        run(ledger, server, clock, (*people, UNA))
    text = repr(outcome) + str(outcome) + "".join(outcome.advice()) + shown(caught.value)
    text += repr(ledger.deliveries(MAIL.edition_id)) + repr(people)
    text += "".join(record.getMessage() for record in caplog.records if record.name.startswith("pipeline"))
    for secret in ("rita", "sam@", "sam ", "tom", "una@", "Nymous"):
        assert secret not in text


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def shown(error: BaseException) -> str:
    """All that a traceback prints of an exception, with the lines of code."""
    return "".join(traceback.format_exception(error))
