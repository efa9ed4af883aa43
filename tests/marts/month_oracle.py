"""What the months, the years to date and the revisions should be, worked out slowly in plain Python from the statements themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from pipeline.period import Period, month_end
from tests.marts.oracle import Break, Key, Saying, coverage, known, whole_months

YEAR = 12  # months


@dataclass(frozen=True)
class Count:
    """A count of a month or of a year to date, or the reason why there is none."""

    value: float | None
    op: str | None
    coverage: str
    at: dt.datetime | None
    reason: str | None = None

    @property
    def exact(self) -> float | None:
        return self.value if self.coverage == "full" and self.op == "eq" else None


@dataclass(frozen=True)
class Month:
    """A month beside its series."""

    count: Count
    rolling: float | None
    last: float | None
    change: float | None


@dataclass(frozen=True)
class ToDate:
    """A year through a day, beside the years before."""

    value: float | None
    op: str | None
    is_summed: bool
    at: dt.datetime | None
    reason: str | None
    days: int
    last_days: int
    last: float | None
    change: float | None
    average: float | None


def shift(month: dt.date, by: int) -> dt.date:
    """The first day of the month so many months later."""
    number = month.year * YEAR + month.month - 1 + by
    return dt.date(number // YEAR, number % YEAR + 1, 1)


def segment(breaks: Sequence[Break], key: Key, first: dt.date, last: dt.date) -> int:
    """Counts of two periods are alike where this is the same."""
    here = [one.on for one in breaks if (one.metric, one.provider) == key]
    return sum(day <= last for day in here) + sum(day <= first for day in here)


def counts(sayings: Sequence[Saying], key: Key, heard: dt.datetime) -> dict[dt.date, Count]:
    """Every month of a series from the first to the last, and on to a year beyond or to what was over when anything was heard."""
    best: dict[dt.date, tuple[tuple[object, ...], Count]] = {}
    for one in sayings:
        if one.key != key or one.period.grain != "month":
            continue
        covers = "full" if one.covered == one.period.end else "partial"
        order = (covers == "full", one.op == "eq", one.covered, one.at)
        found = (order, Count(one.value, one.op, covers, one.at))
        month = one.period.start
        best[month] = max(best[month], found, key=lambda pair: pair[0]) if month in best else found
    if not best:
        return {}
    last, over = max(best), shift(heard.date().replace(day=1), -1)
    end = max(last, min(shift(last, YEAR), over))
    made, month = {}, min(best)
    while month <= end:
        reason = "not yet published" if month > last else "not reported"
        made[month] = best[month][1] if month in best else Count(None, None, "missing", None, reason)
        month = shift(month, 1)
    return made


def months(sayings: Sequence[Saying], moment: dt.datetime, breaks: Sequence[Break]) -> dict[tuple[Key, dt.date], Month]:
    usable = known(sayings, moment)
    made: dict[tuple[Key, dt.date], Month] = {}
    for key in sorted({one.key for one in usable}):
        series = counts(usable, key, max(one.at for one in usable))

        def alike(one: dt.date, other: dt.date, key: Key = key) -> bool:
            spans = [segment(breaks, key, day, month_end(day.year, day.month)) for day in (one, other)]
            return spans[0] == spans[1]

        for month, count in series.items():
            twelve = [shift(month, -back) for back in range(YEAR)]
            values = [series[one].exact for one in twelve if one in series and alike(one, month)]
            whole = [value for value in values if value is not None]
            last = series.get(shift(month, -YEAR))
            is_alike = last is not None and alike(shift(month, -YEAR), month)
            change = count.exact - last.exact if last and is_alike and count.exact is not None and last.exact is not None else None
            made[key, month] = Month(count, sum(whole) if len(whole) == YEAR else None, last.value if last else None, change)
    return made


def to_date(sayings: Sequence[Saying], moment: dt.datetime, breaks: Sequence[Break]) -> dict[tuple[Key, dt.date], ToDate]:
    usable = known(sayings, moment)
    made: dict[tuple[Key, dt.date], ToDate] = {}
    for key in sorted({one.key for one in usable}):
        found = _candidates(usable, key, counts(usable, key, max(one.at for one in usable)))
        for through, (value, op, is_summed, at, reason) in found.items():
            span = segment(breaks, key, dt.date(through.year, 1, 1), through)
            before = [Period.to_date(through).years_before(back).end for back in range(1, 6)]
            exact = [_exact(found, day) if segment(breaks, key, dt.date(day.year, 1, 1), day) == span else None for day in before]
            five = [one for one in exact if one is not None]
            mine = value if op == "eq" else None
            made[key, through] = ToDate(
                value,
                op,
                is_summed,
                at,
                reason,
                days=Period.to_date(through).days(),
                last_days=Period.to_date(before[0]).days(),
                last=found[before[0]][0] if before[0] in found else None,
                change=mine - exact[0] if mine is not None and exact[0] is not None else None,
                average=sum(five) / 5 if len(five) == 5 else None,
            )
    return made


class Offer(Protocol):
    """Takes a count of a year through a day, if it is the best so far."""

    def __call__(self, through: dt.date, value: float, op: str, is_summed: bool, at: dt.datetime) -> None: ...


Candidate = tuple[float | None, str | None, bool, dt.datetime | None, str | None]


def _exact(found: dict[dt.date, Candidate], day: dt.date) -> float | None:
    return found[day][0] if day in found and found[day][1] == "eq" else None


def _candidates(sayings: Sequence[Saying], key: Key, monthly: dict[dt.date, Count]) -> dict[dt.date, Candidate]:
    """The best count of a year through each day: exact before hedged, then the newest, printed before summed; and the ends of all months."""
    best: dict[dt.date, tuple[tuple[object, ...], Candidate]] = {}

    def offer(through: dt.date, value: float, op: str, is_summed: bool, at: dt.datetime) -> None:
        found = ((op == "eq", at, not is_summed), (value, op, is_summed, at, None))
        best[through] = max(best[through], found, key=lambda pair: pair[0]) if through in best else found

    for one in sayings:
        begins_year = (one.period.start.month, one.period.start.day) == (1, 1)
        if one.key == key and begins_year and one.period.end.year == one.year and one.covered >= dt.date(one.year, 1, 31):
            offer(one.covered, one.value, one.op, is_summed=False, at=one.at)
    _offer_sums(monthly, offer)
    _offer_years(sayings, key, offer)
    made = {through: found for through, (_, found) in best.items()}
    ends = [month_end(month.year, month.month) for month in monthly]
    if made:
        month = dt.date(min(made).year, 1, 1)
        while month_end(month.year, month.month) <= max(made):
            ends.append(month_end(month.year, month.month))
            month = shift(month, 1)
    for end in ends:
        made.setdefault(end, (None, None, False, None, _reason(monthly, end)))
    return made


def _offer_sums(monthly: dict[dt.date, Count], offer: Offer) -> None:
    for month in monthly:
        so_far = [monthly.get(dt.date(month.year, number, 1)) for number in range(1, month.month + 1)]
        exact = [one for one in so_far if one is not None and one.exact is not None]
        if len(exact) == len(so_far):
            at = max(one.at for one in exact if one.at)
            offer(month_end(month.year, month.month), sum(one.exact or 0 for one in exact), "eq", is_summed=True, at=at)


def _offer_years(sayings: Sequence[Saying], key: Key, offer: Offer) -> None:
    """A statement of the twelve months is a year, as it is in the series of years."""
    for year in {one.year for one in sayings if one.key == key}:
        twelve = whole_months(sayings, key, year)
        if len(twelve) == YEAR:
            at = max(one.at for one in twelve.values())
            offer(dt.date(year, 12, 31), sum(one.value for one in twelve.values()), "eq", is_summed=True, at=at)


def _reason(monthly: dict[dt.date, Count], end: dt.date) -> str:
    month = dt.date(end.year, end.month, 1)
    of_year = [count.reason for one, count in monthly.items() if one.year == end.year and one <= month]
    is_unpublished = month in monthly and monthly[month].reason == "not yet published" and "not reported" not in of_year
    return "not yet published" if is_unpublished else "not reported"


Moved = tuple[Key, dt.date, dt.date, float, float, dt.datetime, str, bool]
Given = tuple[dt.datetime, dt.date, float, bool]  # when, through which day, how many, and whether summed


def revisions(sayings: Sequence[Saying], moment: dt.datetime) -> set[Moved]:
    """Each count that differs from the one given before for the same period: key, first and last day, before, now, when, whether more days were
    counted, and whether the new one is a sum of months."""
    given: dict[tuple[Key, dt.date, dt.date], list[Given]] = {}
    usable = sorted(known(sayings, moment), key=lambda one: one.at)
    for position, one in enumerate(usable):
        if one.op != "eq":
            continue
        end = dt.date(one.year, 12, 31) if coverage(one) in ("full", "so_far") else one.covered
        given.setdefault((one.key, one.period.start, end), []).append((one.at, one.covered, one.value, False))
        twelve = whole_months(usable[: position + 1], one.key, one.year)
        if len(twelve) == YEAR and one in twelve.values():
            last = dt.date(one.year, 12, 31)
            year = (one.at, last, sum(month.value for month in twelve.values()), True)
            given.setdefault((one.key, dt.date(one.year, 1, 1), last), []).append(year)
    return {
        (*period, before[2], now[2], now[0], "completed" if now[1] > before[1] else "revised", now[3])
        for period, each in given.items()
        for before, now in pairwise(_growing(each))
        if before[2] != now[2]
    }


def _growing(each: Sequence[Given]) -> list[Given]:
    """Without what counts fewer days than was counted before."""
    return [one for position, one in enumerate(each) if one[1] >= max(other[1] for other in each[: position + 1])]
