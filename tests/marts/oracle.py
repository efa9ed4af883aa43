"""What the marts should hold, worked out slowly in plain Python from the statements themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb

from pipeline.period import Period

Key = tuple[str, str]  # metric, provider


@dataclass(frozen=True)
class Saying:
    """One count as someone printed it."""

    metric: str
    provider: str
    period: Period
    value: float
    op: str
    at: dt.datetime  # from when it may be used
    on: dt.date  # printed

    @property
    def key(self) -> Key:
        return self.metric, self.provider

    @property
    def year(self) -> int:
        return self.period.start.year

    @property
    def covered(self) -> dt.date:
        return min(self.period.end, self.on)


@dataclass(frozen=True)
class Year:
    """A year of a series as known."""

    value: float | None
    op: str | None
    coverage: str
    covered: dt.date | None
    known_at: dt.datetime | None
    is_summed: bool
    months: int | None

    @property
    def is_full(self) -> bool:
        return self.coverage == "full" and self.op == "eq"


@dataclass(frozen=True)
class Break:
    metric: str
    provider: str
    on: dt.date


NOTHING = Year(None, None, "missing", None, None, is_summed=False, months=None)


def known(sayings: Sequence[Saying], moment: dt.datetime) -> list[Saying]:
    return [one for one in sayings if one.at <= moment and one.covered >= one.period.start]


def coverage(one: Saying) -> str | None:
    """How much of its year a statement covers; None where it does not begin the year, or is of January alone."""
    if (one.period.start.month, one.period.start.day) != (1, 1) or one.period.end.year != one.year or one.period.end <= dt.date(one.year, 1, 31):
        return None
    if one.covered == dt.date(one.year, 12, 31):
        return "full"
    return "so_far" if one.covered >= dt.date(one.year, 12, 24) else "partial"


def whole_months(sayings: Sequence[Saying], key: Key, year: int) -> dict[int, Saying]:
    """The newest exact count of each month that was over when it was printed."""
    newest: dict[int, Saying] = {}
    of_months = [one for one in sayings if one.key == key and one.year == year and one.period.grain == "month"]
    for one in sorted(of_months, key=lambda one: one.at):
        if one.op == "eq" and one.covered == one.period.end:
            newest[one.period.start.month] = one
    return newest


def the_year(sayings: Sequence[Saying], key: Key, year: int) -> Year:
    """The best statement of a year: the whole before a part, exact before hedged, more of the year before less, newer before older."""
    of_months = whole_months(sayings, key, year)
    rank = {"full": 3, "so_far": 2, "partial": 1}
    best: tuple[tuple[object, ...], Year] | None = None
    for one in sayings:
        covers = coverage(one)
        if one.key != key or one.year != year or covers is None:
            continue
        found = Year(one.value, one.op, covers, one.covered, one.at, is_summed=False, months=len(of_months) or None)
        order = (rank[covers], one.op == "eq", one.covered, one.at)
        best = max(best, (order, found), key=lambda pair: pair[0]) if best else (order, found)
    if len(of_months) == 12:
        last, at = dt.date(year, 12, 31), max(one.at for one in of_months.values())
        found = Year(sum(one.value for one in of_months.values()), "eq", "full", last, at, is_summed=True, months=12)
        order = (3, True, last, at)
        best = max(best, (order, found), key=lambda pair: pair[0]) if best else (order, found)
    if best:
        return best[1]
    through = max((one.period.end for one in of_months.values()), default=None)
    return Year(None, None, "missing", through, None, is_summed=False, months=len(of_months) or None)


def series(sayings: Sequence[Saying], moment: dt.datetime) -> dict[Key, dict[int, Year]]:
    """Every series from its first year known to its last, without a hole."""
    usable, found = known(sayings, moment), {}
    for key in sorted({one.key for one in usable}):
        mine = [one for one in usable if one.key == key]
        years = [one.year for one in mine if coverage(one) or whole_months([one], key, one.year)]
        if years:
            found[key] = {year: the_year(mine, key, year) for year in range(min(years), max(years) + 1)}
    return found


def alike(breaks: Sequence[Break], key: Key, first: int, last: int) -> bool:
    """No break lies after the first day of the first year, up to the end of the last."""
    here = [one.on for one in breaks if (one.metric, one.provider) == key]
    return not any(dt.date(first, 1, 1) < day <= dt.date(last, 12, 31) for day in here)


@dataclass(frozen=True)
class Beside:
    """A year beside the others of its series."""

    change: float | None = None
    change_pct: float | None = None
    average_5y: float | None = None
    peak_value: float | None = None
    peak_year: int | None = None
    low_value: float | None = None
    low_year: int | None = None
    last_lower_year: int | None = None
    last_higher_year: int | None = None
    rank_high: int | None = None
    rank_low: int | None = None
    peak_years_compared: int | None = None
    chance_p: float | None = None
    past_change_min_pct: float | None = None
    past_change_max_pct: float | None = None
    past_changes: int | None = None


def beside(years: dict[int, Year], breaks: Sequence[Break], key: Key, year: int) -> Beside:
    """The year's change, average, peak, low, rank, chance and the range of changes before it."""
    fields: dict[str, float | int | None] = {}
    now, last = years[year], years.get(year - 1, NOTHING)
    if now.op == "eq" and now.coverage in ("full", "so_far") and now.value is not None:
        if last.is_full and last.value is not None and alike(breaks, key, year - 1, year):
            fields["change"] = now.value - last.value
            fields["change_pct"] = 100 * (now.value - last.value) / last.value if last.value else None
            if now.coverage == "full" and now.value < 100 and last.value < 100:
                fields["chance_p"] = float(chance(int(now.value), int(last.value)))
        others = {y: one.value for y, one in years.items() if y < year and one.is_full and one.value is not None and alike(breaks, key, y, year)}
        fields |= _extremes(others, year, now.value)
    fields |= _steps(years, breaks, key, year)
    return Beside(**fields)  # type: ignore[arg-type]  # the names are the fields'


def _extremes(others: dict[int, float], year: int, value: float) -> dict[str, float | int | None]:
    if not others:
        return {}
    all_years = others | {year: value}
    five = [others[y] for y in range(year - 5, year) if y in others]
    peak, low = max(all_years.values()), min(all_years.values())
    return {
        "average_5y": sum(five) / 5 if len(five) == 5 else None,
        "peak_value": peak,
        "peak_year": max(y for y, one in all_years.items() if one == peak),
        "low_value": low,
        "low_year": max(y for y, one in all_years.items() if one == low),
        "last_lower_year": max((y for y, one in others.items() if one < value), default=None),
        "last_higher_year": max((y for y, one in others.items() if one > value), default=None),
        "rank_high": 1 + sum(one > value for one in others.values()),
        "rank_low": 1 + sum(one < value for one in others.values()),
        "peak_years_compared": len(all_years),
    }


def _steps(years: dict[int, Year], breaks: Sequence[Break], key: Key, year: int) -> dict[str, float | int | None]:
    changes = []
    for later in range(year - 10, year):
        one, before = years.get(later, NOTHING), years.get(later - 1, NOTHING)
        if one.is_full and before.is_full and one.value is not None and before.value and alike(breaks, key, later - 1, year):
            changes.append(100 * (one.value - before.value) / before.value)
    if not changes:
        return {}
    return {"past_change_min_pct": min(changes), "past_change_max_pct": max(changes), "past_changes": len(changes)}


@cache
def chance(first: int, second: int) -> Fraction:
    """The exact two-sided conditional test of two Poisson counts over equal times, in whole numbers."""
    both = first + second
    ways = [comb(both, k) for k in range(both + 1)]
    return Fraction(sum(one for one in ways if one <= ways[first]), 2**both)


def used(found: dict[Key, dict[int, Year]], prefer: Sequence[Key], metric: str, year: int) -> Key | None:
    """The series that stands in the mail: the first preferred one that counts the whole year, else the first that counts a part."""
    there = [(key, years[year]) for key, years in found.items() if key[0] == metric and year in years and years[year].value is not None]
    order = {key: position for position, key in enumerate(prefer)}
    ranked = sorted(there, key=lambda one: (one[1].coverage == "partial", order.get(one[0], len(order)), one[0][1]))
    return ranked[0][0] if ranked else None


Said = tuple[str, int, str, str, float, str, dt.datetime, bool, float]  # metric, year, kind, provider, value, op, known at, used, spread


def disagreements(sayings: Sequence[Saying], moment: dt.datetime, prefer: Sequence[Key]) -> set[Said]:
    """Counts of one year that differ, between providers and within one."""
    usable, found = known(sayings, moment), series(sayings, moment)
    years = sorted({(key[0], year) for key, all_years in found.items() for year in all_years})
    made: set[Said] = set()
    for metric, year in years:
        mine = {key: all_years[year] for key, all_years in found.items() if key[0] == metric and year in all_years}
        in_mail = used(found, prefer, metric, year)
        exact = {key: one for key, one in mine.items() if one.op == "eq" and one.coverage in ("full", "so_far")}
        made |= _differing(
            metric, year, "between_providers", [(key, _value(one), "eq", _known(one), key == in_mail) for key, one in exact.items()]
        )
        for key, one in mine.items():
            said = _first_said(usable, key, year)
            latest = (one.value, one.op)
            each = [(key, value, op, at, key == in_mail and (value, op) == latest) for (value, op), at in said.items()]
            made |= _differing(metric, year, "within_provider", each)
    return made


def _value(one: Year) -> float:
    assert one.value is not None
    return one.value


def _known(one: Year) -> dt.datetime:
    assert one.known_at is not None
    return one.known_at


def _differing(metric: str, year: int, kind: str, each: Sequence[tuple[Key, float, str, dt.datetime, bool]]) -> set[Said]:
    spread = max((one[1] for one in each), default=0.0) - min((one[1] for one in each), default=0.0)
    return {(metric, year, kind, key[1], value, op, at, is_used, spread) for key, value, op, at, is_used in each} if spread else set()


def _first_said(sayings: Sequence[Saying], key: Key, year: int) -> dict[tuple[float, str], dt.datetime]:
    """When each count of the whole year was first given, in print or by the twelfth month."""
    mine = [one for one in sayings if one.key == key and one.year == year]
    given = [(one.value, one.op, one.at) for one in mine if coverage(one) in ("full", "so_far")]
    for one in mine:
        so_far = whole_months([other for other in mine if other.at <= one.at], key, year) if one.period.grain == "month" else {}
        if one in so_far.values() and len(so_far) == 12:
            given.append((sum(month.value for month in so_far.values()), "eq", one.at))
    first: dict[tuple[float, str], dt.datetime] = {}
    for value, op, at in sorted(given, key=lambda each: each[2]):
        first.setdefault((value, op), at)
    return first
