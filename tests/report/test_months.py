"""The edition of a month, read as a copy editor would, and what it may compare."""

from __future__ import annotations

import duckdb
import pytest

from pipeline.errors import ReportError
from pipeline.report import render
from pipeline.report.months import Month, build
from pipeline.report.page import html
from pipeline.report.parts import Edition
from tests.report import small
from tests.report.cities import noon
from tests.report.golden import check

CITY = small.by_month()[0]


def edition(warehouse: duckdb.DuckDBPyConnection, month: Month | None, known_on: str | None = None) -> Edition:
    return build(warehouse, CITY, month, noon(known_on) if known_on else None, lambda _: None)


def test_a_month_as_it_is_mailed(warehouse: duckdb.DuckDBPyConnection) -> None:
    made = edition(warehouse, Month(2024, 4))
    assert (made.id, made.folder) == ("by-month-ca-2024-04-monthly", "by-month-ca/2024/monthly-04")
    mail = render.mail(made, CITY)
    check("by-month.txt", f"Subject: {mail.subject}\n\n{mail.text}")


def test_the_newest_month_is_taken_where_none_is_named(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert edition(warehouse, None).id == "by-month-ca-2024-04-monthly"


def test_what_lacks_a_month_is_compared_with_nothing_and_summed_to_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    robbery = next(row for row in edition(warehouse, Month(2023, 3)).months if row.metric == "robbery")
    assert (robbery.month.value, robbery.month.last, robbery.month.change_pct) == (95, None, None)
    assert robbery.to_date.value == 88 + 90 + 95
    assert (robbery.to_date.last, robbery.twelve.last) == (None, None)
    assert robbery.twelve.value == 85 + 88 + 97 + 102 + 99 + 90 + 84 + 79 + 83 + 88 + 90 + 95


def test_no_percentage_of_none(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Nobody was killed in November of either year, nor in March 2024."""
    november = next(row for row in edition(warehouse, Month(2023, 11)).months if row.metric == "homicide")
    assert (november.month.value, november.month.last, november.month.change_pct) == (0, 0, None)
    assert "no homicides" in edition(warehouse, Month(2024, 3)).subject or "no murders" in edition(warehouse, Month(2024, 3)).subject


def test_a_month_that_is_not_known_names_the_newest(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ReportError, match="no whole count of May 2024 is known for Bymonth, CA; the newest month is April 2024"):
        edition(warehouse, Month(2024, 5))
    with pytest.raises(ReportError, match="no whole month of Bymonth, CA is known"):
        edition(warehouse, None, "2020-01-01")


def test_the_page_has_the_month_and_its_traces(warehouse: duckdb.DuckDBPyConnection) -> None:
    made = edition(warehouse, Month(2024, 4))
    page = html(made, CITY)
    assert "Counts of April 2024 in Bymonth, CA" in page
    assert all(f'id="t-{one}"' in page for row in made.months for one in row.figure_ids)
