"""At most one mail for each, and everyone accounted for: whatever the server does, wherever a run dies, however many there are."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deliver import send
from pipeline.errors import DeliveryError
from pipeline.ledger import CLAIM_HOLDS, Ledger
from pipeline.subscribers import Subscriber
from tests.deliver.conftest import MAIL, NOW, SENDER, Clock, approve, settings_for
from tests.servers.smtp import STEPS, Act, SmtpServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOUR = tuple(Subscriber(f"reader{number}@example.org") for number in range(4))

acts = st.one_of(
    st.none(),
    st.builds(Act, st.sampled_from(STEPS), st.sampled_from(["cut", "cut after"])),
    st.builds(Act, st.sampled_from(STEPS), st.just("say"), st.sampled_from(["421 bye", "450 4.2.1 later", "550 5.1.1 no"])),
    st.builds(Act, st.sampled_from(STEPS), st.just("hang")),
)
runs = st.tuples(
    st.lists(acts, max_size=6),  # what the server does, message by message
    st.lists(st.sampled_from(["", "421 busy"]), max_size=1),  # and connection by connection
    st.one_of(st.none(), st.integers(0, 3)),  # before which settling the process dies
)


class _Death(BaseException):
    """The process ends here, with no chance to tidy up."""


class DyingLedger(Ledger):
    """A ledger whose process dies between the server's answer and the `countdown`-th settling."""

    countdown: int | None = None

    def settle(self, *values: object) -> None:
        if self.countdown is not None:
            self.countdown -= 1
            if self.countdown < 0:
                raise _Death
        super().settle(*values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shared() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture(scope="module")
def new_ledger(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], DyingLedger]:
    """Makes an empty ledger, for each example of a property its own."""
    numbers = itertools.count()
    folder = tmp_path_factory.mktemp("ledgers")
    return lambda: DyingLedger(folder / f"{next(numbers)}.sqlite")


@settings(max_examples=25, deadline=None)
@given(st.lists(runs, min_size=1, max_size=3))
def test_whatever_happens(
    shared: SmtpServer, new_ledger: Callable[[], DyingLedger], history: list[tuple[list[Act | None], list[str], int | None]]
) -> None:
    shared.reset()
    clock = Clock()
    with new_ledger() as ledger:
        approve(ledger, MAIL)
        for script, greetings, dies_at in history:
            shared.script.clear()
            shared.script.extend(script)
            shared.greetings.clear()
            shared.greetings.extend(greetings)
            ledger.countdown = dies_at
            with contextlib.suppress(DeliveryError, _Death):
                run_and_count(shared, ledger, clock, timeout_seconds=0.05)
            assert_accounted_for(shared, ledger, clock)
        shared.script.clear()
        shared.greetings.clear()
        ledger.countdown = None
        clock.at += CLAIM_HOLDS
        run_and_count(shared, ledger, clock, timeout_seconds=5)
        assert_accounted_for(shared, ledger, clock)
        states = ledger.states(MAIL.edition_id, clock.now())
        assert set(states) == {person.key for person in FOUR}, "with a server that is well, nobody is left out"
        assert "claimed" not in states.values()


def run_and_count(server: SmtpServer, ledger: Ledger, clock: Clock, timeout_seconds: float) -> None:
    """One run; each subscriber is in exactly one of its counts."""
    outcome = send(MAIL, SENDER, FOUR, ledger, settings_for(server, smtp_timeout_seconds=timeout_seconds), clock.now, sleep=clock.sleep)
    assert outcome.sent + len(outcome.refused) + len(outcome.unknown) + outcome.deferred + outcome.skipped == len(FOUR)


def assert_accounted_for(server: SmtpServer, ledger: Ledger, clock: Clock) -> None:
    states = ledger.states(MAIL.edition_id, clock.now())
    for person in FOUR:
        copies = server.copies[person.address]
        allowed = {None: {0}, "sent": {1}, "refused": {0}, "unknown": {0, 1}, "claimed": {0, 1}}
        assert copies in allowed[states.get(person.key)], states


SENDING = """
import datetime as dt, sys
from pathlib import Path
from pipeline.deliver import send
from pipeline.ledger import Ledger
from tests.deliver.conftest import MAIL, SENDER
from pipeline.settings import Settings
from pipeline.subscribers import Subscriber

path, port, count = sys.argv[1:]
settings = Settings(smtp_host="127.0.0.1", smtp_port=int(port), smtp_security="insecure")
people = [Subscriber(f"reader{number}@example.org") for number in range(int(count))]
with Ledger(Path(path)) as ledger:
    print("ready", flush=True)
    sys.stdin.readline()
    print(send(MAIL, SENDER, people, ledger, settings, lambda: dt.datetime.now(dt.UTC)).sent)
"""


@pytest.fixture
def start(server: SmtpServer, tmp_path: Path) -> Iterator[Callable[[int], subprocess.Popen[str]]]:
    """Starts a process that is ready to send to so many subscribers, and does when it is told to."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger, contextlib.ExitStack() as stack:
        approve(ledger, MAIL)

        def start(count: int) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", SENDING, str(tmp_path / "ledger.sqlite"), str(server.port), str(count)]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


def go(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()


def test_two_processes_race(server: SmtpServer, start: Callable[[int], subprocess.Popen[str]]) -> None:
    processes = start(150), start(150)
    go(*processes)
    counts = [int(process.communicate(timeout=20)[0]) for process in processes]
    assert server.copies == {f"reader{number}@example.org": 1 for number in range(150)}
    assert sum(counts) == 150


@pytest.mark.parametrize("step", STEPS)
def test_killed_in_the_middle(server: SmtpServer, start: Callable[[int], subprocess.Popen[str]], tmp_path: Path, step: str) -> None:
    """kill -9 while the server is silent: what was claimed stays claimed, becomes unknown, and is never sent by itself."""
    server.play(None, Act(step, "hang"))  # type: ignore[arg-type]
    process = start(3)
    go(process)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        wait_until(lambda: list(ledger.states(MAIL.edition_id, NOW).values()) == ["sent", "claimed"] and server.is_hanging)
        process.kill()
        process.wait(10)
        clock = Clock(dt.datetime.now(dt.UTC))
        at_once = send(MAIL, SENDER, FOUR[:3], ledger, settings_for(server), clock.now)
        assert (at_once.sent, at_once.already, at_once.elsewhere, at_once.unknown) == (1, 1, 1, ())
        clock.at += CLAIM_HOLDS
        later = send(MAIL, SENDER, FOUR[:3], ledger, settings_for(server), clock.now)
        assert (later.sent, later.already, [one.recipient for one in later.unknown]) == (0, 2, ["r…@example.org"])
    assert server.copies["reader1@example.org"] == (1 if step == "dot" else 0)
    assert server.copies["reader2@example.org"] == 1


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)
