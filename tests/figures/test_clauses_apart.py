"""Clauses that unseen pages set side by side and the reader took for one: rates, outcomes, ranks, and times behind a semicolon.

All are published on 12 January 2023 in Fresno, by an article about 2022.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief, reading

PUBLISHED = "2023-01-12"
ABOUT = "Crime fell in Fresno in 2022.\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # what a sentence opens with, or calls a rate, is one; a rate of so many a month or "of one in" is none, and a count stays one
        ("Per 100,000 residents, Fresno had 12 homicides last year. Stockton, with 49 homicides, had a rate of 15.", {
            "homicide rate 12 2022", "homicide count 49 2022", "homicide rate 15 2022"}),
        ("For every 1,000 people, police took 31 reports of burglary.", {"burglary rate 31 2022"}),
        ("For every 1,000 calls, officers made 31 arrests for robbery.", {"arrest count 31 2022"}),
        ("Killings came at a rate of 5 a month.", set()),
        ("The murder rate was 8.4 per 100,000 residents. In 2014 the rate was 9.9, on a count of 83.", {
            "homicide rate 8.4 2022", "homicide rate 9.9 2014", "homicide count 83 2014"}),
        ("Per 1,000 people there were 41.5 thefts. There were 43 in 2015 and 57.8 in 2008.", {
            "larceny rate 41.5 2022", "larceny rate 43 2015", "larceny rate 57.8 2008"}),
        # the outcome that the second clause leaves out; the latter is the one told last
        ("Of last year's shootings, 44 were fatal and 187 were not; the latter number was down 22 percent.", {
            "fatal_shooting count 44 2022", "nonfatal_shooting count 187 2022", "nonfatal_shooting percent_change -22 2022 < 2021"}),
        ("Of the 98 shootings, 77 were not fatal and 21 were.", {
            "shooting count 98 2022", "nonfatal_shooting count 77 2022", "fatal_shooting count 21 2022"}),
        ("There were 62 shootings, of which 50 weren't deadly.", {"shooting count 62 2022", "nonfatal_shooting count 50 2022"}),
        # the third-lowest of so many years is no record of them
        ("Last year was the third-lowest for violent crime in two decades.", {"violent_crime rank 3 2022"}),
        ("Police counted 204 robberies, more than in any other.", {"robbery count 204 2022", "robbery record - 2022"}),
        # a time behind a semicolon is of the number beside it, unless a list goes on
        ("Police took 786 reports of robbery; in 2016 there were 611 robberies and in 2011 there were 870.", {
            "robbery count 786 2022", "robbery count 611 2016", "robbery count 870 2011"}),
        ("The city had 48 homicides, up by five; 30 of them took place in the first six months.", {
            "homicide count 48 2022", "homicide change 5 2022 < 2021", "homicide count 30 2022-H1"}),
        ("Police logged 12 homicides; 310 robberies; and 96 rapes in 2021.", {
            "homicide count 12 2021", "robbery count 310 2021", "rape count 96 2021"}),
        # an earlier mark that somebody had, saw or counted then
        ("It had 148 homicides, nine more than in 2021, though far from the 205 it saw in 2020.", {
            "homicide count 148 2022", "homicide change 9 2022 < 2021", "homicide count 205 2020"}),
        ("Police counted 68 arsons, well short of the 82 the city had in 2017.", {"arson count 68 2022", "arson count 82 2017"}),
        # a share behind a count is no change; one that an earlier sentence's share is told beside
        ("Police cleared 33 cases, for a clearance rate of 55.9 percent, up from 51 percent in 2021.", {
            "cases_cleared count 33 2022", "clearance_rate share 55.9 2022", "clearance_rate share 51 2021"}),
        ("The homicide clearance rate slid to 51 percent. In 2021 it had been 58.", {
            "clearance_rate share 51 2022", "clearance_rate share 58 2021"}),
        # what stands behind the colon has its own number
        ("Property crime fell for the third straight year, by 2.6 percent: Burglaries decreased 7.8 percent.", {
            "property_crime percent_change -2.6 2022 < 2021", "burglary percent_change -7.8 2022 < 2021"}),
        ("The department has 297 officers; 14 jobs stood empty at the end of December.", {
            "officer count 297 asof:2023-01-12", "vacancy count 14 asof:2022-12-31"}),
        # what a place has more than another, or than the state, is from no earlier year; than it had itself, it is
        ("The 61 homicides were nine more than in Sacramento.", {"homicide count 61 2022", "homicide change 9 2022"}),
        ("Burglaries in Fresno were 14 percent below the state average.", {"burglary percent_change -14 2022"}),
        ("The rate of violent crime was 40% above that of the state.", {"violent_crime percent_change 40 2022"}),
        ("Fresno had twice as many robberies as Bakersfield.", {"robbery multiple 2 2022"}),
        ("Fresno had 20 percent more robberies than Fresno had in 2019.", {"robbery percent_change 20 2022 < 2019"}),
        # the time of the level that a change is from, told with its verb, is of no other number
        ("There were 41 arsons, 12 more than police counted in 2019 and the most since 2007.", {
            "arson count 41 2022", "arson change 12 2022 < 2019", "arson record 2007 2022"}),
        ("There were 41 arsons last year, 12 more than police counted in 2019.", {"arson count 41 2022", "arson change 12 2022 < 2019"}),
        ("Robberies numbered 310, or 9 percent fewer than the city had in 2019, and burglaries 1,204.", {
            "robbery count 310 2022", "robbery percent_change -9 2022 < 2019", "burglary count 1204 2022"}),
        ("The drop in robberies, to 310, follows a 2021 in which there were 402.", {"robbery count 310 2022", "robbery count 402 2021"}),
        # who left a force, behind an aside
        ("About 210 officers, or a quarter of the force, have left since 2020.", {"officer share 25 asof:2023-01-12"}),
        # a total is of none of the years after which it came to so much
        ("The homicide total, after 71 in 2019 and 64 in 2021, fell to 41, its lowest since 2014.", {
            "homicide count 71 2019", "homicide count 64 2021", "homicide count 41 2022", "homicide record 2014 2022"}),
        # those who were shot are not all of whom the sentence goes on to speak; as many of a kind are compared with as many of the same
        ("Nine in 10 of the homicide victims were shot, and 26 were juveniles, compared with 15 juveniles in all of 2021.", {
            "homicide share 90 2022", "homicide count 26 2022", "homicide count 15 2021"}),
        # what a task force does since it began, and "also", runs to the article's day; crime is of its year again
        ("A task force has made 96 arrests since it began on June 1. It also recovered 54 guns.", {
            "arrest count 96 2022-06-01/2023-01-12", "firearm_recovered count 54 2022-06-01/2023-01-12"}),
        # how a crime came to be counted is aside; "a crime of its own" is none, and a level behind it is of the article's year
        ("Carjackings, first counted separately in 2019, numbered 310.", {"carjacking count 310 2022"}),
        ("Carjackings, not tracked as a crime of their own until late 2020, came to 655, a 62 percent increase.", {
            "carjacking count 655 2022", "carjacking percent_change 62 2022 < 2021"}),
        # from the start, or the end, of a month to the article's day: not in that month
        ("A task force has made 96 arrests since the beginning of October.", {"arrest count 96 2022-10-01/2023-01-12"}),
        ("Officers have seized 40 guns since the end of November 2022.", {"firearm_recovered count 40 2022-12-01/2023-01-12"}),
        # a change in apposition is of the clause's last level; who came last summer says nothing of the force
        ("Four people were killed in June, which brought the year's total to 42, five more than in 2021.", {
            "homicide count 4 2022-06", "homicide count 42 2022-H1", "homicide change 5 2022-H1 < 2021"}),
        ("Chief Ann Reed, who came last summer from Hamden, Connecticut, said the department has 188 sworn officers.", {
            "officer count 188 asof:2023-01-12"}),
        # what will have been at the end of a year is the whole year's, and so is what it is compared with
        ("The center projected that homicides would end 2023 up 13 percent.", {"homicide percent_change 13 2023 < 2022"}),
        # how much a noun of change amounts to; "ahead" behind a percentage; not of what the last levels were of
        ("In 2012 there were 63 homicides and in 2022 there were 52, so the fall over the decade amounts to 17 percent.", {
            "homicide count 63 2012", "homicide count 52 2022", "homicide percent_change -17 2022 < 2012"}),
        ("Killings came to 63 in 2012 and 52 in 2022. The drop in burglaries came to 12 percent.", {
            "homicide count 63 2012", "homicide count 52 2022", "burglary percent_change -12 2022 < 2021"}),
        ("Robberies, at 310, were 4 percent ahead of 2021, and break-ins, at 756, were 8 percent ahead.", {
            "robbery count 310 2022", "robbery percent_change 4 2022 < 2021",
            "burglary count 756 2022", "burglary percent_change 8 2022 < 2021"}),
        # months and a half; what remains below an earlier time is not what rose since
        ("Robberies are up 3 percent but remain 21 percent below the first seven and a half months of 2019.", {
            "robbery percent_change 3 2022 < 2021", "robbery percent_change -21 2022 < 2019-01-01/2019-08-15"}),
        # other returns cover the half-year that is told of next
        ("Separate returns from the state police cover the first half of 2022. They show shoplifting up 21 percent.", {
            "retail_theft percent_change 21 2022-H1 < 2021-H1"}),
        # those who were arrested are counted as arrests; a sex behind its number ends a count of victims
        ("Juveniles made up 62% of those arrested for carjacking.", {"arrest share 62 2022"}),
        ("Forty of the homicide victims were male and 12 female, police said.", {"homicide count 40 2022", "homicide count 12 2022"}),
        # records: "than ever before", "as steep since"
        ("Fresno finished with 82 homicides, more than ever before.", {"homicide count 82 2022", "homicide record - 2022"}),
        ("No increase in murder has been as steep since 1971.", {"homicide record 1971 2022"}),
        # what the year came to of which a part is told, and that it was a record; the time of a clause of its own
        ("Three people were killed in May, compared with eight in the first half of 2019, which went on to set a record with 71 homicides.", {
            "homicide count 3 2022-05", "homicide count 8 2019-H1", "homicide count 71 2019", "homicide record - 2019"}),
        ("Fresno's rate came to 3.3 homicides for every 100,000 residents; Oakland's, in 2017, was 5.8.", {
            "homicide rate 3.3 2022", "homicide rate 5.8 2017"}),
        # how many posts of so many are empty; offenses are of the kind that was spoken of, but not all of them, nor others
        ("The sheriff reports that a quarter of his police positions, 98 of about 400, are empty.", {
            "vacancy share 25 asof:2023-01-12", "vacancy count 98 asof:2023-01-12"}),
        ("Violent crime rose 4 percent. At 372.6 offenses per 100,000 inhabitants, the rate stood 22 percent lower than in 2006.", {
            "violent_crime percent_change 4 2022 < 2021", "violent_crime rate 372.6 2022", "violent_crime percent_change -22 2022 < 2006"}),
        ("Violent crime rose 4 percent. In all, police took 31,250 reports of all offenses.", {
            "violent_crime percent_change 4 2022 < 2021", "total_crime count 31250 2022"}),
        # the percent that a list leaves out, past the levels told aside; what the year finished with is the whole year's
        ("Homicides, at 52, were down 17 percent; nonfatal shootings, at 188, down 12.", {
            "homicide count 52 2022", "homicide percent_change -17 2022 < 2021",
            "nonfatal_shooting count 188 2022", "nonfatal_shooting percent_change -12 2022 < 2021"}),
        ("By Dec. 11 the city had already matched 2021's total of 63 killings; it finished with 66.", {
            "homicide count 63 2021", "homicide count 66 2022"}),
        # a sentence may open with what it counts since; an average elsewhere is a level; "the year before that 81"
        ("Since the first of July, police have logged 44 car thefts.", {"motor_vehicle_theft count 44 2022-07-01/2023-01-12"}),
        ("The homicide clearance rate was 64 percent, above the national average of 52 percent.", {
            "clearance_rate share 64 2022", "clearance_rate share 52 2022"}),
        ("Last year brought 52 killings. The year before there had been 63, and the year before that 81.", {
            "homicide count 52 2022", "homicide count 63 2021", "homicide count 81 2020"}),
        # those who were stabbed were not shot; "declines of" are changes
        ("Of the 52 people killed, 41 were shot, 12 stabbed and 11 beaten.", {
            "homicide count 52 2022", "fatal_shooting count 41 2022", "homicide count 12 2022"}),
        ("Homicides were down 17 percent, which compares with declines of 5 percent in Bakersfield and 11 percent in Stockton.", {
            "homicide percent_change -17 2022 < 2021", "homicide percent_change -5 2022 < 2021", "homicide percent_change -11 2022 < 2021"}),
        # what a level compares with is earlier; a level said to be so for the first time since is of now, and a peak behind is compared with
        ("The 46 homicides compare with 59 in 2021 and 74 in 2020.", {
            "homicide count 46 2022", "homicide count 59 2021", "homicide count 74 2020"}),
        ("For the first time since 2018, fewer than 50 people were killed.", {"homicide count 50 lt 2022"}),
        ("Fresno had 46 homicides, 13 below the 2021 figure and 28 below the peak of 74 reached in 2020.", {
            "homicide count 46 2022", "homicide change -13 2022 < 2021", "homicide change -28 2022 < 2020", "homicide count 74 2020"}),
        # of so many counts none; where crimes took place is no kind of them; "this January" is the article's own
        ("Of every 10 murders, police solved eight.", {"cases_cleared count 8 2022"}),
        ("Deputies handled 19 homicides in unincorporated areas, three more than in 2021.", {
            "homicide count 19 2022", "homicide change 3 2022 < 2021"}),
        ("Already this January, police have logged 42 shootings.", {"shooting count 42 2023-01-01/2023-01-12"}),
        # "off as well, by"; who hears of it is no subject; what was resolved is cleared
        ("Robbery is off as well, by 9 percent.", {"robbery percent_change -9 2022 < 2021"}),
        ("Vehicle prowling, the complaint that officers hear most, declined 11 percent.", {"theft_from_vehicle percent_change -11 2022 < 2021"}),
        ("Only 9.3 percent of the burglaries were resolved.", {"clearance_rate share 9.3 2022"}),
        # the same as an earlier level, past a change; a mark that was a record is one of its own year
        ("There were 46 homicides, one more than in 2021 and the same number as in 2019.", {
            "homicide count 46 2022", "homicide change 1 2022 < 2021", "homicide count 46 2019"}),
        ("Fresno had 42 homicides, well short of the 59 of 2014, which were the most in 20 years.", {
            "homicide count 42 2022", "homicide count 59 2014", "homicide record 20 2014"}),
    ],
)  # fmt: skip
def test_clauses_apart(text: str, wanted: set[str]) -> None:
    assert brief(ABOUT + text, PUBLISHED) == wanted


RUNNING = "Police in Fresno have counted 41 homicides this year through July 31.\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # an earlier year to the same day, said without its year; what would be by a day to come is of the year to that day
        ("In 2019, before the pandemic, there were 49 by this date. There were 44 homicides by that point in 2018.", {
            "homicide count 49 2019-01-01/2019-07-31", "homicide count 44 2018-01-01/2018-07-31"}),
        ("At the current pace Fresno would have 71 homicides by Dec. 31.", {"homicide count 71 2022"}),
        # the year so far runs as far as the earlier one that it is compared with; "last August", in August, is the year before's
        ("Robberies fell 4% from the first half of last year.", {"robbery percent_change -4 2022-H1 < 2021-H1"}),
        ("Arsons fell 4% from 2021.", {"arson percent_change -4 2022-01-01/2022-07-31 < 2021"}),
        ("Last August brought 31 robberies. Last May brought 22 of them.", {"robbery count 31 2021-08", "robbery count 22 2022-05"}),
        # an old mark is no other number's year before; nor is the level of a next clause what the change is from
        ("Burglaries, at 94, topped their 2006 mark of 89. Robberies went from 38 to 61.", {
            "burglary count 94 2022-01-01/2022-07-31", "burglary count 89 2006",
            "robbery count 38 2021-01-01/2021-07-31", "robbery count 61 2022-01-01/2022-07-31"}),
        ("Robberies were down 11 percent, but at 21 per 100,000 people the rate was up from 14 in the same months of 2019.", {
            "robbery percent_change -11 2022-01-01/2022-07-31 < 2021-01-01/2021-07-31",
            "robbery rate 21 2022-01-01/2022-07-31", "robbery rate 14 2019-01-01/2019-07-31"}),
        # the month that "so far" is of
        ("July was bad. August has been worse: 14 so far.", {"homicide count 14 2022-08-01/2022-08-09"}),
        # the last time of a row of earlier levels, in minutes and seconds, is not the first number's
        ("The average response to a Priority 1 call had climbed to 8:12, from 7:35 in 2021 and 6:58 in 2020.", {
            "response_time count 8.2 2022-01-01/2022-07-31", "response_time count 7.58 2021", "response_time count 6.97 2020"}),
        # those who were the target of a crime are nobody's target
        ("Hate crimes numbered 44, up from 39, with Black residents the target in 26.", {
            "hate_crime count 44 2022-01-01/2022-07-31", "hate_crime count 39 2021-01-01/2021-07-31",
            "hate_crime count 26 2022-01-01/2022-07-31"}),
    ],
)  # fmt: skip
def test_running_totals(text: str, wanted: set[str]) -> None:
    assert brief(RUNNING + text, "2022-08-09") == wanted | {"homicide count 41 2022-01-01/2022-07-31"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # "alone" between the city and what it had; a town that no list knows, with its number behind "and"; no zone is one
        ("Oakland alone went from 81 murders to 114, and Stockton from 63 to 70.", {
            81: "Oakland, CA", 114: "Oakland, CA", 63: "Stockton, CA", 70: "Stockton, CA"}),
        ("Clovis counted 33 homicides last year and Kingsburg 24.", {33: "Clovis, CA", 24: "Kingsburg, CA"}),
        # what its owner's noun is left out of
        ("Oakland's homicide total slid to 114 from 120, Modesto's to 31 from 38 and Stockton's to 61 from 66.", {
            114: "Oakland, CA", 120: "Oakland, CA", 31: "Modesto, CA", 38: "Modesto, CA", 61: "Stockton, CA", 66: "Stockton, CA"}),
        # the subject of what a sentence opens with
        ("After 71 robberies in 2020 and 64 in 2021, Clovis had 41.", {71: "Clovis, CA", 64: "Clovis, CA", 41: "Clovis, CA"}),
        ("With 81 homicides last year, Oakland was at the top.", {81: "Oakland, CA"}),
        ("With 81 homicides last year, Fresno was ahead of Stockton.", {81: "Fresno, CA"}),
        # the number of a district that has its name already; the same number of another place is no repetition; "both years"
        ("The Fourth Precinct had 43 homicides and the Third Precinct 24.", {
            43: "Fourth Precinct, Fresno, CA", 24: "Third Precinct, Fresno, CA"}),
        ("Elsewhere in Ontario, Ottawa recorded 15 homicides.", {15: "Ottawa, Canada"}),
        ("In 2022, Laval had 31 robberies and Longueuil 44.", {31: "Laval, Canada", 44: "Longueuil, Canada"}),
    ],
)  # fmt: skip
def test_places_of_lists(text: str, wanted: dict[float, str]) -> None:
    assert {figure.value: figure.place for figure in reading(ABOUT + text, PUBLISHED).figures} == wanted


def test_a_change_of_each_is_of_every_place_that_a_number_was_told_of() -> None:
    figures = reading(ABOUT + "Oakland finished with 129 homicides and Modesto with 27, each two fewer than in 2021.", PUBLISHED).figures
    assert [figure.place for figure in figures if figure.measure == "change"] == ["Oakland, CA", "Modesto, CA"]
    figures = reading(ABOUT + "Robberies fell 9 percent in Oakland; in Stockton and Modesto they each fell 4 percent.", PUBLISHED).figures
    assert [figure.place for figure in figures if figure.value == -4] == ["Stockton, CA", "Modesto, CA"]


def test_the_same_number_of_another_place_is_no_repetition_and_both_years_had_it() -> None:
    text = "Oakland closed 2022 with 34 homicides. It had 25 in 2021.\nModesto counted 25 last year, while Stockton had 12 in both years."
    told = {(figure.value, figure.place, str(figure.period)) for figure in reading(ABOUT + text, PUBLISHED).figures if figure.value != 34}
    assert told == {
        (25, "Oakland, CA", "2021"), (25, "Modesto, CA", "2022"), (12, "Stockton, CA", "2022"), (12, "Stockton, CA", "2021"),
    }  # fmt: skip


def test_a_high_there_and_what_it_had_are_of_the_place_told_before() -> None:
    text = (
        "Oakland finished 2022 with 182 homicides. The previous high there, 179, dates from 2020.\nModesto had 31 robberies; it had 40 in 2021."
    )
    told = {(figure.value, figure.place, str(figure.period)) for figure in reading(ABOUT + text, PUBLISHED).figures if figure.value}
    assert told == {
        (182, "Oakland, CA", "2022"), (179, "Oakland, CA", "2020"), (31, "Modesto, CA", "2022"), (40, "Modesto, CA", "2021"),
    }  # fmt: skip


def test_a_change_in_a_single_year_is_from_the_year_before_it() -> None:
    text = "Burglaries totalled 826, a decrease of more than 100 in a single year, and thefts 4,105, compared with 12,700 in 2006."
    assert "burglary change -100 gt 2022 < 2021" in brief(ABOUT + text, PUBLISHED)


def test_the_territory_of_a_sheriff_is_the_countys() -> None:
    text = "Fresno County is large, and the county grows. Burglaries rose by 28 percent in the city and by 9 percent "
    text += "in the territory of the Sheriff's Office."
    assert {figure.value: figure.place for figure in reading(ABOUT + text, PUBLISHED).figures} == {28: "Fresno, CA", 9: "Fresno County, CA"}
