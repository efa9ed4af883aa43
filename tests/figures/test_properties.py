"""What holds for any text: no crash, words that are in the text, the same figures for the same text, and time that grows with its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures import read
from pipeline.figures.contract import to_json
from pipeline.figures.text import word_set
from pipeline.records import Reading
from tests.figures.conftest import document, reading

_WORDS = word_set(
    """
    homicides robberies shootings burglaries officers arrests guns people cases killed shot fell rose dropped down up by to from of in than
    more fewer percent % since last year 2022 2023 December Dec. 20 first quarter through so far this compared with and , ; : ( ) . ? “ ” " -
    – — 's the a each respectively 12 1,234 5.5 −17% half doubled third second-highest record high low Chief Jane Doe said Chicago Fresno,
    Calif. District per 100,000 minutes 15:10 between 40 45 nearly about over one two thirds 5-year average year-to-date
    """
)
_PROSE = st.lists(st.sampled_from(sorted(_WORDS)), max_size=60).map(" ".join)
_ANY = st.one_of(_PROSE, st.text(max_size=300))


def _check(found: Reading, text: str) -> None:
    for figure in found.figures:
        assert text[figure.start : figure.end] == figure.quote != ""
    for quotation in found.quotations:
        assert text[quotation.start : quotation.end] == quotation.text


@settings(max_examples=300, deadline=None)
@given(_ANY)
def test_a_figures_words_are_always_in_the_text(text: str) -> None:
    page = document(text)
    found = read(page, None)
    _check(found, page.text)
    to_json(page, found, "page")


@settings(max_examples=60, deadline=None)
@given(_PROSE)
def test_same_text_same_figures(text: str) -> None:
    assert read(document(text), "Fresno, CA") == read(document(text), "Fresno, CA")


@settings(max_examples=60, deadline=None)
@given(_PROSE)
def test_paragraph_or_item_reads_the_same(text: str) -> None:
    """The mark-up around a lone sentence is no part of what it says."""
    as_paragraph = [(one.metric, one.value, one.period) for one in read(document(text), "Fresno, CA").figures]
    as_item = [(one.metric, one.value, one.period) for one in read(document("* " + text), "Fresno, CA").figures]
    assert as_paragraph == as_item


@pytest.mark.parametrize(
    "text",
    [
        "1" * 30_000,
        "1 " * 8_000,
        "The city had 12 homicides and 13 robberies, down from 15 in 2022, " * 300,
        "“a " * 8_000,
        "Chief John Smith said " * 2_000,
        "the most since 2007 " * 2_500,
        "one hundred and " * 3_000,
        "a@" * 10_000,
        "(" * 20_000,
        "Jane Doe, misunderstandings internationalised / chief, said so. " * 300,  # words that are no role, and a role behind a sign
    ],
    ids=[
        "digits",
        "numbers",
        "a sentence without an end",
        "quotation marks",
        "names",
        "records",
        "number words",
        "signs",
        "brackets",
        "a clause behind a name",
    ],
)
def test_pathological_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    read(document(text), "Fresno, CA")
    assert time.process_time() - started < 3


def test_a_text_beyond_the_limit_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.figures.reader.MAX_TEXT", 200)
    found = read(document("There were 12 homicides in 2023. " + "x " * 200), "Fresno, CA")
    assert [rejection.reason for rejection in found.rejections] == ["text_too_long"]
    assert [figure.value for figure in found.figures] == [12]


def test_half_a_dozen_is_a_number_like_others() -> None:
    """Its value was a whole number where rules ask a float, and a page that said so could not be read."""
    found = reading("Police counted a half dozen homicides in 2023.").figures
    assert [(figure.metric, figure.value, str(figure.period)) for figure in found] == [("homicide", 6, "2023")]


def test_a_bound_may_end_the_text() -> None:
    """A list of words that is cut off by the end is as long as it is: found by `make fuzz`."""
    found = [
        (figure.measure, figure.value, figure.op) for figure in reading("Crime rose in Fresno in 2022.\nHomicides doubled and more").figures
    ]
    assert ("multiple", 2, "gt") in found
