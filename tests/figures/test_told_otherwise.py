"""What a number says is of something, or of a time, that other words tell: "as many as in 2021", "a year in which", "as killings did".

All are published on 10 January 2023 in Fresno, by an article about 2022.
"""

from __future__ import annotations

import pytest

from pipeline.figures import read
from pipeline.parse.article import read_article
from tests.figures.conftest import brief, reading

PUBLISHED = "2023-01-10"
ABOUT = "Crime fell in Fresno in 2022.\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a level that was an earlier one's too; not one that was about, or twice, as high
        ("There were 44 homicides, exactly as many as in 2021.", {"homicide count 44 2022", "homicide count 44 2021"}),
        ("Police took 61 reports of rape, the same number as the year before.", {"rape count 61 2022", "rape count 61 2021"}),
        ("Burglaries numbered 1,204, unchanged from 2021.", {"burglary count 1204 2022", "burglary count 1204 2021"}),
        ("Burglaries numbered 1,204, about the same as in 2021.", {"burglary count 1204 2022"}),
        ("Police made 214 arrests, twice as many as in 2021.", {"arrest count 214 2022", "arrest multiple 2 2022 < 2021"}),
        # what a year was is of that year
        ("Robberies fell to 434 from 603 in 2020, a year in which 51 people were murdered.", {
            "robbery count 434 2022", "robbery count 603 2020", "homicide count 51 2020"}),
        ("Robberies were 12% fewer than in 2020, a year that saw 61 homicides.", {
            "robbery percent_change -12 2022 < 2020", "homicide count 61 2020"}),
        # what another crime did too is not what the number is of
        ("Nonfatal shootings moved much as killings did: There were 15 percent fewer than in 2021.", {
            "nonfatal_shooting percent_change -15 2022 < 2021"}),
        ("Robberies fell just as burglaries had, by 9 percent, to 421.", {"robbery percent_change -9 2022 < 2021", "robbery count 421 2022"}),
        # a record and a change further on are of what the verb counts
        ("Crashes killed 45 people in 2022, more than in any year since 1981 and 57 percent more than in 2012.", {
            "traffic_fatality count 45 2022", "traffic_fatality record 1981 2022", "traffic_fatality percent_change 57 2022 < 2012"}),
        ("Crashes killed 45 people in 2022, while the number of crashes was the lowest since 2006.", {
            "traffic_fatality count 45 2022", "traffic_collision record 2006 2022"}),
        # a month that a sentence opens with is what it, and the next, is about
        ("June shows it best. A year earlier it brought 19 shootings.", {"shooting count 19 2021-06"}),
        ("March had a different look. There were 21 burglaries.", {"burglary count 21 2022-03"}),
        ("May was the worst month of 2021, with 15 killings.", {"homicide count 15 2021-05"}),
        # two months that are compared are not what goes on being spoken of
        ("Fifteen people were killed in August and only five in February. Of all the victims, 84% were shot.", {
            "homicide count 15 2022-08", "homicide count 5 2022-02", "homicide share 84 2022"}),
        # a year is no number that "more than" compares
        ("In 2021 more than 7,000 vehicles were stolen.", {"motor_vehicle_theft count 7000 gt 2021"}),
        # a clearance rate is "at" its share, whatever else of the sentence rises or falls
        ("The chief put the clearance rate at 39%, compared with 53% for 2021 and 57% for 2020, and said detectives are stretched.", {
            "clearance_rate share 39 2022", "clearance_rate share 53 2021", "clearance_rate share 57 2020"}),
        ("He said detectives solved 33 of his city's cases.", {"cases_cleared count 33 2022"}),
        # who "did" so too, and who "had" so many, are counted as before
        ("Seven people died in crashes; in 2021 four did.", {"traffic_fatality count 7 2022", "traffic_fatality count 4 2021"}),
        ("The department hired nine officers in 2022. In 2008 it had 86.", {"officer_hired count 9 2022", "officer count 86 asof:2008-12-31"}),
        ("Two years earlier, 60 of its positions stood open.", {"vacancy count 60 asof:2020-12-31"}),
        ("Calls for service numbered 71,000. Officers took an average of 6 minutes and 12 seconds to reach the most urgent of them.", {
            "call_for_service count 71000 2022", "response_time count 6.2 2022"}),
        # marks of other times say nothing of the sentence's own
        ("Vehicle thefts, at 2,707, were up 11% from 2021, though still short of the 3,000 reported in 2019.", {
            "motor_vehicle_theft count 2707 2022", "motor_vehicle_theft percent_change 11 2022 < 2021", "motor_vehicle_theft count 3000 2019"}),
        ("There were 104 fewer robberies than the year before, when the total of 882 was the largest in 30 years.", {
            "robbery change -104 2022 < 2021", "robbery count 882 2021", "robbery record 30 2021"}),
        ("Robberies fell to 434 from 603 in 2020, a year in which 51 people were murdered, the most since 2006.", {
            "robbery count 434 2022", "robbery count 603 2020", "homicide count 51 2020", "homicide record 2006 2020"}),
        ("There were 1,846 crashes, 14% more than in 2021 but short of the 2,010 they handled in 2019.", {
            "traffic_collision count 1846 2022", "traffic_collision percent_change 14 2022 < 2021", "traffic_collision count 2010 2019"}),
        # what a sentence opens by comparing with holds behind its semicolon; a year to come is compared with by nobody
        ("Measured against 2019, the last year before the pandemic, homicides were 6% lower; assaults still stood 4% higher.", {
            "homicide percent_change -6 2022 < 2019", "aggravated_assault percent_change 4 2022 < 2019"}),
        ("Compared with the last full year before the pandemic, robberies were up 12 percent.", {"robbery percent_change 12 2022 < 2019"}),
        ("The FBI, whose report on 2022 is months away, put the decline in murder for 2021 at 11.6%.", {
            "homicide percent_change -11.6 2021 < 2020"}),
        # response times that "it" was, and that "us" took
        ("The average response to urgent calls was 7 minutes and 30 seconds in 2022. In 2016 it was 6:45.", {
            "response_time count 7.5 2022", "response_time count 6.75 2016"}),
        ("For the most serious calls, it took us seven minutes and 12 seconds on average.", {"response_time count 7.2 2022"}),
        # a part is counted by its own noun
        ("Police took 31,254 reports of larceny. Car break-ins accounted for 20,663 of the year's thefts.", {
            "larceny count 31254 2022", "theft_from_vehicle count 20663 2022"}),
        ("There were 190 homicides, well above the record of 165 that had stood since 1991.", {
            "homicide count 190 2022", "homicide count 165 1991", "homicide record - 1991"}),
        ("Detectives cleared 61 percent of murders. For the nation, the figure in 2021 was roughly 52.", {
            "clearance_rate share 61 2022", "clearance_rate share 52 approx 2021"}),
        ("At the end of July 122 of the 1,908 positions in the city budget were vacant.", {
            "vacancy count 122 asof:2022-07-31", "officer count 1908 asof:2022-07-31"}),
        # the month in which somebody was told is the telling's
        ("There were 222 shooting victims, the chief told the Police Commission in January. That was 33% more than in 2020.", {
            "shooting_victim count 222 2022", "shooting_victim percent_change 33 2022 < 2020"}),
        # "to 1.94" is no ratio
        ("The homicide rate fell from 2.27 to 1.94 per 100,000 people.", {"homicide rate 2.27 2021", "homicide rate 1.94 2022"}),
        ("Homicides fell. No year on record has been as deadly in Fresno.", {"homicide record - 2022"}),
    ],
)  # fmt: skip
def test_what_is_told_otherwise(text: str, wanted: set[str]) -> None:
    assert brief(ABOUT + text, PUBLISHED) == wanted


def test_a_state_that_says_where_a_city_is_has_no_figures() -> None:
    text = "Elsewhere in New Mexico, Las Cruces had 10 homicides, four fewer than in 2021.\nIn Ohio, Dayton, Akron and Toledo saw 12 each."
    found = {(figure.value, figure.place) for figure in reading(ABOUT + text, PUBLISHED).figures}
    assert found == {(10, "Las Cruces, NM"), (-4, "Las Cruces, NM"), *((12, f"{city}, OH") for city in ("Dayton", "Akron", "Toledo"))}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # who "its", and the next "it", are
        ("Toledo is headed the other way. Its 24 homicides were the second-most in the city's history.", {24: "Toledo, OH", 2: "Toledo, OH"}),
        ("Richmond, long the byword for violence in the East, recorded 18. In 2007 it recorded 47.", {18: "Richmond, CA", 47: "Richmond, CA"}),
        ("Akron went from nine to 12 and Boise from 22 to 17.", {9: "Akron, OH", 12: "Akron, OH", 22: "Boise, ID", 17: "Boise, ID"}),
        ("Akron's count was 19, Toledo's a mere 13. Boise was third with 12.", {19: "Akron, OH", 13: "Toledo, OH", 12: "Boise, ID"}),
        ("Of the cities of Ohio, none saw murder rise as Dayton did. Police there counted 41 homicides.", {41: "Dayton, OH"}),
        ("There were 5.1 homicides for every 100,000 people in Dayton and 3.4 in Akron.", {5.1: "Dayton, OH", 3.4: "Akron, OH"}),
        ("The suspects fled to Toledo. It was one of 24 homicides.", {24: "Fresno, CA"}),
    ],
)
def test_each_number_is_of_its_own_sentences_city(text: str, wanted: dict[float, str]) -> None:
    found = reading(f"Homicides fell in Fresno in 2022.\n{text}", PUBLISHED).figures
    assert {(figure.value, figure.metric, figure.place) for figure in found} == {(value, "homicide", place) for value, place in wanted.items()}


def test_bare_offenses_are_the_storys_where_it_is_of_hate_crimes() -> None:
    text = "Police counted 389 hate crimes in 2022.\nHate crimes fell.\nHate crimes are rare.\nOffenses against Black people rose to 55 from 43."
    found = {(figure.metric, figure.value) for figure in reading(text, PUBLISHED).figures}
    assert found == {("hate_crime", 389), ("hate_crime", 55), ("hate_crime", 43)}


def test_who_speaks_of_his_city_speaks_of_the_one_he_serves() -> None:
    text = "Crime fell in Fresno in 2022.\nToledo Police Chief Ann Mata said detectives solved 33 of her city's cases, a rate of 94 percent."
    assert {(figure.value, figure.place) for figure in reading(text, PUBLISHED).figures} == {(33, "Toledo, OH"), (94, "Toledo, OH")}


def test_the_years_at_the_head_of_columns_are_those_of_the_windows_at_the_head_of_rows() -> None:
    page = """<html><head><meta property="article:published_time" content="2023-10-03"></head><body><article><h1>Fresno's crime falls</h1>
    <p>FRESNO, Calif. - Crime fell in Fresno through Sept. 28, police said.</p><table>
    <tr><th>Offense</th><th>Period</th><th>2023</th><th>2022</th></tr>
    <tr><td>Robbery</td><td>Year to date</td><td>412</td><td>521</td></tr>
    <tr><td>Robbery</td><td>Last 28 days</td><td>38</td><td>51</td></tr></table></article></body></html>"""
    found = {figure.value: str(figure.period) for figure in read(read_article(page.encode()), None).figures}
    assert found == {
        412: "2023-01-01/2023-09-28",
        521: "2022-01-01/2022-09-28",
        38: "2023-09-01/2023-09-28",
        51: "2022-09-01/2022-09-28",
    }
