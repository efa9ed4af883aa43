"""What later readers wrote that had not been met: fragments, ratios, holidays as ends, arrests that close cases; worked out by hand.

All are published on 3 November 2023 in Fresno.
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
        # a fragment goes on as the sentence before it did
        (
            "Vehicle theft was down 21 percent in 2022. Burglary, down 14. Robberies fell by 8, to 90.",
            {
                "motor_vehicle_theft percent_change -21 2022 < 2021",
                "burglary percent_change -14 2022 < 2021",
                "robbery change -8 2022 < 2021",
                "robbery count 90 2022",
            },
        ),
        (
            "Police cleared 47 percent of violent crimes in 2022. For burglaries, the figure was 14.",
            {"clearance_rate share 47 2022", "clearance_rate share 14 2022"},
        ),
        # what is compared with is no time of the number's
        ("Shootings: 38 in 2022, half as many as in 2019.", {"shooting count 38 2022", "shooting percent_change -50 2022 < 2019"}),
        ("Police have not solved 71 killings from last year.", {"homicide count 71 2022"}),
        (
            "Traffic deaths totaled 65 in 2022, one shy of the record set in 2002.",
            {"traffic_fatality count 65 2022", "traffic_fatality record - 2002"},
        ),
        # arrests "in" cases close them; of hate crimes nobody says so
        ("There were 27 killings in 2022. Arrests were made in 21 of those cases.", {"homicide count 27 2022", "cases_cleared count 21 2022"}),
        # holidays that a count runs to
        ("Fresno had 46 burglaries by Halloween.", {"burglary count 46 2023-01-01/2023-10-31"}),
        (
            "In 2022 there were 22 homicides. We've had 39 homicides already.",
            {"homicide count 22 2022", "homicide count 39 2023-01-01/2023-11-03"},
        ),
        ("There were 31 killings this year as of Oct. 20.", {"homicide count 31 2023-01-01/2023-10-20"}),
        # no counts of crimes
        ("In 2022 one theft in four was solved.", set()),
        ("Homicides in 2022 numbered 40, the chief told the seven-member panel.", {"homicide count 40 2022"}),
        ("In 2022 overdoses outnumbered homicides two to one.", set()),
        ("Family violence support line in 2022: (1800 737 732).", set()),
        ("Homicides fell 9% in 2022, with figures from 69 agencies.", {"homicide percent_change -9 2022 < 2021"}),
        ("In 2022 there were 40 homicides. Call Crime Stoppers at (859) 555-2020.", {"homicide count 40 2022"}),
        # a part of what was told of an earlier year is of that year, and the whole is not told again
        (
            "In 2021, 364 people were struck by gunfire, 68 of them in July alone.",
            {"shooting_victim count 364 2021", "shooting_victim count 68 2021-07"},
        ),
        (
            "There were 49 homicides in 2022. Of those killed, 43 of the 49 victims died of gunshot wounds.",
            {"homicide count 49 2022", "fatal_shooting count 43 2022"},
        ),
        # times that are of something else: of a law, of what is known, of attacks
        (
            "Car thefts fell 29% in 2022, which he credited to a law, in force since July, that makes every theft a felony.",
            {"motor_vehicle_theft percent_change -29 2022 < 2021"},
        ),
        (
            "Through August, the last month for which figures are available, robberies were down 6 percent.",
            {"robbery percent_change -6 2023-01-01/2023-08-31 < 2022-01-01/2022-08-31"},
        ),
        (
            "Hate crimes rose to 929 in 2022. It was the largest number since 2001, the year of the Sept. 11 attacks.",
            {"hate_crime count 929 2022", "hate_crime record 2001 2022"},
        ),
        # years before, and a sentence that only looks back
        (
            "There were 30 killings in 2022. Over the previous five years the department cleared 60 percent of its homicides.",
            {"homicide count 30 2022", "clearance_rate share 60 2017-01-01/2021-12-31"},
        ),
        (
            "In 2022 there were 653 overdose deaths, 81% with fentanyl. In 2019 it was 54%. Overdose deaths with xylazine numbered 36.",
            {"overdose_death count 653 2022", "overdose_death share 81 2022", "overdose_death share 54 2019", "overdose_death count 36 2022"},
        ),
        ("June was the worst month of the year. Twelve people were killed.", {"homicide count 12 2023-06"}),
        # what rates stand below is what they are of
        (
            "There were 40 homicides in 2022.\nClearance rates\n* Homicide: 59 percent\n* Robbery: 34 percent",
            {"homicide count 40 2022", "clearance_rate share 59 2022", "clearance_rate share 34 2022"},
        ),
        # a list of places below what it counts, under a heading that says nothing of it
        (
            "There were 1,866 car thefts in 2022. Here is how many car thefts each area had in 2022:\n* Union Park 198\n* Hamline Midway 212",
            {"motor_vehicle_theft count 1866 2022", "motor_vehicle_theft count 198 2022", "motor_vehicle_theft count 212 2022"},
        ),
        # a time of those who are included, of what is in brackets, of a record, and of the days just past
        (
            "There were 15 homicides in 2022. Police dealt with 19 burglaries, including three in June.",
            {"homicide count 15 2022", "burglary count 19 2022", "burglary count 3 2022-06"},
        ),
        (
            "In 2022: Robbery: 71 (94 in 2020), the fewest in 30 years",
            {"robbery count 71 2022", "robbery count 94 2020", "robbery record 30 2022"},
        ),
        (
            "There were 9 killings in 2022. As of Nov. 1, the office employed 447 sworn deputies.",
            {"homicide count 9 2022", "officer count 447 asof:2023-11-01"},
        ),
        ("So far this year, as of Sept. 30, there have been 29 homicides.", {"homicide count 29 2023-01-01/2023-09-30"}),
        (
            "In 2022 there were 274 homicides, the most since 1997, when 303 people were slain. Thieves took 6,829 vehicles, up 82% from 3,756.",
            {
                "homicide count 274 2022",
                "homicide record 1997 2022",
                "homicide count 303 1997",
                "motor_vehicle_theft count 6829 2022",
                "motor_vehicle_theft percent_change 82 2022 < 2021",
                "motor_vehicle_theft count 3756 2021",
            },
        ),
        # a year so far that is named after a week; the worst month of it
        (
            "In the week ending Oct. 28, the report shows, violent crime was down 6% for the year, with 169 robberies.",
            {"violent_crime percent_change -6 2023-01-01/2023-10-28 < 2022-01-01/2022-10-28", "robbery count 169 2023-01-01/2023-10-28"},
        ),
        ("June was the worst month of the year so far, with 11 killings.", {"homicide count 11 2023-06"}),
        (
            "There were 57 killings in 2022. The previous record, 76, had stood since 1993.",
            {"homicide count 57 2022", "homicide count 76 1993", "homicide record - 1993"},
        ),
        (
            "Homicides fell 5% in 2022. Detectives cleared 79% of last year’s cases by arrest.",
            {"homicide percent_change -5 2022 < 2021", "clearance_rate share 79 2022"},
        ),
        ("In 2022 there were 81 arrests to curb shootings, compared with 96 in 2021.", {"arrest count 81 2022", "arrest count 96 2021"}),
        (
            "There were 9 killings in 2022. Under a crackdown that the mayor announced last spring, police made 1,008 arrests in 2022.",
            {"homicide count 9 2022", "arrest count 1008 2022"},
        ),
        # how soon police got there
        ("In 2022 officers got to 51% of urgent calls in under five minutes.", {"response_time share 51 2022"}),
        (
            "In 2022, 90 people were shot. Twenty-five of last year’s victims died.",
            {"shooting_victim count 90 2022", "fatal_shooting count 25 2022"},
        ),
        # what is compared is of what the number before it was
        (
            "Killings in 2022 came to 392, when police were still looking into a double shooting, against 346 in 2021.",
            {"homicide count 392 2022", "homicide count 346 2021"},
        ),
        # a noun that is set aside is not the subject
        (
            "In 2022 rapes were the exception among violent crimes other than murder, rising by seven to 94.",
            {"rape change 7 2022 < 2021", "rape count 94 2022"},
        ),
        # "offenses" are what the subject says
        (
            "Violent crime told a different story in 2022: 1,318 offenses, versus 1,247 a year earlier, a 5.7 percent increase.",
            {"violent_crime count 1318 2022", "violent_crime count 1247 2021", "violent_crime percent_change 5.7 2022 < 2021"},
        ),
        ("Homicides fell to 40 in 2022. Gunfire struck 71 people.", {"homicide count 40 2022", "shooting_victim count 71 2022"}),
        ("More than 130 shops have been firebombed since March 2021.", {"arson count 130 gt 2021-03-01/2023-11-03"}),
        ("In 2022 there were seven or eight robberies downtown.", {"robbery count 7–8 2022"}),
        ("Robberies fell to 57 in 2022. Her husband, 41, is charged with one. He is 41.", {"robbery count 57 2022"}),
        # each list on its own side
        (
            "In 2022 thefts doubled to 94 from 47, and drunken-driving arrests rose from 66 to 83.",
            {"larceny multiple 2 2022 < 2021", "larceny count 94 2022", "larceny count 47 2021", "dui count 66 2021", "dui count 83 2022"},
        ),
    ],
)
def test_later_hands(text: str, wanted: set[str]) -> None:
    assert brief(text, PUBLISHED) == wanted


def test_numbers_of_a_part_of_each_year_are_compared_with_the_same_part() -> None:
    text = (
        "All figures cover January through June 2023 and are compared with the same six months of 2022.\n"
        "* Homicides: 39 (33 in 2022)\n* Robberies: 138, down 27% from 189"
    )
    assert brief(text, PUBLISHED) == {
        "homicide count 39 2023-H1",
        "homicide count 33 2022-H1",
        "robbery count 138 2023-H1",
        "robbery percent_change -27 2023-H1 < 2022-H1",
        "robbery count 189 2022-H1",
    }


def test_numbers_of_a_list_of_places_are_each_of_one_and_a_share_is_of_all() -> None:
    text = "Memphis, Nashville and Knoxville accounted for 63 percent of the murders in 2022, with 140, 41 and 27, respectively."
    found = {(figure.value, figure.place) for figure in reading(text, PUBLISHED, "Tennessee").figures}
    assert found == {(63, "Tennessee"), (140, "Memphis, TN"), (41, "Nashville, TN"), (27, "Knoxville, TN")}


def test_a_percentage_of_several_places_is_of_each() -> None:
    found = {(figure.value, figure.place) for figure in reading("Robberies in Fresno and Clovis fell 12 percent in 2022.", PUBLISHED).figures}
    assert found == {(-12, "Fresno, CA"), (-12, "Clovis, CA")}


WEEKLY = """<html><head><meta property="article:published_time" content="2020-07-09"></head><body><article><h1>Weekly crime report</h1>
<p>FRESNO, Calif. — Police released figures for the week ending July 5, 2020. Shootings are up for the year.</p>
<table><tr><th>Offense</th>{heads}</tr><tr><td>Robbery</td>{cells}</tr></table></article></body></html>"""


@pytest.mark.parametrize(
    ("heads", "periods"),
    [
        ("This week, Last week, YTD 2020, YTD 2019", "2020-06-29/2020-07-05 2020-06-22/2020-06-28 2020-01-01/2020-07-05 2019-01-01/2019-07-05"),
        ("28 days, Prior 28 days, Week, Prev. week", "2020-06-08/2020-07-05 2020-05-11/2020-06-07 2020-06-29/2020-07-05 2020-06-22/2020-06-28"),
        ("7 days, 7 days 2019, YTD, YTD 2019", "2020-06-29/2020-07-05 2019-06-29/2019-07-05 2020-01-01/2020-07-05 2019-01-01/2019-07-05"),
        ("Week of June 29, Week of June 22", "2020-06-29/2020-07-05 2020-06-22/2020-06-28"),
    ],
)
def test_columns_of_a_weekly_report_are_of_days_before_the_one_it_runs_to(heads: str, periods: str) -> None:
    names = heads.split(", ")
    page = WEEKLY.format(
        heads="".join(f"<th>{name}</th>" for name in names), cells="".join(f"<td>{value}</td>" for value in range(31, 31 + len(names)))
    )
    figures = read(read_article(page.encode()), "Fresno, CA").figures
    assert [str(figure.period) for figure in figures if figure.metric == "robbery"] == periods.split()


def test_months_at_the_head_of_rows_are_of_the_tables_year_however_lately_one_ended() -> None:
    page = """<html><head><meta property="article:published_time" content="2015-02-09"></head><body><article><h1>Crime in Fresno in 2014</h1>
    <p>FRESNO, Calif. — Robberies fell 4 percent last year, according to the annual report of the Fresno police.</p>
    <table><tr><th>Month</th><th>Robberies</th></tr><tr><td>January</td><td>41</td></tr><tr><td>February</td><td>33</td></tr></table>
    </article></body></html>"""
    figures = read(read_article(page.encode()), "Fresno, CA").figures
    assert {str(figure.period) for figure in figures if figure.cell} == {"2014-01", "2014-02"}


def test_a_row_may_have_the_same_number_of_two_years() -> None:
    page = """<html><head><meta property="article:published_time" content="2015-02-09"></head><body><article><h1>Crime in Fresno in 2014</h1>
    <p>FRESNO, Calif. — Robberies fell 4 percent last year, according to the annual report of the Fresno police.</p>
    <table><tr><th>Offense</th><th>2014</th><th>2013</th></tr><tr><td>Arson</td><td>33</td><td>33</td></tr></table></article></body></html>"""
    figures = read(read_article(page.encode()), "Fresno, CA").figures
    assert [(figure.value, str(figure.period)) for figure in figures if figure.cell] == [(33, "2014"), (33, "2013")]
