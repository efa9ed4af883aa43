"""What an article says of its own numbers, and the earlier marks it compares with; every expectation was worked out by hand from the words.

All are published on 12 October 2023 in Fresno unless they say otherwise.
"""

from __future__ import annotations

import pytest

from pipeline.figures import read
from tests.figures.conftest import brief, document

PUBLISHED = "2023-10-12"
NINE = "2023-01-01/2023-09-30"
LAST_NINE = "2022-01-01/2022-09-30"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # the numbers in brackets
        (
            "Police released a summary for the third quarter. Figures in parentheses are for the same period of 2022.\nRobberies: 45 (60)",
            {"robbery count 45 2023-Q3", "robbery count 60 2022-Q3"},
        ),
        (
            "Police posted statistics for the first half of 2023. Numbers in brackets are from 2022.\n* Burglaries: 171 (204)\n* Arsons: 9 (12)",
            {"burglary count 171 2023-H1", "burglary count 204 2022", "arson count 9 2023-H1", "arson count 12 2022"},
        ),
        # one part of each year
        (
            "All totals below run from Jan. 1 through Sept. 30 of each year.\nBurglaries: 519. In 2022 it was 684, in 2021 it was 477.",
            {f"burglary count 519 {NINE}", f"burglary count 684 {LAST_NINE}", "burglary count 477 2021-01-01/2021-09-30"},
        ),
        (
            "The figures cover January through September of every year.\nThere were 27 homicides. That year finished at 34.",
            {f"homicide count 27 {NINE}", f"homicide count 34 {NINE}"},
        ),
        ("The numbers are for the first nine months of 2023.\nRobberies: 571", {f"robbery count 571 {NINE}"}),
        ("Here is how April, May and June compare with a year earlier.\nRobberies: 571", {"robbery count 571 2023-Q2"}),
        # what is not a convention
        ("Federal figures for 2021 are due later this year.\nThere were 27 homicides in 2022.", {"homicide count 27 2022"}),
        # earlier marks keep their time to themselves
        (
            "In 2022, the city's 53 homicides were nine above the previous high of 44 in 2019.\nRobberies fell 5%.",
            {"homicide count 53 2022", "homicide change 9 2022 < 2019", "homicide count 44 2019", "robbery percent_change -5 2022 < 2021"},
        ),
        (
            "The city recorded 38 homicides in 2022, breaking the old record of 34, set in 1992.",
            {"homicide count 38 2022", "homicide count 34 1992", "homicide record - 2022"},
        ),
        (
            "Through September the city had 36 homicides, short of the 2021 total of 48.",
            {f"homicide count 36 {NINE}", "homicide count 48 2021"},
        ),
        (
            "Through September the city had 36 homicides, nowhere near the 97 of 1994.",
            {f"homicide count 36 {NINE}", "homicide count 97 1994"},
        ),
        (
            "Police took 700 guns in 2022, passing the former mark of 652 reached in 2020.",
            {"firearm_recovered count 700 2022", "firearm_recovered count 652 2020"},
        ),
        (
            "Through September the city had 36 homicides, short of the record of 57 set in 2020.",
            {f"homicide count 36 {NINE}", "homicide count 57 2020", "homicide record - 2020"},
        ),
        (
            "The city ended 2022 with 34 homicides, roughly half the 67 of 2020.",
            {"homicide count 34 2022", "homicide percent_change -50 approx 2022 < 2020", "homicide count 67 2020"},
        ),
        # since a thing began
        (
            "There were 201 murders in 2022, the highest number since the state began publishing the report in 1970.\nRapes: 97",
            {"homicide count 201 2022", "homicide record 1970 2022", "rape count 97 2022"},
        ),
        (
            "There were 201 murders in 2022, the most since the department started keeping count in 1985.\nRapes: 97",
            {"homicide count 201 2022", "homicide record 1985 2022", "rape count 97 2022"},
        ),
        # what is still preliminary sums a year up all the same; what is expected is no time that a report is about
        (
            "Police released preliminary totals for calendar year 2022.\nOfficers took 340 guns.\nIt expects to hire 30 officers in 2023.",
            {"firearm_recovered count 340 2022", "officer_hired count 30 2023"},
        ),
        (
            "Car thefts in 2022 rose to 1,089 from 873, the highest total in city records going back to 1992.",
            {"motor_vehicle_theft count 1089 2022", "motor_vehicle_theft count 873 2021", "motor_vehicle_theft record 1992 2022"},
        ),
        # the month of the earlier side is not the month spoken of
        (
            "In September, burglaries ticked up to 138, against 121 in September 2022.\nThere were 26 shootings in the month.",
            {"burglary count 138 2023-09", "burglary count 121 2022-09", "shooting count 26 2023-09"},
        ),
    ],
)
def test_marks_and_conventions(text: str, wanted: set[str]) -> None:
    assert brief(text, PUBLISHED) == wanted


def test_a_headline_says_what_time_a_report_is_about_where_nothing_else_does() -> None:
    page = document(
        "# Fresno police: 2021 crime totals\nThere were 340 robberies and 75 homicides.", PUBLISHED, "Fresno police: 2021 crime totals"
    )
    assert {str(figure.period) for figure in read(page, "Fresno, CA").figures} == {"2021"}
