"""What every table of a city's TOML shares: no unknown keys, frozen, and the checked words that several tables use."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from pipeline.metrics import metrics


def _metric(code: str) -> str:
    if code not in metrics():
        raise ValueError(f"is no metric; one of {', '.join(metrics())}")
    return code


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


MetricCode = Annotated[str, AfterValidator(_metric)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Values = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]  # one, or a list


class Entry(BaseModel):
    """One table of a TOML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @property
    def how_read(self) -> str:
        """What of it decides how bytes are read: all, unless said otherwise."""
        return self.model_dump_json()
