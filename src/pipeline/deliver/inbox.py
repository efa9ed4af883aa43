"""`yearend inbox`: what came back by mail, taken into the suppressions. Reading the same mails again changes nothing."""

from __future__ import annotations

import collections
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pipeline.deliver.replies import Known, Verdict, mails, read
from pipeline.deliver.seal import Seal, token

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from pipeline.deliver.ledger import Ledger

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """What became of each mail, in their order; it names no one."""

    verdicts: tuple[Verdict, ...]
    suppressed: int  # addresses that were not suppressed before

    def __str__(self) -> str:
        """`4 mails: 1 unsubscribe, 1 hard bounce, 2 ignored; 1 address newly suppressed`."""
        counts = collections.Counter(one.means for one in self.verdicts)
        said = ", ".join(f"{count} {means}" for means, count in counts.items()) or "nothing"
        return f"{len(self.verdicts)} mails: {said}; {self.suppressed} addresses newly suppressed"

    def ignored(self) -> tuple[str, ...]:
        """A line for each reason for which mails were ignored, with their places in the file."""
        places = collections.defaultdict(list)
        for number, one in enumerate(self.verdicts, 1):
            if one.means == "ignored":
                places[one.why].append(str(number))
        return tuple(f"{why}: mail {', '.join(numbers)}" for why, numbers in places.items())


def take_in(file: BinaryIO, ledger: Ledger, others: Iterable[str], now: dt.datetime) -> Taken:
    """Suppresses who unsubscribed and whose address is gone; who bounced for now stays. `others` may be mailed and were not yet."""
    known = known_to(ledger, others)
    verdicts, suppressed = [], 0
    for whole in mails(file):
        verdict = read(whole, known)
        verdicts.append(verdict)
        if verdict.means in ("unsubscribe", "hard bounce"):
            suppressed += ledger.suppress(verdict.recipient_key, f"{verdict.means}: {verdict.why}", now)
    taken = Taken(tuple(verdicts), suppressed)
    log.info("inbox: %s", taken)
    return taken


def known_to(ledger: Ledger, others: Iterable[str]) -> Known:
    """Everything by which a mail that comes back can be known."""
    seal = Seal(ledger.secret)
    keys = ledger.recipients() | frozenset(others)
    copies = {seal.copy(edition_id, recipient): recipient for edition_id, recipient in ledger.copies()}
    return Known(keys, {token(seal.secret, one): one for one in keys}, copies)
