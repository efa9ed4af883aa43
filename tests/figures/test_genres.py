"""Reports of other kinds: use of force, shops, staffing, weekly tables in words, agencies abroad; what they count and what they only mention.

All are published on 29 December 2023 in Fresno.
"""

from __future__ import annotations

import pytest

from tests.figures.conftest import brief, reading

STOCK = "asof:2023-12-29"
YEAR = "2023-01-01/2023-12-29"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a number told again says what its parts are of
        (
            "Officers used force 124 times in 2022. They answered 2,110 calls for service in 2022.\nOf the 124, 61 involved a Taser.",
            {"use_of_force count 124 2022", "call_for_service count 2110 2022", "use_of_force count 61 2022"},
        ),
        # one in many; rates of many; what is no share of a crime
        ("Force was used in one in 1,000 arrests in 2022.", {"use_of_force share 0.1 2022"}),
        ("The use-of-force rate in 2022 was 2.1 incidents for every 1,000 arrests.", {"use_of_force rate 2.1 2022"}),
        ("Black residents make up 2 percent of the population.\nThere were 41 homicides in 2022.", {"homicide count 41 2022"}),
        # "the cases" after arrests are of the crime, and are cleared
        (
            "There were 4,112 robberies in 2022. Police made 310 arrests. Only one in five cases led to an arrest.",
            {"robbery count 4112 2022", "arrest count 310 2022", "clearance_rate share 20 2022"},
        ),
        ("Arrests were made in 61 percent of homicides in 2022.", {"clearance_rate share 61 2022"}),
        # officers of every measure are of a day
        ("Some 40 percent of officers have less than five years on the job.", {f"officer share 40 approx {STOCK}"}),
        ("The department has 781 officers, 211 fewer than in 2013.", {f"officer count 781 {STOCK}", f"officer change -211 {STOCK} < 2013"}),
        ("Forty-seven positions are open.", {f"vacancy count 47 {STOCK}"}),
        ("Detectives carry an average of nine homicide cases each.", set()),
        ("In 2022 it took 6.2 minutes on average to answer Level 1 calls.", {"response_time count 6.2 2022"}),
        # weeks
        (
            "Week ending Dec. 24, 2023\nMurders: 38 year to date.\nThere were two homicides during the week.",
            {"homicide count 38 2023-01-01/2023-12-24", "homicide count 2 2023-12-18/2023-12-24"},
        ),
        # how far, then where to
        (
            "Steal from a motor vehicle rose 12,000 to 78,100 in 2022.",
            {"theft_from_vehicle change 12000 2022 < 2021", "theft_from_vehicle count 78100 2022"},
        ),
        ("Robberies rose 5 to 12 percent in 2022.", {"robbery percent_change 5–12 2022 < 2021"}),
        # not crimes: places, indexes, thresholds, standards
        ("Gun assaults rose in 12 cities and fell in five in 2022.", set()),
        ("The national crime severity index was 78.1 in 2022.", set()),
        ("In 2022, 68 percent of 911 calls were answered within 10 seconds.", {"call_for_service share 68 2022"}),
        # the peak's year is the peak's
        (
            "The homicide rate in 2022 was 19.9 per 100,000 residents, about half of the peak of 35 in 1993.",
            {"homicide rate 19.9 2022", "homicide share 50 approx 2022", "homicide rate 35 1993"},
        ),
        # elsewhere at the same time
        (
            "The clearance rate in 2022 was 41.2 percent, above the national average of 34 percent.",
            {"clearance_rate share 41.2 2022", "clearance_rate share 34 2022"},
        ),
        # the part of a comparison that has its own sign; a clause of its own
        (
            "Burglary fell by 17 per cent and car crime by 9 per cent in 2022.",
            {"burglary percent_change -17 2022 < 2021", "total_crime percent_change -9 2022 < 2021"},
        ),
        ("Meth was in 141 overdose deaths in 2022, and we had nine in 2015.", {"overdose_death count 141 2022", "overdose_death count 9 2015"}),
        # last year's is last year's
        (
            "The first six weeks of this year have produced 27 murders to last year's 26.",
            {"homicide count 27 2023-01-01/2023-02-11", "homicide count 26 2022"},
        ),
        # two were shot, of those killed
        ("In 2022, 17 people were murdered, of whom two were shot.", {"homicide count 17 2022", "fatal_shooting count 2 2022"}),
        # it is what was spoken of
        (
            "There were 17 homicides in 2023. In 2022, when shootings rose and stabbings too, it was 26.",
            {"homicide count 17 2023", "homicide count 26 2022"},
        ),
    ],
)
def test_genres(text: str, wanted: set[str]) -> None:
    assert brief(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # the parts of a sentence may be another's
        ("The force made 310 arrests in 2022; Chief Lee Battle said six robberies were solved.", {310: None, 6: "Lee Battle"}),
        ("The union's president, Curtis Hall, told reporters there were 310 arrests in 2022.", {310: "Curtis Hall"}),
        ("Chief Ann Solberg spoke. There were 310 arrests in 2022, according to her.", {310: "Ann Solberg"}),
        ("Chief Cameron McBride said there were 310 arrests in 2022.", {310: "Cameron McBride"}),
        ("There were 310 arrests in 2022, the Council on Civic Progress said.", {310: None}),
    ],
)
def test_speakers(text: str, wanted: dict[float, str | None]) -> None:
    assert {figure.value: figure.speaker for figure in reading(text).figures} == wanted
