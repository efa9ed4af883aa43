"""Fresno 2023 by hand: the statements of the real stories, their days, and a file of FBI counts that came late."""

from __future__ import annotations

import datetime as dt

from pipeline.parse.capture import Parsed
from tests.report.cities import FBI, POLICE, UCR, a_city, counts, said, since, story

# All of the day of the story, in Fresno.
ON_2023_12_29 = dt.datetime(2023, 12, 30, 7, 59, tzinfo=dt.UTC)

CITY = a_city(
    "fresno-ca",
    "Fresno",
    {"courier": POLICE, "nine": POLICE, "valley-news": POLICE, "gazette": POLICE, "wire": POLICE, "real-time-crime-index": FBI, "marshall": UCR},
    population=[{"year": 2023, "people": 547134, "source": "FBI"}],
)

GO_DOWN = "As you see the number of shootings go down, you see the number of cops go up. It has a positive effect throughout,"
TIES_UP = "One shooting can tie up five to 12 officers for one to three hours,"
NESTED = "We asked them, why are shootings down? His response? Man, you guys aren’t letting up."
PREVENTION = "Organizations on the prevention side, but also Advance Peace who we know are intervening, preventing shootings from occurring,"
TRUST = "Having trust in the community. Give them opportunities to make change, positive change if that."

DECEMBER_2022 = story(
    CITY,
    "courier",
    "2022-12-28",
    "Police have recorded about 440 shootings in the city so far in 2022.",
    said("about 440 shootings in the city so far in 2022", 440, "2022-01-01/2022-12-28", "shooting", op="approx"),
)
NOVEMBER = story(
    CITY,
    "nine",
    "2023-11-30",
    "As of Thursday, police had counted 33 homicides so far this year.",
    said("33 homicides so far this year", 33, "2023-01-01/2023-11-30"),
)
LAST_FRIDAY = story(
    CITY,
    "valley-news",
    "2023-12-29T19:05",
    "Crime in Fresno has dropped sharply as 2023 comes to a close.\n"
    "Homicides in Fresno have fallen by almost half since 2021. It was only two years ago that the city counted 74 homicides.\n"
    f"“{NESTED}” Balderrama said.\n“{GO_DOWN}” said Balderrama.\n“{TIES_UP}” the chief said.\n"
    "Fresno now has 859 active patrol officers.\n"
    "There were 732 shootings in the city in 2020. Since then the number has plunged, to 344 in total in 2023.\n"
    f"“{TRUST}” Foster said.\n“{PREVENTION}” the mayor said.\n"
    "When new officers are sworn in on Jan. 14, Fresno will have 873 patrol officers.",
    said("fallen by almost half since 2021", -50, "2023", measure="percent_change", op="lt", baseline="2021"),
    said("74 homicides", 74, "2021"),
    said("859 active patrol officers", 859, "asof:2023-12-29", "officer", label="active patrol officers"),
    said("732 shootings in the city in 2020", 732, "2020", "shooting"),
    said("344 in total in 2023", 344, "2023", "shooting"),
    said("873 patrol officers", 873, "asof:2024-01-14", "officer", label="patrol officers", status="planned"),
    spoken=(
        (NESTED, "Paco Balderrama", "Police Chief"),
        (GO_DOWN, "Paco Balderrama", "Police Chief"),
        (TIES_UP, "Paco Balderrama", "Police Chief"),
        (TRUST, "Aaron Foster", "Advance Peace leader"),
        (PREVENTION, "Jerry Dyer", "Mayor"),
    ),
    title="Fresno closes 2023 with far fewer shootings",
)
DECEMBER_31 = story(
    CITY,
    "gazette",
    "2023-12-31",
    "Rapes reported to Fresno police fell 19 percent in 2023 from the year before.",
    said("fell 19 percent in 2023", -19, "2023", "rape", "percent_change", baseline="2022"),
)
JANUARY_2025 = story(
    CITY,
    "wire",
    "2025-01-06",
    "Homicides: 74 in 2021, 60 in 2022, 35 in 2023. Shootings: 688 in 2021, 449 in 2022, 359 in 2023.",
    said("60 in 2022", 60, "2022"),
    said("35 in 2023", 35, "2023"),
    said("688 in 2021", 688, "2021", "shooting"),
    said("449 in 2022", 449, "2022", "shooting"),
    said("359 in 2023", 359, "2023", "shooting"),
)
FBI_FILE = counts(
    CITY,
    "real-time-crime-index",
    "2026-04-01",
    since(2018, "homicide", [32, 44, 77, 73, 62, 38])
    | since(2018, "rape", [170, 150, 148, 303, 275, 285])
    | since(2018, "robbery", [909, 841, 889, 826, 978, 909]),
)
UCR_FILE = counts(CITY, "marshall", "2018-01-01", since(2010, "homicide", [46, 35, 51, 40, 47, 39]))

READINGS: tuple[Parsed, ...] = (DECEMBER_2022, NOVEMBER, LAST_FRIDAY, DECEMBER_31, JANUARY_2025, FBI_FILE, UCR_FILE)
