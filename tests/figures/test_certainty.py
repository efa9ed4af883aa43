"""What may be called certain, and what looks like it and may not: one reason a case."""

from __future__ import annotations

import pytest

from tests.figures.conftest import reading


def _confidence(text: str, metric: str, value: float) -> str:
    found = [figure for figure in reading(text).figures if figure.metric == metric and figure.value == value]
    assert len(found) == 1, found
    return found[0].confidence


@pytest.mark.parametrize(
    ("text", "metric", "value"),
    [
        ("The city recorded 42 homicides in 2023.", "homicide", 42),
        ("Robberies fell 12% in 2023.", "robbery", -12),
        ("Officers seized 1,330 guns in 2023.", "firearm_recovered", 1330),
        ("In 2022 there were 88 carjackings.", "carjacking", 88),
        ("The department now has 859 active patrol officers.", "officer", 859),  # says which ones, and today is meant
        ("On Jan. 14, the ranks will swell to 873 sworn officers.", "officer", 873),
    ],
)
def test_plain_statements_are_certain(text: str, metric: str, value: float) -> None:
    assert _confidence(text, metric, value) == "certain"


@pytest.mark.parametrize(
    ("text", "metric", "value"),
    [
        ("There have been 440 homicides so far in 2023, compared with 672 in 2021.", "homicide", 672),  # a whole year beside a part of one
        ("Robberies fell in 2023. There were 301, chiefly downtown.", "robbery", 301),  # the noun is the sentence before's
        ("Police made 900 arrests in 2023: 120 for robberies.", "arrest", 120),  # robberies are not what is counted
        # of 2021, or of the article's year
        ("Crime fell in Fresno in 2023.\nIn 2021 there were 80 homicides. Robberies numbered 500.", "robbery", 500),
        ("The department has 859 officers.", "officer", 859),  # sworn, funded or on patrol
        ("In 2019 the department had 700 sworn officers and in 2020 it had 712 sworn officers.", "officer", 700),  # two times
        ("The budget pays for 925 sworn officers.", "officer", 925),  # so many are not there
        ("Shoplifting bucked the trend in 2023, at 8,270 offences.", "retail_theft", 8270),  # any crime is an offence
    ],
)
def test_what_could_be_meant_otherwise_is_not_certain(text: str, metric: str, value: float) -> None:
    assert _confidence(text, metric, value) != "certain"
