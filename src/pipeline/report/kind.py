"""Preliminary or final: a condition on what is published, never a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from pipeline.report.rows import SeriesYear, YearEnd

Series = tuple[str, str, str]  # metric, provider, definition

HEADLINE_METRICS = ("homicide", "shooting")


def kind(
    year: int,
    known_on: dt.date,
    preferred: Iterable[Series],
    rows: Sequence[YearEnd],
    years: Iterable[SeriesYear],
    to_date: Iterable[str] = (),
) -> Literal["preliminary", "final"]:
    """*Final* when the year is over and the first-preferred series of each headline metric has its full year, exactly.

    `known_on` is the city's calendar date of the newest input; `preferred` are the city's series in its order. A headline series of which
    no year up to this one is known is not waited for; where that leaves none, the series in use are asked, and nothing is final while of a
    headline metric only some months are known (`to_date`).
    """
    if known_on <= dt.date(year, 12, 31):
        return "preliminary"
    first: dict[str, Series] = {}
    for series in preferred:
        first.setdefault(series[0], series)
    seen = {(one.metric, one.provider, one.definition) for one in years if one.value is not None}
    awaited = [first[metric] for metric in HEADLINE_METRICS if first.get(metric) in seen]
    whole = {(row.metric, row.provider, row.definition) for row in rows if row.coverage == "full" and row.op == "eq"}
    if awaited:
        return "final" if whole.issuperset(awaited) else "preliminary"
    if set(HEADLINE_METRICS) & set(to_date):
        return "preliminary"
    used = {(row.metric, row.provider, row.definition) for row in rows if row.is_used}
    headline = {series for series in used if series[0] in HEADLINE_METRICS} or used
    return "final" if headline and headline <= whole else "preliminary"
