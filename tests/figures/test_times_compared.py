"""What the latest readers wrote about times: what is compared with, what a part of a sentence tells aside, which year "the year" is.

All are published on 12 January 2023 in Fresno, by an article about 2022.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief

PUBLISHED = "2023-01-12"
ABOUT = "Crime fell in Fresno in 2022.\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # the same time of an earlier year is what a change is from
        ("Homicides were up 46 percent over the same period of 2021.", {"homicide percent_change 46 2022 < 2021"}),
        (
            "Robberies fell 4 percent in 2022, after they had risen 9% in the same months of 2021.",
            {"robbery percent_change -4 2022 < 2021", "robbery percent_change 9 2021 < 2020"},
        ),
        # the change that came before another is of the year before it
        ("Robberies fell 9%, after a 12% fall the year before.", {
            "robbery percent_change -9 2022 < 2021", "robbery percent_change -12 2021 < 2020"}),
        ("Thefts rose 8% last year, having fallen 21% the year before.", {
            "larceny percent_change 8 2022 < 2021", "larceny percent_change -21 2021 < 2020"}),
        ("Robberies rose 4% in 2022, coming off a 22% jump a year earlier.", {
            "robbery percent_change 4 2022 < 2021", "robbery percent_change 22 2021 < 2020"}),
        # the year since which it was not so is no change's baseline
        ("Robberies rose 17% in 2022, passing 9,000 for the first time since 2006.", {
            "robbery percent_change 17 2022 < 2021", "robbery count 9000 2022"}),
        # two years before the year just over, and since then to its end
        ("Carjackings are down 31% from two years ago.", {"carjacking percent_change -31 2022 < 2020"}),
        ("Since 2019, the city has had 84 killings.", {"homicide count 84 2019-01-01/2022-12-31"}),
        # what is over some years is no change where it is their mean
        ("The city had 31 homicides in 2022, against an average of 25 over the previous five years.", {
            "homicide count 31 2022", "homicide count 25 avg:2017/2021"}),
        ("The city had 410 homicides, a 20% drop from 2021's 516 and 27% below the record 562 of 2020.", {
            "homicide count 410 2022", "homicide percent_change -20 2022 < 2021", "homicide count 516 2021",
            "homicide percent_change -27 2022 < 2020", "homicide count 562 2020", "homicide record - 2020"}),
        # a change behind two levels is between them, whichever comes first
        ("Robberies numbered 171 in 2022 and 222 in 2021, a drop of 23%.", {
            "robbery count 171 2022", "robbery count 222 2021", "robbery percent_change -23 2022 < 2021"}),
        # what the level that a change is from is told by
        ("Homicides stood at 48 at the end of September, one more than Fresno had in the whole of 2021.", {
            "homicide count 48 2022-01-01/2022-09-30", "homicide change 1 2022-01-01/2022-09-30 < 2021"}),
        ("The 96 homicides of 2022 were seven more than the 89 of 1991, the old high mark, and 31 more than in 2021.", {
            "homicide count 96 2022", "homicide change 7 2022 < 1991", "homicide count 89 1991", "homicide change 31 2022 < 2021"}),
        # "that" is the last year that was named, and "the year" between commas the one before it
        ("There were 82 robberies in 2022, 69 in 2018 and 72 the year before that.", {
            "robbery count 82 2022", "robbery count 69 2018", "robbery count 72 2017"}),
        ("In 2013, the year the county took over policing, the city had 57 homicides.", {"homicide count 57 2013"}),
        ("Nor was 2017 close. The city ended it with 92 homicides.", {"homicide count 92 2017"}),
        # a second pair is of the times of the first
        ("Thefts went from 1,993 in 2012 to 1,161 in 2022, robberies from 755 to 310.", {
            "larceny count 1993 2012", "larceny count 1161 2022", "robbery count 755 2012", "robbery count 310 2022"}),
        # the same period is the later side's
        ("Robberies dropped to 42 from 52 over the same period.", {"robbery count 42 2022", "robbery count 52 2021"}),
        # an event's month is not what the article is about
        ("Ten of the homicides came on a single April afternoon. Burglaries fell 9 percent.", {
            "homicide count 10 2022-04", "burglary percent_change -9 2022 < 2021"}),
        # a percent sign is left out after "and by", and behind "with … at"
        ("Auto thefts rose by 18 percent in Austin and by 7 in Houston.", {
            "motor_vehicle_theft percent_change 18 2022 < 2021", "motor_vehicle_theft percent_change 7 2022 < 2021"}),
        ("Robbery led the way, off 7.4 percent, with rape close behind at 7.3 percent.", {
            "robbery percent_change -7.4 2022 < 2021", "rape percent_change -7.3 2022 < 2021"}),
        # numbers that count nothing: of the kinds, of a salary's rises, of a telephone
        ("Robbery, by far the most common of the four, fell 3 percent. Text FRES to 55512.", {"robbery percent_change -3 2022 < 2021"}),
        ("The city had 145 vacancies, and salaries were raised twice since 2020.", {"vacancy count 145 asof:2023-01-12"}),
        # what has changed since is of today, from then
        ("In 2013 residents reported 20,874 thefts, a number that has since shrunk by 20 percent.", {
            "larceny count 20874 2013", "larceny percent_change -20 2022 < 2013"}),
        # a year to a day, compared with a part of a year
        ("Robberies stood at 412 on Sept. 30, 21 percent above the first nine months of 2021.", {
            "robbery count 412 2022-01-01/2022-09-30", "robbery percent_change 21 2022-01-01/2022-09-30 < 2021-01-01/2021-09-30"}),
        # an older mark that a number is short of is not when the number is of
        ("Detectives worked nine homicides, two fewer than the year before and well short of the 19 of 2014.", {
            "homicide count 9 2022", "homicide change -2 2022 < 2021", "homicide count 19 2014"}),
        # a whole number behind "by", which leaves another, is no percentage
        ("Rapes were up 5.5 per cent and robberies 2.8, but kidnappings fell by 19, to 202.", {
            "rape percent_change 5.5 2022 < 2021", "robbery percent_change 2.8 2022 < 2021",
            "kidnapping change -19 2022 < 2021", "kidnapping count 202 2022"}),
        ("There were 90 homicides, well above the record of 65 that had stood since 1991.", {
            "homicide count 90 2022", "homicide count 65 1991", "homicide record - 1991"}),
        # a part is counted in what it is, not in what it is a part of; a station's name is no number
        ("Car break-ins accounted for 20,663 of last year's thefts, according to First Coast 11's homicide tracker.", {
            "theft_from_vehicle count 20663 2022"}),
        # a year that the books are closed on is not compared with
        ("The city closed the books on 2022 with 96 homicides.", {"homicide count 96 2022"}),
        # how fast says not which way
        ("Burglary fell 9 percent, but car theft climbed faster still, by 26 percent.", {
            "burglary percent_change -9 2022 < 2021", "motor_vehicle_theft percent_change 26 2022 < 2021"}),
        # what is told of another report is of that one's time
        ("Separate returns cover April to September 2022. They show shoplifting at 184.", {"retail_theft count 184 2022-04-01/2022-09-30"}),
        # of two earlier levels, the one beside the change is what it is from
        ("There were 56 homicides in 2022, six fewer than the 62 they were handed the year before and well short of the record 82 of 2017.", {
            "homicide count 56 2022", "homicide change -6 2022 < 2021", "homicide count 62 2021",
            "homicide count 82 2017", "homicide record - 2017"}),
        # a lead-in's year is compared by the part that the numbers cover
        ("January through September 2022, with the change from 2021:\n* Robbery: 452 (down 27 percent)", {
            "robbery count 452 2022-01-01/2022-09-30", "robbery percent_change -27 2022-01-01/2022-09-30 < 2021-01-01/2021-09-30"}),
        # the next year is that after the one before it; a day of the year that has just begun is of the one that the article is about
        ("Robberies came down to 320 in 2015 and bounced to 440 the next year.", {"robbery count 320 2015", "robbery count 440 2016"}),
        ("Of the 37 homicides, 27 had been cleared as of Thursday.", {"homicide count 37 2022", "cases_cleared count 27 2022"}),
        # what a rise is on, and what a year is told with
        ("Robberies came to 755, a rise of 18 percent on 640.", {
            "robbery count 755 2022", "robbery percent_change 18 2022 < 2021", "robbery count 640 2021"}),
        ("The drop from 2016, a year with 44 homicides, was steep.", {"homicide count 44 2016"}),
        ("Homicides went from a record 205 in 2021 to 140.", {"homicide count 205 2021", "homicide count 140 2022", "homicide record - 2021"}),
        # those who had them are not counted
        ("Five of them had 94 homicides.", {"homicide count 94 2022"}),
        # two weeks into a year, "so far" is of the year that the article is about
        ("Detectives have cleared 27 homicides so far.", {"cases_cleared count 27 2022"}),
        # "the year" is the article's, "that year" the one that was spoken of
        ("In 2020 the city logged 90,000 calls for service. There were 310 robberies for the year.", {
            "call_for_service count 90000 2020", "robbery count 310 2022"}),
        ("In 2020 the city logged 90,000 calls for service. There were 310 robberies that year.", {
            "call_for_service count 90000 2020", "robbery count 310 2020"}),
        # the month that numbers run to is named aside
        ("Through the end of November, the latest month for which numbers are complete, the city had 1,063 violent crimes.", {
            "violent_crime count 1063 2022-01-01/2022-11-30"}),
        # what "with" tells of a part
        ("Vehicle thefts doubled, from 842 to 1,684, with most of the increase coming after June.", {
            "motor_vehicle_theft multiple 2 2022 < 2021", "motor_vehicle_theft count 842 2021", "motor_vehicle_theft count 1684 2022"}),
        # an earlier record is of its own year, and the number before it is not
        ("The county recorded 147 traffic deaths, two fewer than the record 149 of 2021.", {
            "traffic_fatality count 147 2022", "traffic_fatality change -2 2022 < 2021", "traffic_fatality count 149 2021",
            "traffic_fatality record - 2021"}),
        ("The total was the city’s highest since 1993, when a crime wave pushed the count of homicides to 57.", {
            "homicide record 1993 2022", "homicide count 57 1993"}),
        # a look back in passing
        ("Robberies declined to 286. In 2015, there were 551. Rapes numbered 106.", {
            "robbery count 286 2022", "robbery count 551 2015", "rape count 106 2022"}),
        # what a clause lists is not what the sentence is about
        ("Violent crime, which includes homicide, rape, robbery and aggravated assault, was down 4%.", {
            "violent_crime percent_change -4 2022 < 2021"}),
        # the cars are no subject of the change
        ("Thieves broke into 3,210 cars, 12 percent fewer than in 2021.", {
            "theft_from_vehicle count 3210 2022", "theft_from_vehicle percent_change -12 2022 < 2021"}),
        ("Police solved 70 percent of the homicides in 2022 and 61 percent of those in 2021.", {
            "clearance_rate share 70 2022", "clearance_rate share 61 2021"}),
        # the dead are more, not the crashes
        ("Crashes killed 38 people in Fresno, six more than in 2021.", {
            "traffic_fatality count 38 2022", "traffic_fatality change 6 2022 < 2021"}),
        ("Gunfire injured or killed 143 people.", {"shooting_victim count 143 2022"}),
        ("About 5,800 property crimes were reported for every 100,000 people.", {"property_crime rate 5800 approx 2022"}),
        # "it" is what the sentence before was about, though it told no number
        ("Firearms were used in 72.7% of the killings. Rape was the exception. It rose 2.7%.", {
            "homicide share 72.7 2022", "rape percent_change 2.7 2022 < 2021"}),
        # arrests for a crime are arrests, and the crime of a part that deputies patrol is no deputies
        ("Arrests for all offenses totaled 11,360.", {"arrest count 11360 2022"}),
        ("Overall crime in the parts of the county that deputies patrol fell 6.8 percent.", {"total_crime percent_change -6.8 2022 < 2021"}),
        # the other side of what a verb counted
        ("Fourteen people were killed by hit-and-run drivers, compared with 19 in 2021.", {
            "traffic_fatality count 14 2022", "traffic_fatality count 19 2021"}),
        ("In 1965 the clearance rate for murder was above 90%, and in 2019 it was 61%.", {
            "clearance_rate share 90 gt 1965", "clearance_rate share 61 2019"}),
        # what a lead-in compares with is no time of the list's numbers, and "when" is of the year before it
        ("Here is how crimes compare with 2021:\n* Robbery: down 11%, to 1,246\n* Arson: 148, compared with 171 a year ago", {
            "robbery percent_change -11 2022 < 2021", "robbery count 1246 2022", "arson count 148 2022", "arson count 171 2021"}),
        ("The bureau grew from 920 investigators in 2016, when the city suffered 778 murders.", {"homicide count 778 2016"}),
        # the change is between the last level and the one told before it, not an older record
        ("The city had 130 homicides, beyond the record of 92 set in 1995. It had 83 in 2021. That is a jump of 57%.", {
            "homicide count 130 2022", "homicide count 92 1995", "homicide record - 1995", "homicide count 83 2021",
            "homicide percent_change 57 2022 < 2021"}),
        # sensors that pick up rounds are no rise; an improvement on an earlier share is none
        ("ShotSpotter sensors picked up 4,120 rounds of gunfire, 10% less than in 2021.", {
            "shots_fired count 4120 2022", "shots_fired percent_change -10 2022 < 2021"}),
        ("Detectives cleared 57% of the murders, an improvement on 51% in 2021.", {
            "clearance_rate share 57 2022", "clearance_rate share 51 2021"}),
        ("Car break-ins were the exception. Officers took 1,012 reports, 97 more than in 2021.", {
            "theft_from_vehicle count 1012 2022", "theft_from_vehicle change 97 2022 < 2021"}),
        ("In 1993, when more people lived in the city, 110 were killed.", {"homicide count 110 1993"}),
        ("Shootings left 38 people dead and wounded 180 others.", {"fatal_shooting count 38 2022", "nonfatal_shooting count 180 2022"}),
        # the time of another clause's number
        ("Hate crimes dropped to 213 from 280 in 2021, but there had been 142 in 2019.", {
            "hate_crime count 213 2022", "hate_crime count 280 2021", "hate_crime count 142 2019"}),
        ("The murder rate was 5.7 per 100,000 people; it had been 6.8 in 2021.", {"homicide rate 5.7 2022", "homicide rate 6.8 2021"}),
        # days of a month, and the same of the year before
        ("In the first 10 days of January, 406 cars were stolen, compared with 301 in the same 10 days of 2022.", {
            "motor_vehicle_theft count 406 2023-01-01/2023-01-10", "motor_vehicle_theft count 301 2022-01-01/2022-01-10"}),
        # when records were handed over is no time of their numbers
        ("Police counted 187 nonfatal shootings, according to records provided to the paper this week.", {"nonfatal_shooting count 187 2022"}),
        ("The city had 135 homicides. The drop works out to 21%.", {"homicide count 135 2022", "homicide percent_change -21 2022 < 2021"}),
        ("Toxic drugs killed 524 people.", {"overdose_death count 524 2022"}),
        # a price is no number of officers
        ("The force, which has 1,348 officers, is fighting a $5.7-million cut.", {"officer count 1348 asof:2023-01-12"}),
        # "that year" is the one that was compared with, and what is only ahead is no time of what is
        ("Robberies fell 4 percent from the first half of 2021. The city had 271 homicides that year.", {
            "robbery percent_change -4 2022 < 2021-H1", "homicide count 271 2021"}),
        ("Car thefts climbed 9%, to 1,710, and 31 children were shot.", {
            "motor_vehicle_theft percent_change 9 2022 < 2021", "motor_vehicle_theft count 1710 2022", "shooting_victim count 31 2022"}),
        ("Seven of the shootings were fatal.", {"fatal_shooting count 7 2022"}),
        # what is compared with, however it is called; an old high of its own year; a lead-in about brackets
        ("Officers responded to 1,846 crashes, 14 percent more than in the shutdown year of 2020.", {
            "traffic_collision count 1846 2022", "traffic_collision percent_change 14 2022 < 2020"}),
        ("No year has been deadlier. The old high, 500 killings, dated from 1990.", {"homicide count 500 1990"}),
        ("How some of the categories moved, with 2021 in parentheses:\n* Robbery: 71 (84)", {"robbery count 71 2022", "robbery count 84 2021"}),
        # the subject after "among other offenses,"
        ("Among other violent offenses, robberies declined 6% and reported rapes 11%.", {
            "robbery percent_change -6 2022 < 2021", "rape percent_change -11 2022 < 2021"}),
        # a part of the year that "when" is of; what will not be until a month
        ("The number is below that of 2019, when 177 people were killed in the first six months.", {"homicide count 177 2019-H1"}),
        ("The department has about 100 vacancies, and the academy will not graduate until June.", {"vacancy count 100 approx asof:2023-01-12"}),
        # "a few dozen" is no dozen
        ("The plan keeps officers on a few dozen blocks. There were several hundred robberies.", set()),
        # what "after" tells of a part
        ("For 2022 as a whole burglary was up 4%, after a first half in which it rose 21%.", {
            "burglary percent_change 4 2022 < 2021", "burglary percent_change 21 2022-H1 < 2021-H1"}),
        # the killed of what was spoken of
        ("Crashes claimed 177 lives. Sixty-six of those killed wore no seat belts.", {
            "traffic_fatality count 177 2022", "traffic_fatality count 66 2022"}),
        # British and Irish police detect
        ("In all, 17 per cent of burglaries reported in 2021 had been detected.", {"clearance_rate share 17 2021"}),
        # in a list of crimes theft is any theft, also after car thefts
        ("Motor vehicle theft was down 20.2%. Burglary fell 10.2% and theft 5.4%.", {
            "motor_vehicle_theft percent_change -20.2 2022 < 2021", "burglary percent_change -10.2 2022 < 2021",
            "larceny percent_change -5.4 2022 < 2021"}),
    ],
)  # fmt: skip
def test_times_compared(text: str, wanted: set[str]) -> None:
    assert brief(ABOUT + text, PUBLISHED) == wanted


def test_the_year_to_date_of_a_quarters_report_runs_to_the_quarters_end() -> None:
    text = "Crime declined in the third quarter of 2023, police said.\nYear to date, there have been 31 homicides."
    assert brief(text, "2023-10-18") == {"homicide count 31 2023-01-01/2023-09-30"}


def test_last_summer_is_of_the_year_before_while_this_one_is_hardly_over() -> None:
    text = "This summer, 47 people were killed, up from 33 last summer."
    assert brief(text, "2024-09-05") == {"homicide count 47 2024-06-01/2024-08-31", "homicide count 33 2023-06-01/2023-08-31"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Fresno has 35 homicides this year.\nThrough October, police had seized 812 guns.", {
            "homicide count 35 2023-01-01/2023-11-30", "firearm_recovered count 812 2023-01-01/2023-10-31"}),
        ("With a month left in the year, Fresno has had 24 homicides.\nAs of Nov. 22, police had logged 812 robberies.", {
            "homicide count 24 2023-01-01/2023-11-30", "robbery count 812 2023-01-01/2023-11-22"}),
        # the day is that of the dead too, where they are told with it
        ("Fresno has 35 homicides this year.\nThrough October, homicides were down 9 percent.", {
            "homicide count 35 2023-01-01/2023-10-31", "homicide percent_change -9 2023-01-01/2023-10-31 < 2022-01-01/2022-10-31"}),
    ],
)  # fmt: skip
def test_a_paper_counts_the_dead_to_its_own_day_whatever_day_a_later_report_runs_to(text: str, wanted: set[str]) -> None:
    assert brief(text, "2023-11-30") == wanted
