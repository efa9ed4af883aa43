"""Numbers told by where another stood, by what a force has left, and by what became of a year; percentages that are parts.

All are published on 12 January 2023 in Fresno, by an article about 2022.
"""

from __future__ import annotations

import pytest

from pipeline.figures import read
from pipeline.parse.article import read_article
from tests.figures.conftest import brief, reading

PUBLISHED = "2023-01-12"
ABOUT = "Crime fell in Fresno in 2022.\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # the last of a list of percentages, by a verb that could also count
        ("Arson fell 3 percent and rape 1 percent; burglary gained 9.", {
            "arson percent_change -3 2022 < 2021", "rape percent_change -1 2022 < 2021", "burglary percent_change 9 2022 < 2021"}),
        ("Arson fell 3 percent; the city lost 9 officers.", {"arson percent_change -3 2022 < 2021"}),
        # a fraction in a list of years is no length of time
        ("Detectives cleared 49 percent of killings, against 56 percent in 2020 and close to three-quarters in 2011.", {
            "clearance_rate share 49 2022", "clearance_rate share 56 2020", "clearance_rate share 75 lt 2011"}),
        # what a level is a part of, when that is what it was: a change from then, of the article's year
        ("Robberies are at half of what they were in 2019.", {"robbery percent_change -50 2022 < 2019"}),
        ("Arsons were a quarter of what they had been in 2011.", {"arson percent_change -75 2022 < 2011"}),
        ("The murder rate was 72 percent below where it stood in 1990, at 30.7.", {
            "homicide percent_change -72 2022 < 1990", "homicide rate 30.7 1990"}),
        # the one year that was better is not what the next sentence is about
        ("The rape rate was 3.4. Only 2014, at 3.3, was better. Robberies numbered 38.", {
            "rape rate 3.4 2022", "rape rate 3.3 2014", "robbery count 38 2022"}),
        # the same part of an earlier year
        ("There were 28 arsons to the end of September, compared with 26 in that part of 2021.", {
            "arson count 28 2022-01-01/2022-09-30", "arson count 26 2021-01-01/2021-09-30"}),
        # what a year that is over was on its way to, and its record
        ("There were 88 homicides through June 2020, when the city was on its way to a record 198.", {
            "homicide count 88 2020-H1", "homicide count 198 2020", "homicide record - 2020"}),
        # as many as then, behind a change from another time
        ("The city saw 31 killings in August, two more than in July and as many as in August 2021.", {
            "homicide count 31 2022-08", "homicide change 2 2022-08 < 2022-07", "homicide count 31 2021-08"}),
        # who were so is a part, whatever comes behind
        ("Of those held for robbery, 38 percent were minors, down from 45 percent in 2021.", {
            "robbery share 38 2022", "robbery share 45 2021"}),
        ("Of the year's murder victims, 78% were shot.", {"homicide share 78 2022"}),
        ("Thefts, which make up three in every five serious offenses, came to 13,960.", {"larceny share 60 2022", "larceny count 13960 2022"}),
        # a record is not of the next clause's year; one that still stands; one broken by its owner
        ("Homicides fell. The 2021 total was the lowest since 1961, and in 2007 the city had 100 homicides.", {
            "homicide record 1961 2021", "homicide count 100 2007"}),
        ("Murders fell from 1981, when the total reached 161, still the city's record.", {"homicide count 161 1981", "homicide record - 1981"}),
        # how many officers a force has, where its officers are spoken of
        ("The bureau lost 190 officers in 2022, and on Dec. 1 it had 1,063.", {"officer count 1063 asof:2022-12-01"}),
        ("The force, which laid off 167 officers in 2010, finished December with 1,188.", {"officer count 1188 asof:2022-12-31"}),
        # no figures: where to write to, how old they were, what a law approved long ago is for
        ("Text TIPLINE plus your tip to 274637. Eight murder victims were under the age of 20.", {"homicide count 8 2022"}),
        ("Murders fell. The money came from a three-eighths percent sales tax.", set()),
        # a number of those whom a verb of the sentence named, behind a multiple of them
        ("Gunfire struck 118 people, more than twice as many as in 2021, when the figure was 52.", {
            "shooting_victim count 118 2022", "shooting_victim multiple 2 gt 2022 < 2021", "shooting_victim count 52 2021"}),
        # "those figures" are of the year told last
        ("Toledo had 221 murders in 2020. Those numbers work out to 8.4 killings per 100,000 people.", {
            "homicide count 221 2020", "homicide rate 8.4 2020"}),
        # a case that is no docket's
        ("Akron and Boise had four murders apiece, in Boise's case one more than in 2021.", {
            "homicide count 4 2022", "homicide change 1 2022 < 2021"}),
        # a share with the preposition of the one before it is of the same whole; one of another part is not
        ("Of the killings in 2022, 19 percent were tied to gangs and 24 percent to domestic violence.", {
            "homicide share 19 2022", "homicide share 24 2022"}),
        ("Robberies accounted for 31 percent of violent crimes in 2022 and rapes for 9 percent.", {
            "robbery share 31 2022", "rape share 9 2022"}),
        # the year before the one told last, with its verb behind it
        ("Murders numbered 41 in 2021; the year before that there were 52.", {"homicide count 41 2021", "homicide count 52 2020"}),
        # the lowest of any month is a record of that month
        ("In November officers took 119 reports of stolen cars, the lowest number of any month last year.", {
            "motor_vehicle_theft count 119 2022-11", "motor_vehicle_theft record - 2022-11"}),
        # who was named by a verb alone is remembered as long as what was named by a noun
        ("Gunfire struck 118 people in 2022.\nThe data are the department's.\nJuly's 54 victims were the most in any month since 2011.", {
            "shooting_victim count 118 2022", "shooting_victim count 54 2022-07", "shooting_victim record 2011 2022-07"}),
        # an earlier mark that nobody dates is of no known time, and so is what is compared with it
        ("There were 93 murders in 2022, five more than the old record of 88.", {
            "homicide count 93 2022", "homicide change 5 2022", "homicide count 88 ?", "homicide record - 2022"}),
        ("There were 93 murders in 2022, 6 percent above the city's previous high of 88 in 2019.", {
            "homicide count 93 2022", "homicide percent_change 6 2022 < 2019", "homicide count 88 2019"}),
        # since the day that the sentence has named
        ("Troopers, who came to the city on Nov. 6, have made 142 arrests since then and recovered 12 guns.", {
            "arrest count 142 2022-11-06/2023-01-12", "firearm_recovered count 12 2022-11-06/2023-01-12"}),
        # the toll that is matched is of its own year
        ("The city logged 41 murders, matching the toll of 2016.", {"homicide count 41 2022", "homicide count 41 2016"}),
        # how much longer by one, and by a part that is no change in percent
        ("Response times averaged 9 minutes in 2022, a minute longer than in 2019.", {
            "response_time count 9 2022", "response_time change 1 2022 < 2019"}),
        ("Response times averaged 9 minutes in 2022, half a minute slower than in 2019.", {"response_time count 9 2022"}),
        # what is cleared is a share, whichever way it went
        ("Detectives solved 22 killings, clearing 54 percent, down from 61 percent.", {
            "cases_cleared count 22 2022", "clearance_rate share 54 2022", "clearance_rate share 61 2021"}),
        # what stands behind an average and its number is no mean
        ("Murders fell. Against a five-year average of 60, police counted 41 murders in 2022.", {
            "homicide count 60 avg:2017/2021", "homicide count 41 2022"}),
        ("Robberies averaged 60 a year from 2015 to 2019, burglaries 410.", {
            "robbery count 60 avg:2015/2019", "burglary count 410 avg:2015/2019"}),
    ],
)  # fmt: skip
def test_where_it_stood(text: str, wanted: set[str]) -> None:
    assert brief(ABOUT + text, PUBLISHED) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a change in apposition is of its number's city, and what a list begins with "in" is of the next
        ("Toledo, which set a record of 31 murders in 2021, had 17, a drop of 45 percent.", {
            31: "Toledo, OH", 17: "Toledo, OH", -45: "Toledo, OH"}),
        ("Murders rose. In the city of Toledo the count went from 12 to 17, in Akron from 14 to 19.", {
            12: "Toledo, OH", 17: "Toledo, OH", 14: "Akron, OH", 19: "Akron, OH"}),
        ("The murder rate of 7.6 per 100,000 compares with 5.5 statewide and 6.3 nationally.", {
            7.6: "Fresno, CA", 5.5: "California", 6.3: "United States"}),
        ("Murders rose. Toledo finished with two, Akron with three.", {2: "Toledo, OH", 3: "Akron, OH"}),
    ],
)  # fmt: skip
def test_of_which_city_it_is(text: str, wanted: dict[float, str]) -> None:
    found = reading(ABOUT + text, PUBLISHED).figures
    assert {figure.value: figure.place for figure in found if figure.value is not None} == wanted


def test_a_part_of_a_county_is_not_certainly_the_county() -> None:
    whole, part = (
        reading(f"{where} Kern County, burglaries were up 9 percent in 2022.", PUBLISHED).figures[0] for where in ("In", "In the rest of")
    )
    assert (whole.place, whole.confidence, part.place, part.confidence) == ("Kern County, CA", "certain", "Kern County, CA", "likely")


@pytest.mark.parametrize(
    ("caption", "code"), [("Homicides by area command", "homicide"), ("Median minutes to a Priority 1 call, by area command", "response_time")]
)
def test_rows_of_area_commands_are_parts_of_the_city(caption: str, code: str) -> None:
    page = f"""<html><head><meta property="article:published_time" content="2023-01-12"></head><body><article><h1>Crime falls in Fresno</h1>
    <p>FRESNO, Calif. - Crime fell in Fresno in 2022, police said.</p><h3>{caption}</h3><table>
    <tr><th>Area command</th><th>2021</th><th>2022</th></tr>
    <tr><td>Foothills</td><td>13</td><td>11</td></tr><tr><td>Valley</td><td>22</td><td>17</td></tr></table></article></body></html>"""
    found = {(figure.metric, figure.value, str(figure.period), figure.place) for figure in read(read_article(page.encode()), None).figures}
    foothills, valley = "Foothills, Fresno, CA", "Valley, Fresno, CA"
    assert found == {(code, 13, "2021", foothills), (code, 11, "2022", foothills), (code, 22, "2021", valley), (code, 17, "2022", valley)}


def test_what_nobody_dates_is_not_certain() -> None:
    text = "There were 93 murders in 2022, five more than the old record of 88; there have been four since then."
    sure = {figure.value: figure.confidence for figure in reading(ABOUT + text, PUBLISHED).figures if figure.measure != "record"}
    assert sure == {93: "certain", 5: "likely", 88: "unsure", 4: "likely"}
