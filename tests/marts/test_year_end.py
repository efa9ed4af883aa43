"""`series_year_at` and `year_end_at` against a slow oracle over made-up histories, and cases by hand that say what the rules mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any

import duckdb
import pytest

from pipeline.city import City
from pipeline.parse.capture import Parsed
from pipeline.period import month_end
from tests.marts import month_oracle, oracle
from tests.marts.histories import BREAKS, MOMENTS, PREFER, SEEDS, city_of, history
from tests.world import a_city, built, figure, file, moment, months, page, row, rows, source

Asked = Callable[[str, dt.datetime, int], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def known(made_up: duckdb.DuckDBPyConnection) -> Asked:
    """What a table holds of a seed's city as known at a moment. It is computed of all cities at once, and several tests ask for it."""

    @cache
    def of_all(table: str, when: dt.datetime) -> list[dict[str, Any]]:
        return rows(made_up, f"from {table}_at(?) order by all", when)

    return lambda table, when, seed: [one for one in of_all(table, when) if one["city"] == f"made-up-{seed}"]


def test_the_histories_hold_what_they_are_for() -> None:
    """An oracle agrees easily where nothing happens."""
    found = [oracle.series(history(seed), dt.datetime(2030, 1, 1)) for seed in SEEDS]  # noqa: DTZ001
    years = [one for all_series in found for series in all_series.values() for one in series.values()]
    assert {one.coverage for one in years} == {"full", "so_far", "partial", "missing"}
    assert any(one.is_summed for one in years)
    assert any(one.op != "eq" and one.coverage == "full" for one in years)
    assert any(one.months and one.months < 12 and one.value is None for one in years)


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_series_of_years_are_the_oracles(made_up: duckdb.DuckDBPyConnection, seed: int, at: str) -> None:
    when = moment(at).replace(tzinfo=None)
    expected = {
        (*key, year): (one.value, one.op, one.coverage, one.covered, one.known_at, one.is_summed, one.months)
        for key, series in oracle.series(history(seed), when).items()
        for year, one in series.items()
    }
    columns = "value, op, coverage, covered_through, known_at, is_summed, months"
    query = f"select metric, provider, year, {columns} from mart.series_year_at(?) where city = ?"
    found = {answer[:3]: answer[3:] for answer in made_up.execute(query, [when, f"made-up-{seed}"]).fetchall()}
    assert found == expected


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_beside_its_series_is_the_oracles(known: Asked, seed: int, at: str) -> None:
    when = moment(at).replace(tzinfo=None)
    names = [field.name for field in fields(oracle.Beside)]
    found = known("mart.year_end", when, seed)
    expected = oracle.series(history(seed), when)
    assert {(one["metric"], one["provider"], one["year"]) for one in found} == {
        (*key, year) for key, series in expected.items() for year in series
    }
    for one in found:
        key = (one["metric"], one["provider"])
        beside = oracle.beside(expected[key], BREAKS, key, one["year"])
        assert {name: one[name] for name in names} == pytest.approx({name: getattr(beside, name) for name in names}), (key, one["year"])
        assert (one["no_change_reason"] is None) == (beside.change is not None)
        assert one["is_used"] == (oracle.used(expected, PREFER, one["metric"], one["year"]) == key)


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_rolls_and_stands_beside_the_same_dates_as_the_oracles(known: Asked, seed: int, at: str) -> None:
    when = moment(at).replace(tzinfo=None)
    monthly = month_oracle.months(history(seed), when, BREAKS)
    to_date = month_oracle.to_date(history(seed), when, BREAKS)
    for one in known("mart.year_end", when, seed):
        key = (one["metric"], one["provider"])
        rolled = [
            (month, each.rolling) for (series, month), each in monthly.items() if series == key and month.year == one["year"] and each.rolling
        ]
        newest, count = max(rolled, default=(None, None))
        assert (one["rolling_12m"], one["rolling_12m_through"]) == (count, newest and month_end(newest.year, newest.month))
        beside = to_date.get((key, one["covered_through"])) if one["coverage"] == "partial" else None
        last = beside.value - beside.change if beside and beside.change is not None and beside.value is not None else None
        assert one["last_same_value"] == last


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_disagreements_are_the_oracles(known: Asked, seed: int, at: str) -> None:
    when = moment(at).replace(tzinfo=None)
    columns = ("metric", "year", "kind", "provider", "value", "op", "known_at", "is_used", "spread")
    found = [tuple(one[column] for column in columns) for one in known("mart.disagreement", when, seed)]
    assert len(found) == len(set(found))
    assert set(found) == oracle.disagreements(history(seed), when, PREFER)


def test_now_is_the_last_moment(made_up: duckdb.DuckDBPyConnection) -> None:
    for table in ("mart.series_year", "mart.year_end", "mart.disagreement"):
        late = made_up.execute(f"from {table}_at(timestamp '9999-12-31') order by all").fetchall()
        assert {f"made-up-{seed}" for seed in SEEDS} == {city for city, *_ in late}
        assert late == made_up.execute(f"from {table} order by all").fetchall()


def test_the_exact_test_is_exact(made_up: duckdb.DuckDBPyConnection) -> None:
    """Against whole-number arithmetic; 34 against 74 is the pair of the story's homicides."""
    some = (0, 1, 2, 3, 5, 8, 12, 19, 20, 33, 34, 35, 49, 50, 74, 80, 98, 99)
    for first, second, p in made_up.execute(
        f"select a, b, core.poisson_p(a, b) from (select unnest({list(some)}) as a), (select unnest({list(some)}) as b)"
    ).fetchall():
        assert p == pytest.approx(float(oracle.chance(first, second)), rel=1e-9), (first, second)


# The rules by hand: each series is a metric's, so that one world holds them all.

POLICE, RTCI = "police", "rtci"


def _exact(provider: str, metric: str, counts: dict[int, float], **more: Any) -> list[Parsed]:
    """A full year's count, printed on 10 January after it."""
    return [
        page(provider, f"{year + 1}-01-10", figure(value, f"{year}", metric, **more), address=f"https://{provider}.example/{metric}/{year}")
        for year, value in counts.items()
    ]


def _rules() -> tuple[City, list[Parsed]]:
    city = city_of(
        "rules",
        prefer=(("homicide", POLICE), ("homicide", RTCI), ("burglary", RTCI)),
        breaks=(
            (POLICE, "rape", "2021-01-01", "documented"),
            (POLICE, "arson", "2021-01-01", "suspected"),
            (POLICE, "larceny", "2021-01-01", "reviewed"),
            (POLICE, "dui", "2021-05-01", "documented"),
        ),
        people={2022: 500_000, 2023: 550_000},
    )
    steady = dict.fromkeys(range(2018, 2024), 50.0)
    readings = [
        *_exact(POLICE, "rape", steady),
        *_exact(POLICE, "arson", steady),
        *_exact(POLICE, "larceny", steady),
        *_exact(POLICE, "dui", steady),
        # Preferred: whole years to 2021, then only a part of 2022 and nothing of 2023; the other provider has both.
        *_exact(POLICE, "homicide", {2020: 74, 2021: 74}),
        page(POLICE, "2022-06-30", figure(25, "2022-01-01/2022-06-29", "homicide")),
        *_exact(RTCI, "homicide", {2021: 73, 2022: 62, 2023: 38}),
        # Nobody prefers the police's burglaries, but there are no others of 2023.
        *_exact(POLICE, "burglary", {2023: 2000}),
        *_exact(RTCI, "burglary", {2022: 3991}),
        page(POLICE, "2023-12-23", figure(340, "2023", "shooting"), address="https://police.example/23"),
        page(POLICE, "2023-12-24", figure(341, "2023-01-01/2023-12-24", "shooting_victim"), address="https://police.example/24"),
        *_exact(POLICE, "shooting", {2022: 449}),
        *_exact(POLICE, "shooting_victim", {2022: 449}),
        *_exact(POLICE, "robbery", {2022: 900}, op="approx"),
        *_exact(POLICE, "robbery", {2023: 909}),
        *_exact(POLICE, "carjacking", {2022: 0, 2023: 4}),
        *_exact(POLICE, "fatal_shooting", {2022: 19, 2023: 20}),
        page(RTCI, "2024-02-20", *months(2023, [1] * 11 + [None], "theft_from_vehicle"), address="https://rtci.example/11"),
        page(RTCI, "2024-02-20", *months(2023, [5, -1] + [2] * 10, "kidnapping"), address="https://rtci.example/12"),
        page(RTCI, "2023-12-28", *months(2023, [2] * 12, "hate_crime"), address="https://rtci.example/13"),
        page(RTCI, "2024-02-20", *months(2023, [2] * 12, "vandalism", op="approx"), address="https://rtci.example/14"),
        page(POLICE, "2022-06-01", figure(60, "2023", "property_crime"), address="https://police.example/future"),
        page(POLICE, "2023-07-10", figure(15, "2023-H1", "violent_crime"), address="https://police.example/half"),
        *[
            page(POLICE, day, figure(count, "2023", "vehicle_recovery"), address=f"https://police.example/again/{day}")
            for day, count in (("2024-01-05", 350), ("2024-01-10", 344), ("2024-02-01", 344))
        ],
        page(POLICE, "2024-01-10", figure(70, "2023", "nonfatal_shooting", status="target"), address="https://police.example/target"),
        page(POLICE, "2024-01-10", figure(70, "2023", "gang_shooting", value_high=80), address="https://police.example/range"),
    ]
    return city, readings


@pytest.fixture(scope="module")
def rules() -> Iterator[duckdb.DuckDBPyConnection]:
    with built(_rules(), only=("mart.year_end", "mart.disagreement")) as connection:
        yield connection


def year_of(rules: duckdb.DuckDBPyConnection, metric: str, year: int = 2023, provider: str = POLICE) -> dict[str, Any]:
    return row(rules, "from mart.year_end where metric = ? and year = ? and provider = ?", metric, year, provider)


@pytest.mark.parametrize("metric", ["rape", "larceny"])
def test_no_comparison_crosses_a_break(rules: duckdb.DuckDBPyConnection, metric: str) -> None:
    first = year_of(rules, metric, 2021)
    assert (first["change"], first["no_change_reason"]) == (None, "a break in the series lies between")
    assert (first["average_5y"], first["peak_value"], first["rank_high"], first["past_changes"]) == (None, None, None, None)
    third = year_of(rules, metric, 2023)
    assert (third["change"], third["peak_years_compared"], third["average_5y"], third["past_changes"]) == (0, 3, None, 1)


def test_a_year_with_a_break_inside_is_like_neither_side(rules: duckdb.DuckDBPyConnection) -> None:
    """2021 was counted one way through April and another from May."""
    assert [year_of(rules, "dui", year)["no_change_reason"] is None for year in (2020, 2021, 2022, 2023)] == [True, False, False, True]


def test_a_suspected_break_is_a_caveat(rules: duckdb.DuckDBPyConnection) -> None:
    found = year_of(rules, "arson", 2021)
    assert (found["change"], found["peak_years_compared"]) == (0, 4)
    assert found["caveats"] == ["suspected break on 2021-01-01: another way of counting"]
    assert year_of(rules, "arson", 2020)["caveats"] == []


def test_ties_go_to_the_later_year_and_share_a_rank(rules: duckdb.DuckDBPyConnection) -> None:
    """Fresno's 74 of 2020 came again in 2021: the peak is the year nearer to the reader, and no year was higher."""
    found = year_of(rules, "arson", 2021)
    assert (found["peak_year"], found["low_year"], found["rank_high"], found["change_peak_pct"]) == (2021, 2021, 1, None)
    assert (found["last_higher_year"], found["last_lower_year"]) == (None, None)
    assert found["peak_figure_ids"] == found["figure_ids"]


def test_the_preferred_series_is_used_where_it_counts_the_year(rules: duckdb.DuckDBPyConnection) -> None:
    assert (year_of(rules, "homicide", 2021)["is_used"], year_of(rules, "homicide", 2021, RTCI)["is_used"]) == (True, False)


@pytest.mark.parametrize("year", [2022, 2023])
def test_a_fallback_says_so(rules: duckdb.DuckDBPyConnection, year: int) -> None:
    """The preferred series has half of 2022: a whole year by another provider stands before it."""
    found = year_of(rules, "homicide", year, RTCI)
    assert (found["is_used"], found["preference"]) == (True, 2)
    assert found["caveats"] == [f"the preferred series has no figure for the whole of {year}"]
    partial = rows(rules, "from mart.year_end where metric = 'homicide' and provider = 'police' and year = ?", year)
    assert [(one["coverage"], one["is_used"]) for one in partial] == ([("partial", False)] if year == 2022 else [])


def test_a_series_that_no_one_prefers_is_a_fallback_too(rules: duckdb.DuckDBPyConnection) -> None:
    found = year_of(rules, "burglary", 2023)
    assert (found["is_used"], found["preference"]) == (True, None)
    assert found["caveats"] == ["the preferred series has no figure for the whole of 2023"]
    assert (found["change"], found["no_change_reason"]) == (None, "last year is not known")


def test_where_nothing_is_preferred_there_is_no_fallback(rules: duckdb.DuckDBPyConnection) -> None:
    found = year_of(rules, "robbery", 2023)
    assert (found["is_used"], found["caveats"]) == (True, [])


def test_the_year_may_be_compared_from_24_december(rules: duckdb.DuckDBPyConnection) -> None:
    before = year_of(rules, "shooting")
    assert (before["coverage"], before["change"]) == ("partial", None)
    assert before["no_change_reason"] == "this year is counted only through 2023-12-23"
    eve = year_of(rules, "shooting_victim")
    assert (eve["coverage"], eve["change"], eve["days_left"], eve["chance_p"], eve["is_provisional"]) == ("so_far", -108, 7, None, True)
    assert eve["caveats"] == ["so far, 7 days left"]


def test_a_hedged_count_is_never_changed_against(rules: duckdb.DuckDBPyConnection) -> None:
    found = year_of(rules, "robbery")
    assert (found["last_value"], found["change"], found["peak_value"]) == (900, None, None)
    assert found["no_change_reason"] == "one of the two counts is not exact"


def test_no_percentage_against_zero(rules: duckdb.DuckDBPyConnection) -> None:
    found = year_of(rules, "carjacking")
    assert (found["change"], found["change_pct"], found["past_changes"]) == (4, None, None)


def test_a_rate_needs_twenty_events_and_that_years_people(rules: duckdb.DuckDBPyConnection) -> None:
    assert [year_of(rules, "fatal_shooting", year)["rate_per_100k"] for year in (2022, 2023)] == [None, pytest.approx(100_000 * 20 / 550_000)]
    assert year_of(rules, "rape", 2021)["rate_per_100k"] is None  # no population of 2021 is known
    assert year_of(rules, "rape", 2022)["rate_per_100k"] == 10


def test_eleven_months_are_no_year(rules: duckdb.DuckDBPyConnection) -> None:
    found = row(rules, "from mart.series_year where metric = 'theft_from_vehicle'")
    assert (found["value"], found["missing_reason"], found["covered_through"]) == (None, "11 of 12 months published", dt.date(2023, 11, 30))


def test_a_month_that_was_not_over_does_not_complete_a_year(rules: duckdb.DuckDBPyConnection) -> None:
    """Twelve months in a file of 28 December: the twelfth is a part."""
    found = row(rules, "from mart.series_year where metric = 'hate_crime'")
    assert (found["value"], found["missing_reason"]) == (None, "11 of 12 months published")


def test_hedged_months_make_no_exact_year(rules: duckdb.DuckDBPyConnection) -> None:
    assert rows(rules, "from mart.series_year where metric = 'vandalism'") == []


def test_a_negative_month_is_added_and_noted(rules: duckdb.DuckDBPyConnection) -> None:
    """UCR takes unfounded cases off a later month."""
    assert row(rules, "from mart.series_year where metric = 'kidnapping'")["value"] == 5 - 1 + 10 * 2


def test_what_was_said_before_a_period_began_is_no_count_of_it(rules: duckdb.DuckDBPyConnection) -> None:
    assert rows(rules, "from mart.series_year where metric = 'property_crime'") == []


def test_a_half_year_is_a_part_of_its_year(rules: duckdb.DuckDBPyConnection) -> None:
    found = year_of(rules, "violent_crime")
    assert (found["value"], found["coverage"], found["covered_through"]) == (15, "partial", dt.date(2023, 6, 30))


def test_a_number_said_again_is_known_from_the_first_time_and_used(rules: duckdb.DuckDBPyConnection) -> None:
    found = rows(rules, "from mart.disagreement where metric = 'vehicle_recovery' order by known_at")
    assert [(one["value"], one["known_at"].day, one["is_used"], one["kind"]) for one in found] == [
        (350, 5, False, "within_provider"),
        (344, 10, True, "within_provider"),
    ]


@pytest.mark.parametrize("metric", ["nonfatal_shooting", "gang_shooting"])
def test_a_target_or_a_range_is_no_count(rules: duckdb.DuckDBPyConnection, metric: str) -> None:
    assert row(rules, "select count(*) as figures from core.figure where metric = ?", metric)["figures"] == 1
    assert rows(rules, "from core.statement where metric = ?", metric) == []


def test_a_source_that_may_not_be_computed_on_makes_no_series() -> None:
    city = a_city(source("courier", may=("read", "quote")), slug="shy")
    with built((city, [page("courier", "2024-01-10", figure(35, "2023"))]), only=("mart.series_year",)) as connection:
        assert row(connection, "select value from core.figure")["value"] == 35
        assert rows(connection, "from mart.series_year") == []


def test_months_revised_make_a_new_year_from_then() -> None:
    city = a_city(source("rtci", "rtci", "series"), slug="revised")
    first = file("rtci", "2024-02-20", *months(2023, [3] * 12))
    second = file("rtci", "2024-05-20", *months(2023, [3] * 11 + [5]))
    with built((city, [first, second]), only=("mart.series_year",)) as connection:
        query = "select value from mart.series_year_at(?)"
        values = [rows(connection, query, dt.datetime(2024, month, 1)) for month in (2, 3, 5, 6)]  # noqa: DTZ001  # UTC
        assert [[one["value"] for one in found] for found in values] == [[], [36], [36], [38]]


def test_twelve_months_up_to_the_newest_stand_beside_the_twelve_before() -> None:
    """Fresno's file of June 2026 has half a year: twelve months to June are comparable with the twelve before, the half is not with a year."""
    city = a_city(source("rtci", "rtci", "series"), slug="rolling")
    read = file("rtci", "2026-07-20", *months(2024, [3] * 12), *months(2025, [2] * 12), *months(2026, [1] * 6))
    with built((city, [read]), only=("mart.year_end",)) as connection:
        found = row(connection, "from mart.year_end where year = 2026")
        assert (found["value"], found["rolling_12m"], found["rolling_12m_last"]) == (None, 18, 30)
        assert found["rolling_12m_through"] == dt.date(2026, 6, 30)
        assert row(connection, "from mart.year_end where year = 2024")["rolling_12m_last"] is None


def test_a_part_of_a_year_stands_beside_the_same_part_of_the_last() -> None:
    city = a_city(source("police"), slug="parts")
    pages = [
        page("police", f"{year}-11-30", figure(value, f"{year}-01-01/{year}-11-30"), address=f"https://police.example/{year}")
        for year, value in ((2022, 50), (2023, 33))
    ]
    with built((city, pages), only=("mart.year_end",)) as connection:
        found = row(connection, "from mart.year_end where year = 2023")
        assert (found["change"], found["last_same_value"], found["change_same_pct"]) == (None, 50, -34)
