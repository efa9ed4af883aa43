"""`[source.incidents]`: how rows of single incidents are read, and which of them count as which metric."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pipeline.entry import Entry, Identifier, MetricCode, Values

ISO = "iso"  # 2023-01-05T00:00:00.000, without a zone, as Socrata and CKAN write; a date alone too
ISO_OFFSET = "iso_offset"  # with Z or +00 at its end
EPOCHS = {"epoch_ms": 1, "epoch_s": 1000}  # ArcGIS counts milliseconds; the factor makes them
_ROWS = re.compile(r"(\w+\.)*\w*\[\](\.\w+)*")


class When(Entry):
    """A column with a moment: in which forms it is written, and which zone's clock it shows."""

    column: str
    time: str | None = None  # where the time of day stands in a column of its own: 23:15:00, 23:15 or 2315
    forms: tuple[str, ...] = Field((ISO,), min_length=1)  # iso, iso_offset, epoch_ms, epoch_s, or as strptime takes it: %m/%d/%Y %I:%M:%S %p
    zone: Literal["local", "UTC"] | None = None  # local is the city's; default: UTC for epochs, local for the others

    @property
    def is_utc(self) -> bool:
        """Whether what the forms give is UTC, and not yet the city's time."""
        return self.has_offset or self.zone == "UTC" or (self.zone is None and self.forms[0] in EPOCHS)

    @property
    def has_offset(self) -> bool:
        return _has_offset(self.forms[0])

    @model_validator(mode="after")
    def _forms_agree(self) -> Self:
        unknown = [form for form in self.forms if form not in {ISO, ISO_OFFSET, *EPOCHS} and "%" not in form]
        if unknown:
            allowed = f"{ISO}, {ISO_OFFSET}, {', '.join(EPOCHS)}, or a pattern such as %m/%d/%Y"
            raise ValueError(f"forms of {self.column!r} has {unknown[0]!r}; allowed: {allowed}")
        if len({_has_offset(form) for form in self.forms}) > 1 or len({form in EPOCHS for form in self.forms}) > 1:
            raise ValueError(f"forms of {self.column!r} are of different clocks: with an offset, since 1970, and neither do not go together")
        if self.has_offset and self.zone == "local":
            raise ValueError(f"forms of {self.column!r} carry their own offset; leave zone out")
        return self


class Counted(Entry):
    """Which rows count as one metric: those with one of the codes or one of the labels."""

    metric: MetricCode
    by: Literal["incident", "victim"]  # incidents are counted once each; victims are added up over rows
    codes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()  # as published, whatever the case; the names of flags too
    definition: Identifier | None = None  # default: what the source's family defines for the metric

    @model_validator(mode="after")
    def _counts_something(self) -> Self:
        if not self.codes and not self.labels:
            raise ValueError(f"{self.metric} counts nothing; give codes or labels")
        return self


class NotCounted(Entry):
    """Codes and labels that are known and counted under no metric; any other is an unknown offence."""

    codes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def _when(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


Moment = Annotated[When, BeforeValidator(_when)]


class Incidents(Entry):
    """Rows of incidents (`reads = "incidents"`): where they stand in a body, which columns are kept, and what they count as."""

    format: Literal["csv", "json"] = "csv"  # csv: with commas, tabs or semicolons, as the head has them
    rows: str = "[]"  # json: where the rows stand: "[]", "result.records[]", "features[].attributes"
    missing: tuple[str, ...] = ()  # what stands for nothing besides the empty string, as (null)
    key: Values = Field(min_length=1)  # the columns that together name a row
    incident: Values = ()  # the columns that name an incident, where several rows may be of one; default: the key
    occurred: Moment
    reported: Moment | None = None
    updated: Moment | None = None
    code: str | None = None
    code_digits: int = Field(0, ge=0, le=20)  # codes are filled up with zeros to so many digits, as 110 to 0110
    label: str | None = None
    flags: tuple[str, ...] = ()  # columns that each say whether the row is of their offence: each makes a row with the column's name as label
    flag_values: tuple[str, ...] = ("1", "Y", "YES", "TRUE")  # whatever the case
    victims: str | None = None  # null counts as one
    district: str | None = None
    where: dict[str, Values] = Field(default_factory=dict)  # only rows with one of these values in each column
    unfounded: dict[str, Values] = Field(default_factory=dict)  # rows with one of these values in a column did not happen
    dated_by: Literal["occurred", "reported"] = "occurred"  # which date puts a row into a month
    counts_from: dt.date  # the first day from which the source has all incidents; earlier rows are kept and not counted
    counts_through: dt.date | None = None  # the last such day, where the source ended or another one goes on
    lag_days: int = Field(0, ge=0, le=400)  # so many days before its newest row the source is taken to be complete
    counts: tuple[Counted, ...] = Field(min_length=1)
    other: NotCounted = NotCounted()

    @property
    def incident_columns(self) -> tuple[str, ...]:
        return self.incident or self.key

    @property
    def dated(self) -> When:
        """Which moment puts a row into a month."""
        return self.reported if self.dated_by == "reported" and self.reported else self.occurred

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are read, each once."""
        moments = [one for one in (self.occurred, self.reported, self.updated) if one is not None]
        named = [*self.key, *self.incident, *(one.column for one in moments), *(one.time for one in moments)]
        named += [self.code, self.label, self.victims, self.district, *self.flags, *self.where, *self.unfounded]
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def how_read(self) -> str:
        """What decides the rows that are landed; what they count as is joined later and may change without reading again."""
        return self.model_dump_json(exclude={"dated_by", "counts_from", "counts_through", "lag_days", "counts", "other"})

    @field_validator("rows")
    @classmethod
    def _rows_stand_somewhere(cls, rows: str) -> str:
        if not _ROWS.fullmatch(rows):
            raise ValueError('is no place of rows; write one like "[]", "result.records[]" or "features[].attributes"')
        return rows

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.code is None and self.label is None and not self.flags:
            raise ValueError("code, label and flags are missing; one of them must say what the offence is")
        if self.dated_by == "reported" and self.reported is None:
            raise ValueError('dated_by is "reported", and reported is missing')
        if self.format == "csv" and self.rows != "[]":
            raise ValueError('rows goes with format = "json"')
        if self.counts_through is not None and self.counts_through <= self.counts_from:
            raise ValueError(f"counts_through is {self.counts_through}, which is not after counts_from, {self.counts_from}")
        return self

    @model_validator(mode="after")
    def _counts_once(self) -> Self:
        kinds = {"codes": self.code is not None, "labels": self.label is not None or bool(self.flags)}
        for one in self.counts:
            if unused := [name for name, is_read in kinds.items() if getattr(one, name) and not is_read]:
                raise ValueError(f"counts[{one.metric}] names {unused[0]}, and no column of them is read")
        pairs = [(one.metric, one.definition) for one in self.counts]
        if twice := [pair[0] for pair in pairs if pairs.count(pair) > 1]:
            raise ValueError(f"counts has {twice[0]} twice under one definition; put its codes and labels into one")
        return self


def _has_offset(form: str) -> bool:
    return form == ISO_OFFSET or "%z" in form
