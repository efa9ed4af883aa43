"""What a sentence leaves unsaid or says once for several: means of years, quarters again, fiscal years, staffing, records, parts of a whole.

All are published on 29 December 2023 in Fresno; the first words of a group say what it is there for.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief, reading

STOCK = "asof:2023-12-29"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a mean of years is of those years
        ("The city averaged 91 homicides a year between 2015 and 2019.", {"homicide count 91 avg:2015/2019"}),
        ("The city has averaged 140 homicides a year over the past five years.", {"homicide count 140 avg:2018/2022"}),
        (
            "The 2022 total of 74 homicides was well above the average of 52 for the previous five years.",
            {"homicide count 74 2022", "homicide count 52 avg:2017/2021"},
        ),
        (
            "Homicides were 12% below the five-year average of 58 in 2022.",
            {"homicide percent_change -12 2022 < avg:2017/2021", "homicide count 58 avg:2017/2021"},
        ),
        # a quarter or a half named once
        (
            "There were 19 homicides in the first quarter, 31 in the second and 22 in the third.",
            {"homicide count 19 2023-Q1", "homicide count 31 2023-Q2", "homicide count 22 2023-Q3"},
        ),
        (
            "There were 19 homicides in the first half of 2022 and 25 in the second.",
            {"homicide count 19 2022-H1", "homicide count 25 2022-H2"},
        ),
        # a fiscal year that says when it ended
        (
            "In fiscal 2023, which ended June 30, the city recorded 51 homicides, 4 fewer than in fiscal 2022.",
            {"homicide count 51 2022-07-01/2023-06-30", "homicide change -4 2022-07-01/2023-06-30 < 2021-07-01/2022-06-30"},
        ),
        # an earlier mark is what is compared with
        ("In 2022 homicides were down 40 percent from their peak in 2017.", {"homicide percent_change -40 2022 < 2017"}),
        # records
        (
            "Homicides hit 103 in 2023, the most since the city counted 110 in 1994.",
            {"homicide count 103 2023", "homicide count 110 1994", "homicide record 1994 2023"},
        ),
        ("Never before has the city had so many homicides: 131 in 2023.", {"homicide record - 2023", "homicide count 131 2023"}),
        ("It was the city's deadliest year: 131 people were killed in 2021.", {"homicide record - 2021", "homicide count 131 2021"}),
        ("The 41 homicides in 2022 were a low not matched since 1970.", {"homicide count 41 2022", "homicide record 1970 2022"}),
        (
            "There were 41 homicides in 2022, the fewest in a quarter century and the lowest since records began in 1971.",
            {"homicide count 41 2022", "homicide record 25 2022", "homicide record 1971 2022"},
        ),
        # staffing
        ("The police department is down 38 officers.", {f"vacancy count 38 {STOCK}"}),
        ("The police department is down 38 officers from 2020.", {f"officer change -38 {STOCK} < 2020"}),
        (
            "The city funded 1,050 positions but only 932 are filled, leaving 118 vacant.",
            {f"officer count 1050 {STOCK}", f"officer count 932 {STOCK}", f"vacancy count 118 {STOCK}"},
        ),
        (
            "Forty-one of the department's 410 sworn positions are vacant.",
            {f"vacancy count 41 {STOCK}", f"officer count 410 {STOCK}"},
        ),
        (
            "The agency hired 31 officers in 2022. In 2023 it has lost 22 and hired 40.",
            {"officer_hired count 31 2022", "officer_hired count 40 2023"},
        ),
        ("The department has one officer for every 500 residents.", set()),
        ("The city has 118 vacant lots.", set()),
        # parts of a whole
        (
            "Of the city's 88 homicides in 2022, 71 — or 81% — were committed with guns.",
            {"homicide count 88 2022", "fatal_shooting count 71 2022", "homicide share 81 2022"},
        ),
        (
            "Of the 88 homicides in 2022, 71 were shootings and 12 were domestic.",
            {"homicide count 88 2022", "fatal_shooting count 71 2022", "homicide count 12 2022"},
        ),
        # offences of the kind just named
        ("Knife crime offences rose by 7% in 2023.", set()),
        ("Robbery offences fell 7% in 2023.", {"robbery percent_change -7 2023 < 2022"}),
    ],
)
def test_reference(text: str, wanted: set[str]) -> None:
    assert brief(text) == wanted


def test_what_is_to_come_and_what_is_a_part_are_never_certain() -> None:
    text = "At the current pace, the city will finish the year with 110 homicides.\nOf the 88 homicides in 2022, 71 were solved."
    found = {figure.value: figure for figure in reading(text).figures}
    assert (found[110].status, found[110].confidence) == ("forecast", "likely")
    assert found[71].confidence == "likely"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The 9th District saw 41 shootings in 2022, while Zone 5 had 22.", {41: "9th District, Fresno, CA", 22: "Zone 5, Fresno, CA"}),
        ("Cincinnati's 78 homicides in 2022 trailed Columbus' 140.", {78: "Cincinnati, OH", 140: "Columbus, OH"}),
    ],
)
def test_places(text: str, wanted: dict[float, str]) -> None:
    assert {figure.value: figure.place for figure in reading(text).figures} == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a quotation that goes on over paragraphs is one speaker's, whether named before or after
        (
            "Violent crime fell 9% in 2023, Chief Dana Ruiz said.\n“We took 1,100 guns in 2023. That is good.\n“We are short 80 officers.”",
            {-9: "Dana Ruiz", 1100: "Dana Ruiz", 80: "Dana Ruiz"},
        ),
        (
            "“We took 1,100 guns off the street in 2023. That is good.\n“We are short 80 officers,” said Chief Dana Ruiz.",
            {1100: "Dana Ruiz", 80: "Dana Ruiz"},
        ),
        ("According to Sheriff Lee Moss, deputies made 4,110 arrests in 2023.", {4110: "Lee Moss"}),
        ("Sheriff Lee Moss said burglaries fell 4% in 2023.\nHis office made 4,110 arrests.", {-4: "Lee Moss", 4110: "Lee Moss"}),
        ("“Homicides fell 12 percent in 2023,” the mayor, Brandon Hill, said.", {-12: "Brandon Hill"}),
        # not a person
        ("There were 40 homicides in Forest Park in 2023, police said.", {40: None}),
    ],
)
def test_speakers(text: str, wanted: dict[float, str | None]) -> None:
    assert {figure.value: figure.speaker for figure in reading(text).figures} == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Reno reported 49 homicides in 2022.", {49: "Reno, NV"}),
        (
            "West Sacramento had 12 homicides in 2022. East Oakland had 31 homicides in 2022.",
            {12: "West Sacramento, CA", 31: "East Oakland, Oakland, CA"},
        ),
        ("In District 3, police counted 38 shootings in 2022.", {38: "District 3, Fresno, CA"}),
        ("Statewide, 412 people were murdered in 2022. That is 20 more than in 2021.", {412: "California", 20: "California"}),
        ("Statewide, Ohio had 5,000 overdose deaths in 2022.", {5000: "Ohio"}),
        ("Reno had 31 robberies in 2022. It had 149 homicides in 2022.", {31: "Reno, NV", 149: "Reno, NV"}),
        ("Kern County as a whole, counting the city, had 122 homicides in 2022.", {122: "Kern County, CA"}),
        ("Prince George's County recorded 111 homicides in 2022.", {111: "Prince George's County, MD"}),
        ("The nation's capital had 203 homicides in 2022; D.C. had 485 carjackings in 2022.", {203: "Washington, DC", 485: "Washington, DC"}),
        ("Memphis had 302 homicides in 2022, when police in the Tennessee city said robberies rose, against 346 in 2021.", {302: "Memphis, TN"}),
    ],
)
def test_other_places(text: str, wanted: dict[int, str]) -> None:
    found = {figure.value: figure.place for figure in reading(text).figures}
    assert {value: found.get(value) for value in wanted} == wanted


def test_what_may_be_of_the_other_place_that_was_spoken_of_is_not_certain() -> None:
    text = "Crime fell in 2023.\nReno reported 49 homicides in 2023. Robberies fell to 310 in 2023."
    assert [(figure.value, figure.confidence) for figure in reading(text).figures] == [(49, "certain"), (310, "likely")]


def test_a_chief_who_is_named_like_a_town_is_none() -> None:
    text = "Police Chief Garry Hamilton said Fort Wayne had 48 homicides in 2023. Hamilton blamed drugs. Hamilton praised his officers."
    assert reading(text, place=None).place == "Fort Wayne, IN"


def test_the_answers_of_an_interview_are_whose_name_stands_before_them() -> None:
    text = "Sheriff T.K. Waters sat down with us.\nHow many?\nWaters: There were 44 homicides in 2023. Robberies fell 17 percent in 2023."
    assert {figure.speaker for figure in reading(text).figures} == {"T.K. Waters"}


def test_an_article_is_about_the_year_that_its_first_sentence_is_about() -> None:
    text = "FRESNO, Calif. - 2022 was the deadliest year in history.\nThere were 69 homicides in 2021.\nRobberies rose by 12 percent."
    assert "robbery percent_change 12 2022 < 2021" in brief(text, "2023-01-03")


def test_an_article_is_about_no_season_that_is_not_over() -> None:
    text = "There are eight officers this summer.\nPolice had 61,000 calls for service in the first half.\nRobberies rose by 12 percent."
    assert "robbery percent_change 12 2023-H1 < 2022-H1" in brief(text, "2023-07-21")
