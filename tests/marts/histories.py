"""Made-up histories of statements, for marts and their oracles: no two at one moment, many of one period, some only through months or a part."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

from pipeline.city import City
from pipeline.parse.capture import Parsed
from pipeline.period import Period, month_end
from tests.marts.oracle import Break, Saying
from tests.world import a_city, figure, page, source

FIRST, LAST = 2012, 2023
SEEDS = (1, 2)
PREFER = (("homicide", "rtci"), ("homicide", "police"))
BREAKS = (Break("homicide", "police", dt.date(2016, 1, 1)), Break("homicide", "rtci", dt.date(2018, 7, 1)))
# Known at: before most, at a year's end, in between, after all.
MOMENTS = ("2014-06-30", "2018-12-29", "2021-03-01", "2030-01-01")


def history(seed: int) -> list[Saying]:
    """Statements of all kinds, no two at one moment; most of the years, many of them twice, some only through months or a part."""
    chance = random.Random(seed)
    made: list[Saying] = []
    for metric in ("homicide", "shooting"):
        for provider in ("police", "rtci"):
            for year in range(FIRST, LAST + 1):
                if chance.random() < 0.85:
                    made += _of_a_year(chance, metric, provider, year)
    return [_at(one, dt.timedelta(seconds=position)) for position, one in enumerate(made)]


def _of_a_year(chance: random.Random, metric: str, provider: str, year: int) -> list[Saying]:
    made = []
    for _ in range(chance.randint(0, 3)):
        day = dt.date(year, 1, 15) + dt.timedelta(days=chance.randint(0, 900))
        ends = min(day, dt.date(year, 12, chance.choice((23, 24, 29, 30))))
        to_date = Period.to_date(ends) if chance.random() < 0.5 else Period.quarter(year, 1)
        made.append(_saying(chance, metric, provider, chance.choice((Period.year(year), Period.year(year), to_date)), day))
    if chance.random() < 0.5:
        is_clean = chance.random() < 0.6
        for month in range(1, 13 if chance.random() < 0.7 else 8):
            for _ in range(chance.choice((1, 1, 1, 2))):
                late = 20 if is_clean else chance.choice((-3, 20, 20, 20, 500))
                one = _saying(chance, metric, provider, Period.month(year, month), month_end(year, month) + dt.timedelta(days=late))
                made.append(replace(one, op="eq") if is_clean else one)
    return made


def _saying(chance: random.Random, metric: str, provider: str, period: Period, day: dt.date) -> Saying:
    value = chance.choice((0, 3, 19, 20, 60, 99, 100, 101)) if chance.random() < 0.3 else chance.randint(0, 160)
    op = chance.choices(("eq", "approx", "gt"), (8, 1, 1))[0]
    return Saying(metric, provider, period, value, op, dt.datetime(day.year, day.month, day.day, 12), day)  # noqa: DTZ001  # UTC, as the warehouse


def _at(one: Saying, later: dt.timedelta) -> Saying:
    return replace(one, at=one.at + later)


def page_of(number: int, one: Saying) -> Parsed:
    said = figure(one.value, str(one.period), one.metric, op=one.op)
    return page(one.provider, one.at.isoformat(), said, address=f"https://{one.provider}.example/{number}")


def city_of(slug: str, **more: Any) -> City:
    return a_city(source("police"), source("rtci", "rtci"), slug=slug, **more)


def worlds() -> list[tuple[City, list[Parsed]]]:
    """A city for each seed, `made-up-1` and so on, with its history."""
    breaks = [(one.provider, one.metric, str(one.on), "documented") for one in BREAKS]
    cities = [city_of(f"made-up-{seed}", prefer=PREFER, breaks=breaks) for seed in SEEDS]
    return [(city, [page_of(number, one) for number, one in enumerate(history(seed))]) for city, seed in zip(cities, SEEDS, strict=True)]
