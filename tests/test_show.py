"""Rows for a terminal and for programs: nothing lost, nothing that breaks the format, nothing that a page can do to a terminal."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formula import neutral
from pipeline.show import Format, rows

COLUMNS = ("metric", "value", "is_used", "known_at", "caveats", "words")
ROWS = [
    ("shooting", 344.0, True, dt.datetime(2023, 12, 29, 17), ["so far", "2 days left"], "344, “in total”"),  # noqa: DTZ001  # as the warehouse
    ("homicide", None, False, None, [], None),
]
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def test_a_table_on_a_terminal() -> None:
    assert rows(("metric", "value"), [("shooting", 344.0), ("homicide", 33.5)]).splitlines() == [
        "metric    value",
        "shooting    344",
        "homicide   33.5",
    ]


def test_csv_is_read_back_by_any_reader() -> None:
    found = list(csv.reader(io.StringIO(rows(COLUMNS, ROWS, "csv"))))
    assert found == [
        list(COLUMNS),
        ["shooting", "344", "true", "2023-12-29 17:00:00", "so far, 2 days left", "344, “in total”"],
        ["homicide", "", "false", "", "", ""],
    ]


def test_json_keeps_kinds() -> None:
    first, second = json.loads(rows(COLUMNS, ROWS, "json"))
    assert first == {
        "metric": "shooting",
        "value": 344,
        "is_used": True,
        "known_at": "2023-12-29T17:00:00",
        "caveats": ["so far", "2 days left"],
        "words": "344, “in total”",
    }
    assert (second["value"], second["caveats"], second["words"]) == (None, [], None)


@pytest.mark.parametrize(("value", "shown"), [(1.5, "1.5"), (1234567.0, "1234567"), (0.1 + 0.2, "0.3"), (-53.00546448, "-53.00546448")])
def test_numbers_are_plain(value: float, shown: str) -> None:
    assert rows(("x",), [(value,)], "csv") == f"x\n{shown}"


@given(st.lists(st.tuples(WORDS, WORDS), max_size=4))
def test_any_words_survive_csv_and_json(values: list[tuple[str, str]]) -> None:
    kept = [tuple(neutral(word) for word in row) for row in values]
    assert [tuple(row) for row in csv.reader(io.StringIO(rows(("a", "b"), values, "csv")))][1:] == kept
    assert [tuple(one.values()) for one in json.loads(rows(("a", "b"), values, "json"))] == values


def test_markdown_keeps_its_columns() -> None:
    """A quotation may have a line break or a bar."""
    lines = rows(("a", "b"), [("one\ntwo", "x|y"), ("\r\nthree", None)], "markdown").splitlines()
    assert lines == ["| a | b |", "| --- | --- |", "| one two | x\\|y |", "| three |  |"]


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_the_words_of_a_page_cannot_steer_a_terminal(form: Format) -> None:
    """A page could hold the sequences that clear the screen or set the window's title; who asks for its words would run them."""
    shown = rows(("words",), [("\x1b[2J\x1b]0;title\x07 344 \x9b2J",)], form)
    assert not any((character < " " and character != "\n") or "\x7f" <= character <= "\x9f" for character in shown)
    assert "344" in shown


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_no_rows_are_no_error(form: Format) -> None:
    shown = rows(("metric",), [], form)
    assert ("metric" in shown) == (form != "json")
    assert not shown.endswith("\n")


def test_brackets_are_words_and_no_markup() -> None:
    assert "[bold]344[/bold] :fire:" in rows(("words",), [("[bold]344[/bold] :fire:",)])


def test_json_has_only_what_json_has() -> None:
    """Infinity and NaN are words of JavaScript; a decimal is a number; no rows are an empty array."""
    shown = rows(["a"], [[float("inf")], [float("nan")], [Decimal("2.50")], [Decimal(3)], [dt.date(2023, 12, 29)]], "json")
    assert [one["a"] for one in json.loads(shown)] == [None, None, 2.5, 3, "2023-12-29"]
    assert json.loads(rows(["a"], [], "json")) == []
