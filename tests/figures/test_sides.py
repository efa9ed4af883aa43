"""Two levels in a row, and what stands beside them: which came first, over how long, and what is no level at all.

All are published on 28 January 2020 in Pasco County, after a sentence that names 2019.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief

PUBLISHED, PLACE = "2020-01-28", "Pasco County, FL"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # from one to the other, with "from" left out
        (
            "Burglaries dropped 9 percent, 1,020 to 930.",
            {"burglary percent_change -9 2019 < 2018", "burglary count 1020 2018", "burglary count 930 2019"},
        ),
        ("Murder (14 to 9) and robbery (177 to 210) parted.",
         {"homicide count 14 2018", "homicide count 9 2019", "robbery count 177 2018", "robbery count 210 2019"}),
        (
            "The county saw 210 robberies drop to 177.",
            {"robbery count 210 2018", "robbery count 177 2019"},
        ),
        (
            "There were 33 fewer robberies (210 vs. 177).",
            {"robbery change -33 2019 < 2018", "robbery count 210 2018", "robbery count 177 2019"},
        ),
        # a change and where it led
        ("Homicides fell 12 to 41.", {"homicide change -12 2019 < 2018", "homicide count 41 2019"}),
        # what the first clause dates is not what the second tells
        ("After 210 robberies the year before, the county had 177.", {"robbery count 210 2018", "robbery count 177 2019"}),
        (
            "In 2018 there were 210 robberies; that number dropped to 177.",
            {"robbery count 210 2018", "robbery count 177 2019"},
        ),
        # over how many years
        ("Burglaries are down 61 percent over five years.", {"burglary percent_change -61 2019 < 2014"}),
        # a list of shares
        (
            "Detectives cleared 57 percent of homicides in 2019 and 62 percent in 2018.",
            {"clearance_rate share 57 2019", "clearance_rate share 62 2018"},
        ),
        # no deaths, no crimes, no officers
        ("Overdose teams saved 312 lives with Narcan in 2019.", set()),
        ("The population grew by 14,000 in 2019 and crime fell.", set()),
        ("Officers pointed guns at people 310 times in 2019.", set()),
        (
            "Twenty-six officers accounted for half of all uses of force in 2019.",
            {"use_of_force share 50 2019", "officer count 26 asof:2019-12-31"},
        ),
        ("The county made 9,110 arrests in 2019, plus 62 citations.", {"arrest count 9110 2019"}),
        ("Killings across the 22 fell in 2019.", set()),
        ("Police took 187 people in for operating while intoxicated in 2019.", {"dui count 187 2019"}),
        # deaths by gun as a share are of the deaths
        (
            "There were 41 homicides in 2019. Firearms were used in 73 percent of the deaths.",
            {"homicide count 41 2019", "homicide share 73 2019"},
        ),
        ("At least 167 Georgians were killed in 2019 by a partner.", {"homicide count 167 gt 2019"}),
    ],
)  # fmt: skip
def test_sides(text: str, wanted: set[str]) -> None:
    assert brief(f"Crime fell in 2019.\n{text}", PUBLISHED, PLACE) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a list on each side
        (
            "There were 9 murders and 177 robberies, compared with 14 murders and 210 robberies in 2018.",
            {"homicide count 9 2019", "robbery count 177 2019", "homicide count 14 2018", "robbery count 210 2018"},
        ),
        (
            "Deputies worked 9 murders and 177 robberies, down from 14 and 210 the year before.",
            {"homicide count 9 2019", "robbery count 177 2019", "homicide count 14 2018", "robbery count 210 2018"},
        ),
        (
            "Murders, robberies and burglaries fell to 9, 177 and 930, from 14, 210 and 1,020.",
            {"homicide count 9 2019", "robbery count 177 2019", "burglary count 930 2019",
             "homicide count 14 2018", "robbery count 210 2018", "burglary count 1020 2018"},
        ),
        ("There were 41 murders, up from 38, and 12 rapes.", {"homicide count 41 2019", "homicide count 38 2018", "rape count 12 2019"}),
        # brackets that a sentence explains
        (
            "The 2019 total comes first, with 2018's in parentheses.\nRobberies through June: 41 (51)",
            {"robbery count 41 2019-H1", "robbery count 51 2018-H1"},
        ),
        # last year, of a part of this one
        ("In the first half of last year there were 22 homicides.", {"homicide count 22 2019-H1"}),
    ],
)  # fmt: skip
def test_lists_and_brackets(text: str, wanted: set[str]) -> None:
    assert brief(f"Crime fell in 2019.\n{text}", PUBLISHED, PLACE) == wanted


def test_last_year_beside_a_part_of_this_one_is_the_same_part() -> None:
    text = "In the first half of the year there were 22 homicides, against 32 last year.\nJune had 4, compared with 62 in all of last year."
    assert {"homicide count 32 2023-H1", "homicide count 62 2023"} <= brief(text, "2024-07-11", PLACE)
