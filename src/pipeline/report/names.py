"""The words for a city's metrics and providers: *murders* only under the FBI's label, providers as the mail names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.metrics import metrics
from pipeline.report.words import counted, sentence_case

if TYPE_CHECKING:
    from pipeline.city import City

# Definitions under which the publisher's own word for a metric is another one.
_LABELS = {"murder": ("murder", "murders")}


@dataclass(frozen=True)
class Names:
    """Looks up words; an unknown provider is named by its id, an unknown metric by its code."""

    city_name: str
    shorts: tuple[tuple[str, str], ...]
    full: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, city: City) -> Names:
        return cls(city.name, tuple((one.id, one.short) for one in city.provider), tuple((one.id, one.name) for one in city.provider))

    def source(self, provider: str) -> str:
        """As in "police", "FBI data via RTCI"."""
        return dict(self.shorts).get(provider, provider)

    def provider(self, provider: str) -> str:
        """The full name, with its origin."""
        return dict(self.full).get(provider, provider)

    def nouns(self, metric: str, definition: str) -> tuple[str, str]:
        """Singular and plural: ("homicide", "homicides"); ("murder", "murders") where the definition is the FBI's murder."""
        if own := _LABELS.get(definition.rpartition("-")[2]):
            return own
        known = metrics().get(metric)
        return (known.singular, known.plural) if known else (metric, metric)

    def label(self, metric: str, definition: str) -> str:
        """As in "Homicides"."""
        return sentence_case(self.nouns(metric, definition)[1])

    def counted(self, value: float, metric: str, definition: str, op: str = "eq") -> str:
        """As in "35 homicides"."""
        return counted(value, *self.nouns(metric, definition), op)

    def who(self, provider: str) -> str | None:
        """As in "Fresno police" where the agency itself speaks; None where a body elsewhere publishes files."""
        short = self.source(provider)
        return f"{self.city_name} {short}" if short == "police" else None
