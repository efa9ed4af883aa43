"""Since when a year's count is the fewest or the most: within one series, over years that all are known, ties said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.report.words import listed, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.report.rows import SeriesYear

LEAST_YEARS = 5  # below which "since" says no more than "last year"


def superlative(years: Sequence[SeriesYear], year: int) -> str:
    """As in "the fewest since 2014", "the most of the 29 years known", "the fewest since 2014, tied with 2019"; "" where it is neither.

    `years` are those of one series. Only full, exact counts of one segment count, back from `year` as far as no year is missing; "since"
    names the latest year that had fewer, or more; "since at least" the first year before which one is missing or not exact. A count that is
    the same as the year before stands out in nothing.
    """
    run = _unbroken(years, year)
    if len(run) < 2 or run[0] == run[1]:
        return ""
    value = run[0]
    is_low = value < run[1]
    beyond = next((back for back, one in enumerate(run[1:], 1) if (one < value if is_low else one > value)), None)
    reach = beyond if beyond is not None else len(run)
    if reach < LEAST_YEARS:
        return ""
    word = "fewest" if is_low else "most"
    first = year - len(run) + 1
    if beyond is not None:
        since = f"since {year - beyond}"
    elif any(one.year < first for one in years):
        since = f"since at least {first}"
    else:
        since = f"of the {spelled(len(run))} years known"
    tied = [str(year - back) for back in range(reach - 1, 0, -1) if run[back] == value]
    return f"the {word} {since}" + (f", tied with {listed(tied)}" if tied else "")


def _unbroken(years: Sequence[SeriesYear], year: int) -> list[float]:
    """The counts of the year, the one before it, and so on, as far as they are comparable without a gap."""
    known = {one.year: one for one in years if one.coverage == "full" and one.op == "eq"}
    segment = known[year].segment if year in known else None
    found: list[float] = []
    while (one := known.get(year)) is not None and one.value is not None and one.segment == segment:
        found.append(one.value)
        year -= 1
    return found
