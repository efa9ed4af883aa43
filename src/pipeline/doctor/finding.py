"""How one part of an installation is, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pipeline.watch.item import Code

State = Literal["ok", "note", "trouble"]
COLUMNS = ("part", "state", "what")
_PARTS = {"delivery-unknown": "ledger", "source-behind": "source"}  # the others are called like their page


@dataclass(frozen=True)
class Finding:
    """How one part is, in a sentence; `trouble` is what somebody has to see to, and its code names its page in the runbook."""

    code: Code
    state: State
    what: str
    about: str = ""  # which one, where there are several of the kind
    command: str = "yearend doctor"  # to run next

    @property
    def part(self) -> str:
        """What was looked at."""
        return _PARTS.get(self.code, self.code.replace("-", " "))

    def row(self) -> tuple[str, str, str]:
        """As COLUMNS."""
        return self.part, self.state, self.what
