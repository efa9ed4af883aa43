"""One thing that is watched, how it stands, and what the operator is told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import datetime as dt
    from zoneinfo import ZoneInfo

State = Literal["ok", "note", "late", "waits", "behind", "failed"]
GRAVE: frozenset[State] = frozenset(("behind", "failed"))  # then `yearend status` ends with 1

# Every code has its page in deployments/RUNBOOK.md, under a heading of that name.
Code = Literal[
    "source-behind",
    "city-behind",
    "edition-behind",
    "publishing-behind",
    "approval-waiting",
    "delivery-unknown",
    "run-failed",
    "run-cut-off",
    "watch-missed",
    "flow-failed",
    "flow-late",
    "settings",
    "cities",
    "disk",
    "clock",
    "time-zones",
    "archive",
    "duckdb",
    "warehouse",
    "ledger",
    "backup",
    "mail-server",
    "site",
    "prefect",
    "prefect-setup",
]
CODES: tuple[Code, ...] = get_args(Code)
_NUMBERS = re.compile(r"\d[\d.,:]*")
COLUMNS = ("city", "part", "name", "state", "when", "what")
FIELDS = ("city", "part", "name", "state", "at", "what", "command")


@dataclass(frozen=True)
class Alert:
    """Something that somebody has to see to. Code and `about` make it the same trouble on another day."""

    code: Code
    about: str  # "fresno-ca/rtci"
    what: str  # a sentence
    command: str  # to run next
    change: str = ""  # when this is another, it is told anew; by default the sentence without its numbers, which move by themselves
    run: str = ""  # the id of the Prefect run whose trouble it is, where that is known

    @property
    def mark(self) -> str:
        """What makes it another trouble than it was."""
        return self.change or _NUMBERS.sub("#", self.what)


@dataclass(frozen=True)
class Item:
    """How one thing stands; with an `alert` where the operator is to be told."""

    city: str  # "": the installation's
    part: str  # source, run, edition, delivery, review, published, watch
    name: str
    state: State
    at: dt.datetime | None  # UTC; when it was last had, ran or was made
    what: str
    alert: Alert | None = None
    command: str = ""  # where there is something to do, though nobody is told

    def row(self, zone: ZoneInfo | dt.timezone) -> tuple[str, ...]:
        """As COLUMNS, with the city's own time."""
        when = f"{self.at.astimezone(zone):%Y-%m-%d %H:%M %Z}" if self.at else ""
        command = self.alert.command if self.alert else self.command
        return self.city, self.part, self.name, self.state, when, f"{self.what}; {command}" if command else self.what

    def fields(self) -> tuple[object, ...]:
        """As FIELDS, for programs."""
        command = self.alert.command if self.alert else self.command
        return self.city, self.part, self.name, self.state, self.at, self.what, command
