"""Spaces, invisible characters and line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parse.text import BREAK, clean, paragraphs


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("  two \n lines\t", "two lines"),
        ("down 5\xa0percent", "down 5 percent"),
        ("1\u202f234 robberies", "1\xa0234 robberies"),  # narrow no-break space: one number
        ("1\u2009234\u2009567", "1\xa0234\xa0567"),  # thin spaces
        ("12\xa0345,6", "12\xa0345,6"),
        ("in 2022\xa0344 shootings", "in 2022 344 shootings"),  # a year is no group of a number
        ("5\xa0homicides, 12\u2009a year", "5 homicides, 12 a year"),
        ("1\xa02345", "1 2345"),
        ("soft­hyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("−17 % “quoted” – it’s", "−17 % “quoted” – it’s"),  # typography is kept as printed
        (" em space　ideographic", "em space ideographic"),
    ],
)
def test_a_line_is_cleaned_without_changing_what_it_says(raw: str, read: str) -> None:
    assert clean(raw) == read


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("one||two", ["one", "two"]),
        ("one| | |two||", ["one", "two"]),
        ("Murders: 34|Rapes: 12", ["Murders: 34\nRapes: 12"]),
        ("The police said|that crime fell.", ["The police said that crime fell."]),  # only wrapped
        ("||", []),
        ("", []),
    ],
)
def test_two_breaks_part_paragraphs_and_one_parts_lines(raw: str, read: list[str]) -> None:
    assert [text for text, _, _ in paragraphs(raw.replace("|", BREAK))] == read


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == once.strip(" ")
    assert "  " not in once
