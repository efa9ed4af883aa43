"""What the operator is told of a Prefect server's runs: how the newest of each deployment ended, and what nobody begins."""

from __future__ import annotations

import datetime as dt

from flows.runs import LATE_AFTER, Run, alerts

NOW = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)


def run(state: str, hours_ago: float, name: str = "collect/news", *, is_late: bool = False) -> Run:
    return Run(f"id-{hours_ago}", name, state, is_late, NOW - dt.timedelta(hours=hours_ago))


def told(*runs: Run) -> list[tuple[str, str, str]]:
    return [(one.code, one.about, one.command) for one in alerts(runs, NOW)]


def test_the_newest_run_that_ended_decides() -> None:
    assert told(run("COMPLETED", 2), run("FAILED", 4)) == []
    assert told(run("FAILED", 2), run("COMPLETED", 4)) == [("flow-failed", "collect/news", "prefect flow-run logs id-2")]
    assert told(run("CRASHED", 2)) == [("flow-failed", "collect/news", "prefect flow-run logs id-2")]
    assert told(run("RUNNING", 0), run("FAILED", 2)) == [("flow-failed", "collect/news", "prefect flow-run logs id-2")]
    assert told(run("CANCELLED", 2), run("COMPLETED", 4)) == [], "one of two that were due at once gave way"


def test_each_deployment_stands_for_itself() -> None:
    found = told(run("FAILED", 2, "year-end/final"), run("COMPLETED", 1), run("FAILED", 3, "monthly/monthly"))
    assert [about for _, about, _ in found] == ["monthly/monthly", "year-end/final"]


def test_failing_again_in_the_same_way_is_no_news() -> None:
    """The run's id stands in the command alone, or each run that fails would be mailed."""
    (first,), (second,) = alerts([run("FAILED", 2)], NOW), alerts([run("FAILED", 1)], NOW)
    assert first.mark == second.mark
    assert first.command != second.command
    (crashed,) = alerts([run("CRASHED", 1)], NOW)
    assert crashed.mark != first.mark


def test_what_no_worker_begins_is_told_after_half_an_hour_however_much_it_becomes() -> None:
    hour = LATE_AFTER.total_seconds() / 3600
    assert told(run("SCHEDULED", hour, is_late=True), run("SCHEDULED", 20)) == [], "late is Prefect's word, and holds from half an hour on"
    late = [run("SCHEDULED", hour + n, is_late=True) for n in (0.1, 1, 2)]
    assert told(late[0]) == [("flow-late", "collect/news", "python -m flows.doctor")]
    (one,), (three,) = alerts(late[:1], NOW), alerts(late, NOW)
    assert "3 runs" in three.what
    assert one.mark == three.mark


def test_an_outage_of_an_hour_pages_nobody() -> None:
    """At 10:10 no news source could be had, which fails that run; the next comes at 12:10. After a day without one that completed it is told."""
    soon = run("SCHEDULED", -2)
    assert told(run("FAILED", 1), run("COMPLETED", 3), soon) == []
    assert told(run("FAILED", 1), run("FAILED", 3), run("COMPLETED", 23), soon) == []
    assert told(run("FAILED", 1), run("COMPLETED", 25), soon) == [("flow-failed", "collect/news", "prefect flow-run logs id-1")]
    assert told(run("FAILED", 1), run("FAILED", 25), soon) != [], "it never completed"
    assert told(run("FAILED", 1), run("COMPLETED", 3), run("SCHEDULED", -20)) != [], "nothing makes up for it today"
    assert told(run("CRASHED", 1), run("COMPLETED", 3), soon) != []
