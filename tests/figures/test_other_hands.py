"""The same statements as other hands write them: other outlets, agencies, countries and habits; every expectation worked out by hand.

Published on 29 December 2023 in Fresno unless a case says otherwise. The first words of a case say what it is there for.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief

PUBLISHED, PLACE = "2023-12-29", "Fresno, CA"


@pytest.mark.parametrize(
    ("text", "published", "place", "wanted"),
    [
        (
            "The city recorded 88 homicides in 2023, compared with 101 the year before.",
            PUBLISHED,
            PLACE,
            {"homicide count 88 2023", "homicide count 101 2022"},
        ),
        (
            "There were 1,204 burglaries reported last year, down from 1,377 in 2021.",
            PUBLISHED,
            PLACE,
            {"burglary count 1204 2022", "burglary count 1377 2021"},
        ),
        (
            "Robberies fell to 612 in 2023 from 700 in 2022, a 12.6% decrease.",
            PUBLISHED,
            PLACE,
            {"robbery count 612 2023", "robbery count 700 2022", "robbery percent_change -12.6 2023 < 2022"},
        ),
        (
            "Aggravated assaults: 2,310 (2,455 in 2022).",
            PUBLISHED,
            PLACE,
            {"aggravated_assault count 2310 2023-01-01/2023-12-29", "aggravated_assault count 2455 2022"},
        ),
        (
            "In 2022 police counted 56 killings; in 2023, the number was 49.",
            PUBLISHED,
            PLACE,
            {"homicide count 56 2022", "homicide count 49 2023"},
        ),
        (
            "Car thefts more than doubled in 2023, from 1,020 to 2,204.",
            PUBLISHED,
            PLACE,
            {"motor_vehicle_theft multiple 2 gt 2023 < 2022", "motor_vehicle_theft count 1020 2022", "motor_vehicle_theft count 2204 2023"},
        ),
        (
            "Shootings decreased by 18 percent in 2023 while carjackings increased by 7 percent.",
            PUBLISHED,
            PLACE,
            {"shooting percent_change -18 2023 < 2022", "carjacking percent_change 7 2023 < 2022"},
        ),
        (
            "Homicides were down 10%, robberies 5% and rapes 12% in the first half of 2023.",
            PUBLISHED,
            PLACE,
            {
                "homicide percent_change -10 2023-H1 < 2022-H1",
                "robbery percent_change -5 2023-H1 < 2022-H1",
                "rape percent_change -12 2023-H1 < 2022-H1",
            },
        ),
        (
            "Police made 4,410 arrests in 2023, 212 more than in 2022.",
            PUBLISHED,
            PLACE,
            {"arrest count 4410 2023", "arrest change 212 2023 < 2022"},
        ),
        (
            "In all, 37 people died in traffic crashes in 2023, the most since 2006.",
            PUBLISHED,
            PLACE,
            {"traffic_fatality count 37 2023", "traffic_fatality record 2006 2023"},
        ),
        (
            "Officers seized 1,330 guns in 2023, up 9% over the previous year.",
            PUBLISHED,
            PLACE,
            {"firearm_recovered count 1330 2023", "firearm_recovered percent_change 9 2023 < 2022"},
        ),
        (
            "The department responded to 412,000 calls for service in 2023, a 3 percent increase from 400,000 in 2022.",
            PUBLISHED,
            PLACE,
            {"call_for_service count 412000 2023", "call_for_service percent_change 3 2023 < 2022", "call_for_service count 400000 2022"},
        ),
        (
            "The homicide clearance rate rose to 71% in 2023 from 62% a year earlier.",
            PUBLISHED,
            PLACE,
            {"clearance_rate share 71 2023", "clearance_rate share 62 2022"},
        ),
        ("Detectives cleared 61 percent of homicides in 2023.", PUBLISHED, PLACE, {"clearance_rate share 61 2023"}),
        (
            "Average response time to priority one calls was 7.8 minutes in 2023, up from 6.9 minutes in 2022.",
            PUBLISHED,
            PLACE,
            {"response_time count 7.8 2023", "response_time count 6.9 2022"},
        ),
        (
            "The department is authorized for 850 officers but has only 790, leaving 60 vacancies.",
            PUBLISHED,
            PLACE,
            {"officer count 850 asof:2023-12-29", "officer count 790 asof:2023-12-29", "vacancy count 60 asof:2023-12-29"},
        ),
        ("The force lost 88 officers last year and hired 61.", PUBLISHED, PLACE, {"officer_hired count 61 2022"}),
        (
            "Overdoses killed 144 people in the county in 2023, down from 171.",
            PUBLISHED,
            PLACE,
            {"overdose_death count 144 2023", "overdose_death count 171 2022"},
        ),
        (
            "As of Dec. 17, the city had logged 93 homicides, compared with 110 at the same point in 2022.",
            PUBLISHED,
            PLACE,
            {"homicide count 93 2023-01-01/2023-12-17", "homicide count 110 2022-01-01/2022-12-17"},
        ),
        (
            "Through November, 411 people had been shot, a 22% drop from the same period last year.",
            PUBLISHED,
            PLACE,
            {
                "shooting_victim count 411 2023-01-01/2023-11-30",
                "shooting_victim percent_change -22 2023-01-01/2023-11-30 < 2022-01-01/2022-11-30",
            },
        ),
        (
            "There have been 14 homicides so far this year. At this time last year, there were 20.",
            "2023-06-15",
            PLACE,
            {"homicide count 14 2023-01-01/2023-06-15", "homicide count 20 2022-01-01/2022-06-15"},
        ),
        (
            "Homicides are up 40% year to date, and nonfatal shootings are up 11%.",
            "2023-06-15",
            PLACE,
            {
                "homicide percent_change 40 2023-01-01/2023-06-15 < 2022-01-01/2022-06-15",
                "nonfatal_shooting percent_change 11 2023-01-01/2023-06-15 < 2022-01-01/2022-06-15",
            },
        ),
        (
            "In the third quarter of 2023, police recorded 1,002 thefts, versus 1,144 in the third quarter of 2022.",
            PUBLISHED,
            PLACE,
            {"larceny count 1002 2023-Q3", "larceny count 1144 2022-Q3"},
        ),
        (
            "In November, there were six homicides, half as many as in November 2022.",
            PUBLISHED,
            PLACE,
            {"homicide count 6 2023-11", "homicide percent_change -50 2023-11 < 2022-11"},
        ),
        (
            "The city ended 2023 with 63 homicides, the fewest since 2014 and 27 percent below the 86 recorded in 2022.",
            PUBLISHED,
            PLACE,
            {"homicide count 63 2023", "homicide record 2014 2023", "homicide percent_change -27 2023 < 2022", "homicide count 86 2022"},
        ),
        (
            "Robbery was down 8.4 per cent, burglary was down 12.1 per cent and theft of motor vehicles was up 3 per cent in 2023.",
            PUBLISHED,
            PLACE,
            {
                "robbery percent_change -8.4 2023 < 2022",
                "burglary percent_change -12.1 2023 < 2022",
                "motor_vehicle_theft percent_change 3 2023 < 2022",
            },
        ),
        (
            "Police recorded 84,120 offences in the year ending September 2023, 4% more than the previous year.",
            PUBLISHED,
            "Leeds, United Kingdom",
            {"total_crime count 84120 2022-10-01/2023-09-30", "total_crime percent_change 4 2022-10-01/2023-09-30 < 2021-10-01/2022-09-30"},
        ),
        (
            "There were 11 homicides in the 12 months to June 2023, three fewer than in the previous 12 months.",
            PUBLISHED,
            "Leeds, United Kingdom",
            {"homicide count 11 2022-07-01/2023-06-30", "homicide change -3 2022-07-01/2023-06-30 < 2021-07-01/2022-06-30"},
        ),
        (
            "The homicide rate was 12.4 per 100,000 residents in 2023, compared with 15.1 in 2022.",
            PUBLISHED,
            PLACE,
            {"homicide rate 12.4 2023", "homicide rate 15.1 2022"},
        ),
        (
            "“We had 31 murders last year,” Chief Ann Lowe said. “This year we've had 22.”",
            PUBLISHED,
            PLACE,
            {"homicide count 31 2022", "homicide count 22 2023-01-01/2023-12-29"},
        ),
        ("Of the 93 people killed in 2023, 77 were shot.", PUBLISHED, PLACE, {"homicide count 93 2023", "fatal_shooting count 77 2023"}),
        (
            "Shots-fired calls dropped 30% to 2,114.",
            PUBLISHED,
            PLACE,
            {"shots_fired percent_change -30 2023-01-01/2023-12-29 < 2022-01-01/2022-12-29", "shots_fired count 2114 2023-01-01/2023-12-29"},
        ),
        ("Hate crimes rose from 22 in 2022 to 35 in 2023.", PUBLISHED, PLACE, {"hate_crime count 22 2022", "hate_crime count 35 2023"}),
        (
            "In 2023, there were 2,890 vehicle break-ins and 1,406 stolen vehicles.",
            PUBLISHED,
            PLACE,
            {"theft_from_vehicle count 2890 2023", "motor_vehicle_theft count 1406 2023"},
        ),
        (
            "Violent crime fell 9% and property crime 6% last year compared with 2021, according to the annual report.",
            PUBLISHED,
            PLACE,
            {"violent_crime percent_change -9 2022 < 2021", "property_crime percent_change -6 2022 < 2021"},
        ),
        (
            "The number of rapes reported to police climbed by 15 to 212 in 2023.",
            PUBLISHED,
            PLACE,
            {"rape change 15 2023 < 2022", "rape count 212 2023"},
        ),
        ("Deputies arrested 1,020 people on suspicion of drunken driving in 2023.", PUBLISHED, PLACE, {"dui count 1020 2023"}),
        ("Murders dropped for the third straight year in 2023, to 41.", PUBLISHED, PLACE, {"homicide count 41 2023"}),
        (
            "Since January 1, police have investigated 96 shootings, 14 of them fatal.",
            "2023-08-04",
            PLACE,
            {"shooting count 96 2023-01-01/2023-08-04", "fatal_shooting count 14 2023-01-01/2023-08-04"},
        ),
        (
            "From January through August, robberies totaled 340, a decline of 45 from the first eight months of 2022.",
            "2023-09-14",
            PLACE,
            {"robbery count 340 2023-01-01/2023-08-31", "robbery change -45 2023-01-01/2023-08-31 < 2022-01-01/2022-08-31"},
        ),
        ("Burglaries held steady at 1,450 in 2023.", PUBLISHED, PLACE, {"burglary count 1450 2023"}),
        (
            "Police used force 212 times in 2023, or in 0.4% of arrests.",
            PUBLISHED,
            PLACE,
            {"use_of_force count 212 2023", "use_of_force share 0.4 2023"},
        ),
        ("The city's all-time high of 132 homicides came in 1991.", PUBLISHED, PLACE, {"homicide record - 1991", "homicide count 132 1991"}),
        (
            "Fatal crashes claimed 51 lives in 2023, up from 44 in 2022 and 39 in 2021.",
            PUBLISHED,
            PLACE,
            {"traffic_fatality count 51 2023", "traffic_fatality count 44 2022", "traffic_fatality count 39 2021"},
        ),
        ("Nearly 2,000 catalytic converters and cars were stolen.", PUBLISHED, PLACE, set()),
        ("Chief Maria Ortiz, 48, a 20-year veteran, oversees a $90 million budget and three precincts.", PUBLISHED, PLACE, set()),
        ("About 30 people attended the vigil on Dec. 12 at 7 p.m. at 450 Main St.", PUBLISHED, PLACE, set()),
        ("One shooting can tie up five to 12 officers for hours.", PUBLISHED, PLACE, set()),
        ("A rate above 100% is possible because cases from earlier years may be cleared.", PUBLISHED, PLACE, set()),
        ("There were 171 shootings in 2018 as of June 13.", "2018-06-13", PLACE, {"shooting count 171 2018-01-01/2018-06-13"}),
        (
            "Homicides: 45 in 2023, 52 in 2022, 61 in 2021.",
            PUBLISHED,
            PLACE,
            {"homicide count 45 2023", "homicide count 52 2022", "homicide count 61 2021"},
        ),
        (
            "Between Jan. 1 and Oct. 31, officers took 702 illegal guns off the streets.",
            PUBLISHED,
            PLACE,
            {"firearm_recovered count 702 2023-01-01/2023-10-31"},
        ),
        (
            "Complaints against officers fell by a third, from 90 to 60.",
            PUBLISHED,
            PLACE,
            {
                "complaint percent_change -33.3 2023-01-01/2023-12-29 < 2022-01-01/2022-12-29",
                "complaint count 90 2022-01-01/2022-12-29",
                "complaint count 60 2023-01-01/2023-12-29",
            },
        ),
        ("Retail theft reports climbed 14% in fiscal year 2023.", PUBLISHED, PLACE, {"retail_theft percent_change 14 ?"}),
        (
            "Auto thefts numbered 3,010 last year, nearly twice the 1,560 reported in 2019.",
            PUBLISHED,
            PLACE,
            {"motor_vehicle_theft count 3010 2022", "motor_vehicle_theft multiple 2 lt 2022 < 2019", "motor_vehicle_theft count 1560 2019"},
        ),
        (
            "* Homicides: 21, down 16%\n* Rapes: 88, up 4%",
            PUBLISHED,
            PLACE,
            {
                "homicide count 21 2023-01-01/2023-12-29",
                "homicide percent_change -16 2023-01-01/2023-12-29 < 2022-01-01/2022-12-29",
                "rape count 88 2023-01-01/2023-12-29",
                "rape percent_change 4 2023-01-01/2023-12-29 < 2022-01-01/2022-12-29",
            },
        ),
        (
            "Here is how 2023 compared with 2022:\n* Murder: 33, down from 41\n* Robbery: 410, up 2.5%",
            PUBLISHED,
            PLACE,
            {"homicide count 33 2023", "homicide count 41 2022", "robbery count 410 2023", "robbery percent_change 2.5 2023 < 2022"},
        ),
        (
            "Homicides in Oakland fell 16% in 2023. San Jose saw 36 homicides, two more than the year before.",
            PUBLISHED,
            PLACE,
            {"homicide percent_change -16 2023 < 2022", "homicide count 36 2023", "homicide change 2 2023 < 2022"},
        ),
        ("Six teenagers were among the 40 people killed in 2023.", PUBLISHED, PLACE, {"homicide count 40 2023"}),
        (
            "The 14% decline in burglaries in 2023 was the largest in a decade.",
            PUBLISHED,
            PLACE,
            {"burglary percent_change -14 2023 < 2022", "burglary record 10 2023"},
        ),
        (
            "Last year's total of 70 homicides was the second highest on record, behind 74 in 2021.",
            PUBLISHED,
            PLACE,
            {"homicide count 70 2022", "homicide rank 2 2022", "homicide count 74 2021"},
        ),
        (
            "During the past 28 days, shootings are down 35 percent compared with the same 28 days of 2022.",
            PUBLISHED,
            PLACE,
            {"shooting percent_change -35 2023-12-02/2023-12-29 < 2022-12-02/2022-12-29"},
        ),
        (
            "Compared to the five-year average, homicides are down 12% this year.",
            PUBLISHED,
            PLACE,
            {"homicide percent_change -12 2023-01-01/2023-12-29 < avg:2018/2022"},
        ),
        (
            "In 2019, before the pandemic, there were 35 homicides. In 2023 there were 58.",
            PUBLISHED,
            PLACE,
            {"homicide count 35 2019", "homicide count 58 2023"},
        ),
        ("Thefts from vehicles accounted for 38% of all larcenies in 2023.", PUBLISHED, PLACE, {"theft_from_vehicle share 38 2023"}),
        ("A total of 19 officers resigned and 11 retired in 2023.", PUBLISHED, PLACE, set()),
        ("Violent crime rose 3.1 percent in the city of 540,000 in 2023.", PUBLISHED, PLACE, {"violent_crime percent_change 3.1 2023 < 2022"}),
        (
            "The murder of a 19-year-old on Elm Street on Tuesday was the city's 43rd homicide of the year.",
            PUBLISHED,
            PLACE,
            {"homicide count 43 2023-01-01/2023-12-29"},
        ),
        (
            "Knife crime fell by 5% while burglary was 11% lower in the 12 months to the end of March 2023.",
            PUBLISHED,
            "Leeds, United Kingdom",
            {"burglary percent_change -11 2022-04-01/2023-03-31 < 2021-04-01/2022-03-31"},
        ),
        (
            "Police made 3,300 arrests in the fiscal year that ended June 30, up 4% from fiscal 2022.",
            PUBLISHED,
            PLACE,
            {"arrest count 3300 2022-07-01/2023-06-30", "arrest percent_change 4 2022-07-01/2023-06-30 < 2021-07-01/2022-06-30"},
        ),
        (
            "The fiscal year ended June 30. In fiscal 2023, officers answered 90,100 calls for service, compared with 88,000 in fiscal 2022.",
            PUBLISHED,
            PLACE,
            {"call_for_service count 90100 2022-07-01/2023-06-30", "call_for_service count 88000 2021-07-01/2022-06-30"},
        ),
        (
            "Burglary dropped 6% in 2022-23.",
            PUBLISHED,
            "Leeds, United Kingdom",
            {"burglary percent_change -6 2022-04-01/2023-03-31 < 2021-04-01/2022-03-31"},
        ),
        (
            (
                "Homicides in the city fell to 44 in 2023.\nThat's down from 58 a year earlier.\nChief Ann Lowe, who "
                "joined the department in 2009, credited patrols.\nRobberies also fell, to 301."
            ),
            PUBLISHED,
            PLACE,
            {"homicide count 44 2023", "homicide count 58 2022", "robbery count 301 2023"},
        ),
        (
            "The city had 21 homicides in 2022. By Dec. 29 of this year it had 33. That is a 57 percent increase.",
            PUBLISHED,
            PLACE,
            {"homicide count 21 2022", "homicide count 33 2023-01-01/2023-12-29", "homicide percent_change 57 2023-01-01/2023-12-29 < 2022"},
        ),
        (
            (
                "Crime in the city dipped in 2023, the annual report shows.\nBurglaries: 1,001\nMurder was up, to 33 "
                "from 29.\nIn 2020, when the pandemic hit, there were 51."
            ),
            PUBLISHED,
            PLACE,
            {"burglary count 1001 2023", "homicide count 33 2023", "homicide count 29 2022", "homicide count 51 2020"},
        ),
        (
            (
                "Overdose deaths dropped 12% in the county in 2023. There were 301, compared with 342 in 2022. "
                "Fentanyl was involved in 80% of them."
            ),
            PUBLISHED,
            PLACE,
            {
                "overdose_death percent_change -12 2023 < 2022",
                "overdose_death count 301 2023",
                "overdose_death count 342 2022",
                "overdose_death share 80 2023",
            },
        ),
        (
            "The department has 402 sworn officers. It is budgeted for 450. Two years ago it had 438.",
            PUBLISHED,
            PLACE,
            {"officer count 402 asof:2023-12-29", "officer count 450 asof:2023-12-29", "officer count 438 asof:2021-12-29"},
        ),
        (
            "Traffic deaths rose to 61 in 2023 from 55. Of those, 22 were pedestrians.",
            PUBLISHED,
            PLACE,
            {"traffic_fatality count 61 2023", "traffic_fatality count 55 2022", "traffic_fatality count 22 2023"},
        ),
        (
            "“We had 40 fewer shootings this year than last,” the chief said.",
            PUBLISHED,
            PLACE,
            {"shooting change -40 2023-01-01/2023-12-29 < 2022-01-01/2022-12-29"},
        ),
        (
            "It takes officers 11 minutes on average to reach a priority call, two minutes longer than in 2019.",
            PUBLISHED,
            PLACE,
            {"response_time count 11 2023-01-01/2023-12-29", "response_time change 2 2023-01-01/2023-12-29 < 2019"},
        ),
        (
            "Police in Hamilton recorded 2,104 break-ins last year, a 9 per cent increase over 2021, while robberies were up by 12 per cent.",
            PUBLISHED,
            "Hamilton, ON",
            {"burglary count 2104 2022", "burglary percent_change 9 2022 < 2021", "robbery percent_change 12 2022 < 2021"},
        ),
        (
            "Over the long Labor Day weekend, 31 people were shot, seven fatally, in the city.",
            "2023-09-05",
            PLACE,
            {"shooting_victim count 31 2023-09-02/2023-09-04", "fatal_shooting count 7 2023-09-02/2023-09-04"},
        ),
        (
            "Compared with the same time in 2021, shootings are down 24%, from 410 to 312.",
            "2022-08-20",
            PLACE,
            {
                "shooting percent_change -24 2022-01-01/2022-08-20 < 2021-01-01/2021-08-20",
                "shooting count 410 2021-01-01/2021-08-20",
                "shooting count 312 2022-01-01/2022-08-20",
            },
        ),
        (
            "Homicides per 100,000 residents fell to 21.4 in 2023 from 25.0.",
            PUBLISHED,
            PLACE,
            {"homicide rate 21.4 2023", "homicide rate 25 2022"},
        ),
        (
            "Chief Lowe said 12 officers retired and nine were hired in the first quarter of 2023.",
            PUBLISHED,
            PLACE,
            {"officer_hired count 9 2023-Q1"},
        ),
        (
            "The number of cases solved rose to 58 percent in 2023, from 51 percent.",
            PUBLISHED,
            PLACE,
            {"clearance_rate share 58 2023", "clearance_rate share 51 2022"},
        ),
        (
            "Crime was down in every category but one in 2023: robbery, which rose 4% to 520.",
            PUBLISHED,
            PLACE,
            {"robbery percent_change 4 2023 < 2022", "robbery count 520 2023"},
        ),
        ("There were 9 murders in March 2023, as many as in January and February combined.", PUBLISHED, PLACE, {"homicide count 9 2023-03"}),
        (
            "Arrests for drunken driving dropped 20 percent in 2023, to 640.",
            PUBLISHED,
            PLACE,
            {"dui percent_change -20 2023 < 2022", "dui count 640 2023"},
        ),
        ("In 2023, shots were fired 1,240 times in the city, according to ShotSpotter.", PUBLISHED, PLACE, {"shots_fired count 1240 2023"}),
        ("Nearly 3 in 10 homicides in 2023 were domestic.", PUBLISHED, PLACE, {"homicide share 30 lt 2023"}),
        ("Robberies climbed 5.2% in the six months ending June 30, 2023.", PUBLISHED, PLACE, {"robbery percent_change 5.2 2023-H1 < 2022-H1"}),
        (
            "The sheriff's office handled 14 homicides in 2023. Five were murder-suicides.",
            PUBLISHED,
            PLACE,
            {"homicide count 14 2023", "homicide count 5 2023"},
        ),
        (
            "The tally of carjackings, 210, is 15% lower than at this point in 2022.",
            PUBLISHED,
            PLACE,
            {"carjacking count 210 2023-01-01/2023-12-29", "carjacking percent_change -15 2023-01-01/2023-12-29 < 2022-01-01/2022-12-29"},
        ),
        (
            "Property crimes fell for a second consecutive year in 2023, sliding 3% to 11,230 incidents.",
            PUBLISHED,
            PLACE,
            {"property_crime percent_change -3 2023 < 2022", "property_crime count 11230 2023"},
        ),
        (
            "Statistics released Tuesday show that burglaries rose by a quarter in 2023, while arson more than halved.",
            PUBLISHED,
            PLACE,
            {"burglary percent_change 25 2023 < 2022", "arson percent_change -50 gt 2023 < 2022"},
        ),
        (
            "Police solved 31 of the city's 44 homicides in 2023, a clearance rate of about 70%.",
            PUBLISHED,
            PLACE,
            {"cases_cleared count 31 2023", "clearance_rate share 70 approx 2023", "homicide count 44 2023"},
        ),
        (
            "So far in 2023, there have been 88 homicides, 12 fewer than the 100 recorded by this date in 2022.",
            PUBLISHED,
            PLACE,
            {
                "homicide count 88 2023-01-01/2023-12-29",
                "homicide change -12 2023-01-01/2023-12-29 < 2022-01-01/2022-12-29",
                "homicide count 100 2022-01-01/2022-12-29",
            },
        ),
        (
            "Shootings peaked at 1,004 in 2021, fell to 902 in 2022 and to 733 last year.",
            "2024-01-15",
            PLACE,
            {"shooting count 1004 2021", "shooting count 902 2022", "shooting count 733 2023"},
        ),
        (
            "The number of murders fell from 32 to 24 between 2021 and 2022.",
            PUBLISHED,
            PLACE,
            {"homicide count 32 2021", "homicide count 24 2022"},
        ),
        (
            "Vacancies climbed to 140, or 12% of sworn positions.",
            PUBLISHED,
            PLACE,
            {"vacancy count 140 asof:2023-12-29", "vacancy share 12 asof:2023-12-29"},
        ),
        (
            "There were 34 road deaths in the year to June 2023, down from 52.",
            PUBLISHED,
            "Hobart, Australia",
            {"traffic_fatality count 34 2022-07-01/2023-06-30", "traffic_fatality count 52 2021-07-01/2022-06-30"},
        ),
        (
            "Gun violence killed 375 people and wounded 1,299 in 2023. That was down from 474 killed and 1,791 wounded in 2022.",
            PUBLISHED,
            PLACE,
            {
                "fatal_shooting count 375 2023",
                "nonfatal_shooting count 1299 2023",
                "fatal_shooting count 474 2022",
                "nonfatal_shooting count 1791 2022",
            },
        ),
        ("Homicides dropped below 300 in 2023.", PUBLISHED, PLACE, {"homicide count 300 lt 2023"}),
        ("Five of the seven major index crime categories saw decreases in 2023.", PUBLISHED, PLACE, set()),
        (
            "In 2022, 4,481 people died on state roads, a 0.36% decrease from 2021.",
            PUBLISHED,
            PLACE,
            {"traffic_fatality count 4481 2022", "traffic_fatality percent_change -0.36 2022 < 2021"},
        ),
        (
            "The department has 88 vacancies among 910 deputy positions.",
            PUBLISHED,
            PLACE,
            {"vacancy count 88 asof:2023-12-29", "officer count 910 asof:2023-12-29"},
        ),
        (
            "Thirty-nine people have been slain this year through Sept. 30.\nShootings with injury: 180, down from 279.",
            "2022-10-04",
            "Rochester, NY",
            {"homicide count 39 2022-01-01/2022-09-30", "shooting count 180 2022-01-01/2022-09-30", "shooting count 279 2021-01-01/2021-09-30"},
        ),
        (
            (
                "Shootings fell in March for the 12th straight month, police said Wednesday.\nThere were 121 "
                "shootings last month, down from 160 in March 2022.\nMurders fell 11%, from 44 to 39."
            ),
            "2023-04-05",
            "Chicago, IL",
            {
                "shooting count 121 2023-03",
                "shooting count 160 2022-03",
                "homicide percent_change -11 2023-03 < 2022-03",
                "homicide count 44 2022-03",
                "homicide count 39 2023-03",
            },
        ),
        (
            (
                "Violent crime rose in the first three months of the year compared with the same period in "
                "2022.\nThere were 11 homicides between January and March, up from nine."
            ),
            "2023-04-20",
            "Winnipeg, Canada",
            {"homicide count 11 2023-Q1", "homicide count 9 2022-Q1"},
        ),
        (
            "For the month of February 2023, murders were up 7.4% (29 v. 27).",
            "2023-03-03",
            "New York, NY",
            {"homicide percent_change 7.4 2023-02 < 2022-02", "homicide count 29 2023-02", "homicide count 27 2022-02"},
        ),
        (
            "Traffic deaths: 2021, 481; 2022, 466; 2023, 436.",
            "2024-01-18",
            "New Mexico",
            {"traffic_fatality count 481 2021", "traffic_fatality count 466 2022", "traffic_fatality count 436 2023"},
        ),
        (
            "Drug overdoses killed 2,697 people in 2022. The toll was 2,555 in 2021 and 1,813 in 2019.",
            "2023-02-01",
            "Cook County, IL",
            {"overdose_death count 2697 2022", "overdose_death count 2555 2021", "overdose_death count 1813 2019"},
        ),
        ("Through Nov. 12, 1,015 guns were taken from cars.", "2023-11-16", "Nashville, TN", set()),
        ("Police made 3,410 domestic abuse arrests between April and June 2023.", PUBLISHED, PLACE, {"arrest count 3410 2023-Q2"}),
        (
            "There were 96 car thefts in September. For the year, the count is 510.",
            "2023-10-11",
            PLACE,
            {"motor_vehicle_theft count 96 2023-09", "motor_vehicle_theft count 510 2023-01-01/2023-09-30"},
        ),
        (
            "The city has seen 28 homicides so far this year, one shy of the record set in 2020.",
            "2022-10-27",
            "St. Paul, MN",
            {"homicide count 28 2022-01-01/2022-10-27", "homicide record - 2020"},
        ),
        ("The department credits 118 gun arrests in July and August.", PUBLISHED, PLACE, {"arrest count 118 2023-07-01/2023-08-31"}),
        (
            "Police laid 1,042 impaired driving charges in 2023, a 15-per-cent jump from 906.",
            PUBLISHED,
            "Ottawa, Canada",
            {"dui count 1042 2023", "dui percent_change 15 2023 < 2022", "dui count 906 2022"},
        ),
        ("Of 44 killings in 2023, 35 were by gunfire.", PUBLISHED, PLACE, {"homicide count 44 2023", "fatal_shooting count 35 2023"}),
        ("Stolen cars numbered 18,200 in 2022-23.", PUBLISHED, "Brisbane, Australia", {"motor_vehicle_theft count 18200 2022-07-01/2023-06-30"}),
    ],
)
def test_statement(text: str, published: str, place: str, wanted: set[str]) -> None:
    assert brief(text, published, place) == wanted
