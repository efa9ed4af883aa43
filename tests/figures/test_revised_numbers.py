"""What a data desk, a sheriff's beat and a revision wrote that had not been met: whose month, county and baseline a number has.

All are published on 3 November 2023 in Fresno, unless the words say otherwise.
"""

from __future__ import annotations

import pytest

from pipeline.figures import read
from pipeline.parse.article import read_article
from tests.figures.conftest import brief, reading

PUBLISHED = "2023-11-03"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # what befell one person says nothing of the months that the article covers
        (
            "Her son was shot in June. Carjackings more than tripled, to 211 from 67.",
            {
                "carjacking multiple 3 gt 2023-01-01/2023-11-03 < 2022-01-01/2022-11-03",
                "carjacking count 211 2023-01-01/2023-11-03",
                "carjacking count 67 2022-01-01/2022-11-03",
            },
        ),
        # a change that sums up two levels is of their two times
        (
            "Police logged 389,112 calls for service in 2022, compared with 402,403 in 2019, a decrease of 3.3%.",
            {"call_for_service count 389112 2022", "call_for_service count 402403 2019", "call_for_service percent_change -3.3 2022 < 2019"},
        ),
        (
            "In 2020 there were 82 homicides. In 2021 there were 128. In 2022 there were 153. That's an 87 percent rise in two years.",
            {"homicide count 82 2020", "homicide count 128 2021", "homicide count 153 2022", "homicide percent_change 87 2022 < 2020"},
        ),
        # a number that is denied is of the time of the one that is right
        (
            "The city had 127 homicides in 2022, not the 131 it announced in January, according to statistics posted last week.",
            {"homicide count 127 2022", "homicide count 131 2022"},
        ),
        ("Vehicle prowlings rose to maybe 1,203 in 2022.", {"theft_from_vehicle count 1203 approx 2022"}),
    ],
)
def test_revised_numbers(text: str, wanted: set[str]) -> None:
    assert brief(text, PUBLISHED) == wanted


def test_a_number_that_is_denied_is_not_certain() -> None:
    text = "The city had 127 homicides in 2022, not the 131 it announced in January."
    assert {figure.value: figure.confidence for figure in reading(text, PUBLISHED).figures} == {127: "certain", 131: "likely"}


def test_a_sheriffs_figures_are_the_countys_without_a_dateline_too() -> None:
    page = """<html><head><meta property="article:published_time" content="2023-02-12"></head><body><article>
    <h1>Sheriff: Burglaries fell in 2022</h1>
    <p>Spokane County deputies took 866 reports of burglaries in 2022, the sheriff told county commissioners on Tuesday of this week.</p>
    <p>The figures do not include the city of Spokane, which has its own police. Spokane is the county seat.</p></article></body></html>"""
    assert {figure.place for figure in read(read_article(page.encode()), None).figures} == {"Spokane County, WA"}


def test_a_place_that_owns_a_noun_between_commas_is_not_where_the_number_is_of() -> None:
    text = "New York, with three times Chicago's population, had 334 homicides in 2022."
    found = {(figure.value, figure.place) for figure in reading(text, PUBLISHED, "Chicago, IL").figures}
    assert found == {(334, "New York, NY")}
