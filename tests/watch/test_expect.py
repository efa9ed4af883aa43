"""What is due, by injected clocks: an outage, a missed schedule, the days on which clocks change, and New Year far from UTC."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.source import Source
from pipeline.watch.expect import edition_due, patience, publisher_is_late, source_due
from tests.world import source

FRESNO = ZoneInfo("America/Los_Angeles")
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def at(text: str) -> dt.datetime:
    """A moment by the clock of Fresno, in UTC as everything here is."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=FRESNO).astimezone(dt.UTC)


def due(every: str, **more: Any) -> Source:
    return Source.model_validate(source("s", due=every, **more))


def state(one: Source, had: str | None, now: str, since: str = "2026-01-01") -> str:
    return source_due(one, FRESNO, None if had is None else at(had), at(since), at(now)).state


def test_an_hours_outage_pages_nobody() -> None:
    """The run of 10:10 failed, for the line was down from 10 to 11; the next one comes at 12:10."""
    feed = due("2 hours")
    assert state(feed, "2026-03-03 08:10", "2026-03-03 10:05") == "ok"
    assert state(feed, "2026-03-03 08:10", "2026-03-03 11:00") == "late"
    assert state(feed, "2026-03-03 08:10", "2026-03-03 12:15") == "late"
    assert state(feed, "2026-03-03 12:12", "2026-03-03 12:15") == "ok"


def test_a_schedule_missed_for_two_days_pages_for_what_is_asked_daily_and_not_for_what_is_asked_weekly() -> None:
    had, now = "2026-03-03 05:40", "2026-03-05 12:00"
    assert [state(due(every), had, now) for every in ("2 hours", "day", "week", "month", "year", "once")] == [
        "behind",
        "behind",
        *["ok"] * 4,
    ]


@pytest.mark.parametrize(("had", "an_hour_before"), [("2026-10-31 05:40", "2026-11-01 04:40"), ("2026-03-07 05:40", "2026-03-08 04:40")])
def test_a_day_is_one_by_the_citys_clock_when_clocks_change(had: str, an_hour_before: str) -> None:
    """Clocks went back on 1 November (25 hours), forward on 8 March (23): what runs at 05:40 is due at 05:40, and behind two days later."""
    found = source_due(due("day"), FRESNO, at(had), at("2026-01-01"), at(an_hour_before))
    assert found.state == "ok"
    assert found.due_at is not None
    assert found.due_at.astimezone(FRESNO).replace(tzinfo=None) == dt.datetime.fromisoformat(had) + DAY + dt.timedelta(hours=2.4)
    assert found.behind_at is not None
    assert found.behind_at.astimezone(FRESNO).replace(tzinfo=None) == dt.datetime.fromisoformat(had) + 2 * DAY


def test_what_is_asked_every_two_hours_goes_by_elapsed_time_when_clocks_change() -> None:
    """Between 01:00 and 03:00 on 8 March lies one hour."""
    found = source_due(due("2 hours"), FRESNO, at("2026-03-08 01:00"), at("2026-01-01"), at("2026-03-08 03:30"))
    assert (found.state, found.due_at) == ("ok", at("2026-03-08 01:00") + 2.2 * HOUR)


def test_a_sources_own_patience_counts() -> None:
    assert patience(due("2 hours")) == DAY, "a publisher that is away for an evening is nobody's to mend"
    assert patience(due("week")) == 14 * DAY
    slow = due("day", patience_days=5)
    assert [state(slow, "2026-03-01 05:40", day) for day in ("2026-03-06 05:00", "2026-03-06 06:00")] == ["late", "behind"]
    hasty = due("week", patience_days=0.5)
    assert state(hasty, "2026-03-01 05:40", "2026-03-05 05:40") == "ok", "nothing is behind before it is due"


def test_a_source_that_was_never_had_is_due_since_its_city_is_collected() -> None:
    assert state(due("month"), None, "2026-02-01", since="2026-01-31") == "late"
    assert state(due("once"), None, "2026-02-01", since="2026-01-20") == "behind"
    assert state(due("once"), "2020-01-01", "2026-02-01") == "ok", "had is had"


def test_new_year_in_fresno_while_the_machine_is_in_utc() -> None:
    """The edition of 2026 is due from 30 December; at noon on New Year's Day somebody is told that there is none: by Fresno's clock."""

    def found(text: str) -> tuple[int, str] | None:
        due = edition_due(FRESNO, dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC))
        return due and (due[0], due[1].state)

    assert found("2026-12-30 07:59") is None, "29 December, 23:59 in Fresno: it is the season of no year"
    assert found("2026-12-30 08:00") == (2026, "ok")
    assert found("2026-12-30 08:01") == (2026, "late")
    assert found("2027-01-01 00:30") == (2026, "late"), "still New Year's Eve in Fresno"
    assert found("2027-01-01 19:00") == (2026, "late"), "11 o'clock"
    assert found("2027-01-01 20:01") == (2026, "behind")
    assert found("2027-02-01 07:59") == (2026, "behind")
    assert found("2027-02-01 08:00") is None


def test_a_publisher_is_late_only_where_something_is_expected() -> None:
    march, february = dt.date(2026, 3, 31), dt.date(2026, 2, 28)
    assert publisher_is_late(february, march)
    assert publisher_is_late(None, march)
    assert not publisher_is_late(march, march)
    assert not publisher_is_late(None, None)
