"""Holidays, running totals of a month's report, round-ups, victims of gunfire: as several reporters would write them, worked out by hand.

All are published on 3 November 2023 in Fresno unless they say otherwise.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief, reading

PUBLISHED = "2023-11-03"
TO_OCTOBER = "2023-01-01/2023-10-31"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # spans between holidays
        ("There were 97 shootings from Memorial Day to Labor Day.", {"shooting count 97 2023-05-29/2023-09-04"}),
        ("There were 97 shootings between Memorial Day and Labor Day of 2022.", {"shooting count 97 2022-05-30/2022-09-05"}),
        ("There were 12 murders between the Fourth of July and Labor Day.", {"homicide count 12 2023-07-04/2023-09-04"}),
        ("There were 12 robberies between Thanksgiving and Christmas.", {"robbery count 12 2022-11-24/2022-12-25"}),
        ("Police logged 40 burglaries from Canada Day through Labour Day.", {"burglary count 40 2023-07-01/2023-09-04"}),
        # a month's report with its running total
        (
            "Police seized 71 guns last month and pushed the total for the year to 643.",
            {"firearm_recovered count 71 2023-10", f"firearm_recovered count 643 {TO_OCTOBER}"},
        ),
        (
            "The October report shows five homicides. That makes 42 through the end of the month.",
            {"homicide count 5 2023-10", f"homicide count 42 {TO_OCTOBER}"},
        ),
        (
            "In the third quarter there were 51 robberies. By the end of the quarter the count was 160.",
            {"robbery count 51 2023-Q3", "robbery count 160 2023-01-01/2023-09-30"},
        ),
        # a change over a time is not from it
        (
            "Homicides are up 4% over the first nine months of this year.",
            {"homicide percent_change 4 2023-01-01/2023-09-30 < 2022-01-01/2022-09-30"},
        ),
        # fractions
        ("Burglaries dropped by one-quarter in 2022.", {"burglary percent_change -25 2022 < 2021"}),
        (
            "There were 238 bias crimes in 2022, an increase of one-fifth.",
            {"hate_crime count 238 2022", "hate_crime percent_change 20 2022 < 2021"},
        ),
        ("Robberies: 45 in 2022, a decrease of one third", {"robbery count 45 2022", "robbery percent_change -33.3 2022 < 2021"}),
        # people hit, and people killed or hurt, are victims of shootings
        ("There were 26 shootings in October, in which 19 people were hit.", {"shooting count 26 2023-10", "shooting_victim count 19 2023-10"}),
        (
            "There were 411 shootings in 2022. Those shootings left 602 people dead or wounded, up by 11.",
            {"shooting count 411 2022", "shooting_victim count 602 2022", "shooting_victim change 11 2022 < 2021"},
        ),
        # officers who fire
        (
            "In 2022 there were 25 incidents in which an officer fired at a person, nine fewer than in 2021.",
            {"officer_involved_shooting count 25 2022", "officer_involved_shooting change -9 2022 < 2021"},
        ),
        (
            "Guns killed many in 2022: 51 of the victims were shot to death, compared with 39 in 2021.",
            {"fatal_shooting count 51 2022", "fatal_shooting count 39 2021"},
        ),
        # how long it took
        (
            "In September it took officers 9 minutes and 51 seconds to get to urgent calls. In September 2020 it took 8:03.",
            {"response_time count 9.85 2023-09", "response_time count 8.05 2020-09"},
        ),
        (
            "The average response time in 2022 was 7 minutes, 42 seconds, compared with 7:18 in 2021.",
            {"response_time count 7.7 2022", "response_time count 7.3 2021"},
        ),
        # a mark passed
        (
            "Through October there were 72 murders, two past the 2021 total of 70.",
            {f"homicide count 72 {TO_OCTOBER}", f"homicide change 2 {TO_OCTOBER} < 2021", "homicide count 70 2021"},
        ),
        # a record is of what its number counts
        (
            "The department brought on 122 officers in 2022, the fewest in 10 years.",
            {"officer_hired count 122 2022", "officer_hired record 10 2022"},
        ),
        (
            "Road deaths fell to 320 in 2022, 12 fewer than in 2021, when 332 died in what was the deadliest year in two decades.",
            {
                "traffic_fatality count 320 2022", "traffic_fatality change -12 2022 < 2021",
                "traffic_fatality count 332 2021", "traffic_fatality record 20 2021",
            },
        ),
        # the time that stands before the bracket; the month so far; a fiscal year and the one before it
        (
            "Homicides in the first half of 2023 (31) were lower than in the first half of 2022 (44).",
            {"homicide count 31 2023-H1", "homicide count 44 2022-H1"},
        ),
        ("Month to date, the city has had 4 homicides.", {"homicide count 4 2023-11-01/2023-11-03"}),
        ("The city has seen 4 homicides so far this month.", {"homicide count 4 2023-11-01/2023-11-03"}),
        (
            "Fiscal 2023 ended June 30. In fiscal 2023 the city had 42 homicides, down from 51 the year before.",
            {"homicide count 42 2022-07-01/2023-06-30", "homicide count 51 2021-07-01/2022-06-30"},
        ),
        # what lies ahead is not what is spoken of
        (
            "Murders rose 5% in 2022. The city will hire 200 officers by the end of 2024. Robberies fell 3%.",
            {"homicide percent_change 5 2022 < 2021", "officer_hired count 200 2024", "robbery percent_change -3 2022 < 2021"},
        ),
        ("Murders rose 5% in 2022. The sheriff was re-elected with 52 percent of the vote.", {"homicide percent_change 5 2022 < 2021"}),
    ],
)  # fmt: skip
def test_many_hands(text: str, wanted: set[str]) -> None:
    assert brief(text, PUBLISHED) == wanted


# A story of January tells of the year before, in which most holidays had another date than in the year that has begun.
@pytest.mark.parametrize(
    ("holiday", "end"),
    [
        ("Thanksgiving", "2023-11-23"),  # 2024-11-28
        ("Thanksgiving Day 2022", "2022-11-24"),
        ("Labor Day", "2023-09-04"),  # 2024-09-02
        ("Memorial Day", "2023-05-29"),  # 2024-05-27
        ("Presidents Day", "2023-02-20"),  # 2024-02-19
        ("MLK Day", "2023-01-16"),  # 2024-01-15
        ("Mother's Day", "2023-05-14"),  # 2024-05-12
        ("Columbus Day", "2023-10-09"),  # 2024-10-14
        ("Veterans Day", "2023-11-11"),
        ("Halloween", "2023-10-31"),
    ],
)
def test_a_holiday_has_the_date_of_the_year_it_is_told_of(holiday: str, end: str) -> None:
    for text in (f"By {holiday}, the city had 33 homicides.", f"The city had 33 homicides by {holiday}."):
        assert f"homicide count 33 {end[:4]}-01-01/{end}" in brief(f"The city had 38 homicides in 2023.\n{text}", "2024-01-05")


def test_a_holiday_after_a_year_is_of_that_year() -> None:
    assert brief("The city had 33 homicides in 2022 as of Labor Day.", "2024-01-05") == {"homicide count 33 2022-01-01/2022-09-05"}


def test_what_would_be_by_a_holiday_lies_ahead() -> None:
    assert brief("The chief warned that the city would have 71 homicides by Thanksgiving.", PUBLISHED) == {
        "homicide count 71 2023-01-01/2023-11-23"
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Murders rose in 2022. Utah County's 41 were the most.", {41: "Utah County"}),
        ("Tucson, Arizona, has had 82 murders this year.", {82: "Tucson, AZ"}),
        ("In Tucson, Arizona, 82 people have been murdered this year.", {82: "Tucson, AZ"}),
        ("Outside Tucson, Arizona, there were 82 murders this year.", {82: "Tucson, AZ"}),
        ("Chicago's murder rate in 2022 was 25.8 per 100,000.", {25.8: "Chicago, IL"}),
        ("There were 700 murders in many cities in 2022. Chicago, with 756 through Sept. 5, is nowhere near the 970 of 1974.",
         {756: "Chicago, IL", 970: "Chicago, IL"}),
    ],
)  # fmt: skip
def test_round_ups(text: str, wanted: dict[float, str]) -> None:
    places = {figure.value: figure.place for figure in reading(text, PUBLISHED, "United States").figures}
    assert {value: places.get(value) for value in wanted} == wanted


def test_days_that_nothing_dates_are_never_certain() -> None:
    found = reading("There were 48 robberies in October. In its first two days there were four robberies.", PUBLISHED).figures
    assert [figure.confidence == "certain" for figure in found] == [True, False]


def test_a_number_in_brackets_that_nobody_explains_is_unsure() -> None:
    found = reading("There were 42 homicides in 2022.\nRobberies: 310 (360)", PUBLISHED).figures
    assert [(figure.value, figure.confidence) for figure in found if figure.metric == "robbery"] == [(310, "certain"), (360, "unsure")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("There were 42 homicides in 2022, the fewest since 1998.", {"count": "certain", "record": "certain"}),
        ("There were 42 homicides in 2022, a record.", {"count": "certain", "record": "likely"}),
        ("In 2022 the city saw a 20 percent fall in reported burglaries.", {"percent_change": "certain"}),
    ],
)
def test_confidence_of_records_and_changes(text: str, wanted: dict[str, str]) -> None:
    assert {figure.measure: figure.confidence for figure in reading(text, PUBLISHED).figures} == wanted
