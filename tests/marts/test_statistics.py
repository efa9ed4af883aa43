"""The statistics of `edition.md` against scipy: the exact test of two counts, and how far a month lies from those before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pytest

from pipeline.models import read_models, sql_folder
from pipeline.transform import checked
from tests.world import a_city, built, file, months, row, rows, source


@pytest.fixture(scope="module")
def stats() -> Any:
    from scipy import stats  # a second, which those who only collect the tests need not wait for

    return stats


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    city = a_city(source("rtci", "rtci", "series"), slug="here")
    level = [50.0 + (7 * month) % 11 for month in range(35)]
    read = [one for year in range(3) for one in months(2023 + year, [*level, 140.0][12 * year : 12 * year + 12], "robbery")]
    pairs = [one for year, count in ((2023, 74.0), (2024, 34.0)) for one in months(year, [count, *[0.0] * 11])]
    with built((city, [file("rtci", "2026-01-20", *read, *pairs)])) as connection:
        yield connection


def test_chance_is_the_conditional_test_of_two_poisson_counts(world: duckdb.DuckDBPyConnection, stats: Any) -> None:
    """For every pair under 100, the range for which it is asked, both ways round."""
    query = "select a, b, core.poisson_p(a, b) from range(0, 100, 3) as one (a), range(0, 100) as other (b)"
    found = world.execute(query).fetchall()
    assert len(found) == 34 * 100
    for first, second, p in found:
        expected = stats.binomtest(first, first + second, 0.5).pvalue if first + second else 1.0
        assert p == pytest.approx(expected, rel=1e-9, abs=1e-12), (first, second)
    assert world.execute("select core.poisson_p(null, 3), core.poisson_p(3, null)").fetchall() == [(None, None)]


def test_the_year_end_uses_it(world: duckdb.DuckDBPyConnection, stats: Any) -> None:
    found = row(world, "from mart.year_end where metric = 'homicide' and year = 2024")
    assert found["chance_p"] == pytest.approx(stats.binomtest(34, 108, 0.5).pvalue)
    assert row(world, "from mart.year_end where metric = 'robbery' and year = 2024")["chance_p"] is None


def test_a_jump_is_measured_in_standard_deviations_of_the_months_before(world: duckdb.DuckDBPyConnection, stats: Any) -> None:
    jump = next(model for model in read_models(sql_folder()) if model.name == "checks.jump")
    (finding,) = checked(world, [jump])
    (found,) = [dict(zip(finding.columns, one, strict=True)) for one in finding.rows if one[2] == "robbery"]
    values = [one["value"] for one in rows(world, "from mart.series_month where metric = 'robbery' order by month")]
    before = np.array(values[-25:-1])
    assert found["mean_24m"] == round(float(before.mean()), 1)
    assert found["deviations"] == round((values[-1] - float(before.mean())) / float(stats.tstd(before)), 1)


def test_means_ranks_and_ranges_are_numpys(world: duckdb.DuckDBPyConnection, stats: Any) -> None:
    counts = {2018: 32, 2019: 45, 2020: 74, 2021: 74, 2022: 60, 2023: 35}
    city = a_city(source("rtci", "rtci", "series"), slug="years", people={2023: 547_134})
    read = [one for year, count in counts.items() for one in months(year, [float(count), *[0.0] * 11])]
    with built((city, [file("rtci", "2024-01-20", *read)]), only=("mart.year_end",)) as connection:
        found = row(connection, "from mart.year_end where year = 2023")
    values = np.array(list(counts.values()), dtype=float)
    steps = 100 * np.diff(values[:-1]) / values[:-2]
    assert found["average_5y"] == pytest.approx(values[:-1].mean())
    assert (found["past_change_min_pct"], found["past_change_max_pct"]) == (pytest.approx(steps.min()), pytest.approx(steps.max()))
    assert found["rank_high"] == stats.rankdata(-values, method="min")[-1]
    assert found["rank_low"] == stats.rankdata(values, method="min")[-1]
    assert found["rate_per_100k"] == pytest.approx(100_000 * 35 / 547_134)
    assert (found["people"], found["people_year"]) == (547_134, 2023)
