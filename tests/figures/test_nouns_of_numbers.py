"""Which noun a number counts where the nearest one is not it: words that refer, lists of parts, compounds, apposition; worked out by hand.

All are published on 5 January 2023 in Fresno.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief, reading

PUBLISHED = "2023-01-05"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # words of sensors, of Scots law and of job lists
        ("Sensors heard 812 bursts of gunfire in 2022.", {"shots_fired count 812 2022"}),
        ("The city's gunshot sensors sent out 904 alerts in 2022.", {"shots_fired count 904 2022"}),
        ("The city sent out 904 alerts in 2022 about thefts.", set()),
        ("There were 31 wilful fire-raisings in 2022, a rise of four.", {"arson count 31 2022", "arson change 4 2022 < 2021"}),
        (
            "The police have 212 sworn members and 18 openings.",
            {"officer count 212 asof:2023-01-05", "vacancy count 18 asof:2023-01-05"},
        ),
        # who fired is told behind the noun
        ("It was one of six shootings by Fresno officers in 2022.", {"officer_involved_shooting count 6 2022"}),
        ("The county counted 11 shootings by its deputies in 2022.", {"officer_involved_shooting count 11 2022"}),
        ("There were 41 shootings by gang members in 2022.", {"shooting count 41 2022"}),
        (
            "Officers themselves opened fire nine times in 2022, compared with 12 times the year before.",
            {"officer_involved_shooting count 9 2022", "officer_involved_shooting count 12 2021"},
        ),
        # people hit are those hit by bullets where shootings are spoken of
        (
            "There were 81 shootings in 2022. The number of people hit fell to 96 from 118.",
            {"shooting count 81 2022", "shooting_victim count 96 2022", "shooting_victim count 118 2021"},
        ),
        # who tells of "them" is not what is counted
        (
            "Robberies fell in 2022. Officers investigated 46 of them, against 61 in 2021.",
            {"robbery count 46 2022", "robbery count 61 2021"},
        ),
        (
            "Police counted 90 carjackings in 2022, and knives were used in roughly three-quarters of them.",
            {"carjacking count 90 2022", "carjacking share 75 approx 2022"},
        ),
        (
            "Of the 140 guns that deputies seized in 2022, 31 had been reported stolen.",
            {"firearm_recovered count 140 2022", "firearm_recovered count 31 2022"},
        ),
        ("Fresno had 74 homicides in 2022. Among the dead were 13 teenagers.", {"homicide count 74 2022", "homicide count 13 2022"}),
        (
            "Crashes killed 40 people in 2022, eight more than in 2021. Twenty-one of them were in cars, eight walked and 11 rode bikes.",
            {"traffic_fatality count 40 2022", "traffic_fatality change 8 2022 < 2021", "traffic_fatality count 21 2022",
             "traffic_fatality count 8 2022", "traffic_fatality count 11 2022"},
        ),
        (
            "There were two homicides in 2022. Crashes rose 6 percent. Eight people died, two fewer than in 2021.",
            {"homicide count 2 2022", "traffic_collision percent_change 6 2022 < 2021", "traffic_fatality count 8 2022",
             "traffic_fatality change -2 2022 < 2021"},
        ),
        # the noun that opens a with-clause is the change's; an arrest's charge is not what changed
        (
            "Property crime fell 13.1% in 2022, with burglary alone off 18.4%.",
            {"property_crime percent_change -13.1 2022 < 2021", "burglary percent_change -18.4 2022 < 2021"},
        ),
        (
            "Police made 296 arrests on suspicion of vehicle theft in 2022, 6% fewer than in 2021.",
            {"arrest count 296 2022", "arrest percent_change -6 2022 < 2021"},
        ),
        # a share of victims who were shot is of all who were killed
        (
            "There were 40 homicides in 2022. Four out of five victims were shot. Eleven were women.",
            {"homicide count 40 2022", "homicide share 80 2022", "homicide count 11 2022"},
        ),
        # cases of earlier years that were solved too, a count over a stretch of time, and what is left aside
        (
            "Detectives solved 41 of 2022's homicides, along with 19 from earlier years.",
            {"cases_cleared count 41 2022", "cases_cleared count 19 2022"},
        ),
        (
            "There were 120 homicides in 2022. We had 60 over the first six months of 2021.",
            {"homicide count 120 2022", "homicide count 60 2021-H1"},
        ),
        (
            "The force logged 372,180 offences in 2022, leaving aside fraud, compared with 383,651 in 2021.",
            {"total_crime count 372180 2022", "total_crime count 383651 2021"},
        ),
        ("There were 12 homicides in 2022. Four of them involved guns.", {"homicide count 12 2022", "fatal_shooting count 4 2022"}),
        (
            "In 2022 there were 310 shootings by teenagers and 12 by police.",
            {"shooting count 310 2022", "officer_involved_shooting count 12 2022"},
        ),
        # guns that a clause of its own is about
        (
            "Gangs were behind 18 of the 42 homicides in 2022 and guns were used in 80% of the killings.",
            {"homicide count 18 2022", "homicide count 42 2022", "homicide share 80 2022"},
        ),
        (
            "There were 40 homicides in 2022. Four of the victims were women, among them one who was shot at home.",
            {"homicide count 40 2022", "homicide count 4 2022"},
        ),
        ("Guns were used in 18 of the city's homicides in 2022.", {"fatal_shooting count 18 2022"}),
        # of two nouns side by side the number counts the last
        ("Prosecutors filed 318 felony domestic violence cases in 2022.", {"domestic_violence count 318 2022"}),
        ("Police made 147 arrests for felony drug offenses in 2022.", {"arrest count 147 2022"}),
        # a noun in apposition is not the subject
        ("Car break-ins, the crime for which the city is known, fell 2% in 2022.", {"theft_from_vehicle percent_change -2 2022 < 2021"}),
        # the cases of a sentence about thefts are thefts, and those who died are the dead of a sentence before
        (
            "Homicides fell to 35 in 2022. Thieves took 2,300 cars in 2022. In 31 percent of the cases the keys were inside.",
            {"homicide count 35 2022", "motor_vehicle_theft count 2300 2022", "motor_vehicle_theft share 31 2022"},
        ),
        (
            "Homicides fell to 35 in 2022. Larceny was down 3 percent. Nine of the Fresno victims died in domestic disputes.",
            {"homicide count 35 2022", "larceny percent_change -3 2022 < 2021", "homicide count 9 2022"},
        ),
        # no counts: ages, hours, readers, cents, and most of a year is no record
        ("The homicide victims of 2022 ranged in age from 14 to 71.", set()),
        ("Those arrested in 2022 were juveniles, some of them as young as 12.", set()),
        ("In 2022 the homicides kept me up at 3 in the morning.", set()),
        ("There were 40 homicides in 2022. We count on you. 1,100 of you have joined.", {"homicide count 40 2022"}),
        ("There were 117 arrests in 2022. The youngest of those arrested was 11.", {"arrest count 117 2022"}),
        ("There were 117 arrests in 2022. The oldest was 83; the youngest, 15.", {"arrest count 117 2022"}),
        ("There were 95 traffic deaths in 2022. One victim in four was not buckled up.", {"traffic_fatality count 95 2022"}),
        ("There were 22 homicides in 2022, and the last one was a shooting.", {"homicide count 22 2022"}),
        ("Phoenix, with about 1.6 million people, had 92 homicides in 2022.", {"homicide count 92 2022"}),
        ("There were 95 homicides in 2022, when the city had 100,000 fewer residents.", {"homicide count 95 2022"}),
        ("There were 95 homicides in 2022. The total was adjusted three times.", {"homicide count 95 2022"}),
        ("There were 95 shopliftings in 2022. He rang 101 and waited.", {"retail_theft count 95 2022"}),
        ("In 2022 voters kept a one-eighth-cent sales tax for patrol officers.", set()),
        ("In 2022 the force had 300 officers. It takes most of a year to train an officer.", {"officer count 300 asof:2022-12-31"}),
    ],
)  # fmt: skip
def test_nouns_of_numbers(text: str, wanted: set[str]) -> None:
    assert brief(text, PUBLISHED) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a record is of the number it is said of, and of its year, not of the one that is compared with
        (
            "Fresno had 61 homicides in 2022, up from 52 in 2021 and the most since 2007.",
            {"homicide count 61 2022", "homicide count 52 2021", "homicide record 2007 2022"},
        ),
        (
            "Thieves took 5,100 cars in 2022. That is 4.9% more than in 2021, when 4,862 were stolen, and the most since 2010.",
            {
                "motor_vehicle_theft count 5100 2022", "motor_vehicle_theft percent_change 4.9 2022 < 2021",
                "motor_vehicle_theft count 4862 2021", "motor_vehicle_theft record 2010 2022",
            },
        ),
        (
            "In 2022 there were 90 homicides, surpassing 1987's record of 66.",
            {"homicide count 90 2022", "homicide record - 2022", "homicide count 66 1987"},
        ),
        (
            "The police closed 52 percent of homicide cases in 2022, their lowest rate in 15 years.",
            {"clearance_rate share 52 2022", "clearance_rate record 15 2022"},
        ),
        # words for records that say no "since": of a service, of a mark, of a rate, of a year so called
        ("Murders hit 122 in 2022, the most in my nine years here.", {"homicide count 122 2022", "homicide record 9 2022"}),
        ("Robberies reached 95 in 2022, shattering a mark that stood for 27 years.", {"robbery count 95 2022", "robbery record - 2022"}),
        ("In 2022 thieves stole cars at a rate not seen in two decades.", {"motor_vehicle_theft record 20 2022"}),
        ("Deputies used force less often in 2022 than at any time since the agency began counting.", {"use_of_force record - 2022"}),
        ("In 2022 there were more burglaries than in any other year on record.", {"burglary record - 2022"}),
        (
            "Homicides fell 21% in 2022 from 2021, the deadliest year the city has had.",
            {"homicide percent_change -21 2022 < 2021", "homicide record - 2021"},
        ),
        # of each of two, of a year that is told of, and of the year before "what had been"
        (
            "In 2022 police took fewer reports of robbery and burglary than in any year of the past decade.",
            {"robbery record 10 2022", "burglary record 10 2022"},
        ),
        (
            "Fresno had 75 homicides in 2022, up from 67 in 2018, a year that saw its fewest killings in almost two decades.",
            {"homicide count 75 2022", "homicide count 67 2018", "homicide record 20 lt 2018"},
        ),
        (
            "In 2022 homicides fell 35% from what had been the city's deadliest year since 1997.",
            {"homicide percent_change -35 2022 < 2021", "homicide record 1997 2021"},
        ),
        (
            "There were 95 homicides in 2022, three more than in 2018, a year that ended with 92.",
            {"homicide count 95 2022", "homicide change 3 2022 < 2018", "homicide count 92 2018"},
        ),
    ],
)  # fmt: skip
def test_records_are_of_what_they_are_said_of(text: str, wanted: set[str]) -> None:
    assert brief(text, PUBLISHED) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In 2022 Mesa had 35 homicides, Tempe 28 and Florence four.", {"Mesa, AZ": 35, "Tempe, AZ": 28, "Florence, AZ": 4}),
        ("In 2022 Hampton had 62 killings, Chesapeake 30 and Suffolk 12.", {"Hampton, VA": 62, "Chesapeake, VA": 30, "Suffolk, VA": 12}),
        ("In 2022 Norfolk had 62 killings, Hampton 30 and Virginia Beach 22.", {"Norfolk, VA": 62, "Hampton, VA": 30, "Virginia Beach, VA": 22}),
        ("Two suburbs, West Des Moines and Urbandale, reported one homicide each in 2022.", {"West Des Moines, IA": 1, "Urbandale, IA": 1}),
    ],
)  # fmt: skip
def test_each_place_of_a_list_has_its_number(text: str, wanted: dict[str, int]) -> None:
    """The name that ends a list of cities is a city too, and one of them is no Virginia."""
    assert {figure.place: figure.value for figure in reading(text, PUBLISHED).figures} == wanted


def test_the_other_side_of_a_list_of_places_is_of_each() -> None:
    figures = reading("In 2022 Ogden recorded 31 burglaries and Provo 28, compared with 35 and 30 in 2021.", PUBLISHED).figures
    assert {(figure.place, figure.value) for figure in figures if str(figure.period) == "2021"} == {("Ogden, UT", 35), ("Provo, UT", 30)}


def test_a_rank_is_of_the_place_before_it() -> None:
    figures = reading("In 2022 41,062 cars were stolen, and Colorado ranked first in the nation for car thefts.", PUBLISHED).figures
    assert {figure.place for figure in figures if figure.measure == "rank"} == {"Colorado"}


def test_a_change_is_no_surer_than_the_number_it_stands_behind() -> None:
    """Whose noun was carried over from an earlier paragraph: the deaths may be others."""
    figures = reading("Fresno had 74 homicides in 2022.\n\nThe roads were busy. Eight people died, two more than in 2021.", PUBLISHED).figures
    assert {figure.confidence for figure in figures if figure.value in (8, 2)} <= {"unsure"}


def test_a_record_of_the_rate_is_another_than_one_of_how_many_there_were() -> None:
    text = "Crime sank to an all-time low in 2022.\nThe rate improved by 7.3 percent in 2022, and police called it the lowest they have seen."
    labels = {figure.label for figure in reading(text, PUBLISHED).figures if figure.measure == "record"}
    assert labels == {"crime", "crime rate"}
