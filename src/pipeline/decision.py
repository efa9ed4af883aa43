"""Decisions of reviewers as data: what is accepted, corrected or rejected, by whom, when and why; replayed whenever the warehouse is built.

They stand in `cities/<slug>.review.toml`, which `yearend review` appends to, or as `[[decision]]` in the city's own TOML. One names a figure or
quotation by its id, and by what it says besides, so that it holds when a newer reader gives the same words another id; or, for a number that a
publisher's file has wrong, by source, metric, period and value: it stops by itself when the publisher mends that number.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AwareDatetime, Field, ValidationError, model_validator

from pipeline.entry import Entry, Identifier, MetricCode
from pipeline.errors import ConfigError
from pipeline.toml_error import sentence

if TYPE_CHECKING:
    from pathlib import Path

Verdict = Literal["accept", "correct", "reject"]
Words = Annotated[str, Field(min_length=1)]

_HEAD = """# Decisions of reviewers, appended by `yearend review` and replayed whenever the warehouse is built: keep this file with the city's.
"""


class Decision(Entry):
    """One decision about a figure, a claim (it is a figure too) or a quotation."""

    verdict: Verdict
    by: Words
    why: Words
    at: AwareDatetime
    id: str | None = Field(None, pattern=r"^[0-9a-f]{12}$")
    capture: str | None = Field(None, pattern=r"^[0-9a-f]{16}$")
    source: Identifier | None = None
    metric: MetricCode | None = None
    measure: str = "count"
    period: str | None = None  # as the contract writes it
    value: float | None = None  # as read, or as published
    quote: str | None = None
    replacement: float | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.verdict == "correct") != (self.replacement is not None):
            raise ValueError('replacement goes with verdict = "correct", and only with it')
        if self.id is None and (self.source is None or self.metric is None or self.period is None or self.value is None):
            raise ValueError("a decision names an id, or source, metric, period and value")
        return self


def review_file(city_file: Path) -> Path:
    """Where the decisions about a city lie, beside its TOML."""
    return city_file.with_name(f"{city_file.stem}.review.toml")


class _Decisions(Entry):
    decision: tuple[Decision, ...] = ()


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file, none where it is not there; ConfigError is one sentence with the file and what is wrong in it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return _Decisions.model_validate(table).decision
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no valid TOML: {error}") from None
    except ValidationError as error:
        raise ConfigError(f"{path}: {sentence(error.errors(), table, _Decisions)}") from None


def append(path: Path, decision: Decision) -> None:
    """Adds a decision to the file, which is made where there is none; another process sees the file before or after, never half of it."""
    before = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.write_text(before.rstrip("\n") + "\n\n" + as_toml(decision), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from None


def as_toml(decision: Decision) -> str:
    """The decision as a table of TOML."""
    fields = {name: value for name, value in decision.model_dump().items() if value is not None}
    return "[[decision]]\n" + "".join(f"{name} = {_literal(value)}\n" for name, value in fields.items())


def _literal(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    # A JSON string is a TOML string but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
