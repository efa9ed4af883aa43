"""`core.figure`: which statements there are, from when they could be known, and from when they may be mailed. One world, a city per case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from pipeline.city import City
from pipeline.parse.capture import Parsed
from pipeline.records import Quotation
from tests.world import a_city, built, figure, file, moment, page, row, rows, source

Case = tuple[City, list[Parsed]]


def one_page(slug: str, *visits: tuple[str, int], modified: dict[str, str] | None = None) -> Case:
    """The same address, dated 29 December, with another number at each visit."""
    readings = [
        page("courier", "2023-12-29", figure(value, "2023"), fetched=fetched, modified_at=_at(modified, fetched), text=f"{value} killed in 2023")
        for fetched, value in visits
    ]
    return a_city(slug=slug), readings


def _at(modified: dict[str, str] | None, fetched: str) -> dt.datetime | None:
    return moment(modified[fetched]) if modified and fetched in modified else None


CASES: dict[str, Case] = {
    "once": one_page("once", ("2023-12-30", 34)),
    "unchanged": one_page("unchanged", ("2023-12-30", 34), ("2023-12-31", 34), ("2024-01-01", 34)),
    "silent": one_page("silent", ("2023-12-30", 34), ("2024-01-02", 35)),
    "aba": one_page("aba", ("2023-12-30", 34), ("2024-01-02", 35), ("2024-01-04", 34)),
    "said": one_page("said", ("2023-12-30", 34), ("2024-01-02", 35), modified={"2024-01-02": "2024-01-01"}),
    # The modification that the page admits to was before our earlier look, so the number came after it.
    "stale": one_page("stale", ("2023-12-30", 34), ("2024-01-02", 35), modified={"2024-01-02": "2023-12-29T20:00"}),
    "copy": (
        a_city(source("courier"), source("herald"), slug="copy"),
        [
            page("courier", "2023-12-29", figure(34, "2023", confidence="likely"), text="wire: 34 killed"),
            page("herald", "2023-12-30", figure(34, "2023", confidence="likely"), text="wire: 34 killed"),
        ],
    ),
    "confirmed": (
        a_city(source("courier"), source("herald"), slug="confirmed"),
        [
            page("courier", "2023-12-29", figure(34, "2023", confidence="likely"), figure(344, "2023", "shooting", confidence="likely")),
            page("herald", "2024-01-03", figure(34, "2023", confidence="unsure"), figure(345, "2023", "shooting", confidence="likely")),
        ],
    ),
    "myself": (
        a_city(slug="myself"),
        [
            page("courier", "2023-12-29", figure(34, "2023", confidence="likely"), address="https://courier.example/a"),
            page("courier", "2023-12-30", figure(34, "2023", confidence="likely"), address="https://courier.example/b"),
        ],
    ),
    "elsewhere": (
        a_city(slug="elsewhere"),
        [page("courier", "2023-12-29", figure(9, "2023", place="Clovis, CA"), figure(8, "2023", place=None))],
    ),
    # At 20:00 on 30 December in Fresno it is the 31st in UTC.
    "evening": (a_city(source("rtci", "rtci", "series"), slug="evening"), [file("rtci", "2023-12-31T04:00", figure(38, "2023"))]),
    # East of Greenwich, midnight is the day before in UTC.
    "released": (
        a_city(source("dok", "rtci", "series", released_on=dt.date(2023, 12, 31)), slug="released", zone="Europe/Berlin"),
        [file("dok", "2024-03-01", figure(38, "2023"))],
    ),
    # A clock or a zone is wrong there: what we hold was known when we fetched it.
    "future": (a_city(slug="future"), [page("courier", "2024-01-05", figure(34, "2023"), fetched="2023-12-30")]),
    "quoted": (
        a_city(slug="quoted"),
        [
            page("courier", "2023-12-29", fetched="2023-12-30", text="first", quotations=(Quotation("We did it.", 0, 9, "Ann Lee", None),)),
            page(
                "courier",
                "2023-12-29",
                fetched="2024-01-05",
                text="second",
                quotations=(Quotation("We did it.", 0, 9, "Ann Lee", None), Quotation("More to do.", 9, 19, "Ann Lee", None)),
            ),
        ],
    ),
}


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    with built(*CASES.values()) as connection:
        yield connection


def said(world: duckdb.DuckDBPyConnection, slug: str) -> list[tuple[Any, ...]]:
    """(value, day from which it is known), in that order of days."""
    query = "select value, cast(known_at as date) as day from core.figure where city = ? order by known_at, value"
    return [(one["value"], str(one["day"])) for one in rows(world, query, slug)]


def test_a_number_is_known_from_the_documents_date(world: duckdb.DuckDBPyConnection) -> None:
    assert said(world, "once") == [(34, "2023-12-29")]
    assert row(world, "from core.figure where city = 'once'")["is_reconstructed"]


def test_a_page_that_goes_on_saying_it_says_it_once(world: duckdb.DuckDBPyConnection) -> None:
    assert said(world, "unchanged") == [(34, "2023-12-29")]


def test_a_silent_edit_is_known_from_the_fetch_that_first_showed_it(world: duckdb.DuckDBPyConnection) -> None:
    """The page's own date would put 35 before our look at 34 on 30 December, when it was not there."""
    assert said(world, "silent") == [(34, "2023-12-29"), (35, "2024-01-02")]


def test_a_number_that_comes_back_is_stated_again(world: duckdb.DuckDBPyConnection) -> None:
    """The third text is a copy of the first, at the same address: its number must not be dropped with real copies."""
    assert said(world, "aba") == [(34, "2023-12-29"), (35, "2024-01-02"), (34, "2024-01-04")]


def test_an_id_names_one_figure(world: duckdb.DuckDBPyConnection) -> None:
    """A page that returns to its first bytes states a second figure, with another trace."""
    assert rows(world, "select city, figure_id from core.figure group by all having count(*) > 1") == []


def test_an_edit_that_says_when_is_known_from_then(world: duckdb.DuckDBPyConnection) -> None:
    assert said(world, "said") == [(34, "2023-12-29"), (35, "2024-01-01")]


def test_a_modification_before_our_earlier_look_is_not_believed(world: duckdb.DuckDBPyConnection) -> None:
    assert said(world, "stale") == [(34, "2023-12-29"), (35, "2024-01-02")]


def test_nothing_is_known_after_we_have_it(world: duckdb.DuckDBPyConnection) -> None:
    assert said(world, "future") == [(34, "2023-12-30")]
    assert row(world, "from core.capture where city = 'future'")["known_by"] == "fetched"


def test_a_copied_story_counts_once_and_confirms_nothing(world: duckdb.DuckDBPyConnection) -> None:
    assert [one["is_duplicate"] for one in rows(world, "from core.article where city = 'copy' order by published_on")] == [False, True]
    assert [(one["outlet"], one["eligible_at"]) for one in rows(world, "from core.figure where city = 'copy'")] == [("courier", None)]


def test_what_two_outlets_say_may_be_mailed_from_the_second_on(world: duckdb.DuckDBPyConnection) -> None:
    found = rows(world, "from core.figure where city = 'confirmed' order by metric, known_at")
    assert [(one["value"], one["eligible_at"] and str(one["eligible_at"].date())) for one in found] == [
        (34, "2024-01-03"),
        (34, "2024-01-03"),
        (344, None),
        (345, None),
    ]


def test_an_outlet_does_not_confirm_itself(world: duckdb.DuckDBPyConnection) -> None:
    assert [one["eligible_at"] for one in rows(world, "from core.figure where city = 'myself'")] == [None, None]


def test_another_towns_number_and_one_without_a_place_are_not_the_citys(world: duckdb.DuckDBPyConnection) -> None:
    assert [one["is_city"] for one in rows(world, "from core.figure where city = 'elsewhere'")] == [False, False]
    assert rows(world, "from core.statement where city = 'elsewhere'") == []


@pytest.mark.parametrize(("slug", "day"), [("evening", 30), ("released", 31)])
def test_a_day_is_the_citys(world: duckdb.DuckDBPyConnection, slug: str, day: int) -> None:
    assert row(world, "from core.figure where city = ?", slug)["covered_through"] == dt.date(2023, 12, day)


def test_a_quotation_added_later_is_known_later(world: duckdb.DuckDBPyConnection) -> None:
    """An edition as known on 1 January must not print what was added to an old page on the 5th."""
    found = rows(world, "from core.quotation where city = 'quoted' order by known_at")
    assert [(one["text"], str(one["known_at"].date())) for one in found] == [("We did it.", "2023-12-29"), ("More to do.", "2024-01-05")]
