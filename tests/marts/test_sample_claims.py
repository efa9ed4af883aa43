"""The verdicts that the project's description of Fresno 2023 expects, from the sample's pages to `mart.claim`, each with its working."""

from __future__ import annotations

import duckdb
import pytest

from tests.world import row, rows

CONSISTENT, UNDERSTATES, DIFFERS, OPEN = "consistent with", "understates", "differs from", "cannot be compared"


def of(sample: duckdb.DuckDBPyConnection, metric: str, stated: float, said: str) -> dict[str, object]:
    return row(sample, "from mart.claim where metric = ? and stated = ? and cast(said_at as date) = ?", metric, stated, said)


def test_the_25_year_record_high(sample: duckdb.DuckDBPyConnection) -> None:
    """UCR to 2015, police after; it understates, and is tied with 2020."""
    found = of(sample, "homicide", 25, "2023-12-29")
    assert (found["verdict"], found["value"], found["ours"], found["basis"]) == (CONSISTENT, 74, 26, "own series and others")
    assert all(part in str(found["working"]) for part in ("84 in 1994", "understates", "tied with 2020", "ucr"))


def test_almost_half(sample: duckdb.DuckDBPyConnection) -> None:
    """That day only 33 through 30 November was known; since 30 December 34 against 74 is -54%, and with the count of January 2025 -53%."""
    found = of(sample, "homicide", -50, "2023-12-29")
    assert (found["op"], found["verdict"], found["working"]) == ("lt", OPEN, "of 2023 only 33 through 2023-11-30 was known")
    assert (found["later_verdict"], found["later_working"]) == (UNDERSTATES, "35 against 74 is -52.7%")


@pytest.mark.parametrize(
    ("metric", "stated", "said", "verdict", "working"),
    [
        ("shooting_victim", -42, "2018-06-14", DIFFERS, "66 against 180 is -114"),
        ("shooting", -78, "2026-01-06", CONSISTENT, "162 against 732 is -77.9%"),
        ("homicide", -43, "2023-12-30", CONSISTENT, "34 against 60 is -43.3%"),
        ("shooting", -19.8, "2023-12-30", OPEN, "the count of 2022 is not known"),
        ("rape", -19, "2023-12-31", OPEN, "neither count is known: 2023 and 2022"),
    ],
)
def test_as_known_that_day(sample: duckdb.DuckDBPyConnection, metric: str, stated: float, said: str, verdict: str, working: str) -> None:
    found = of(sample, metric, stated, said)
    assert (found["verdict"], found["working"]) == (verdict, working)


@pytest.mark.parametrize(
    ("metric", "stated", "said", "verdict", "working"),
    [
        ("shooting", -19.8, "2023-12-30", DIFFERS, "359 against 449 is -20.0%"),
        ("rape", -19, "2023-12-31", DIFFERS, "FBI data via RTCI: 285 against 275 is +3.6%"),
        ("shooting", 2, "2021-01-01", CONSISTENT, "732 against 360 is 2.03 times, one of them as only the article gives it"),
    ],
)
def test_as_known_later(sample: duckdb.DuckDBPyConnection, metric: str, stated: float, said: str, verdict: str, working: str) -> None:
    found = of(sample, metric, stated, said)
    assert (found["later_verdict"], found["later_working"]) == (verdict, working)


def test_another_providers_series_is_named_as_such(sample: duckdb.DuckDBPyConnection) -> None:
    found = of(sample, "rape", -19, "2023-12-31")
    assert (found["provider"], found["is_own_series"], found["later_basis"]) == ("rtci", False, "another provider")


def test_every_claim_has_its_working(sample: duckdb.DuckDBPyConnection) -> None:
    found = rows(sample, "from mart.claim")
    assert {one["measure"] for one in found} >= {"percent_change", "change", "multiple", "record", "share"}
    assert all(one["working"] and one["later_working"] for one in found)
    assert all((one["ours"] is None) == (one["basis"] is None) for one in found if one["measure"] != "record")
