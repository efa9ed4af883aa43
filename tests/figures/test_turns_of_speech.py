"""Turns of speech that unseen pages had and the reader misread: what follows from a level, why it was so, what is said first.

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
        # a change that follows from an earlier level is from it, and what comes next is of the article's year
        ("In 2021 there were 40 murders, which means the toll grew by 10 percent. Robberies numbered 38.", {
            "homicide count 40 2021", "homicide percent_change 10 2022 < 2021", "robbery count 38 2022"}),
        # what had happened "when" the number compared with was reached
        ("Burglaries fell to 310 from 402 in 2018, when robberies had climbed by 14 percent.", {
            "burglary count 310 2022", "burglary count 402 2018", "robbery percent_change 14 2018 < 2017"}),
        # an aside between the subject and a percentage that its sentence before says
        ("Arsons rose 6 percent. Robberies, with few people about, fell 9.", {
            "arson percent_change 6 2022 < 2021", "robbery percent_change -9 2022 < 2021"}),
        # the level that a number is below is of its own year
        ("The murder rate, 5.3 per 100,000, was the highest since 2008 but remains far beneath the 9.8 of 1991.", {
            "homicide rate 5.3 2022", "homicide record 2008 2022", "homicide rate 9.8 1991"}),
        # when a cause was at work
        ("Burglaries were up 7 percent, chiefly because of a burst in late May; arsons were up 13 percent.", {
            "burglary percent_change 7 2022 < 2021", "arson percent_change 13 2022 < 2021"}),
        # "after" a number is what came before it
        ("Toledo counted 61 robberies after 80 in 2019, and Dayton 40 after 51.", {
            "robbery count 61 2022", "robbery count 80 2019", "robbery count 40 2022", "robbery count 51 2021"}),
        # places are no homicides
        ("Homicides in 34 American cities were 30 percent higher.", {"homicide percent_change 30 2022 < 2021"}),
        # the number stands first, and its noun behind the comma
        ("Thefts fell. At 3.2 per 100,000 residents, the murder rate was far from its peak.", {"homicide rate 3.2 2022"}),
        # an increase that somebody calls the largest
        ("Murders rose 25 percent. The largest annual increase so far, he noted, was 12.7 percent, in 1968.", {
            "homicide percent_change 25 2022 < 2021", "homicide percent_change 12.7 1968 < 1967"}),
        # in a story of shoplifting, thefts of all kinds are not it
        ("Police recorded 347 thefts from shops. Theft of all kinds rose 4 per cent to 7,375 incidents.", {
            "retail_theft count 347 2022", "larceny percent_change 4 2022 < 2021", "larceny count 7375 2022"}),
        # a force by other names
        ("The strength of the constabulary was 5,120 at the end of 2022. The number of cadets who enrolled, 31, was no record.", {
            "officer count 5120 asof:2022-12-31", "officer_hired count 31 2022"}),
        # a rise is from the level before it, also where the next clause has another mark
        ("Burglaries came to 10,007, against 9,849 in 2021, a rise of 1.6%, but they are still 40% fewer than the 16,733 of 2019.", {
            "burglary count 10007 2022", "burglary count 9849 2021", "burglary percent_change 1.6 2022 < 2021",
            "burglary percent_change -40 2022 < 2019", "burglary count 16733 2019"}),
        ("Robberies rose 5% in 2022, but there were 12 fewer than in 2019.", {
            "robbery percent_change 5 2022 < 2021", "robbery change -12 2022 < 2019"}),
        # of a year only the part that is spoken of
        ("Arsons were 5% higher in the first half than in 2019's.", {"arson percent_change 5 2022-H1 < 2019-H1"}),
        # a rate said once is one also behind "the lowest", and on the other side
        ("For every 10,000 people there were 528 crimes, down from 540. Selma had the highest rate, 822. The lowest, 197, was Taft's.", {
            "total_crime rate 528 2022", "total_crime rate 540 2021", "total_crime rate 822 2022", "total_crime rate 197 2022"}),
        # a record by what it was not; and the year of the record before it
        ("There were 228 homicides. No year on record has been worse: the previous high, in 1993, was 213.", {
            "homicide count 228 2022", "homicide record - 2022", "homicide count 213 1993"}),
        # "of them" are those named right before it
        ("Assaults rose 8 percent, and stolen vehicles, 3,391 of them, were up.", {
            "aggravated_assault percent_change 8 2022 < 2021", "motor_vehicle_theft count 3391 2022"}),
        # a change behind the comma is of the count's time, not of the day that it runs to
        ("Through Monday, Dec. 5, police had investigated 78 homicides last year, 16% fewer than in 2021.", {
            "homicide count 78 2022", "homicide percent_change -16 2022 < 2021"}),
        # a year's increase is a noun
        ("Last year's increase of 12% in robberies came while arsons were falling by 15%.", {
            "robbery percent_change 12 2022 < 2021", "arson percent_change -15 2022 < 2021"}),
        # "that year" is the one that its clause named
        ("By New Year's Eve detectives had cleared 42% of the year's murders; at the end of 2021 they had cleared 36% of that year's.", {
            "clearance_rate share 42 2022", "clearance_rate share 36 2021"}),
        # "that total" is the one that was compared with
        ("There were 77 murders, 22 below the total for 2013.\nThat total was 99.", {
            "homicide count 77 2022", "homicide change -22 2022 < 2013", "homicide count 99 2013"}),
        # a verb is left out with its percent sign
        ("Rapes, which are now defined more broadly, have risen 18 percent and robberies 3.", {
            "rape percent_change 18 2022 < 2021", "robbery percent_change 3 2022 < 2021"}),
        # "the year before that" is the one before the last that was told, in whatever words
        ("The city had 93 homicides, up from 67 a year earlier and 41 the year before that.", {
            "homicide count 93 2022", "homicide count 67 2021", "homicide count 41 2020"}),
        # a share "after" another
        ("The clearance rate fell to 54 percent after 70 percent in 2020.", {"clearance_rate share 54 2022", "clearance_rate share 70 2020"}),
        # the rate of arrests in cases
        ("Police made arrests in 19 of the killings, a rate of 86 percent.", {"cases_cleared count 19 2022", "clearance_rate share 86 2022"}),
        # an exception to a record is not its time
        ("At 379.4, the violent crime rate was the lowest since 1971, save for 2014.", {
            "violent_crime rate 379.4 2022", "violent_crime record 1971 2022"}),
        # a count behind a rate
        ("The homicide rate was about 17 per 100,000 residents. Elsewhere the count rose to 197 after 187.", {
            "homicide rate 17 approx 2022", "homicide count 197 2022", "homicide count 187 2021"}),
        # a pace is of a year that is over, where the next has only just begun
        ("Robberies were off 3 percent, but auto thefts ran 8 percent ahead of the 2021 pace.", {
            "robbery percent_change -3 2022 < 2021", "motor_vehicle_theft percent_change 8 2022 < 2021"}),
        # a record is of the year it is from
        ("The city had 96 killings, one short of the record of 97, from 1995.", {
            "homicide count 96 2022", "homicide count 97 1995", "homicide record - 1995"}),
        # since when one number is counted is nothing that another is from
        ("Carjackings, which tripled in 2020, have eased: 263 since January of 2022, down 6%.", {
            "carjacking multiple 3 2020 < 2019", "carjacking count 263 2022", "carjacking percent_change -6 2022 < 2021"}),
        # the same day of an earlier year
        ("Car thefts, which stood at 6,500 on this day in 2021, are up 97 percent.", {
            "motor_vehicle_theft count 6500 2021", "motor_vehicle_theft percent_change 97 2022 < 2021"}),
        # as many officers as somebody wants
        ("The force has 921 officers, about 80 fewer than it wants.", {
            "officer count 921 asof:2023-01-12", "vacancy count 80 approx asof:2023-01-12"}),
        # what is the same as a year ago is not of then
        ("Arrests have been made in 45 percent of the killings, about the same share as a year ago.", {"clearance_rate share 45 2022"}),
        # a mark that nothing comes near
        ("It had 160 murders. It is the most since 2008, but nowhere near 1991's 479.", {
            "homicide count 160 2022", "homicide record 2008 2022", "homicide count 479 1991"}),
        # no crimes: an age, and what the law made of them
        ("The median age of the dead was 28. Police laid 1,912 charges in break-ins.", set()),
        # when a slide began is not when it went on
        ("Robberies rose 1.2 percent, and burglaries continued a slide that began in 2012, falling 4.6 percent.", {
            "robbery percent_change 1.2 2022 < 2021", "burglary percent_change -4.6 2022 < 2021"}),
        # the last of a list of percentages
        ("Rapes were up 4.4%, felony assaults 7 and arsons 139.", {
            "rape percent_change 4.4 2022 < 2021", "aggravated_assault percent_change 7 2022 < 2021", "arson percent_change 139 2022 < 2021"}),
        # the distance to a worst year; the noun of the next clause
        ("There were 32 murders, 10 short of the city's worst year.", {"homicide count 32 2022"}),
        ("Murders in the city stood at 204, all but even with the 203 a year earlier, while shootings doubled.", {
            "homicide count 204 2022", "homicide count 203 2021", "shooting multiple 2 2022 < 2021"}),
        # a share between commas is no change, and a fact behind a forecast's colon no forecast
        ("The clearance rate, 64%, is up 11 points.", {"clearance_rate share 64 2022", "clearance_rate change 11 2022 < 2021"}),
        ("The county is on track for its fewest murders in a decade: 8 had been recorded by Sunday.", {
            "homicide record 10 2023", "homicide count 8 2023-01-01/2023-01-08"}),
        # the law's name for a stolen car
        ("Grand theft of a motor vehicle soared 94%.", {"motor_vehicle_theft percent_change 94 2022 < 2021"}),
    ],
)  # fmt: skip
def test_turns_of_speech(text: str, wanted: set[str]) -> None:
    assert brief(ABOUT + text, PUBLISHED) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Among cities where the toll grew, Kansas City, Mo., went from 70 to 81 killings and Baltimore from 165 to 178.",
         {70: "Kansas City, MO", 81: "Kansas City, MO", 165: "Baltimore, MD", 178: "Baltimore, MD"}),
        ("Of the big cities of Texas, none saw killings rise as Dallas did. Police there counted 209 murders, 35 percent above the 155 of 2021.",
         {209: "Dallas, TX", 35: "Dallas, TX", 155: "Dallas, TX"}),
        ("Fresno accounted for 26 of the state's 82 homicides.", {26: "Fresno, CA", 82: "California"}),
        ("Sonoma County ended the year with 83 homicides.", {83: "Sonoma County, CA"}),
        ("Elsewhere in Indiana, Fort Wayne had 20 homicides, against 38 in 2021.", {20: "Fort Wayne, IN", 38: "Fort Wayne, IN"}),
        ("Last year's increase of 12% in murders came while shootings nationwide fell by 15%.", {12: "Fresno, CA", -15: "United States"}),
    ],
)  # fmt: skip
def test_whose_number_it_is(text: str, wanted: dict[float, str]) -> None:
    """A city's own number is not the document's, and not that of the state which the sentence opens with."""
    assert {figure.value: figure.place for figure in reading(ABOUT + text, PUBLISHED).figures} == wanted


def test_this_year_runs_to_the_day_that_opens_the_sentence() -> None:
    text = "Through June 30, Tulsa had 79 homicides this year, 11 more than by the same date of 2022, when there were 68."
    assert brief(text, "2023-07-12", "Tulsa, OK") == {
        "homicide count 79 2023-H1",
        "homicide change 11 2023-H1 < 2022-H1",
        "homicide count 68 2022-H1",
    }
    assert {figure.confidence for figure in reading(text, "2023-07-12", "Tulsa, OK").figures} == {"certain"}


def test_the_number_of_a_place_that_nobody_knows_is_never_certain() -> None:
    text = "Fresno's Southeast Area Command led with 44 killings in 2022, followed by the Flats with 21."
    assert [figure.confidence == "certain" for figure in reading(text, PUBLISHED).figures] == [True, False]


def test_an_article_is_not_about_the_year_that_it_compares_with_first() -> None:
    text = "The city ended up with 143 homicides, 37 more than in 2021. In 2021 police had solved 62 of the 106.\nArsons numbered 80."
    assert {"homicide count 143 2022", "homicide change 37 2022 < 2021", "arson count 80 2022"} <= brief(text, PUBLISHED)


@pytest.mark.parametrize("written", ["1’234", "1'234", "1,234", "1\u202f234"])
def test_thousands_are_grouped_as_the_page_groups_them(written: str) -> None:
    assert brief(f"There were {written} burglaries in 2022.", PUBLISHED) == {"burglary count 1234 2022"}


@pytest.mark.parametrize("written", ["1,23", "12,34,567", "1_234", "1 234", "1⁄2"])
def test_digits_in_pieces_are_no_figure(written: str) -> None:
    """Nothing says whether they are one number or two, and the last piece alone is surely wrong."""
    assert brief(f"There were {written} burglaries in 2022.", PUBLISHED) == set()


def test_a_number_behind_others_that_are_in_pieces_is_itself_whole() -> None:
    assert "homicide count 35 2022" in brief("Under Code 1 234 35 homicides were counted in 2022.", PUBLISHED)


@pytest.mark.parametrize("text", ["Police recovered 812 stolen vehicles in 2022.", "In 2022, the department was 800 officers under strength."])
def test_what_was_recovered_or_is_missing_is_never_certain(text: str) -> None:
    assert {figure.confidence for figure in reading(ABOUT + text, PUBLISHED).figures} == {"likely"}
