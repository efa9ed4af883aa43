"""At most one mail for each, and everyone accounted for: whatever the server does, wherever a run dies, however many there are."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deliver.ledger import CLAIM_HOLDS, Ledger
from pipeline.deliver.send import send
from pipeline.deliver.subscribers import Subscriber
from pipeline.errors import DeliveryError
from tests.deliver.conftest import MAIL, NOW, SENDER, Clock, approve, settings_for
from tests.servers.smtp import STEPS, Act, SmtpServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

FOUR = tuple(Subscriber(f"reader{number}@example.org") for number in range(4))

acts = st.one_of(
    st.none(),
    st.builds(Act, st.sampled_from(STEPS), st.sampled_from(["cut", "cut after"])),
    st.builds(Act, st.sampled_from(STEPS), st.just("say"), st.sampled_from(["421 bye", "450 4.2.1 later", "550 5.1.1 no"])),
    st.builds(Act, st.sampled_from(STEPS), st.sampled_from(["hang", "slow"])),
)
openings = st.one_of(
    st.none(),
    st.builds(Act, st.sampled_from(("ehlo", "rset", "quit")), st.sampled_from(["cut", "cut after", "hang"])),
    st.builds(Act, st.sampled_from(("ehlo", "rset", "quit")), st.just("say"), st.sampled_from(["421 bye", "500 what"])),
)


@dataclass(frozen=True)
class History:
    """One run: what the server does, and where the process or the machine dies."""

    messages: list[Act | None]
    connections: list[Act | None]
    greetings: list[str]
    security: Literal["insecure", "starttls"]  # this server offers no STARTTLS
    dies_at: int | None  # before which settling the process dies
    is_power_cut: bool  # the machine with it: what was not synced is lost
    is_stolen: bool  # another worker takes it for dead


histories = st.builds(
    History,
    st.lists(acts, max_size=6),
    st.lists(openings, max_size=2),
    st.lists(st.sampled_from(["", "421 busy"]), max_size=1),
    st.sampled_from(["insecure", "insecure", "insecure", "starttls"]),
    st.none() | st.integers(0, 3),
    st.booleans(),
    st.booleans(),
)


class _Death(BaseException):
    """The process ends here, with no chance to tidy up."""


class DyingLedger(Ledger):
    """A ledger whose process dies between the server's answer and the `countdown`-th settling.

    It notes what the disk is sure to hold: the file as it was when the last batch was reserved.
    """

    countdown: int | None = None

    def reserve(self, *values: object) -> dict[str, int]:
        found = super().reserve(*values)  # type: ignore[arg-type]
        self.backup(self._synced_file)
        return found

    @property
    def _synced_file(self) -> Path:
        return self.path.with_suffix(".synced")

    def restarted(self, history: History, boot: str) -> DyingLedger:
        """The ledger as the next process finds it."""
        self.close()
        if history.is_power_cut:
            for file in self.path.parent.glob(f"{self.path.name}-*"):
                file.unlink()
            shutil.copyfile(self._synced_file, self.path)
        again = DyingLedger(self.path)
        again.boot = boot if history.is_power_cut else self.boot
        if history.is_stolen:
            again._db.execute("update delivery set holder = substr(holder, 1, instr(holder, '/')) || '999999999' where holder <> ''")
        return again

    def settle(self, *values: object) -> None:
        if self.countdown is not None:
            self.countdown -= 1
            if self.countdown < 0:
                raise _Death
        super().settle(*values)  # type: ignore[arg-type]

    def give_back(self, numbers: Iterable[int]) -> None:
        if self.countdown is None or self.countdown >= 0:  # the dead do not tidy up
            super().give_back(numbers)


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


@settings(max_examples=40, deadline=None)
@given(st.lists(histories, min_size=1, max_size=3))
def test_whatever_happens(shared: SmtpServer, new_ledger: Callable[[], DyingLedger], story: list[History]) -> None:
    shared.reset()
    clock = Clock()
    ledger = new_ledger()
    approve(ledger, MAIL)
    for number, history in enumerate(story):
        shared.script.extend(history.messages)
        shared.connections.extend(history.connections)
        shared.greetings.extend(history.greetings)
        ledger.countdown = history.dies_at
        try:
            run_and_count(shared, ledger, clock, timeout_seconds=0.05, smtp_security=history.security)
        except DeliveryError:
            pass
        except _Death:
            ledger = ledger.restarted(history, f"boot {number}")
        assert_accounted_for(shared, ledger, clock)
        for rest in (shared.script, shared.connections, shared.greetings):
            rest.clear()
    ledger.countdown = None
    clock.at += CLAIM_HOLDS
    run_and_count(shared, ledger, clock, timeout_seconds=5)
    assert_accounted_for(shared, ledger, clock)
    states = ledger.states(MAIL.edition_id, clock.now())
    assert set(states) == {person.key for person in FOUR}, "with a server that is well, nobody is left out"
    assert "claimed" not in states.values()
    ledger.close()


def run_and_count(server: SmtpServer, ledger: Ledger, clock: Clock, **changes: Any) -> None:
    """One run; each subscriber is in exactly one of its counts."""
    changes["smtp_timeout_seconds"] = changes.pop("timeout_seconds")
    outcome = send(MAIL, SENDER, FOUR, ledger, settings_for(server, **changes), clock.now, sleep=clock.sleep)
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
from pipeline.deliver.send import send
from pipeline.deliver.ledger import Ledger
from tests.deliver.conftest import MAIL, SENDER
from pipeline.settings import Settings
from pipeline.deliver.subscribers import Subscriber

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


def test_two_workers_in_turns_while_the_server_misbehaves(server: SmtpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes the other for dead, so each takes what the other reserved: to begin is what counts."""
    many = tuple(Subscriber(f"reader{number}@example.org") for number in range(60))
    server.play(*(Act("rcpt", "say", "450 4.2.1 later") if number % 7 == 3 else None for number in range(200)))
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        approve(ledger, MAIL)

    monkeypatch.setattr("pipeline.deliver.deliveries._is_alive", lambda process: False)

    def work() -> None:
        clock = Clock()
        with Ledger(tmp_path / "ledger.sqlite") as own:
            for _ in range(3):
                send(MAIL, SENDER, many, own, settings_for(server), clock.now, sleep=lambda seconds: time.sleep(seconds / 1000))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert server.copies == {person.address: 1 for person in many}


def test_two_processes_race(server: SmtpServer, start: Callable[[int], subprocess.Popen[str]]) -> None:
    processes = start(150), start(150)
    go(*processes)
    counts = [int(process.communicate(timeout=20)[0]) for process in processes]
    assert server.copies == {f"reader{number}@example.org": 1 for number in range(150)}
    assert sum(counts) == 150


@pytest.mark.parametrize("step", STEPS)
def test_killed_in_the_middle(server: SmtpServer, start: Callable[[int], subprocess.Popen[str]], tmp_path: Path, step: str) -> None:
    """kill -9 while the server is silent: what was begun stays claimed, becomes unknown, and is never sent by itself.

    It is begun as late as can be: whoever dies before the recipient was named leaves nothing in doubt, and the next run sends.
    """
    is_begun = step != "mail"
    server.play(None, Act(step, "hang"))  # type: ignore[arg-type]
    process = start(3)
    go(process)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        wait_until(lambda: list(ledger.states(MAIL.edition_id, NOW).values()) == ["sent", "claimed", "claimed"] and server.is_hanging)
        process.kill()
        process.wait(10)
        clock = Clock(dt.datetime.now(dt.UTC))
        at_once = send(MAIL, SENDER, FOUR[:3], ledger, settings_for(server), clock.now)
        assert (at_once.sent, at_once.already, at_once.elsewhere, at_once.unknown) == (1 if is_begun else 2, 1, int(is_begun), ())
        clock.at += CLAIM_HOLDS
        later = send(MAIL, SENDER, FOUR[:3], ledger, settings_for(server), clock.now)
        assert (later.sent, later.already + len(later.unknown), len(later.unknown)) == (0, 3, int(is_begun))
    assert server.copies["reader1@example.org"] == (1 if step == "dot" or not is_begun else 0)
    assert server.copies["reader2@example.org"] == 1


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)
