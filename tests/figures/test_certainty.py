"""What may be called certain, and what looks like it and may not: one reason a case."""

from __future__ import annotations

import pytest

from tests.figures.conftest import PUBLISHED, reading


def _confidence(text: str, metric: str, value: float, published: str = PUBLISHED) -> str:
    found = [figure for figure in reading(text, published).figures if figure.metric == metric and figure.value == value]
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
        ("The department has 59 officers.", "officer", 59),
        ("The department has about 860 officers.", "officer", 860),
        ("On Jan. 14, the ranks will swell to 873 sworn officers.", "officer", 873),
        ("In 2023, 344 people were killed.", "homicide", 344),  # a verb names what is counted, and the sentence when
        (
            "Crime fell in Fresno in 2023.\nBurglaries fell 9% to 512 from 563.",
            "burglary",
            563,
        ),  # of the year before, and no other was spoken of
        ("Crime fell in Fresno in 2023.\nRobberies fell 9%, burglaries 12% and arsons 3%.", "arson", -3),  # a list of changes goes one way
        ("Detectives cleared 63% of homicides in 2023.", "clearance_rate", 63),  # of what the share is, its noun says
        # the time that the sentence names, wherever, is the article's
        (
            "Crime fell in Fresno in 2023.\nIn 2023, as in most years, robberies went on falling: Police took 310 reports, or 41 fewer.",
            "robbery",
            -41,
        ),
        ("Crime fell in Fresno in 2023.\nIn 2023 violent crime, in all its forms, was led by 512 shootings.", "shooting", 512),
        # earlier marks, and what a semicolon parts, are times of something else
        ("Crime fell in Fresno in 2023.\nRobberies numbered 434, less than half the 911 of 2017.", "robbery", 434),
        ("Crime fell in Fresno in 2023.\nRobberies came to 434, up from 390; in 2019 there had been 482.", "robbery", 390),
        # only the noun before "fell 12 percent, to" can have gone there
        ("Crime fell in Fresno in 2023.\nBurglaries fell 12 percent, to 1,204, and thefts 3 percent, to 4,410.", "larceny", 4410),
        ("Crime fell in Fresno in 2023.\nBurglaries fell from 1,310 to 1,204, and robberies to 289 from 412.", "robbery", 412),
        ("The average response time to priority calls was 9.8 minutes in 2023.", "response_time", 9.8),  # the calls are what is responded to
    ],
)
def test_plain_statements_are_certain(text: str, metric: str, value: float) -> None:
    assert _confidence(text, metric, value) == "certain"


@pytest.mark.parametrize(
    ("text", "metric", "value"),
    [
        ("Crime fell in Fresno in 2023.\nRobberies, of which there were 755 at the start, fell to 310.", "robbery", 755),  # whenever that was
        ("Robberies came to 790 in 2013, edged up to 830 and then 850 in the two years that followed.", "robbery", 830),
        ("He pleaded guilty to 14 burglaries in 2023.", "burglary", 14),  # some offenders', and not the city's
        ("The gang committed 19 carjackings in 2023.", "carjacking", 19),
        # a year, or the part of it that "the same months" says was spoken of
        ("Crime fell in Fresno in 2023.\nHomicides were 4 percent lower than in the same months of 2022.", "homicide", -4),
        # the time elsewhere in the sentence is not the article's
        ("Crime fell in Fresno in 2023.\nBurglaries grew 14 percent, on the heels of a 7 percent rise in 2022.", "burglary", 14),
        ("Detectives tied the pair to at least 23 burglaries in 2023.", "burglary", 23),
        ("Detectives cleared 35 percent of the killings of 2021 and 2022.", "clearance_rate", 35),  # one number for two years
        ("Crime fell in Fresno in 2023.\nIn 2020, homicides were down 10% on July 1.", "homicide", -10),  # a change on one day
        ("In October it put officers in the southeast, where 29 of the homicides took place.", "homicide", 29),  # another clause's time
        ("The city had 71 homicides in 2023. Sixty-two of the 75 victims of shootings died.", "shooting_victim", 75),  # the whole of a part
        ("Between May 29, when it opened, and the end of November, officers made 1,007 arrests.", "arrest", 1007),
        ("There have been 440 homicides so far in 2023, compared with 672 in 2021.", "homicide", 672),  # a whole year beside a part of one
        ("Robberies fell in 2023. There were 301, chiefly downtown.", "robbery", 301),  # the noun is the sentence before's
        ("Police made 900 arrests in 2023: 120 for robberies.", "arrest", 120),  # robberies are not what is counted
        # of 2021, or of the article's year
        ("Crime fell in Fresno in 2023.\nIn 2021 there were 80 homicides. Robberies numbered 500.", "robbery", 500),
        ("The unit has 12 officers.", "officer", 12),  # so few are a part of the force
        ("In 2019 the department had 700 sworn officers and in 2020 it had 712 sworn officers.", "officer", 700),  # two times
        ("The budget pays for 925 sworn officers.", "officer", 925),  # so many are not there
        ("Crime fell in Fresno in 2023.\nThere were 14 homicides.", "homicide", 14),  # so few are oftener of one quarter or one month
        ("Crime fell in Fresno in 2023.\nPolice killed 344 people.", "officer_involved_shooting", 344),  # no noun beside it, and no time
        ("Crime fell in Fresno in 2023.\nIts 400 homicides were too many.", "homicide", 400),  # of what was spoken of before
        ("Crime fell in Fresno in the first half of 2023.\nRobberies: 78 (2022: 103)", "robbery", 103),  # 2022, or its first half
        ("Homicides fell 9% in Fresno and rose 4 percent in Clovis, on the heels of a 7% rise in 2022.", "homicide", -9),  # another's time
        ("The chief said 412 of the department's 2,177 sworn positions are vacant.", "officer", 2177),  # the whole of a part
        ("In 2023, robbery, extortion and hijacking offences numbered 2,523.", "carjacking", 2523),  # all of these together
        ("Crime fell in Fresno in 2023.\nOver the nine months, robberies fell 6%.", "robbery", -6),  # nine months that nothing else tells of
        ("At the midpoint of 2022, on the way to a year that would end with 79 homicides, there were 46.", "homicide", 79),  # still to come
        # since when, and until when
        ("Crime fell in Fresno in 2023.\nPolice formed the unit in 2021. Since then, shootings there have fallen 38%.", "shooting", -38),
        ("Crime fell in Fresno in 2023.\nRobberies are off 5% since Oct. 1.", "robbery", -5),
        ("Crime fell in Fresno in 2023.\nRobberies have since fallen 12%.", "robbery", -12),
        ("Fresno had 31 homicides in 2023, six above the average of 25 over the prior three years.", "homicide", 6),  # no year is that
        ("Crime fell in Fresno in 2023.\nSince the unit was formed in March 2022, fatal crashes have dropped 23%.", "traffic_fatality", -23),
        ("Crime fell in Fresno in 2023.\nThe city has had 36 homicides in the last three years on average.", "homicide", 36),
        # months of which year
        ("Crime fell in Fresno in 2023.\nIn July there were 68 shootings.", "shooting", 68),
        ("Crime fell in Fresno in 2023.\nOver the summer, robberies were up 11%.", "robbery", 11),
        ("Crime fell in Fresno in 2021.\nThere were 71 homicides.", "homicide", 71),  # two years before the article
        ("In 2023 Fresno had 20 percent more robberies than Bakersfield.", "robbery", 20),  # no earlier time is compared with
        # which of two numbers is of which of two nouns, and what both had together
        ("In 2023 robberies, 610, and burglaries, 2,110, were both lower, by 12 and 9 percent.", "burglary", -12),
        ("In 2023 burglaries and car thefts together fell by 410.", "motor_vehicle_theft", -410),
        ("Shoplifting bucked the trend in 2023, at 8,270 offences.", "retail_theft", 8270),  # any crime is an offence
    ],
)
def test_what_could_be_meant_otherwise_is_not_certain(text: str, metric: str, value: float) -> None:
    assert _confidence(text, metric, value) != "certain"


BORNE_OUT = (
    "Crime fell in Fresno in 2023.\nHoldups, at 344 in the year just past, fell from 449, and the chief put it down to patrols, a drop of {}%."
)


def test_what_the_articles_own_arithmetic_bears_out_is_certain() -> None:
    found = {figure.value: figure for figure in reading(BORNE_OUT.format(23)).figures}
    assert {value: figure.confidence for value, figure in found.items()} == {449: "certain", 344: "certain", -23: "certain"}
    assert any("own numbers" in why for figure in found.values() for why in figure.why)


def test_what_it_does_not_bear_out_stays_as_it_was() -> None:
    assert _confidence(BORNE_OUT.format(19), "robbery", -19) != "certain"


def test_this_year_may_run_to_publication_or_to_the_day_of_other_numbers() -> None:
    text = "Crime is up in Fresno, police said.\nThrough Aug. 31, officers seized 2,801 guns.\nThere have been 440 robberies so far this year."
    assert _confidence(text, "robbery", 440, "2023-10-10") != "certain"


def test_years_ago_may_be_counted_from_publication_or_from_the_year_just_over() -> None:
    text = "Fresno had 31 homicides in 2023.\nFive years ago the city had 32 homicides."
    assert _confidence(text, "homicide", 32, "2024-01-05") != "certain"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("There were 14 homicides at the county jail in 2023.", 14),
        ("The hospital treated 212 gunshot victims in 2023.", 212),
        ("Deputies handled 23 homicides in 2023.", 23),
        ("Peel Regional Police investigated 23 homicides in 2023.", 23),
        ("Together the five districts had 60 homicides in 2023.", 60),
        ("In 2022, the city had 40 homicides by Nov. 24.", 40),
        ("Robberies rose 12 percent in 2023 after having dropped 22% over the year before.", -22),
    ],
)
def test_a_part_of_the_city_another_force_and_another_year_are_never_certain(text: str, value: float) -> None:
    figures = reading(f"Homicides fell in Fresno last year, police said.\n{text}", "2024-01-10").figures
    assert [figure.confidence for figure in figures if figure.value == value] == ["likely"]


@pytest.mark.parametrize(
    "row",
    [
        "Homicide 35 60",
        "Homicide / 35 / 60",
        "Homicide - 35 - 60",
        "Homicide 35 60 Robbery 90 98",
        "Rape 35 60 -42% Robbery 909 978 -7.1%",
    ],
)
def test_the_numbers_of_a_row_that_lost_its_columns_are_never_certain(row: str) -> None:
    figures = reading(f"Crime in Fresno, 2023 and 2022\n{row}", "2024-01-10").figures
    assert figures
    assert {figure.value for figure in figures if figure.confidence == "certain"} <= {-7.1}  # behind its own row's crime


def test_two_counts_of_one_thing_are_never_certain_unless_arithmetic_bears_one_out() -> None:
    about = "Crime fell in Fresno in 2023.\n"
    assert _confidence(f"{about}There were 35 homicides.\nThere were 41 homicides in 2023.", "homicide", 41) == "likely"
    borne_out = f"{about}There were 35 homicides, down from 60 in 2022, or 25 fewer.\nThere were 41 homicides in 2023."
    assert _confidence(borne_out, "homicide", 35) == "certain"
    assert _confidence(borne_out, "homicide", 41) == "likely"


def test_what_waits_is_of_earlier_years_or_is_more_than_nobody_says_is_never_certain() -> None:
    about = "Crime fell in Fresno in 2023.\n"
    assert _confidence(f"{about}The office cut a backlog of gun cases from 4,000 to 1,330.", "gun_crime", 1330) == "likely"
    assert _confidence(f"{about}Police closed 32 homicides and 19 homicides from earlier years.", "homicide", 19) == "likely"
    assert _confidence(f"{about}In 2023 the city had two more fatal overdoses.", "overdose_death", 2) == "likely"
    assert _confidence(f"{about}Robberies dropped to 47 from 61 in the third quarter.", "robbery", 47) == "likely"
    assert _confidence(f"{about}From then until New Year's Eve, 131 people were shot.", "shooting_victim", 131) == "likely"


def test_what_goes_on_from_a_part_of_the_year_or_has_no_date_is_never_certain() -> None:
    toledo = "Toledo had 118 shootings this year as of Tuesday.\nBurglaries declined 22% through the end of June.\nCar thefts{} grew by 8%."
    for words, sure in ((", on the other hand,", "likely"), ("", "certain")):
        assert _confidence(toledo.format(words), "motor_vehicle_theft", 8, "2020-07-22") == sure
    undated = reading("In July of 2023 there were 639 robberies.\nHomicides numbered 41.", None)
    assert {figure.value: figure.confidence for figure in undated.figures} == {639: "certain", 41: "likely"}


def test_twice_as_many_and_few_beside_a_comparison_are_certain() -> None:
    about = "Crime fell in Fresno in 2023.\n"
    assert _confidence(f"{about}Carjackings more than doubled, to 41 from 19.", "carjacking", 2) == "certain"
    assert _confidence(f"{about}The city had five homicides, two more than in 2022.", "homicide", 5) == "certain"
    assert _confidence(f"{about}The city had five homicides.", "homicide", 5) == "likely"


def test_a_bare_number_in_brackets_behind_a_year_is_unsure() -> None:
    figures = reading("Crime in Fresno, 2023 and 2022\nHomicides: 35 in 2023 (60)", "2024-01-10").figures
    assert [(figure.value, figure.confidence) for figure in figures] == [(35, "certain"), (60, "unsure")]
