"""Sentences of ordinary coverage that the reader misread on pages nobody had seen: whose time, whose noun, and what is no count.

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
        # from when, and to when
        ("Since January 2021, 3,100 guns have been taken off the street.", {"firearm_recovered count 3100 2021-01-01/2023-01-12"}),
        ("The chief told the council that patrols had produced 1,930 arrests since June 1.", {"arrest count 1930 2022-06-01/2023-01-12"}),
        ("Shootings fell 30% in the quarter that ended Oct. 31.", {
            "shooting percent_change -30 2022-08-01/2022-10-31 < 2021-08-01/2021-10-31"}),
        ("The city recorded more than 600 murders a year in the 1980s.", {"homicide count 600 gt avg:1980/1989"}),
        ("If you go back to 2019, you find 21 homicides at midyear.", {"homicide count 21 2019-H1"}),
        ("Statewide, shoplifting rose 28% from 2019 to 2022, and commercial burglary 16%.", {
            "retail_theft percent_change 28 2022 < 2019", "burglary percent_change 16 2022 < 2019"}),
        # what came before
        ("Auto theft, long the city's bugbear, rose 5 percent after falling in 2021.", {
            "motor_vehicle_theft percent_change 5 2022 < 2021"}),
        ("Murders jumped 8.6 percent, which followed a rise of more than 10 percent the year before.", {
            "homicide percent_change 8.6 2022 < 2021", "homicide percent_change 10 gt 2021 < 2020"}),
        ("The year 2021 ended with 70 homicides and the one before it with 62.", {"homicide count 70 2021", "homicide count 62 2020"}),
        ("The city had 49 killings in the first half of 2021 and finished with 103.", {"homicide count 49 2021-H1", "homicide count 103 2021"}),
        ("The toll is far above 2019, when 36 people were killed and there were 413 shootings.", {
            "homicide count 36 2019", "shooting count 413 2019"}),
        ("Burglaries declined 6 percent to 3,290, from an even 3,500.", {
            "burglary percent_change -6 2022 < 2021", "burglary count 3290 2022", "burglary count 3500 2021"}),
        # an earlier mark, or one that is the same
        ("Police cleared 57% of homicides, a rate slightly above the 2021 figure of 54%.", {
            "clearance_rate share 57 2022", "clearance_rate share 54 2021"}),
        ("The clearance rate was 64 percent, lower than 2021's 85 percent.", {"clearance_rate share 64 2022", "clearance_rate share 85 2021"}),
        ("The response time to calls averaged 6.2 minutes, identical to the year before.", {
            "response_time count 6.2 2022", "response_time count 6.2 2021"}),
        ("Fresno had 34 homicides, nowhere near the 68 it recorded over the first six months of 2021.", {
            "homicide count 34 2022", "homicide count 68 2021-H1"}),
        # what is now, whatever else the sentence tells of
        ("The department is 226 officers short of a full roster, and it lost more people last year than ever.", {
            "vacancy count 226 asof:2023-01-12"}),
        ("The city's budget authorizes 901 sworn positions.", {"officer count 901 asof:2023-01-12"}),
        ("Only 397 officers are on patrol, although consultants recommended more last year.", {"officer count 397 asof:2023-01-12"}),
        # the noun that counts, and the one that only says of what kind, why, or what for
        ("Burglary, the largest category of property crime, fell 9 percent.", {"burglary percent_change -9 2022 < 2021"}),
        ("Theft, by far the most common of the index offenses at 10,779, was down 5.6 percent.", {
            "larceny count 10779 2022", "larceny percent_change -5.6 2022 < 2021"}),
        ("Property crime increased 8 percent, to 16,890 reported offenses.", {
            "property_crime percent_change 8 2022 < 2021", "property_crime count 16890 2022"}),
        ("There were 2,331 rapes, an increase of 36, and 3,756 robberies.", {
            "rape count 2331 2022", "rape change 36 2022 < 2021", "robbery count 3756 2022"}),
        ("Domestic violence accounts for 19 of the year's killings.", {"homicide count 19 2022"}),
        ("There were 41 killings. Family violence was behind 12, up from 9.", {
            "homicide count 41 2022", "homicide count 12 2022", "homicide count 9 2021"}),
        ("Twenty-nine killings grew out of domestic violence, compared with 13 in 2021.", {"homicide count 29 2022", "homicide count 13 2021"}),
        ("Police booked or cited 623 people on suspicion of stealing from stores, a 31% increase from 476.", {
            "arrest count 623 2022", "arrest percent_change 31 2022 < 2021", "arrest count 476 2021"}),
        ("Officers made 74 arrests for driving while intoxicated.", {"dui count 74 2022"}),
        ("Calls to 911 about gunfire dropped 19 percent.", {"shots_fired percent_change -19 2022 < 2021"}),
        ("Thefts from cars and trucks, at 2,287, were up 14 percent.", {
            "theft_from_vehicle count 2287 2022", "theft_from_vehicle percent_change 14 2022 < 2021"}),
        # who of those shot lived
        ("Thirty-four of the year's shooting victims died.", {"fatal_shooting count 34 2022"}),
        ("Twenty-five of the year's victims were shot.", {"fatal_shooting count 25 2022"}),
        ("We counted 733 people who were hit by gunfire and lived.", {"nonfatal_shooting count 733 2022"}),
        # cases cleared, and a share of something else
        ("Police made arrests in fewer than half of the homicides.", {"clearance_rate share 50 lt 2022"}),
        ("She said her task force had made arrests in 52 of Newark's homicides.", {"cases_cleared count 52 2022"}),
        ("There were 2,011 arrests. Officers made 402 for retail theft.", {"arrest count 2011 2022", "arrest count 402 2022"}),
        ("There were 113 arsons in January and February. Robbery fell 3.6 percent over the two months.", {
            "arson count 113 2022-01-01/2022-02-28", "robbery percent_change -3.6 2022-01-01/2022-02-28 < 2021-01-01/2021-02-28"}),
        ("Officers arrested 312 suspected shoplifters, against 130 in 2021.", {"arrest count 312 2022", "arrest count 130 2021"}),
        ("In 2021 there were 2,797 burglaries, making this a 34% decline.", {
            "burglary count 2797 2021", "burglary percent_change -34 2022 < 2021"}),
        ("Prosecutors said that 87 percent of the homicides involved guns and that detectives had cleared 38.", {
            "homicide share 87 2022", "cases_cleared count 38 2022"}),
        # millions, roads, telephones and shares of a change
        ("Police recorded 5.9m burglaries, up from 5.5m.", {"burglary count 5.9e+06 2022", "burglary count 5.5e+06 2021"}),
        ("Two men were killed, both on U.S. 41.", {"homicide count 2 2022"}),
        ("To report a burglary call 88-CRIME or send an anonymous text to 555013.", set()),
        ("The state saw violent crime rise 10 percent, half the city's increase.", {"violent_crime percent_change 10 2022 < 2021"}),
    ],
)  # fmt: skip
def test_ordinary_coverage(text: str, wanted: set[str]) -> None:
    assert brief(ABOUT + text, PUBLISHED) == wanted


@pytest.mark.parametrize(
    ("opening", "published", "period"),
    [
        # what an article compares with is not what it is about
        ("Killings match 2019 total\nThe 18th person killed this year was shot on Tuesday.", "2020-08-20", "2020-01-01/2020-08-20"),
        ("Chicago's year ends.\nThere were 435 homicides in all of 2011. Through Dec. 23, 2,364 people were shot.",
         "2012-12-31", "2012-01-01/2012-12-23"),
        ("He was the 65th person to be slain this year.\nAt the end of June 2020, there had been 38 killings.",
         "2021-07-11", "2021-01-01/2021-07-11"),
        ("“We reported one in five thefts last year,” said the manager.\nPolice logged 1,498 thefts between Jan. 1 and Sept. 28.",
         "2024-10-03", "2024-01-01/2024-09-28"),
        ("With two months left in the year, the city has had 22 homicides.\nAt the end of October 2022 there had been 31 homicides.",
         "2023-11-05", "2023-01-01/2023-11-05"),
        ("Police took 11 percent fewer reports of robbery in four months and a few days of May.\nThe report lists 742 robberies this year.",
         "2023-05-09", "2023-01-01/2023-05-09"),
        # the quarter that a sentence names holds for the next one
        ("Shootings numbered 136 through Sept. 30.\nThefts from cars fell 31% in the quarter.", "2022-11-02", "2022-Q3"),
    ],
)  # fmt: skip
def test_what_an_article_is_about(opening: str, published: str, period: str) -> None:
    text = f"{opening} Burglaries were down 22%."
    assert [str(figure.period) for figure in reading(text, published).figures if figure.value == -22] == [period]


def test_a_year_that_a_sentence_names_of_a_crime_holds_for_the_next_count() -> None:
    text = "The office has sworn in 11 deputies since Jan. 1.\nMabe said crime was mixed in 2022. Eight homicides were reported."
    assert "homicide count 8 2022" in brief(text, "2023-03-10")
