"""What the lines above a released table say: which days the report covers and runs to, which part of the city, what is counted."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from pipeline.figures import periods
from pipeline.figures.calendar_words import MONTH, month_number
from pipeline.figures.context import Context
from pipeline.figures.metric_prices import Topic
from pipeline.figures.table_labels import name_of
from pipeline.figures.table_layout import is_corner
from pipeline.figures.table_places import is_whole_city, part_of_city
from pipeline.figures.when import When
from pipeline.period import Period, month_end

_A_LINE = 160  # characters: longer ones are prose
_PRINTED = re.compile(
    r"(?i)\b(?:printed|generated|run\s+date|prepared|created|updated|revised|posted|published|released|issued|extracted|report\s+date)\b"
)
_RUNS_TO = re.compile(r"(?i)\b(?:through|thru|as\s+of|ending|ended|up\s+to|until|current\s+to|to\s+date|closing)\b")
_WEEK = re.compile(r"(?i)\bweek\b")
_JOINED = re.compile(r"(?i)^\W*(?:\d{1,2}:\d\d\s*(?:[ap]m)?\W*)?(?:through|thru|to|and|until|[-–—])\W*(?:\w+day,?\s*)?$")
_YEAR_END = re.compile(r"(?i)\b(?:year[\s-]?end|end[\s-]of[\s-](?:the[\s-])?year|annual|full[\s-]year|year\s+in\s+review|calendar\s+year)\b")
_TO_DATE = re.compile(r"(?i)\b(?:year[\s-]to[\s-]date|y-?t-?d)\b")
_YEAR = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d/,.]\d|\d)")


@dataclass(frozen=True)
class Told:
    """What a release has said by the time a table begins."""

    home: str | None
    period: Period | None = None  # that the report covers
    months: tuple[int, int] | None = None  # the same, of a year that is said elsewhere
    through: dt.date | None = None  # the day it runs to
    is_year_end: bool = False  # it runs to the end of the latest of its years
    is_to_date: bool = False
    place: str | None = None
    topic: Topic | None = None
    printed_on: dt.date | None = None

    def after(self, line: str) -> Told:
        """What has been said after one more line; a line of prose says nothing."""
        line = " ".join(line.split())
        if not line or len(line) > _A_LINE:
            return self
        return self.placed(line).named(line).dated(line)

    def placed(self, line: str) -> Told:
        """What has been said of the place."""
        part = part_of_city(line)
        if part:
            return replace(self, place=f"{part}, {self.home}" if self.home else part)
        return replace(self, place=self.home) if is_whole_city(line, self.home or "") else self

    def named(self, line: str) -> Told:
        """What has been said of what is counted."""
        rest = list(line)
        for when in periods.find(line, None):
            rest[when.start : when.end] = " " * (when.end - when.start)
        words = re.sub(
            r"(?i)\b(?:by\s+(?:month|year|district|precinct|city)|statistics|totals?|summary|report|comparison|counts?|in|for)\b",
            " ",
            "".join(rest),
        )
        named = name_of(words) if len(line) < 80 else None
        if named is None or not named.is_whole or is_corner(" ".join(words.split())) or named.topic.code == "total_crime":
            return self
        return replace(self, topic=named.topic)

    def dated(self, line: str) -> Told:
        """What has been said of the time."""
        told = replace(self, is_year_end=True) if _YEAR_END.search(line) else self
        told = replace(told, is_to_date=True) if _TO_DATE.search(line) else told
        whens = [when for when in periods.find(line, None) if when.kind in ("fixed", "part")]
        spans = _spans(line, whens)
        days = [period for period in spans if period.start == period.end]
        is_date_alone = len(days) == 1 and len(spans) == 1 and not _RUNS_TO.search(line) and not _WEEK.search(line) and _is_all(line, whens)
        if is_date_alone or (_PRINTED.search(line) and not _RUNS_TO.search(line)):
            return replace(told, printed_on=days[0].end) if days else told
        longer = [period for period in spans if period.start != period.end]
        if longer:
            return told.covering(max(longer, key=lambda period: (period.end, -period.days())), line)
        if days and (_RUNS_TO.search(line) or len(days) == 1):
            return told.running_to(days[-1].end, line)
        months = next((when.months for when in whens if when.months), None) or _bare_month(line)
        return replace(told, months=months) if months else told

    def covering(self, period: Period, line: str) -> Told:
        """After a line that names a time longer than a day: a year says less than a part of it."""
        if period.grain == "year" and not (self.is_year_end and _YEAR_END.search(line)):
            is_within = self.period and self.period.grain != "year" and self.period.end.year == period.end.year
            return self if is_within else replace(self, period=period, months=self.months)
        if period.days() > 366:
            return replace(self, through=period.end)
        return replace(self, period=period, through=period.end, months=None)

    def running_to(self, day: dt.date, line: str) -> Told:
        """After a line that names the day to which the report runs."""
        period = Period(day - dt.timedelta(days=6), day) if _WEEK.search(line) else Period.to_date(day) if self.is_to_date else self.period
        return replace(self, period=period, through=day)

    def context(self, years: list[int]) -> tuple[Context, bool]:
        """The context of a table whose headers name `years`, and whether the report says the day that it runs to."""
        latest = max(years, default=None)
        told, months = self, self.months
        year = (self.period.end.year if self.period and self.period.grain == "year" else None) or latest
        period = self.period
        if months and year:
            period = Period(dt.date(year, months[0], 1), month_end(year, months[1]))
            told = replace(told, through=told.through or period.end)
        through = told.through
        if through is None and told.is_year_end and year:
            through = dt.date(max(year, latest or year), 12, 31)
        is_dated = through is not None
        if through is None and told.printed_on:
            is_over = latest is not None and latest < told.printed_on.year
            through = dt.date(latest, 12, 31) if is_over and latest else told.printed_on
        return Context(None, self.home, main=period, focus=period, through=through, topic=self.topic, place=self.place), is_dated


def _is_all(line: str, whens: list[When]) -> bool:
    """Whether a line says a date and no more: the day of the report, not the day to which it runs."""
    rest = list(line)
    for when in whens:
        rest[when.start : when.end] = " " * (when.end - when.start)
    return not re.sub(r"(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bdated?\b|\W", "", "".join(rest))


def _bare_month(line: str) -> tuple[int, int] | None:
    """The month that is all of a line: "MARCH"."""
    match = re.fullmatch(rf"(?i)(?:month\s+of\s+|for\s+)?(?P<m>{MONTH})", line.strip(" .:-"))
    return (month_number(match["m"]), month_number(match["m"])) if match else None


def _spans(line: str, whens: list[When]) -> list[Period]:
    """The periods that a line names; two days with "through" between them are one."""
    found: list[Period] = []
    dated = [when for when in whens if when.period and when.kind == "fixed"]
    for before, when in zip([None, *dated], dated, strict=False):
        period = when.period
        if period is None:
            continue
        is_joined = before is not None and before.period is not None and _JOINED.match(line[before.end : when.start]) is not None
        if is_joined and found and found[-1].start <= period.end and found[-1].days() <= 31 and period.days() <= 31:
            found[-1] = Period(found[-1].start, period.end)
        else:
            found.append(period)
    return found


def years_in(texts: list[str]) -> list[int]:
    """The years that a table's headers name."""
    return [int(year) for text in texts for year in _YEAR.findall(text)]
