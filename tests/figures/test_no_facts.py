"""What is denied, hoped for, feared or supposed is kept, and is never certain."""

from __future__ import annotations

import pytest

from tests.figures.conftest import reading

ABOUT = "Crime fell in Fresno in 2022.\n"


def levels(text: str) -> dict[float | None, str]:
    """The confidence of every number."""
    return {figure.value: figure.confidence for figure in reading(ABOUT + text).figures}


@pytest.mark.parametrize(
    "text",
    [
        "The chief denied that there were 60 homicides in 2022.",
        "There were not 60 homicides in 2022, as the mayor said.",
        "There weren’t 60 homicides in 2022.",
        "There weren't 60 homicides in 2022.",
        "A post falsely said that there were 60 homicides in 2022.",
        "The mayor claimed there were 60 homicides in 2022.",
        "Before 2022, there had never been more than 60 homicides in a year.",
        "If not for the clinic, there would have been 60 homicides in 2022.",
        "The council had expected 60 homicides in 2022.",
        "No city in the valley had more than 60 homicides in 2022.",
        "The analyst warned that there could be 60 homicides in 2022.",
        "A city of this size should have had 60 homicides in 2022.",
    ],
)
def test_no_fact_is_never_certain(text: str) -> None:
    assert levels(text)[60] != "certain"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The department has 859 patrol officers.", "certain"),
        ("The chief denied that the department has 859 patrol officers.", "likely"),
        ("The department should have 859 patrol officers.", "likely"),
        ("Homicides in 2022 were the fewest since 2010.", "certain"),
        ("Homicides in 2022 were not the fewest since 2010.", "likely"),
        ("The chief denied that homicides in 2022 were the most since 2010.", "likely"),
    ],
)
def test_strengths_and_records_are_judged_alike(text: str, said: str) -> None:
    assert set(levels(text).values()) == {said}


@pytest.mark.parametrize(
    "text",
    [
        "There were 60 homicides in 2022, not 58 as first reported.",
        "Crashes claimed 60 lives in 2022.",
        "Not only were there 60 homicides in 2022, but robberies rose.",
        "The chief would not say why; there were 60 homicides in 2022.",
        "There were 60 homicides in 2022, which nobody had expected.",
    ],
)
def test_what_such_words_do_not_belong_to_stays_certain(text: str) -> None:
    assert levels(text)[60] == "certain"
