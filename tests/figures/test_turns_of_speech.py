"""Turns of speech that unseen pages had and the reader misread: what follows from a level, why it was so, what is said first.

All are published on 12 January 2023 in Fresno, by an article about 2022.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief

PUBLISHED = "2023-01-12"
ABOUT = "Crime fell in Fresno in 2022.\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a change that follows from an earlier level is from it, and what comes next is of the article's year
        ("In 2021 there were 40 murders, which means the toll grew by 10 percent. Robberies numbered 38.", {
            "homicide count 40 2021", "homicide percent_change 10 2022 < 2021", "robbery count 38 2022"}),
        # what had happened "when" the number compared with was reached
        ("Burglaries fell to 310 from 402 in 2018, when robberies had climbed by 14 percent.", {
            "burglary count 310 2022", "burglary count 402 2018", "robbery percent_change 14 2018 < 2017"}),
        # an aside between the subject and a percentage that its sentence before says
        ("Arsons rose 6 percent. Robberies, with few people about, fell 9.", {
            "arson percent_change 6 2022 < 2021", "robbery percent_change -9 2022 < 2021"}),
        # the level that a number is below is of its own year
        ("The robbery total, 412, was well below the 900 of 1994.", {"robbery count 412 2022", "robbery count 900 1994"}),
        # when a cause was at work
        ("Burglaries were up 7 percent, chiefly because of a burst in late May; arsons were up 13 percent.", {
            "burglary percent_change 7 2022 < 2021", "arson percent_change 13 2022 < 2021"}),
        # "after" a number is what came before it
        ("Toledo counted 61 robberies after 80 in 2019, and Dayton 40 after 51.", {
            "robbery count 61 2022", "robbery count 80 2019", "robbery count 40 2022", "robbery count 51 2021"}),
        # places are no homicides
        ("Homicides in 34 American cities were 30 percent higher.", {"homicide percent_change 30 2022 < 2021"}),
        # the number stands first, and its noun behind the comma
        ("Thefts fell. At 3.2 per 100,000 residents, the murder rate was far from its peak.", {"homicide rate 3.2 2022"}),
        # an increase that somebody calls the largest
        ("Murders rose 25 percent. The largest annual increase so far, he noted, was 12.7 percent, in 1968.", {
            "homicide percent_change 25 2022 < 2021", "homicide percent_change 12.7 1968 < 1967"}),
        # in a story of shoplifting, thefts of all kinds are not it
        ("Police recorded 347 thefts from shops. Theft of all kinds rose 4 per cent to 7,375 incidents.", {
            "retail_theft count 347 2022", "larceny percent_change 4 2022 < 2021", "larceny count 7375 2022"}),
        # a force by other names
        ("The strength of the constabulary was 5,120 at the end of 2022. The number of cadets who enrolled, 31, was no record.", {
            "officer count 5120 asof:2022-12-31", "officer_hired count 31 2022"}),
    ],
)  # fmt: skip
def test_turns_of_speech(text: str, wanted: set[str]) -> None:
    assert brief(ABOUT + text, PUBLISHED) == wanted
