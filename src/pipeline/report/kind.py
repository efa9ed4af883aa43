"""Preliminary or final: a condition on what is published, never a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from pipeline.report.rows import YearEnd

HEADLINE_METRICS = ("homicide", "shooting")


def kind(year: int, known_on: dt.date, preferred: Iterable[str], rows: Sequence[YearEnd]) -> Literal["preliminary", "final"]:
    """*Final* when the year is over and the first-preferred series of each headline metric has its full year, exactly.

    `known_on` is the city's calendar date of the newest input; `preferred` are the metrics for which the city names a series. A city that
    prefers none of the headline metrics is judged by its first preferred one.
    """
    wanted = list(dict.fromkeys(preferred))
    headline = [metric for metric in HEADLINE_METRICS if metric in wanted] or wanted[:1]
    if known_on <= dt.date(year, 12, 31) or not headline:
        return "preliminary"
    return "final" if all(_is_published(metric, rows) for metric in headline) else "preliminary"


def _is_published(metric: str, rows: Sequence[YearEnd]) -> bool:
    return any(row.metric == metric and row.preference == 1 and row.coverage == "full" and row.op == "eq" for row in rows)
