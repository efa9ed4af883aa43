"""Deliver: an edition to its subscribers, once each; or to the outbox, where anyone may look at it first.

The outbox is a preview: it never touches the ledger and never holds a subscriber. Sending goes by the ledger: approved, claimed, handed
over, settled. Nothing here repeats what may have arrived.
"""

from __future__ import annotations

import collections
import datetime as dt
import logging
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline import atomic
from pipeline.deliver.deliveries import BATCH
from pipeline.deliver.message import Letter, edition_kind
from pipeline.deliver.outcome import Outcome, Trouble
from pipeline.deliver.pace import Pace
from pipeline.deliver.relay import Answer, Relay, check
from pipeline.deliver.seal import seal
from pipeline.deliver.subscribers import Subscriber, masked
from pipeline.errors import ConfigError, DeliveryError, UnapprovedError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from pipeline.city import Sender
    from pipeline.deliver.ledger import Delivery, Ledger, State
    from pipeline.records import Mail
    from pipeline.settings import Settings

PLACEHOLDER = Subscriber("subscriber@example.org")
NOBODY = "nobody: approval is switched off"  # as the ledger keeps it
DEFER_WAITS_SECONDS = (5.0, 60.0, 300.0)  # grey lists let a second try pass after one to five minutes
CUTS_IN_A_ROW = 3  # then the server is not well, and every further try would make one more unknown
REFUSALS_AT_FIRST = 10  # then it refuses us rather than them

Skip = Literal["already", "unknown", "elsewhere", "suppressed", "unwanted"]

_SKIPPED: dict[State, Skip] = {"claimed": "elsewhere", "sent": "already", "refused": "already", "unknown": "unknown"}
_log = logging.getLogger(__name__)


def preview(mail: Mail, sender: Sender, outbox: Path, date: dt.datetime) -> Path:
    """Writes the mail as `<edition_id>.eml`, addressed to a placeholder; the same mail and date leave the file untouched.

    DeliveryError where it cannot be written.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", mail.edition_id):
        raise DeliveryError(f"{mail.edition_id!r} is no edition's id; one is like fresno-ca-2023-preliminary")
    path = outbox / f"{mail.edition_id}.eml"
    whole = Letter(mail, sender, date).to(PLACEHOLDER)
    try:
        if not path.is_file() or path.read_bytes() != whole:
            atomic.replace(path, whole)
    except OSError as error:
        raise DeliveryError(f"the preview {path} cannot be written: {error.strerror}") from None
    return path


def send(
    mail: Mail,
    sender: Sender,
    subscribers: Iterable[Subscriber],
    ledger: Ledger,
    settings: Settings,
    now: Callable[[], dt.datetime],
    *,
    sleep: Callable[[float], None] = time.sleep,
    tls: ssl.SSLContext | None = None,
) -> Outcome:
    """Sends an approved edition to each subscriber who is to get it and was not tried before.

    ConfigError where the mail server's settings will not do; DeliveryError where the edition is not approved, or the server
    cannot be reached or fails everyone: it says how many were sent, and running again goes on from there.
    """
    check(settings)
    sealed = seal(settings, ledger.secret, sender.address.rpartition("@")[2].lower())
    if not ledger.is_approved(mail.edition_id, mail.digest):
        if is_approval_needed(settings):
            raise UnapprovedError(
                f"{mail.edition_id} is not approved as it now stands; look at its preview, then: yearend approve {mail.edition_id}"
            )
        ledger.approve(mail.edition_id, mail.digest, NOBODY, now())
    people, skipped = left_to_do(mail.edition_id, subscribers, ledger, now())
    letter = Letter(mail, sender, now(), seal=sealed)
    with Relay(settings, letter.domain, sleep, tls) as relay:
        run = _Run(mail, letter, ledger, relay, now, Pace(settings.smtp_per_minute, now, sleep))
        try:
            left = run.rounds(people, sleep)
        except DeliveryError as error:
            raise DeliveryError(f"{error} ({run.progress(len(people))})") from None
    outcome = run.outcome(skipped, len(left))
    _log.info("%s", outcome)
    return outcome


def is_approval_needed(settings: Settings) -> bool:
    """Whether somebody must approve first. ConfigError where that was switched off by half."""
    if not settings.approval and not settings.send_what_nobody_approved:
        raise ConfigError(
            "YEAREND_APPROVAL is false, which is not enough to send what nobody has looked at; if that is meant,"
            " set YEAREND_SEND_WHAT_NOBODY_APPROVED=true too"
        )
    return settings.approval


def left_to_do(
    edition_id: str, subscribers: Iterable[Subscriber], ledger: Ledger, now: dt.datetime
) -> tuple[list[Subscriber], collections.Counter[Skip]]:
    """Whom an edition is still to go to by the ledger, and how many it is not and why."""
    subscribers = tuple(subscribers)
    suppressed = ledger.suppressed(one.key for one in subscribers)
    return choose(edition_kind(edition_id), subscribers, ledger.states(edition_id, now), suppressed)


def choose(
    kind: str, subscribers: Iterable[Subscriber], states: Mapping[str, State], suppressed: AbstractSet[str]
) -> tuple[list[Subscriber], collections.Counter[Skip]]:
    """Who is to be tried, and how many are not and why. A correction goes to everyone: they may have had what it corrects."""
    people: list[Subscriber] = []
    skipped: collections.Counter[Skip] = collections.Counter()
    for subscriber in subscribers:
        state = states.get(subscriber.key)
        if state:
            skipped[_SKIPPED[state]] += 1
        elif subscriber.key in suppressed:
            skipped["suppressed"] += 1
        elif kind != "correction" and kind not in subscriber.kinds:
            skipped["unwanted"] += 1
        else:
            people.append(subscriber)
    return people, skipped


class _Run:
    """One run of `send`: what is needed for each message, and what became of those so far."""

    def __init__(self, mail: Mail, letter: Letter, ledger: Ledger, relay: Relay, now: Callable[[], dt.datetime], pace: Pace) -> None:
        self._pace = pace
        self._edition_id = mail.edition_id
        self._digest = mail.digest
        self._letter = letter
        self._ledger = ledger
        self._relay = relay
        self._now = now
        self._sent_count = 0
        self._skipped: collections.Counter[Skip] = collections.Counter()  # since the run began
        self._cuts_in_a_row = 0
        self._deferred_code = ""
        self._refused: list[Trouble] = []

    def rounds(self, people: list[Subscriber], sleep: Callable[[float], None]) -> list[Subscriber]:
        """Tries everyone, then those who were put off, waiting longer each time; gives who is left."""
        left = self._round(people)
        for wait in DEFER_WAITS_SECONDS:
            if not left:
                break
            self._relay.close()
            sleep(wait)
            left = self._round(left)
        return left

    def _round(self, people: list[Subscriber]) -> list[Subscriber]:
        """Tries everyone once, in batches that the ledger reserves; gives who was put off."""
        left: list[Subscriber] = []
        for start in range(0, len(people), BATCH):
            batch = people[start : start + BATCH]
            numbers = self._ledger.reserve(self._edition_id, self._digest, [one.key for one in batch], self._now())
            try:
                left += [one for one in batch if self._is_put_off(one, numbers.pop(one.key, None))]
            finally:
                if numbers:
                    self._ledger.give_back(numbers.values())
        return left

    def _is_put_off(self, subscriber: Subscriber, number: int | None) -> bool:
        """Tries one subscriber; True if nothing was handed over and another try may help."""
        if number is None:
            return self._pass_over(subscriber)
        message = self._letter.copy(subscriber)
        self._pace.wait()
        self._open(number)
        try:
            answer = self._relay.hand_over(
                self._letter.sender_address, subscriber.address, message, lambda: self._ledger.begin(number, self._now())
            )
        except DeliveryError:
            self._ledger.release(number)
            raise
        if answer.state == "not begun":
            return self._pass_over(subscriber)
        self._settle(number, subscriber, answer)
        self._stop_if_hopeless(answer)
        return answer.state == "deferred"

    def _pass_over(self, subscriber: Subscriber) -> bool:
        """It is not ours to send: suppressed since the run began, or another run's."""
        self._skipped["suppressed" if self._ledger.suppressed([subscriber.key]) else "elsewhere"] += 1
        return False

    def _open(self, number: int) -> None:
        try:
            self._relay.open()
        except DeliveryError:
            self._ledger.give_back([number])
            raise

    def _settle(self, number: int, subscriber: Subscriber, answer: Answer) -> None:
        match answer.state:
            case "not begun":
                return  # another run has it
            case "deferred":
                self._ledger.release(number)
                self._deferred_code = answer.code
                return
        self._ledger.settle(number, answer.state, answer.text, self._now())
        if answer.state == "sent":
            self._sent_count += 1
        elif answer.state == "refused":
            self._refused.append(Trouble(self._edition_id, number, subscriber.masked, answer.code))

    def _stop_if_hopeless(self, answer: Answer) -> None:
        """DeliveryError where going on would only harm more deliveries."""
        self._cuts_in_a_row = self._cuts_in_a_row + 1 if answer.is_cut else 0
        if self._cuts_in_a_row >= CUTS_IN_A_ROW:
            raise DeliveryError(f"the mail server broke off {CUTS_IN_A_ROW} times in a row; send again when it is well")
        if not self._sent_count and len(self._refused) >= REFUSALS_AT_FIRST:
            raise DeliveryError(f"the mail server refused all of the first {REFUSALS_AT_FIRST} recipients ({answer.code}); see its log")

    def progress(self, wanted: int) -> str:
        unknown = len(self._ledger.unknown(self._now(), self._edition_id))
        return f"{self._sent_count} of {wanted} sent, {len(self._refused)} refused, {unknown} unknown"

    def outcome(self, skipped: collections.Counter[Skip], deferred: int) -> Outcome:
        skipped = skipped + self._skipped
        unknown = self._ledger.unknown(self._now(), self._edition_id)
        return Outcome(
            self._edition_id,
            sent=self._sent_count,
            deferred=deferred,
            deferred_code=self._deferred_code if deferred else "",
            already=skipped["already"],
            elsewhere=skipped["elsewhere"],
            suppressed=skipped["suppressed"],
            unwanted=skipped["unwanted"],
            refused=tuple(self._refused),
            unknown=tuple(_trouble(delivery) for delivery in unknown),
        )


def _trouble(delivery: Delivery) -> Trouble:
    return Trouble(delivery.edition_id, delivery.number, masked(delivery.recipient), "")
