"""What a month's edition says of one metric: frozen, as the other parts of an edition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """A count beside the same of a year before."""

    value: float | None
    last: float | None
    change_pct: float | None
    chance_p: float | None  # exact test; only where both are under 100

    @property
    def is_too_few(self) -> bool:
        """The difference may be one of chance."""
        return self.chance_p is not None and self.chance_p >= 0.05 and self.value != self.last


@dataclass(frozen=True)
class MonthRow:
    """One metric of one provider in a month, the year to date through it, and the twelve months through it."""

    metric: str
    provider: str
    definition: str
    label: str
    source: str
    month: Pair
    to_date: Pair
    twelve: Pair
    figure_ids: tuple[str, ...]
    last_figure_ids: tuple[str, ...]
