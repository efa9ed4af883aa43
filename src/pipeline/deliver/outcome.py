"""What a run of `send` did, in counts and in deliveries that somebody has to look at; it names no one and may be logged and shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.deliver.ledger import settle_command

if TYPE_CHECKING:
    from pipeline.deliver.ledger import Resolution


@dataclass(frozen=True)
class Trouble:
    """One delivery that was refused or is unknown, without whom it was for."""

    edition_id: str
    number: int
    recipient: str  # masked: "r…@example.org"
    code: str  # the server's, "550 5.1.1"; "" where none came

    def command(self, resolution: Resolution) -> str:
        """Tells the ledger that it was sent after all, or may go again."""
        return settle_command(self.edition_id, self.number, resolution)


@dataclass(frozen=True)
class Outcome:
    """What a run of `send` did. It names no one and may be logged and shown."""

    edition_id: str
    sent: int = 0
    deferred: int = 0  # the server put them off to the end; the next run tries again
    deferred_code: str = ""  # what it said last, "451 4.7.1"
    already: int = 0  # sent or refused before
    elsewhere: int = 0  # claimed by another run
    suppressed: int = 0
    unwanted: int = 0  # of a kind they did not ask for
    refused: tuple[Trouble, ...] = ()  # in this run
    unknown: tuple[Trouble, ...] = ()  # of this edition, from any run

    @property
    def skipped(self) -> int:
        return self.already + self.elsewhere + self.suppressed + self.unwanted

    def __str__(self) -> str:
        """`fresno-ca-2023-preliminary: 2 sent, 1 refused, 3 done before`."""
        counts = {
            "sent": self.sent,
            "refused": len(self.refused),
            "unknown": len(self.unknown),
            f"put off by the server ({self.deferred_code or 'cut off'}), send again later": self.deferred,
            "done before": self.already,
            "in the hands of another run": self.elsewhere,
            "suppressed": self.suppressed,
            "not asked for": self.unwanted,
        }
        said = [f"{count} {word}" for word, count in counts.items() if count or word == "sent"]
        return f"{self.edition_id}: {', '.join(said)}"

    def advice(self) -> tuple[str, ...]:
        """A line for each delivery that somebody has to look at, with the command to settle it."""
        refused = tuple(f"refused: {one.recipient} ({one.code}); to let it go again: {one.command('unsent')}" for one in self.refused)
        unknown = tuple(
            f"unknown: {one.recipient} may have it; if so: {one.command('sent')}; if not: {one.command('unsent')}" for one in self.unknown
        )
        return refused + unknown
