"""Of which place a figure is: the document's own, the one that its sentence opens with, the state or the county that it names."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.figures import read
from pipeline.records import Block, Document
from tests.figures.conftest import reading

PUBLISHED = "2023-01-12"


def _places(text: str, place: str | None = "Fresno, CA") -> dict[float | None, str | None]:
    return {figure.value: figure.place for figure in reading(text, PUBLISHED, place).figures}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # what a sentence opens with holds to its end
        (
            "Across Nevada, 380 people were killed in crashes in 2022, up 9 percent from 349 in 2021 and the most since 2006.",
            {380: "Nevada", 9: "Nevada", 349: "Nevada", 2006: "Nevada"},
        ),
        ("Statewide the number of homicides fell to 93 from 117 in 2022.", {93: "California", 117: "California"}),
        ("Nationally the homicide rate in 2022 was 6.3.", {6.3: "United States"}),
        ("Across the country, police cleared about 51 percent of murders in 2022.", {51: "United States"}),
        ("Across Kern County, suburbs included, robberies fell 8 percent in 2022.", {-8: "Kern County, CA"}),
        ("Nationally, robberies fell 8 percent in 2022, while in the city they rose 3 percent.", {-8: "United States", 3: "Fresno, CA"}),
        # who is named like a town
        ("Sgt. Garland counted 12 burglaries in 2022. Judge Austin heard 19 robbery cases in 2022.", {12: "Fresno, CA", 19: "Fresno, CA"}),
        # a part of a borough is one of the city
        ("Brooklyn Heights had 12 homicides in 2022.", {12: "Brooklyn Heights, New York, NY"}),
        ("In Brooklyn North, homicides fell to 201 in 2022.", {201: "Brooklyn North, New York, NY"}),
        ("East Brooklyn had 40 homicides in 2022.", {40: "East Brooklyn, New York, NY"}),
        # what is called by a city's name and a word after it
        (
            "The Dallas Cowboys took 12 guns at the gates in 2022. The Cleveland Clinic treated 213 shooting victims in 2022.",
            {12: "Fresno, CA", 213: "Fresno, CA"},
        ),
        ("The Oakland Police Department counted 120 homicides in 2022.", {120: "Oakland, CA"}),
        # the parts of the city
        ("Robberies fell 30% downtown in 2022.", {-30: "Downtown, Fresno, CA"}),
        ("As protests filled downtown, the city had 88 arrests in 2022.", {88: "Fresno, CA"}),
        ("In the downtown core, robberies fell 31% in 2022.", {-31: "Downtown, Fresno, CA"}),
        ("A downtown hotel had 17 thefts in 2022.", {17: "Fresno, CA"}),
        ("Robberies in downtown Reno fell 32% in 2022.", {-32: "Downtown, Reno, NV"}),
        ("On the southeast side, homicides rose 33% in 2022.", {33: "southeast side, Fresno, CA"}),
        # a sentence that ends with an office does not make a name of the next one's first word
        ("The report came from the county coroner. Statewide, overdose deaths fell 9% in 2022.", {-9: "California"}),
        # no place of a figure: where a source lives, what a state's city is called, a border
        (
            "Jane Doe, a crime analyst in New Orleans, said murders were down 18% in 2022.",
            {-18: "Fresno, CA"},
        ),
        ("There were 24 homicides in California's fifth-largest city in 2022.", {24: "Fresno, CA"}),
        ("Across the state line, Reno reported 39 homicides in 2022, five fewer than in 2021.", {39: "Reno, NV", -5: "Reno, NV"}),
        # the noun after a city's name makes another place of it
        ("The cities of Hampton Roads had 210 killings in 2022.", {210: "Hampton Roads"}),
        ("Perth, Scotland, had 14 homicides in 2022. Richmond, B.C., had eight.", {14: "Perth, Scotland", 8: "Richmond, Canada"}),
        # what stands before the number again
        ("Killings climbed to 41 from 32 in Fort Worth, Texas, and to 13 from nine in Virginia Beach in 2022.", {
            41: "Fort Worth, TX", 32: "Fort Worth, TX", 13: "Virginia Beach, VA", 9: "Virginia Beach, VA"}),
        ("Eleven of the 26 homicides in 2022 were in Central Precinct.", {11: "Central Precinct, Fresno, CA"}),
        ("There were 55 killings in the Fourth District, on the southeast side, in 2022.", {55: "Fourth District, Fresno, CA"}),
        ("Harrison District, on the far West Side, had 44 homicides in 2022.", {44: "Harrison District, Fresno, CA"}),
        # towns and neighbourhoods that no list knows stand as the subject, behind "in", or in a list
        ("Dinuba had two homicides in 2022 and Exeter had three.", {2: "Dinuba", 3: "Exeter"}),
        ("The homicide rate in 2022 was 6.8 in Selma, 5.2 in Sanger and 2.9 in Kingsburg.", {6.8: "Selma, CA", 5.2: "Sanger", 2.9: "Kingsburg"}),
        ("In 2022 Sanger had three killings, Selma four and Parlier five in all.", {3: "Sanger", 4: "Selma, CA", 5: "Parlier"}),
        ("No neighborhood was hit harder than Tower Hill, which had 84 of the robberies in 2022.", {84: "Tower Hill"}),
        ("Mendota, just over the county line, had 22 carjackings in 2022.", {22: "Mendota"}),
        ("In Huntington Park, on the east side, police counted 22 robberies in 2022.", {22: "Huntington Park"}),
        ("Kern County had 120 homicides in 2022, followed by Kings with 14 and Madera with 11.", {
            120: "Kern County, CA", 14: "Kings County, CA", 11: "Madera, CA"}),
        # … but these are none
        ("We've had ten homicides in 2022. Police had three more in January. Walmart reported 200 thefts in 2022.", {
            10: "Fresno, CA", 3: "Fresno, CA", 200: "Fresno, CA"}),
        ("Detectives have 22 homicides in 2022. Operation Ceasefire had 12 arrests in 2022.", {22: "Fresno, CA", 12: "Fresno, CA"}),
        # the county that the document names
        ("Fresno County has 15 towns. In the county, robberies fell to 310 in 2022.", {310: "Fresno County, CA"}),
        ("Fresno County is big. The county finished 2022 with 114 homicides.", {114: "Fresno County, CA"}),
        ("Visalia police handled 14 homicides in 2022, Tulare police nine and Hanford police six.", {
            14: "Visalia, CA", 9: "Tulare, CA", 6: "Hanford, CA"}),
        # "there" goes on where the sentence before was
        ("Oakland had 118 homicides in 2022. Robberies there rose 11% in 2022.", {11: "Oakland, CA"}),
        ("Across Nevada, 380 people died in crashes in 2022. Speed contributed to 162 of those deaths.", {162: "Nevada"}),
        ("The effort began in the Western District. Homicides there fell 30% in 2022.", {-30: "Western District, Fresno, CA"}),
        ("The effort began in the Western District. Homicides fell 30% in 2022.", {-30: "Fresno, CA"}),
        ("He cites Denver; the clearance rate for homicides there went from 39% in 2019 to 65% in 2022.", {39: "Denver, CO", 65: "Denver, CO"}),
        ("Reno reported 84 homicides for 2022; police there had counted 88 in 2021.", {84: "Reno, NV", 88: "Reno, NV"}),
        # a state's own office counts the state's, unless it says where; adverbs and parts of a city behind the number
        ("The Nevada Department of Public Safety counted 745 traffic deaths in 2022, the most since 1981.", {745: "Nevada", 1981: "Nevada"}),
        ("The California Highway Patrol counted 45 traffic deaths in Clovis in 2022.", {45: "Clovis, CA"}),
        ("The FBI said that murders rose 29.4% nationwide in 2022.", {29.4: "United States"}),
        ("The robbery rate of 131 in 2022 compares with a national figure of 66.", {131: "Fresno, CA", 66: "United States"}),
        ("On the Near West Side the count of robberies climbed to 71 in 2022.", {71: "Near West Side, Fresno, CA"}),
        ("Response times were longest in New Orleans East, at 232 minutes in 2022.", {232: "New Orleans East, New Orleans, LA"}),
        ("There were 55 killings in the Fourth District in 2022, and 41 in the Fifth.", {41: "Fifth District, Fresno, CA"}),
        ("Traffic deaths in 2022, at 111, were the highest the state has ever recorded.", {111: "California"}),
        ("Oregonians lost 20,643 stolen cars in 2022, and Utah ranked fifth in the nation for car thefts.", {20643: "Oregon", 5: "Utah"}),
        ("Gwinnett County had 61 homicides in 2022.", {61: "Gwinnett County, GA"}),
        ("Pinedale had the most robberies in 2022, with 34.", {34: "Pinedale"}),
        ("The national rate of 1.8 homicides was the highest since 2009.", {2009: "United States"}),
        # whose name is a town's is none
        ("Mayor Frank Jackson's budget would pay for 180 officers in 2022.", {180: "Fresno, CA"}),
        # of cities of one name, the one in the document's own state
        ("Richmond had 18 homicides in 2022.", {18: "Richmond, CA"}),
    ],
)  # fmt: skip
def test_place_of_a_figure(text: str, wanted: dict[float, str]) -> None:
    found = _places(text)
    assert {value: found.get(value) for value in wanted} == wanted


@pytest.mark.parametrize(
    ("place", "text", "wanted"),
    [
        ("Nottinghamshire, United Kingdom", "Nationally the total of burglaries was 430,104 in 2022.", {430104: "England and Wales"}),
        ("Glasgow, Scotland", "Nationally, burglaries fell 3 per cent in 2022.", {-3: "Scotland"}),
        ("Ontario", "Robberies fell 4 percent nationwide in 2022.", {-4: "Canada"}),
        ("Toronto, Canada", "The national rate of 1.8 homicides was the highest since 2009.", {1.8: "Canada"}),
        (
            "United States",
            "Dallas went the other way, with 19% more homicides in 2022, and Memphis had 164.",
            {19: "Dallas, TX", 164: "Memphis, TN"},
        ),
        ("King County, WA", "Statewide, police reported 590 robberies in 2022.", {590: "Washington"}),
        ("Norfolk, VA", "Richmond had 59 homicides in 2022.", {59: "Richmond, VA"}),
    ],
)
def test_place_of_a_figure_elsewhere(place: str, text: str, wanted: dict[float, str]) -> None:
    found = _places(text, place)
    assert {value: found.get(value) for value in wanted} == wanted


@pytest.mark.parametrize(
    ("dateline", "text", "home"),
    [
        # a sheriff's report is of the county, wherever it was written
        (
            "BARTOW",
            "BARTOW — Crime in the parts of Polk County that rely on the Sheriff’s Office fell 3 percent in 2022. Florida did, Lakeland did.",
            "Polk County, FL",
        ),
        (
            "OCALA, Fla.",
            "OCALA, Fla. - Crime in the areas patrolled by the Marion Sheriff's Office fell 3 percent in 2022.",
            "Marion County, FL",
        ),
        # a town that no list knows has the state that the document names, else none
        ("REEDLEY", "REEDLEY — The town had two homicides in 2022. Selma and Fresno, the California cities nearby, had more.", "Reedley, CA"),
        ("REEDLEY", "REEDLEY — The town had two homicides in 2022.", "Reedley"),
        (
            None,
            "King County had 90 homicides in 2022. King County prosecutors in Seattle blamed guns. Seattle, Wash., had 52.",
            "King County, WA",
        ),
        # a county whose name is no other's need not say its state
        (None, "Weld County had 90 homicides in 2022. Weld County prosecutors blamed guns.", "Weld County, CO"),
        # of cities of one name, the one whose state is named
        ("PORTLAND", "PORTLAND — Portland police counted 12 shootings in 2022. Across Maine there were 60.", "Portland, ME"),
        ("PORTLAND", "PORTLAND — Portland police counted 12 shootings in 2022.", "Portland, OR"),  # the largest, where nobody says
        ("PLYMOUTH", "PLYMOUTH — Plymouth had two homicides in 2022. Across Massachusetts there were 160.", "Plymouth, MA"),
        (
            None,
            "Kent Police counted 310 robberies in 2022. Across England and Wales there were 75,000. In Kent they fell.",
            "Kent, United Kingdom",
        ),
        # what stands behind the town in a dateline: a country, a province and what is short for it, what nobody knows
        ("BIRMINGHAM, England", "Robberies fell to 310 in 2022.", "Birmingham, United Kingdom"),
        ("LONDON, Ontario", "Robberies fell to 310 in 2022.", "London, Canada"),
        ("SYDNEY, N.S.", "Robberies fell to 310 in 2022.", "Sydney, Canada"),
        ("KINGSTON, Ont.", "Robberies fell to 310 in 2022.", "Kingston, Canada"),
        ("PORTLAND, Dorset", "Robberies fell to 310 in 2022.", "Portland, United Kingdom"),
        ("ROCHESTER, Elsewhere", "Robberies fell to 310 in 2022.", "Rochester"),
        # a wire's story says only where it was written
        (
            "WASHINGTON",
            "WASHINGTON — Robberies fell 4 percent in 2022. Reno, Tulsa and Fresno had fewer.\nJo Li reported from Washington.",
            "United States",
        ),
        (
            "RENO",
            "RENO — Robberies in the city fell 4 percent in 2022. Dallas, Denver and Chicago had more.",
            "Reno, NV",
        ),
        # a title's first word is no part of a county's name, and a city of that name is in its state
        (None, "How Plymouth County fared: it had 21 robberies in 2022. Across Massachusetts, there were 3,100.", "Plymouth County, MA"),
        # a city is in its own country also where the story sets it beside one of another
        (
            "NEW YORK",
            "NEW YORK — New York had 292 homicides in 2022, and London 116. In England and Wales there were 700. In London they rose.",
            "New York, NY",
        ),
        # what the country's own bodies say is of the country, and a round-up of one state's cities of the state
        ("WASHINGTON", "WASHINGTON (PL) — Police told the FBI of 7,759 hate crimes in 2022, 6 percent more than in 2021.", "United States"),
        (
            None,
            "Dallas had 209 homicides in 2022 and Houston 280. Austin had 36, El Paso 38, San Antonio 105 and Fort Worth 70. Texas had 1,400.",
            "Texas",
        ),
        # countries
        (None, "Recorded thefts from shops in Ireland rose by 9 per cent in 2022, gardaí said.", "Ireland"),
        (None, "Police in Dunedin counted 310 burglaries in 2022. Dunedin was not alone.", "Dunedin, New Zealand"),
    ],
)
def test_home_of_a_document(dateline: str | None, text: str, home: str) -> None:
    document = Document(text, (Block("paragraph", 0, len(text)),), dateline=dateline, published_on=dt.date(2023, 1, 12))
    found = read(document, None)
    assert found.place == home
    assert home in {figure.place for figure in found.figures}


def test_what_is_said_of_the_city_is_no_longer_of_the_place_that_was_spoken_of() -> None:
    text = "Crime fell in 2022.\nReno reported 49 homicides in 2022. Inside the city, robberies fell to 310 in 2022."
    found = {(figure.value, figure.place, figure.confidence) for figure in reading(text, PUBLISHED).figures}
    assert found == {(49, "Reno, NV", "certain"), (310, "Fresno, CA", "certain")}


def test_what_is_of_a_county_that_nobody_names_is_not_certain() -> None:
    text = "Crime fell in 2022.\nIn the county, robberies fell to 310 in 2022.\nBurglaries fell to 412 in 2022."
    assert [(figure.value, figure.confidence) for figure in reading(text, PUBLISHED).figures] == [(310, "likely"), (412, "certain")]
    text = "Crime fell in 2022.\nAcross the region, robberies fell to 310 in 2022.\nIn her division, burglaries fell to 412 in 2022."
    assert [figure.confidence for figure in reading(text, PUBLISHED).figures] == ["likely", "likely"]
    text = "Crime fell in 2022.\nThe state recorded 812 homicides in 2022, and the county had 90."
    assert [(figure.value, figure.place) for figure in reading(text, PUBLISHED).figures] == [(812, "California"), (90, "Fresno, CA")]


def test_headings_are_of_the_towns_that_the_text_below_speaks_of() -> None:
    """In their county's state; "Elsewhere" is none of them, and what is no town's heading is none."""
    text = (
        "Crime rose in 2022.\nExeter\nExeter police took 61 burglary reports in 2022.\nFarmersville\n"
        "Thieves found Farmersville. Robberies fell to 14 in 2022.\nElsewhere, thefts fell to 402 in 2022.\n"
        "# Method\nBurglaries fell to 480 in 2022."
    )
    found = {figure.value: figure.place for figure in reading(text, PUBLISHED, "Tulare County, CA").figures}
    assert found == {61: "Exeter, CA", 14: "Farmersville, CA", 402: "Tulare County, CA", 480: "Tulare County, CA"}


def test_a_heading_of_the_county_that_is_the_city_is_of_the_city() -> None:
    text = "Crime fell in 2022.\n# Offenses in Davidson County\nHomicides: 104 in 2022\nRobberies: 298 in 2022"
    assert {figure.place for figure in reading(text, PUBLISHED, "Nashville, TN").figures} == {"Nashville, TN"}
    assert {figure.place for figure in reading(text, PUBLISHED, "Memphis, TN").figures} == {"Davidson County, TN"}


def test_a_town_that_no_list_knows_is_found_in_the_title() -> None:
    text = "Burglars had a hard time of it in Manteca last year: there were 338 burglaries, down from 412."
    title = "Break-ins drop in Manteca, but car thieves stay busy"
    document = Document(text, (Block("paragraph", 0, len(text)),), title=title, published_on=dt.date(2021, 1, 12))
    assert read(document, None).place == "Manteca"
