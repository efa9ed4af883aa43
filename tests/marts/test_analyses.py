"""The worked questions of `sql/analyses`, over the sample as it is published: they run, fast, and answer what they ask."""

from __future__ import annotations

import time
from typing import Any

import duckdb
import pytest

from pipeline.dictionary import Analysis, analyses
from pipeline.models import sql_folder
from pipeline.published import ask
from pipeline.settings import Settings
from tests.world import rows

WORKED = analyses(sql_folder())
LONGEST_SECONDS = 0.2


def answers(sample: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    (one,) = [one for one in WORKED if name in one.path.stem]
    return rows(sample, one.query)


def test_there_are_a_dozen() -> None:
    assert len(WORKED) >= 12
    assert all(one.question.endswith("?") or "? " in one.question for one in WORKED)


@pytest.mark.parametrize("one", WORKED, ids=lambda one: one.path.stem)
def test_a_worked_question_has_an_answer(sample_settings: Settings, one: Analysis) -> None:
    """By way of `yearend sql -f`: the file, comment and all."""
    columns, found = ask(sample_settings, one.path.read_text(encoding="utf-8"))
    assert found
    assert len(set(columns)) == len(columns)


def test_none_takes_long(sample: duckdb.DuckDBPyConnection) -> None:
    """The best of five: a busy machine is no slow query."""
    for one in WORKED:
        taken = []
        for _ in range(5):
            began = time.perf_counter()
            sample.execute(one.query).fetchall()
            taken.append(time.perf_counter() - began)
        assert min(taken) < LONGEST_SECONDS, one.path.stem


def test_which_homicide_counts_of_2023_exist(sample: duckdb.DuckDBPyConnection) -> None:
    found = answers(sample, "which_homicide_counts")
    assert [(one["who"], one["value"], str(one["covered_through"]), str(one["known_at_utc"].date())) for one in found] == [
        ("police", 33, "2023-11-30", "2023-12-01"),
        ("police", 34, "2023-12-30", "2023-12-30"),
        ("police", 35, "2023-12-31", "2025-01-06"),
        ("FBI data via RTCI", 38, "2023-12-31", "2026-08-31"),
    ]


def test_how_the_shootings_of_2023_moved(sample: duckdb.DuckDBPyConnection) -> None:
    (found,) = answers(sample, "how_a_count_moved")
    assert (found["value_before"], found["value"], found["kind"]) == (344, 359, "completed")
    assert (str(found["known_before_utc"].date()), str(found["known_at_utc"].date())) == ("2023-12-29", "2025-01-06")


def test_what_the_newspaper_said_that_the_series_do_not_bear_out(sample: duckdb.DuckDBPyConnection) -> None:
    found = {one["quote"]: one for one in answers(sample, "not_borne_out")}
    assert found["42 fewer gunshot victims"]["verdict"] == "differs from"
    assert found["Homicides in Fresno have fallen by almost half"]["later_verdict"] == "understates"
    assert "a 25-year record high" not in found
