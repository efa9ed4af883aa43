"""When a source is asked, played over days with runs that are late, missed or made up for: never twice for a turn, and soon after an outage."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING

import pytest

from pipeline.fetch.due import is_due
from tests.world import a_city, capture, source

if TYPE_CHECKING:
    from collections.abc import Iterable

MIDNIGHT = dt.datetime(2026, 12, 30, tzinfo=dt.UTC)
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
EVERY_TWO_HOURS = [MIDNIGHT + 10 * MINUTE + number * 2 * HOUR for number in range(48)]


def asked(due: str, runs: Iterable[dt.datetime]) -> list[dt.datetime]:
    """In which of these runs a source is asked that answers each time."""
    (feed,) = a_city(source("courier", due=due)).source
    last, found = None, []
    for now in runs:
        if is_due(feed, last, now):
            last = capture("courier", f"{now:%Y-%m-%dT%H:%M:%S}")
            found.append(now)
    return found


def gaps(moments: Iterable[dt.datetime]) -> list[dt.timedelta]:
    return [after - before for before, after in itertools.pairwise(moments)]


def test_a_run_that_begins_a_few_minutes_late_costs_no_turn() -> None:
    """Runs wait for a worker: one begins 5 minutes late, the next in time, and both ask."""
    late = [moment + (5 * MINUTE if number % 2 else 0 * MINUTE) for number, moment in enumerate(EVERY_TWO_HOURS)]
    assert asked("2 hours", late) == late


@pytest.mark.parametrize("back", [MIDNIGHT + 11 * HOUR + minute * MINUTE for minute in range(0, 60, 5)])
def test_after_an_hour_without_a_server(back: dt.datetime) -> None:
    """The run of 10:10 is begun when the server is back, between 11 and 12: that or the one at 12:10 asks, and none of them within the hour."""
    runs = [back if moment == MIDNIGHT + 10 * HOUR + 10 * MINUTE else moment for moment in EVERY_TWO_HOURS]
    found = asked("2 hours", runs)
    assert min(gaps(found)) >= 1.9 * HOUR
    assert max(gaps(found)) <= 4 * HOUR


def test_after_two_days_without_a_machine() -> None:
    """The three runs that were written down begin at once, and one of them asks; then all is as before."""
    gone = (MIDNIGHT + 13 * HOUR, MIDNIGHT + 61 * HOUR)
    missed = [moment for moment in EVERY_TWO_HOURS if gone[0] <= moment < gone[1]]
    made_up_for = [gone[1] + number * MINUTE for number in range(3)]
    runs = sorted([*(moment for moment in EVERY_TWO_HOURS if moment not in missed), *made_up_for])
    for due, most in (("2 hours", 52 * HOUR), ("day", 62 * HOUR)):
        found = asked(due, runs)
        assert len([moment for moment in found if moment in made_up_for]) == 1
        assert gaps(found).count(max(gaps(found))) == 1
        assert max(gaps(found)) <= most
    assert max(gaps(asked("2 hours", runs)[-10:])) <= 2 * HOUR


def test_over_new_year_and_the_days_on_which_clocks_change() -> None:
    """What is due daily goes by elapsed time, so a day of 23 or 25 hours, or another year, loses no turn of a schedule by the city's clock."""
    for day in (dt.date(2026, 12, 29), dt.date(2027, 3, 12), dt.date(2027, 11, 5)):
        fresno = a_city().zone
        runs = [dt.datetime.combine(day + dt.timedelta(days=number), dt.time(5, 40), fresno).astimezone(dt.UTC) for number in range(5)]
        assert asked("day", runs) == runs
