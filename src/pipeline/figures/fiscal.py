"""Fiscal years and the years of statistics: when they end is the place's own affair, and nobody's guess."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.figures.context import Context
from pipeline.figures.when import When
from pipeline.period import Period, month_end


def fiscal_period(when: When, context: Context) -> Period | None:
    """A fiscal year: where the article says when its own ends, or where the country has one for all; else nobody knows."""
    if when.unit != "fiscal":
        return None
    end = context.fiscal_end or _national_fiscal_end(context.home)
    year = when.year
    if end and year is None and context.published:
        latest = fiscal_year(context.published.year, end)
        passed = latest.end <= context.published
        year = context.published.year + (1 if passed else 0) - when.years
    return fiscal_year(year, end) if end and year else None


def fiscal_year(year: int, end: tuple[int, int]) -> Period:
    """The fiscal year that ends in `year`, on that month and day."""
    last = month_end(year, end[0])
    before = month_end(year - 1, end[0])
    return Period(before + dt.timedelta(days=1), last)


def _national_fiscal_end(home: str | None) -> tuple[int, int] | None:
    if is_british(home) or (home or "").endswith("Canada"):
        return 3, 31
    if (home or "").endswith(("Australia", "New Zealand")):
        return 6, 30
    return (9, 30) if home == "United States" else None


def is_british(place: str | None) -> bool:
    """Whether "2022-23" is the British year of statistics, from April to March; elsewhere the text does not say."""
    return bool(place) and bool(re.search(r"United Kingdom|Scotland|England|Wales|Northern Ireland", place or ""))
