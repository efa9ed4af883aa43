"""CSV that people open in spreadsheets: words from pages are shown, never run, and numbers stay numbers."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formula import is_formula, neutral, neutral_sql
from pipeline.show import rows


@pytest.mark.parametrize(
    "words", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", " =1", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x")', "-", "+44 20 7946"]
)
def test_a_formula_is_shown(words: str) -> None:
    assert neutral(words) == "'" + words


@pytest.mark.parametrize("words", ["", "344", "-42%", "+3.6", "-1,234.5", "−42%", "1=1", "a", "“=1”", "1e-5"])
def test_what_is_none_stays(words: str) -> None:
    assert neutral(words) == words


@given(st.text())
def test_nothing_that_is_written_begins_a_formula(words: str) -> None:
    """But for numbers, whatever the text."""
    assert not is_formula(neutral(words))


def test_numbers_are_not_touched() -> None:
    assert rows(("change_pct", "words"), [(-19.8, ["-1+1", "b"])], "csv") == 'change_pct,words\n-19.8,"\'-1+1, b"'


WORDS = st.text(
    st.sampled_from("=+-@＝－ \t\n\r\x01.,%eE019a'\u00a0") | st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=6
)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=50))
def test_sql_says_the_same(words: list[str]) -> None:
    with duckdb.connect() as connection:
        found = connection.execute(f"select {neutral_sql('word')} from (select unnest(?) as word)", [words]).fetchall()
    assert [word for (word,) in found] == [neutral(word) for word in words]
