"""A source's contract and how a source stands: decided from facts and dates, with the day given."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.contract import Contract, Facts, breaches, expected_through
from pipeline.source import Source
from pipeline.standing import is_public_host, last_live, standing
from tests.world import capture, source

TODAY = dt.date(2026, 8, 1)
NOW = dt.datetime(2026, 8, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def broken(contract: dict[str, Any], today: dt.date = TODAY, **facts: Any) -> list[str]:
    return [f"{one.reason}: {one.detail}" for one in breaches(Contract.model_validate(contract), Facts(**facts), today)]


def test_what_is_as_it_should_be_breaks_nothing() -> None:
    contract = {"columns": {"year": "number", "date": "date", "note": "text"}, "min_rows": 2, "newest_within_days": 40}
    types = {"year": "number", "date": "date", "note": "number"}
    assert broken(contract, columns=("year", "date", "note", "more"), types=types, rows=2, newest=dt.date(2026, 7, 1)) == []


def test_columns_that_are_gone_renamed_recased_or_added() -> None:
    """Louisville re-cased its columns, Dallas renamed one without notice (sources.md 1.a, 1.b)."""
    contract = {"columns": ["Crime_Type", "date_time", "zip", "count"], "has_only_these": True}
    found = broken(contract, columns=("crime type", "date_time1", "count", "ward"))
    assert found == [
        "columns_renamed: 'Crime_Type' is 'crime type' now; 'date_time' is 'date_time1' now",
        "columns_gone: 'zip' is not there any more; there are 'crime type', 'date_time1', 'count', 'ward'",
        "columns_added: 'ward' is new",
    ]
    assert len(broken(contract | {"has_only_these": False}, columns=("crime type", "date_time1", "count", "ward"))) == 2


def test_a_column_that_changed_its_type() -> None:
    contract = {"columns": {"year": "number", "date": "date", "code": "text", "count": "number"}}
    types = {"year": "number", "date": "number", "code": "number", "count": "empty"}
    assert broken(contract, columns=tuple(types), types=types) == [
        "type_changed: 'date' was date and is number; 'count' was number and is empty"
    ]


def test_too_few_rows() -> None:
    assert broken({"min_rows": 1000}, rows=999) == ["too_few_rows: 999 came, and at least 1,000 were expected"]


@pytest.mark.parametrize(("newest", "count"), [("2026-06-02", 0), ("2026-06-01", 1), (None, 1)])
def test_the_newest_day_is_at_most_so_old(newest: str | None, count: int) -> None:
    found = broken({"newest_within_days": 60}, newest=newest and dt.date.fromisoformat(newest))
    assert [one.partition(":")[0] for one in found] == ["newest_too_old"] * count


@pytest.mark.parametrize(
    ("today", "year"),
    [("2026-07-31", 2024), ("2026-08-01", 2025), ("2026-12-31", 2025), ("2027-01-01", 2025), ("2027-07-31", 2025), ("2027-08-01", 2026)],
)
def test_the_year_whose_file_should_be_there(today: str, year: int) -> None:
    """Of OpenJustice each July brings the year before; on the last day it may still come."""
    day = dt.date.fromisoformat(today)
    contract = {"published_by": "07-31"}
    assert expected_through(Contract.model_validate(contract), day) == dt.date(year, 12, 31)
    assert broken(contract, day, newest=dt.date(year, 12, 31)) == []
    (missing,) = broken(contract, day, newest=dt.date(year - 1, 12, 31))
    assert missing == f"year_missing: the year {year} was expected by {year + 1}-07-31; the newest is {year - 1}-12-31"


@pytest.mark.parametrize("wrong", [{"published_by": "31-07"}, {"published_by": "7/31"}, {"columns": {"a": "int"}}, {"min_row": 1}])
def test_a_contract_that_says_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Contract.model_validate(wrong)


def stands(had: dt.timedelta | None, failed: dt.timedelta | None = None, newest: int = 0, expected: int | None = None, **said: Any) -> str:
    """`had` and `failed` are so long ago; `newest` and `expected` are days before today."""
    return standing(
        Source.model_validate(source("any", **said)),
        had_at=None if had is None else NOW - had,
        failed_at=None if failed is None else NOW - failed,
        newest=TODAY - newest * DAY,
        expected=None if expected is None else TODAY - expected * DAY,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (stands(None), "never had"),
        (stands(None, failed=DAY), "behind"),
        (stands(DAY), "current"),
        (stands(2 * DAY, failed=DAY), "behind"),
        (stands(DAY, failed=2 * DAY), "current"),
        (stands(DAY, failed=DAY), "behind"),
        (stands(3 * DAY), "behind"),
        (stands(3 * DAY, due="week"), "current"),
        (stands(3 * DAY, patience_days=5), "current"),
        (stands(6 * DAY, patience_days=5), "behind"),
        (stands(4000 * DAY, due="once"), "current"),
        (stands(DAY, newest=10, expected=9), "late"),
        (stands(DAY, newest=10, expected=10), "current"),
        (stands(3 * DAY, newest=10, expected=9), "behind"),  # whether the publisher is late cannot be known without asking
    ],
)
def test_behind_is_ours_and_late_the_publishers(said: str, state: str) -> None:
    assert said == state


@pytest.mark.parametrize(
    ("host", "is_public"),
    [
        ("data.cityofchicago.org", True),
        ("8.8.8.8", True),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("::1", False),
        ("10.0.0.7", False),
        ("localhost", False),
        ("intranet", False),
        ("sample.example", False),
        ("www.example.org", False),
        ("a.test", False),
        ("", False),
        (None, False),
    ],
)
def test_servers_that_stand_for_publishers_are_not_live(host: str | None, is_public: bool) -> None:
    assert is_public_host(host) is is_public


def test_when_a_source_last_answered_for_real() -> None:
    """What was imported was another's run, and what a local server said was nobody's."""
    own, imported = "yearend-20260101T000000Z-0.warc.gz", "import-0.warc.gz"
    replayed = capture("a", "2026-03-01", "https://a.gov/", warc_file=imported)
    local = capture("a", "2026-02-01", "http://127.0.0.1:8000/", warc_file=own)
    assert last_live([replayed, local]) is None
    live = capture("a", "2026-01-01", "https://a.gov/", warc_file=own)
    assert last_live([replayed, live, local]) == live.fetched_at
