"""What is counted: the metric codes of the extraction contract, with the words we print for them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Metric:
    """One metric: its code, our words for one and for several, what a count of it counts, whether it is a stock, and whether it is sensitive."""

    code: str
    singular: str
    plural: str
    counts: str  # incidents, victims, people, cases, items, minutes or percent
    family: str
    is_stock: bool = False
    is_sensitive: bool = False
    parts: tuple[str, ...] = ()  # metrics whose counts add up to this one's

    def noun(self, value: float) -> str:
        """The noun beside a number: "1 homicide", "0 homicides"."""
        return self.singular if value == 1 else self.plural


@cache
def metrics() -> dict[str, Metric]:
    """All metrics by code, in the order in which they are printed."""
    table = tomllib.loads((files("pipeline") / "metrics.toml").read_text(encoding="utf-8"))
    return {code: Metric(code=code, **fields | {"parts": tuple(fields.get("parts", ()))}) for code, fields in table.items()}
