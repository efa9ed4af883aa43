"""Periods: what a figure covers, in the printed form of the extraction contract and as two days."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

_DAY = dt.timedelta(days=1)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")


def month_number(word: str) -> int | None:
    """1 to 12 from a number, or from an English month's name or its beginning of three letters or more; else None."""
    word = word.strip().removesuffix(".").lower()
    if word.isdecimal():
        return int(word) if 1 <= int(word) <= 12 else None
    return next((number for number, name in enumerate(_MONTHS, start=1) if len(word) >= 3 and name.startswith(word)), None)


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, order=True)
class Period:
    """From `start` to `end`, both days included; a stock (staffing) is as of `end`; an average spans its years."""

    start: dt.date
    end: dt.date
    is_stock: bool = False
    is_average: bool = False

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"a period cannot end before it starts: {self.start} to {self.end}")

    @classmethod
    def year(cls, year: int) -> Self:
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31))

    @classmethod
    def half(cls, year: int, half: int) -> Self:
        return cls(dt.date(year, 6 * half - 5, 1), month_end(year, 6 * half))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Self:
        return cls(dt.date(year, 3 * quarter - 2, 1), month_end(year, 3 * quarter))

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        return cls(dt.date(year, month, 1), month_end(year, month))

    @classmethod
    def to_date(cls, end: dt.date) -> Self:
        """From 1 January to `end`."""
        return cls(dt.date(end.year, 1, 1), end)

    @classmethod
    def as_of(cls, day: dt.date) -> Self:
        return cls(day, day, is_stock=True)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads `2023`, `2023-12`, `2023-Q1`, `2023-H1`, `2023-01-01/2023-12-20`, `asof:…`, `avg:2018/2022`.

        Raises ValueError for anything else.
        """
        is_stock, is_average = text.startswith("asof:"), text.startswith("avg:")
        start, _, end = text.removeprefix("asof:").removeprefix("avg:").partition("/")
        first = cls._parse_one(start)
        last = cls._parse_one(end) if end else first
        return cls(first.start, last.end, is_stock, is_average)

    @classmethod
    def _parse_one(cls, text: str) -> Self:
        if match := re.fullmatch(r"(\d{4})-([QH])([1-4])", text):
            year, number = int(match[1]), int(match[3])
            return cls.quarter(year, number) if match[2] == "Q" else cls.half(year, number)
        if re.fullmatch(r"\d{4}", text):
            return cls.year(int(text))
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return cls.month(int(match[1]), int(match[2]))
        day = dt.date.fromisoformat(text)
        return cls(day, day)

    @property
    def grain(self) -> str:
        """`stock`, `average`, `year`, `half`, `quarter`, `month`, `day`, `year_to_date` or `span`."""
        if self.is_stock:
            return "stock"
        if self.is_average:
            return "average"
        if self.start == self.end:
            return "day"
        if self.start.day == 1 and self.end == month_end(self.end.year, self.end.month) and self.start.year == self.end.year:
            whole = {(1, 12): "year", (1, 6): "half", (7, 12): "half"}
            months = (self.start.month, self.end.month)
            if months in whole:
                return whole[months]
            if self.start.month == self.end.month:
                return "month"
            if self.start.month % 3 == 1 and self.end.month == self.start.month + 2:
                return "quarter"
        if (self.start.month, self.start.day) == (1, 1) and self.start.year == self.end.year:
            return "year_to_date"
        return "span"

    def __str__(self) -> str:
        year = self.start.year
        match self.grain:
            case "stock":
                return f"asof:{self.end}"
            case "average":
                return f"avg:{year:04}/{self.end.year:04}"
            case "year":
                return f"{year:04}"
            case "half":
                return f"{year:04}-H{1 if self.start.month == 1 else 2}"
            case "quarter":
                return f"{year:04}-Q{(self.start.month + 2) // 3}"
            case "month":
                return f"{year:04}-{self.start.month:02}"
            case "day":
                return f"{self.start}"
            case _:
                return f"{self.start}/{self.end}"

    def years_before(self, years: int) -> Period:
        """The same dates, so many years earlier (29 February becomes 28)."""

        def shift(day: dt.date) -> dt.date:
            is_month_end = day == month_end(day.year, day.month)
            last = month_end(day.year - years, day.month)
            return last if is_month_end or day.day > last.day else day.replace(year=day.year - years)

        return Period(shift(self.start), shift(self.end), self.is_stock, self.is_average)

    def days(self) -> int:
        """How many days it covers."""
        return (self.end - self.start + _DAY).days
