"""What a chart of an edition consists of: the years of one metric, as lines of series."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """One year of a line."""

    year: int
    value: float
    through: dt.date | None  # the last day counted, where that is not the year's
    is_exact: bool
    figure_ids: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """The years of one series."""

    provider: str
    source: str
    noun: str  # what it counts, where that is another word than the title's; else ""
    is_preferred: bool
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Chart:
    """The years of one metric, to be drawn; `alt` says the message."""

    id: str
    title: str
    alt: str
    lines: tuple[Line, ...]
    break_years: tuple[int, ...]  # first years counted another way
