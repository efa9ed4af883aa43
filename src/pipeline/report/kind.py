"""Preliminary or final: a condition on what is published, never a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from pipeline.report.rows import SeriesYear, YearEnd

HEADLINE_METRICS = ("homicide", "shooting")


def kind(
    year: int, known_on: dt.date, preferred: Iterable[str], rows: Sequence[YearEnd], years: Iterable[SeriesYear]
) -> Literal["preliminary", "final"]:
    """*Final* when the year is over and the first-preferred series of each headline metric has its full year, exactly.

    `known_on` is the city's calendar date of the newest input; `preferred` are the metrics for which the city names a series. A headline
    metric of which no year is known at all is not waited for; a city that prefers none of them is judged by its first preferred metric.
    """
    wanted = list(dict.fromkeys(preferred))
    seen = {one.metric for one in years if one.value is not None}
    headline = [metric for metric in HEADLINE_METRICS if metric in wanted and metric in seen] or wanted[:1]
    if known_on <= dt.date(year, 12, 31) or not headline:
        return "preliminary"
    return "final" if all(_is_published(metric, rows) for metric in headline) else "preliminary"


def _is_published(metric: str, rows: Sequence[YearEnd]) -> bool:
    return any(row.metric == metric and row.preference == 1 and row.coverage == "full" and row.op == "eq" for row in rows)
