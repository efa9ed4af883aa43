"""Constructions of crime reporting, one or two sentences each; every expectation was worked out from the words by hand.

All are published on 29 December 2023 in Fresno unless they say otherwise; figures of the metric "other" are left out.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief, reading

YTD = "2023-01-01/2023-12-29"
LAST_YTD = "2022-01-01/2022-12-29"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # pairs
        ("The city recorded 42 homicides in 2023, down from 60 in 2022.", {"homicide count 42 2023", "homicide count 60 2022"}),
        ("There were 42 homicides in 2023, compared with 60 a year earlier.", {"homicide count 42 2023", "homicide count 60 2022"}),
        (
            "Homicides fell 30% in 2023, from 60 to 42.",
            {"homicide percent_change -30 2023 < 2022", "homicide count 60 2022", "homicide count 42 2023"},
        ),
        (
            "Homicides dropped from 60 in 2022 to 42 in 2023, a 30 percent decrease.",
            {"homicide count 60 2022", "homicide count 42 2023", "homicide percent_change -30 2023 < 2022"},
        ),
        (
            "Robberies (1,204 in 2023, 1,310 in 2022) were down 8.1% in 2023.",
            {"robbery count 1204 2023", "robbery count 1310 2022", "robbery percent_change -8.1 2023 < 2022"},
        ),
        (
            "DUI arrests in 2023: 604, compared with 588 in 2022 and 702 in 2019.",
            {"dui count 604 2023", "dui count 588 2022", "dui count 702 2019"},
        ),
        # an absolute change is no count
        ("The city had two more murders in 2023 than a year earlier.", {"homicide change 2 2023 < 2022"}),
        ("In 2023 burglaries were down 217, or 14%.", {"burglary change -217 2023 < 2022", "burglary percent_change -14 2023 < 2022"}),
        (
            "Rapes went from 180 to 66 in 2023, 42 fewer.",
            {"rape count 180 2022", "rape count 66 2023", "rape change -42 2023 < 2022"},
        ),
        # several subjects, one number; several of both
        (
            "Rape and robbery were each down by more than 8% in 2023.",
            {"rape percent_change -8 gt 2023 < 2022", "robbery percent_change -8 gt 2023 < 2022"},
        ),
        (
            "Murders, rapes and robberies fell 5, 7 and 9 percent, respectively, in 2023.",
            {"homicide percent_change -5 2023 < 2022", "rape percent_change -7 2023 < 2022", "robbery percent_change -9 2023 < 2022"},
        ),
        (
            "In 2023 homicides increased 12% and robberies 7%.",
            {"homicide percent_change 12 2023 < 2022", "robbery percent_change 7 2023 < 2022"},
        ),
        (
            "Vehicle burglaries fell 23 percent in 2023, residential burglaries by 17 and robberies by 8.",
            {
                "theft_from_vehicle percent_change -23 2023 < 2022",
                "burglary percent_change -17 2023 < 2022",
                "robbery percent_change -8 2023 < 2022",
            },
        ),
        (
            "In 2021 and 2012, when records of 74 and then 87 killings were set, the city was smaller.",
            {"homicide count 74 2021", "homicide count 87 2012", "homicide record - 2021", "homicide record - 2012"},
        ),
        # the noun or the period from the sentence before
        (
            "Police have investigated 33 homicides so far this year. There were 45 at this point last year.",
            {f"homicide count 33 {YTD}", f"homicide count 45 {LAST_YTD}"},
        ),
        (
            "Through November, aggravated assaults were up 3.2%. That is up from 1,200 during the first 11 months of 2022.",
            {
                "aggravated_assault percent_change 3.2 2023-01-01/2023-11-30 < 2022-01-01/2022-11-30",
                "aggravated_assault count 1200 2022-01-01/2022-11-30",
            },
        ),
        # fractions, multiples, "half as many"
        ("Shootings in 2023 were cut in half since 2020.", {"shooting percent_change -50 2023 < 2020"}),
        (
            "Carjackings more than doubled in 2021, from 101 to 243.",
            {"carjacking multiple 2 gt 2021 < 2020", "carjacking count 101 2020", "carjacking count 243 2021"},
        ),
        (
            "Police took 500 reports of car theft in 2023, less than half as many as in 2019.",
            {"motor_vehicle_theft count 500 2023", "motor_vehicle_theft percent_change -50 gt 2023 < 2019"},
        ),
        (
            "Larceny from vehicles, the city's most common crime, plunged by nearly a quarter in 2023.",
            {"theft_from_vehicle percent_change -25 lt 2023 < 2022"},
        ),
        # bounds that are none
        ("In 2023 hate crimes edged up to 11,862 from 11,634.", {"hate_crime count 11862 2023", "hate_crime count 11634 2022"}),
        # incidents, victims, causes
        (
            "In 2023, 18 people were killed in traffic crashes, five fewer than in 2021.",
            {"traffic_fatality count 18 2023", "traffic_fatality change -5 2023 < 2021"},
        ),
        ("Forty-one pedestrians were struck and killed in 2023.", {"traffic_fatality count 41 2023"}),
        ("Reckless driving killed 41 people in 2023.", {"traffic_fatality count 41 2023"}),
        ("Gunfire was to blame in 29 of the killings in 2023.", {"fatal_shooting count 29 2023"}),
        ("In 2023 police officers shot 18 people.", {"officer_involved_shooting count 18 2023"}),
        ("Detectives solved 28 of the 42 homicides in 2023.", {"cases_cleared count 28 2023", "homicide count 42 2023"}),
        ("Of the homicides in 2023, 78 percent have been cleared.", {"clearance_rate share 78 2023"}),
        (
            "Fentanyl was involved in 70% of the county's 212 overdose deaths in 2022.",
            {"overdose_death share 70 2022", "overdose_death count 212 2022"},
        ),
        ("In 2023 police made 1,204 arrests for burglary.", {"arrest count 1204 2023"}),
        ("Shoplifting accounted for 38% of all larcenies in 2023.", {"retail_theft share 38 2023"}),
        # rates and response times
        (
            "The homicide rate was 12.4 per 100,000 residents in 2022, the highest since 1994.",
            {"homicide rate 12.4 2022", "homicide record 1994 2022"},
        ),
        ("It took police an average of 7 minutes and 30 seconds to respond to priority 1 calls in 2023.", {"response_time count 7.5 2023"}),
        ("Response times averaged 5:45 in 2023, up from 5:30 in 2022.", {"response_time count 5.75 2023", "response_time count 5.5 2022"}),
        # strength
        (
            "The department has 812 sworn officers, 68 short of its authorized strength of 880.",
            {"officer count 812 asof:2023-12-29", "vacancy count 68 asof:2023-12-29", "officer count 880 asof:2023-12-29"},
        ),
        ("In 2023 the department hired 45 officers and lost 62.", {"officer_hired count 45 2023"}),
        # records and ranks
        ("The city's 42 homicides in 2023 are the fewest since 2014.", {"homicide count 42 2023", "homicide record 2014 2023"}),
        (
            "Burglary reports slumped in 2023 to their lowest level in at least 20 years: 611.",
            {"burglary record 20 gt 2023", "burglary count 611 2023"},
        ),
        ("The 2022 homicide total, 60, was the second-highest in city history.", {"homicide count 60 2022", "homicide rank 2 2022"}),
        (
            "Car theft in 2023 surged 12.6% to more than 1 million, the most since 2007.",
            {
                "motor_vehicle_theft percent_change 12.6 2023 < 2022",
                "motor_vehicle_theft count 1e+06 gt 2023",
                "motor_vehicle_theft record 2007 2023",
            },
        ),
    ],
)
def test_construction(text: str, wanted: set[str]) -> None:
    assert brief(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("As of Dec. 20, the city had seen 128 shootings.", "shooting count 128 2023-01-01/2023-12-20"),
        ("There have been 128 shootings so far this year.", f"shooting count 128 {YTD}"),
        ("Year to date, property crime is down nearly 10%.", f"property_crime percent_change -10 lt {YTD} < {LAST_YTD}"),
        ("Police logged 61 homicides through June 30.", "homicide count 61 2023-H1"),
        ("Between Jan. 1 and Dec. 21 there were 300 robberies.", "robbery count 300 2023-01-01/2023-12-21"),
        ("In October there were 12 shootings.", "shooting count 12 2023-10"),
        ("There were 19 shootings in October 2022.", "shooting count 19 2022-10"),
        ("Last July brought 19 shootings.", "shooting count 19 2023-07"),
        ("In the first month of 2023 there were six homicides.", "homicide count 6 2023-01"),
        ("In the first quarter of 2023 there were 12 homicides.", "homicide count 12 2023-Q1"),
        ("There were 12 homicides in the second half of last year.", "homicide count 12 2022-H2"),
        ("In the 12 months to March 2023 there were 40 homicides.", "homicide count 40 2022-04-01/2023-03-31"),
        ("In the past four weeks there were 29 car thefts.", "motor_vehicle_theft count 29 2023-12-02/2023-12-29"),
        ("Two years ago there were 74 homicides.", "homicide count 74 2021"),
        ("In the week of July 23-29 there were three homicides.", "homicide count 3 2023-07-23/2023-07-29"),
        ("Compared with the five-year average, burglaries in 2023 were down 22%.", "burglary percent_change -22 2023 < avg:2018/2022"),
        ("Between 2019 and 2021, homicides rose 44%.", "homicide percent_change 44 2021 < 2019"),
        ("In the first quarter of 2023 crime fell 4% from the same three months of 2022.", "total_crime percent_change -4 2023-Q1 < 2022-Q1"),
        ("The homicide count stood at 38 on Nov. 30.", "homicide count 38 2023-01-01/2023-11-30"),
        ("In fiscal 2023, police answered 301,222 calls for service.", "call_for_service count 301222 ?"),
    ],
)  # fmt: skip
def test_period(text: str, wanted: str) -> None:
    assert brief(text) == {wanted}


def test_year_so_far_where_the_year_is_not_over() -> None:
    assert brief("In 2024 there have been 11 homicides.", "2024-04-12") == {"homicide count 11 2024-01-01/2024-04-12"}


def test_british_year_of_statistics() -> None:
    assert brief("Recorded crime fell 3% in 2022-23.", "2023-06-27", "Scotland") == {
        "total_crime percent_change -3 2022-04-01/2023-03-31 < 2021-04-01/2022-03-31"
    }


@pytest.mark.parametrize(
    "text",
    [
        "A 27-year-old man was shot Tuesday night in the 1200 block of Main Street.",
        "The suspect, 34, faces 12 years in prison.",
        "The program costs $1.2 million, said Jane Doe, 45.",
        "Call 555-0100 or stop by 601 E. Trade St. before 9:30 p.m.",
        "The Giants beat them 7-2 before 31,000 readers of Highway 99 news.",
        "One in five victims was under 18 years old, and 570 agencies took part.",
        "See https://news.example/2023/12/100-homicides?n=55%25 for the list.",
        "It was the third shooting of the weekend on Route 9.",
    ],
)
def test_no_figure(text: str) -> None:
    assert {one for one in brief(text) if " share " not in one} == set()


def test_list_under_a_lead_in() -> None:
    text = "October 2023 compared with October 2022:\n* Murder: down ten (-32.2%)\n* Rape: up 11 (+9.7%)\n* Robbery: 301 / 333"
    assert brief(text) == {
        "homicide change -10 2023-10 < 2022-10", "homicide percent_change -32.2 2023-10 < 2022-10",
        "rape change 11 2023-10 < 2022-10", "rape percent_change 9.7 2023-10 < 2022-10",
        "robbery count 301 2023-10", "robbery count 333 2022-10",
    }  # fmt: skip


def test_nested_list_takes_the_lead_in_of_its_parent() -> None:
    text = "Percent change, January to March 2023:\n* Property crime: up 10%\n** Burglary: down 3%\n* Arrests: up 13%"
    assert brief(text, "2023-04-20") == {
        "property_crime percent_change 10 2023-Q1 < 2022-Q1",
        "burglary percent_change -3 2023-Q1 < 2022-Q1",
        "arrest percent_change 13 2023-Q1 < 2022-Q1",
    }


def test_one_percentage_for_several_cities() -> None:
    found = reading("In 2023 Memphis, Phoenix and Kansas City, Mo., each had 20% fewer homicides.", place="United States")
    assert {figure.place for figure in found.figures} == {"Memphis, TN", "Phoenix, AZ", "Kansas City, MO"}


def test_each_city_its_own_number() -> None:
    found = reading("Chicago had 617 homicides in 2023, Philadelphia 410 and New York 391.", place="United States")
    assert {(figure.place, figure.value) for figure in found.figures} == {("Chicago, IL", 617), ("Philadelphia, PA", 410), ("New York, NY", 391)}


def test_district_of_the_city() -> None:
    (figure,) = reading("In the Western District, homicides plunged 33 percent in 2023.", place="Baltimore, MD").figures
    assert figure.place == "Western District, Baltimore, MD"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The city is on pace for 350 homicides this year.", "forecast"),
        ("Leaders set out to cut shootings by 20 percent in 2023.", "target"),
        ("On Jan. 14 the department will have a total of 873 patrol officers.", "planned"),
        ("There were 350 homicides in 2023.", None),
    ],
)
def test_status(text: str, status: str | None) -> None:
    assert [figure.status for figure in reading(text).figures] == [status]


def test_speaker_of_a_sentence_and_of_a_quotation() -> None:
    text = 'Chief Jane Doe said there were 42 homicides in 2023. "We had 60 in 2022," she added. Robberies fell 8% in 2023.'
    assert {figure.value: figure.speaker for figure in reading(text).figures} == {42: "Jane Doe", 60: "Jane Doe", -8: None}


def test_stated_twice_is_given_once() -> None:
    assert len(reading("There were 732 shootings. The city saw 732 shootings in 2020.").figures) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Gunshot victims went from 180 to 66 in 2023, 42 fewer.", "make -114"),  # a real transposition of 108
        ("Shootings fell 19.8% in 2023, from 449 to 344.", "make -23.39%"),
    ],
)
def test_contradictions_are_kept_and_said(text: str, words: str) -> None:
    found = reading(text)
    (rejection,) = found.rejections
    assert (rejection.stage, rejection.reason) == ("figures", "contradiction")
    assert words in rejection.detail
    assert len(found.figures) == 3


@pytest.mark.parametrize("text", ["Shootings fell 23% in 2023, from 449 to 344.", "Homicides fell almost half, from 74 in 2021 to 38 in 2023."])
def test_no_contradiction_in_rounding(text: str) -> None:
    assert reading(text).rejections == ()


def test_a_number_whose_metric_is_nowhere_is_rejected_by_name() -> None:
    found = reading("There were 412 cases in 2023.")
    assert found.figures == ()
    assert [rejection.reason for rejection in found.rejections] == ["number_without_metric"]


def test_a_sentence_of_more_numbers_than_anybody_says_is_rejected_by_name() -> None:
    found = reading("There were 35 homicides in 2023.\nHomicides were " + ", ".join(str(number) for number in range(100, 160)) + ".")
    assert [figure.value for figure in found.figures] == [35]
    assert [rejection.reason for rejection in found.rejections] == ["too_many_numbers"]
