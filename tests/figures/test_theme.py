"""What a document is about: the one metric that bare numbers far from any noun count, and the place it speaks of."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.figures.home import home_place
from pipeline.parse.article import read_text
from tests.figures.conftest import brief, reading

THEFTS = (
    "Car thefts fell in 2023 for the second year. Thieves took 3,104 cars in 2023, a drop in car thefts that police welcomed.\n"
    "Stolen vehicles are often found. Detectives seized 41 guns and made 212 arrests in 2023."
)


@pytest.mark.parametrize(
    ("last", "wanted"),
    [
        # after a paragraph of many things, a bare number is of what the document is about
        ("There were 3,377 in 2022.", "motor_vehicle_theft count 3377 2022"),
        # so are thefts without a kind, and "the cases"
        ("The north side had 812 thefts in 2023.", "motor_vehicle_theft count 812 2023"),
        ("Keys were left inside in 309 of the cases in 2023.", "motor_vehicle_theft count 309 2023"),
        # a noun of its own is stronger
        ("There were 377 robberies in 2022.", "robbery count 377 2022"),
    ],
)
def test_theme(last: str, wanted: str) -> None:
    assert wanted in brief(f"{THEFTS}\n{last}")


def test_no_theme_where_several_share_the_document() -> None:
    text = "There were 41 homicides in 2023.\nThere were 310 robberies in 2023 and 12 rapes.\nThe north side had 812 thefts in 2023."
    assert "larceny count 812 2023" in brief(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a town that no list knows
        ("OTTUMWA — Ottumwa police took 410 theft reports in 2022, Chief Ann Poe said. The city had two homicides.", "Ottumwa"),
        ("Evansdale police took 410 theft reports in 2022 in Iowa. Evansdale officers made 90 arrests.", "Evansdale, IA"),
        ("MAPLETON — Police took 410 theft reports in 2022, the chief said.", "Mapleton"),
        ("The Port Authority Police made 900 arrests in 2022.", None),
        # states and areas of other countries
        ("Crime in Victoria rose 9 per cent in the year to September. Melbourne recorded 9,000 burglaries. Victoria Police spoke.",
         "Victoria, Australia"),
        ("West Yorkshire Police recorded 41 homicides in the year to March. Bradford had 12.", "West Yorkshire, United Kingdom"),
        # who counts all over a country speaks for it, where a city is only named aside
        ("Gardaí recorded 34,700 thefts from shops in 2022, the Central Statistics Office says.\n\nIn Dublin robberies rose.", "Ireland"),
        ("Gardaí recorded 341 thefts from shops in 2022.\n\nCork has more shops. In Cork robberies rose too.", "Cork, Ireland"),
        # people by where they live
        ("ATLANTA — At least 167 Georgians were killed in 2022, advocates said. Georgia had 149 in 2021.", "Georgia"),
    ],
)  # fmt: skip
def test_home(text: str, wanted: str | None) -> None:
    document = read_text(f"date 2023-01-05\n{text}".encode())
    assert document.published_on == dt.date(2023, 1, 5)
    assert home_place(document) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a change over a time is no change from it, whatever its sign
        ("Robberies fell 9 percent over the first half, to 270.", {"robbery percent_change -9 2023-H1 < 2022-H1", "robbery count 270 2023-H1"}),
        ("Rapes rose faster, by 16 percent, in 2022.", {"rape percent_change 16 2022 < 2021"}),
        # a share of them
        (
            "There were 400 rapes in 2022, 2 percent fewer than in 2021, and juveniles were suspects in 41 percent of them.",
            {"rape count 400 2022", "rape percent_change -2 2022 < 2021", "rape share 41 2022"},
        ),
        # as recently as
        (
            "Arrests, which stood at 117 as recently as 2016, have all but ended; police made 12 arrests in 2022.",
            {"arrest count 117 2016", "arrest count 12 2022"},
        ),
        # the same days of another year, the month before, a year later
        (
            "In the first seven months there were 41 homicides, 4 fewer than in that stretch last year.",
            {"homicide count 41 2023-01-01/2023-07-31", "homicide change -4 2023-01-01/2023-07-31 < 2022-01-01/2022-07-31"},
        ),
        ("There were 186 arrests in January, as against 121 the January before.", {"arrest count 186 2023-01", "arrest count 121 2022-01"}),
        (
            "In 2021 there were 271 homicides. A year later it was 226.",
            {"homicide count 271 2021", "homicide count 226 2022"},
        ),
        # not a sign, not a time
        ("The city made 910 arrests in 2022, plus 62 citations.", {"arrest count 910 2022"}),
        ("In 2022, 30% of 911 calls waited for three minutes or longer.", {"call_for_service share 30 2022"}),
        # records that say since when counting began; a newspaper is no record
        (
            "There were 58 rapes in 2022, the most since the state began publishing the figures in 1991.",
            {"rape count 58 2022", "rape record 1991 2022"},
        ),
        ("There were 58 rapes in 2022, police told the Record.", {"rape count 58 2022"}),
        # a lone event does not move what a paragraph is about
        (
            "In 2022 robberies fell to 270. There was one homicide, a stabbing in April. Burglaries fell from 95 to 81.",
            {"robbery count 270 2022", "homicide count 1 2022-04", "burglary count 95 2021", "burglary count 81 2022"},
        ),
    ],
)
def test_feature_prose(text: str, wanted: set[str]) -> None:
    assert brief(text) == wanted


def test_a_heading_is_what_its_section_is_about() -> None:
    text = (
        "# Use of force\nOfficers used force 94 times in 2022. Force was used in 12 arrests.\n"
        "# Complaints\nThe city received 131 in 2022.\nThere were 118 in 2021."
    )
    assert {"complaint count 131 2022", "complaint count 118 2021"} <= brief(text)


def test_few_are_never_certain() -> None:
    found = {figure.value: figure.confidence for figure in reading("There were 41 homicides in 2022.\nThere were three rapes in 2022.").figures}
    assert found == {41: "certain", 3: "likely"}


def test_what_stands_beside_a_part_of_a_year_or_along_with_others_is_not_certain() -> None:
    text = "The first six weeks of this year produced 27 murders to last year's 26.\nIn 2022 there were 41 murders, along with 19 from 2021."
    found = {figure.value: figure.confidence for figure in reading(text).figures}
    assert "certain" not in (found[26], found[19])
