"""How long police take and how many they are: minutes with seconds, bare minutes, strength as of a day, hires so far and to come.

Worked out by hand from the words; all are read in Fresno, on the day that stands beside them. The first words of a group say why it is there.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief, reading


@pytest.mark.parametrize(
    ("published", "text", "wanted"),
    [
        # seconds belong to the minutes before them, on both sides of a comparison
        (
            "2022-10-26",
            "The average response to a Priority 1 call was 9 minutes 24 seconds in September, up from 7 minutes 48 seconds in September 2021.",
            {"response_time count 9.4 2022-09", "response_time count 7.8 2021-09"},
        ),
        (
            "2023-10-19",
            "In September it took 10 minutes, 1 second on average to get to a call, against 7 minutes, 35 seconds in the same month of 2019.",
            {"response_time count 10.02 2023-09", "response_time count 7.58 2019-09"},
        ),
        (
            "2023-11-16",
            "For Priority 1 calls, police arrived in 8:24 on average, against 7:51 in the third quarter of 2022.",
            {"response_time count 8.4 2023-01-01/2023-11-16", "response_time count 7.85 2022-Q3"},
        ),
        # minutes are never of the calls or the officers that stand beside them
        (
            "2023-02-03",
            "For the most urgent calls, the average response was 7 minutes in the first half of 2022.",
            {"response_time count 7 2022-H1"},
        ),
        (
            "2022-09-14",
            "Callers between January and August waited an average of 71 minutes for an officer. In 2018, the average was 33 minutes.",
            {"response_time count 71 2022-01-01/2022-08-31", "response_time count 33 2018"},
        ),
        # a change behind them is one of them, also where calls were named before
        (
            "2025-03-20",
            "Police say that for Priority 2 calls the median response was 38 minutes in 2024, twice what it was in 2019.",
            {"response_time count 38 2024", "response_time multiple 2 2024 < 2019"},
        ),
        (
            "2025-03-20",
            "The wait for an officer was 20 minutes in 2024, and robberies rose 14 percent.",
            {"response_time count 20 2024", "robbery percent_change 14 2024 < 2023"},
        ),
        # bare numbers after minutes are minutes; what has a noun of its own is not
        (
            "2023-02-03",
            "The average wait was 24 minutes in 2022. The longest waits are downtown, at 41 minutes; the shortest are in the hills, at 17.",
            {"response_time count 24 2022", "response_time count 41 2022", "response_time count 17 2022"},
        ),
        (
            "2023-02-03",
            "Response times in 2022 averaged 14 minutes in the Valley and 8 in Central.",
            {"response_time count 14 2022", "response_time count 8 2022"},
        ),
        (
            "2018-02-06",
            "Deputies reached emergencies in eight and a half minutes on average in 2017, down from nine the year before.",
            {"response_time count 8.5 2017", "response_time count 9 2016"},
        ),
        (
            "2023-02-03",
            "Deputies took an average of 8 minutes in 2022 to reach emergencies and answered 40 calls.",
            {"response_time count 8 2022", "call_for_service count 40 2022"},
        ),
        # a time that opens the clause behind a semicolon is of that clause, and nothing goes on about it
        (
            "2022-01-20",
            "Robberies hit 210 in 2021. Officers need 7 minutes to reach calls; in 2020 they needed 6.2 minutes. Call volume was over 98,000.",
            {"robbery count 210 2021", "response_time count 7 2021", "response_time count 6.2 2020", "call_for_service count 98000 gt 2021"},
        ),
        ("2023-02-03", "Burglaries numbered 1,204; two years ago there were 1,500.", {"burglary count 1204 2022", "burglary count 1500 2021"}),
    ],
)
def test_response_times(published: str, text: str, wanted: set[str]) -> None:
    assert brief(text, published) == wanted


@pytest.mark.parametrize(
    ("published", "text", "wanted"),
    [
        # calls that are closed, canceled or unanswered are calls for service, whatever was spoken of before
        (
            "2022-09-14",
            "The wait averages 12 minutes. About 38 percent of calls this year were closed unseen, compared with 22 percent in 2019.",
            {
                "response_time count 12 2022-01-01/2022-09-14",
                "call_for_service share 38 approx 2022-01-01/2022-09-14",
                "call_for_service share 22 2019",
            },
        ),
        # calls to a hotline are none for the police
        ("2022-09-14", "Police say the county's domestic violence hotline took 54,202 calls in 2021.", set()),
        # how often officers fired, counted in times: no multiple, and no strength
        (
            "2023-01-12",
            "Officers themselves opened fire 11 times, compared with 14 times the previous year.",
            {"officer_involved_shooting count 11 2022", "officer_involved_shooting count 14 2021"},
        ),
        (
            "2023-01-12",
            "Officers used force 311 times last year, compared with 340 times the previous year.",
            {"use_of_force count 311 2022", "use_of_force count 340 2021"},
        ),
        ("2023-01-12", "Murders were three times the 2015 number.", {"homicide multiple 3 2022 < 2015"}),
        # shootings by police
        (
            "2023-01-12",
            "Deputies were involved in three shootings last year. In 2021 there were five.",
            {"officer_involved_shooting count 3 2022", "officer_involved_shooting count 5 2021"},
        ),
        (
            "2023-01-12",
            "There were 11 shootings by Tulsa officers in 2022, and 14 such shootings in 2021.",
            {"officer_involved_shooting count 11 2022", "officer_involved_shooting count 14 2021"},
        ),
        # openings are jobs where members are sworn
        (
            "2024-12-28",
            "The department has 376 sworn members and 41 openings.",
            {"officer count 376 asof:2024-12-28", "vacancy count 41 asof:2024-12-28"},
        ),
    ],
)
def test_calls_and_shootings(published: str, text: str, wanted: set[str]) -> None:
    assert brief(text, published) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # what somebody expects of the year's end is a forecast of the whole year
        ("She expects the city to end the year with about 150 homicides.", [("homicide", "forecast", "2024")]),
        ("Researchers expect the state to close 2024 with fewer than 800 killings.", [("homicide", "forecast", "2024")]),
        ("The city will probably finish the year with 60 murders.", [("homicide", "forecast", "2024")]),
        # the words of the next clause say nothing of what has been done
        (
            "The department has hired 54 officers so far this year and aims to hire 150 in 2025.",
            [("officer_hired", None, "2024-01-01/2024-11-21"), ("officer_hired", "target", "2025")],
        ),
        ("There were 12 robberies in June, but the chief plans to add patrols.", [("robbery", None, "2024-06")]),
        ("Jones predicted that the city would end 2024 with fewer than 100 killings.", [("homicide", "forecast", "2024")]),
        # a class that is due in a month is of the month to come; so is a strength that is wanted by then, and no year's
        ("A recruit class of 31 is due to graduate at the police academy in May.", [("officer_hired", "planned", "2025-05")]),
        ("She wants 200 new officers by the end of 2025.", [("officer_hired", "target", "2025")]),
        ("The chief expects the department to have 850 officers by January.", [("officer", "forecast", "asof:2025-01-31")]),
        ("The chief hopes to have 640 officers by March.", [("officer", "target", "asof:2025-03-31")]),
    ],
)
def test_what_is_still_to_come(text: str, wanted: list[tuple[str, str | None, str]]) -> None:
    figures = reading(text, "2024-11-21").figures
    assert [(one.metric, one.status, str(one.period)) for one in figures] == wanted


@pytest.mark.parametrize(
    ("published", "text", "wanted"),
    [
        # the start of a year is its first day, and no time of the number that is now
        (
            "2024-02-18",
            "The department has 545 sworn officers, compared with 619 at the start of 2020.",
            {"officer count 545 asof:2024-02-18", "officer count 619 asof:2020-01-01"},
        ),
        (
            "2023-06-10",
            "The force has 812 officers today, against 901 at the beginning of 2019.",
            {"officer count 812 asof:2023-06-10", "officer count 901 asof:2019-01-01"},
        ),
        (
            "2019-07-11",
            "It now has 2,061 commissioned officers, 61 more than at the start of the year. It wants to reach 2,300 by the end of 2020.",
            {
                "officer count 2061 asof:2019-07-11",
                "officer change 61 asof:2019-07-11 < asof:2019-01-01",
                "officer count 2300 asof:2020-12-31",
            },
        ),
        # what is goes on being of today, after a sentence about what was
        (
            "2022-10-26",
            "It had 1,338 officers at the start of 2020. The budget pays for 1,413 officers, which leaves 275 positions vacant.",
            {
                "officer count 1338 asof:2020-01-01",
                "officer count 1413 asof:2022-10-26",
                "vacancy count 275 asof:2022-10-26",
            },
        ),
        (
            "2022-10-26",
            "There were 640 officers in 2020. About 390 officers are now assigned to patrol, compared with 451 a year ago.",
            {"officer count 640 asof:2020-12-31", "officer count 390 approx asof:2022-10-26", "officer count 451 asof:2021-10-26"},
        ),
        # a change goes on from the strength before it, in the same sentence, in the next one and in the next paragraph
        (
            "2024-11-20",
            "The force stood at 912 officers on Nov. 1.\nThat is 18 fewer than on the same date last year, and 140 fewer than in 2015.",
            {
                "officer count 912 asof:2024-11-01",
                "officer change -18 asof:2024-11-01 < asof:2023-11-01",
                "officer change -140 asof:2024-11-01 < 2015",
            },
        ),
        # fiscal years by the day they begin on, or end on, and "the fiscal year" that the article has told of
        (
            "2024-11-20",
            "There were 3,111 officers when the fiscal year ended on Sept. 30. Over the fiscal year, 262 were hired against a goal of 250.",
            {
                "officer count 3111 asof:2024-09-30",
                "officer_hired count 262 2023-10-01/2024-09-30",
                "officer_hired count 250 2023-10-01/2024-09-30",
            },
        ),
        ("2024-11-20", "Over the fiscal year, the department hired 262 officers.", {"officer_hired count 262 ?"}),
        (
            "2024-11-20",
            "The department plans to hire 300 officers in the fiscal year that began on Oct. 1.",
            {"officer_hired count 300 2024-10-01/2025-09-30"},
        ),
        (
            "2022-09-21",
            "Phoenix wants to hire 300 officers in the fiscal year that ends June 30.",
            {"officer_hired count 300 2022-07-01/2023-06-30"},
        ),
        # what was counted in one that is not over is so far
        ("2023-05-17", "The city had 40 homicides in the fiscal year that began July 1.", {"homicide count 40 2022-07-01/2023-05-17"}),
        # plans for this year are for all of it, also in January, which is over
        ("2024-01-31", "The service plans to hire 120 recruits in 2024.", {"officer_hired count 120 2024"}),
        # no record: most of a year is a long time
        ("2024-01-31", "It takes most of a year to train officers.", set()),
    ],
)
def test_strength(published: str, text: str, wanted: set[str]) -> None:
    assert brief(text, published) == wanted


@pytest.mark.parametrize(
    ("published", "text", "wanted"),
    [
        # minutes and seconds with a colon have their own times, and no hour is one
        (
            "2022-05-18",
            "It took officers 6 minutes and 45 seconds to reach urgent calls in 2021, up from 5:20 in 2018.",
            {"response_time count 6.75 2021", "response_time count 5.33 2018"},
        ),
        (
            "2022-11-03",
            "In 2021 officers took a median of 8 minutes to reach a call. Five years earlier they got there in 5:54.",
            {"response_time count 8 2021", "response_time count 5.9 2016"},
        ),
        (
            "2024-01-18",
            "In 2022 the median response was 7 minutes 40 seconds; in 2019 it was 6:05.",
            {"response_time count 7.67 2022", "response_time count 6.08 2019"},
        ),
        ("2022-11-03", "Police got there at 2:51.", set()),
        # a day as of which a strength is, without its year, is the last one
        (
            "2022-08-17",
            "Staffing reports show 1,391 officers in January 2020 and 1,155 as of July 31.",
            {"officer count 1391 asof:2020-01-31", "officer count 1155 asof:2022-07-31"},
        ),
        # what is now, and today, after what was
        (
            "2022-11-03",
            "The city had 992 sworn officers in 2008; it has 784 today.",
            {"officer count 992 asof:2008-12-31", "officer count 784 asof:2022-11-03"},
        ),
        (
            "2016-12-31",
            "The department graduated 18 recruits on Dec. 2 and now has 447 officers.",
            {"officer_hired count 18 2016-12-02", "officer count 447 asof:2016-12-31"},
        ),
        ("2015-02-18", "The office has 51 sworn deputies, the same number it had in 2009.", {"officer count 51 asof:2015-02-18"}),
        ("2023-05-17", "The section has 52 fewer officers than it did in January 2020.", {"officer change -52 asof:2023-05-17 < 2020-01"}),
        # 911 officers are no telephone
        (
            "2023-01-05",
            "The bureau began January with 838 officers, down from 911 a year ago.",
            {"officer count 838 asof:2023-01-01", "officer count 911 asof:2022-01-05"},
        ),
        ("2022-05-18", "Tucson is budgeted for 911 officers. Residents called 911 in fear.", {"officer count 911 asof:2022-05-18"}),
        # short of what it was is a change; short of what there should be is a vacancy
        (
            "2025-04-25",
            "The force, at 4,132 officers, was still 450 short of where it had been in 2010.",
            {"officer count 4132 asof:2025-04-25", "officer change -450 asof:2025-04-25 < 2010"},
        ),
        (
            "2022-01-03",
            "The department, which is budgeted for 586 officers, is about 130 short.",
            {"officer count 586 asof:2022-01-03", "vacancy count 130 approx asof:2022-01-03"},
        ),
        ("2022-10-19", "The police have 24 openings among their call takers.", {"vacancy count 24 asof:2022-10-19"}),
        # since the first day of a year runs to publication, and so do "the same months"
        (
            "2022-09-15",
            "Since Jan. 1, 2021, 421 officers have resigned. Over the same months, 197 recruits were hired.",
            {"officer_hired count 197 2021-01-01/2022-09-15"},
        ),
        (
            "2022-05-18",
            "The department hired 62 officers last year, and in the first four months of this one it has taken on 21 while 44 have gone.",
            {"officer_hired count 62 2021", "officer_hired count 21 2022-01-01/2022-04-30"},
        ),
        # a share of jobs that are unfilled is one of vacancies; the whole of a part is not
        ("2023-06-10", "About 17 percent of patrol jobs are unfilled.", {"vacancy share 17 approx asof:2023-06-10"}),
        (
            "2023-06-10",
            "Forty-one of the department's 410 positions are vacant.",
            {"vacancy count 41 asof:2023-06-10", "officer count 410 asof:2023-06-10"},
        ),
        (
            "2023-06-10",
            "The office is down 88 deputies from its full strength of 410.",
            {"vacancy count 88 asof:2023-06-10", "officer count 410 asof:2023-06-10"},
        ),
        # the other side of a strength, and a change in it, are of the same day of another year
        (
            "2023-06-10",
            "There were 903 officers on the payroll on May 31, compared with 951 on the same day in 2022.",
            {"officer count 903 asof:2023-05-31", "officer count 951 asof:2022-05-31"},
        ),
        (
            "2023-06-10",
            "The city employed 640 sworn officers at the end of 2022, six more than a year before.",
            {"officer count 640 asof:2022-12-31", "officer change 6 asof:2022-12-31 < asof:2021-12-31"},
        ),
        # two numbers of hires after one verb
        (
            "2023-06-10",
            "The department hired 41 officers this year and 88 last year.",
            {"officer_hired count 41 2023-01-01/2023-06-10", "officer_hired count 88 2022"},
        ),
        (
            "2024-01-18",
            "Last year 131 officers retired and 91 were hired. The department had hoped to hire 195.",
            {"officer_hired count 91 2023", "officer_hired count 195 2023"},
        ),
        (
            "2022-09-13",
            "Patrol has 148 officers. The chief wants at least 165 by 2024.",
            {"officer count 148 asof:2022-09-13", "officer count 165 gt asof:2024-12-31"},
        ),
        # hours with their minutes
        ("2023-06-10", "Callers waited two hours and 10 minutes on average last year.", {"response_time count 130 2022"}),
        (
            "2023-06-10",
            "The average wait grew to 3 hours and 20 minutes from 2 hours and 5 minutes a year earlier.",
            {"response_time count 200 2023-01-01/2023-06-10", "response_time count 125 2022-01-01/2022-06-10"},
        ),
        # since the first day of a year: what a change, and the level that it started from, are of
        (
            "2023-06-10",
            "Vacancies have doubled since the start of 2020, from 44 to 88.",
            {"vacancy multiple 2 asof:2023-06-10 < asof:2020-01-01", "vacancy count 44 asof:2020-01-01", "vacancy count 88 asof:2023-06-10"},
        ),
        # short of how many there should be
        (
            "2023-06-10",
            "The department is 89 officers short of its authorized 901.",
            {"vacancy count 89 asof:2023-06-10", "officer count 901 asof:2023-06-10"},
        ),
        ("2023-06-10", "Chief Lee said 61 officers resigned last year while 48 were hired.", {"officer_hired count 48 2022"}),
        # whom a force is for is no strength
        ("2023-06-10", "The department has 401 officers for 45,000 residents.", {"officer count 401 asof:2023-06-10"}),
        (
            "2023-06-10",
            "The city is budgeted for 818 officers; it pays for 790.",
            {"officer count 818 asof:2023-06-10", "officer count 790 asof:2023-06-10"},
        ),
        # whom officers killed when they fired
        (
            "2024-01-18",
            "Officers shot at people nine times in 2023 and killed four.",
            {"officer_involved_shooting count 9 2023", "officer_involved_shooting count 4 2023"},
        ),
        (
            "2023-06-10",
            "Officers fired their weapons 14 times in 2022, killing six people.",
            {"officer_involved_shooting count 14 2022", "officer_involved_shooting count 6 2022"},
        ),
    ],
)
def test_then_and_now(published: str, text: str, wanted: set[str]) -> None:
    assert brief(text, published) == wanted


def test_what_a_law_wants_in_years_is_not_certain() -> None:
    figures = reading("State law requires the city to have 1,725 officers by 2034.", "2024-01-18").figures
    assert [(one.value, str(one.period), one.confidence) for one in figures] == [(1725, "asof:2034-12-31", "likely")]


def test_a_strength_of_long_ago_is_not_certain() -> None:
    figures = reading("“We had 1,500 officers when I started here,” Chief Ana Ruiz said.", "2023-06-10").figures
    assert {one.value: one.confidence for one in figures} == {1500: "likely"}


def test_a_strength_of_an_unknown_year_is_not_certain() -> None:
    figures = reading("Robberies fell in 2021.\nAs of March 1, the office employed 447 sworn deputies.", None).figures
    assert [(one.value, one.confidence) for one in figures] == [(447, "likely")]
