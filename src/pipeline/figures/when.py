"""A mention of time, before the context has made a period of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.period import Period

# fixed      a period that needs no context ("in 2019", "so far this year", "last month")
# part       months and days of a year that is not said ("through October", "the first half")
# shift      so many years before what is spoken of ("a year earlier", "the previous year")
# same       what is spoken of, in another year ("the same period of 2022", "this time last year")
# focus      what is spoken of ("that year", "in the month", "now")
# average    the mean of years ("the five-year average")
# span       from one year to another ("between 2012 and 2020")
# duration   a length of time ("in five years"): says nothing of when
# unknown    a time that the text does not define (a fiscal year)
Kind = Literal["fixed", "part", "shift", "same", "focus", "average", "span", "duration", "unknown"]
Role = Literal["own", "baseline", "since", "record"]  # record: inside "the fewest since 1970"


@dataclass(frozen=True, slots=True)
class When:
    """Words about time at text[start:end]."""

    kind: Kind
    start: int
    end: int
    period: Period | None = None
    years: int = 0  # shift: how many back; average and duration: how many
    year: int | None = None  # same: the year it is moved to
    months: tuple[int, int] | None = None  # part: first and last month
    day: int | None = None  # part: the last day, when it is not the month's last
    holiday: str = ""  # part: the holiday that ends it, whose month and day change with the year; months and day are then those of some year
    role: Role = "own"
    is_running: bool = False  # a year to date
    is_relative: bool = False  # "last year", "this year"; of a focus, one that points back ("that year", not "the year")
    unit: str = ""  # of a duration or a focus: year, month, …
    other: Period | None = None  # span: the first year, as a period
