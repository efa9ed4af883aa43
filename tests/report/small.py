"""Small cities, one for each thing that the wording must get right. All publish in January 2024, so that 2023 is over."""

from __future__ import annotations

from pipeline.city import City
from pipeline.parse.capture import Parsed
from tests.report.cities import FBI, POLICE, a_city, counts, months_since, said, since, story

_OUTLETS = {"herald": POLICE, "index": FBI}
_CHIEF = "We are grateful to everyone who helped to keep this city safe this year,"


def _told(slug: str, name: str, text: str, *figures: object, **more: object) -> tuple[City, tuple[Parsed, ...]]:
    city = a_city(slug, name, _OUTLETS)
    return city, (story(city, "herald", "2024-01-05", text, *figures, **more),)  # type: ignore[arg-type]  # only passed on


def _counted(slug: str, name: str, years: dict[tuple[str, int | str], float]) -> tuple[City, tuple[Parsed, ...]]:
    """A city whose police counts come from a file."""
    city = a_city(slug, name, {"annual-report": POLICE, "index": FBI})
    return city, (
        story(
            city,
            "annual-report",
            "2024-01-05",
            " ".join(f"{metric} {year}: {value:g}." for (metric, year), value in years.items()),
            *(said(f"{metric} {year}: {value:g}", value, f"{year}", metric) for (metric, year), value in years.items()),
        ),
    )


def tiny() -> tuple[City, tuple[Parsed, ...]]:
    """Three homicides, then one: no fall worth the name."""
    return _counted("tiny-ca", "Tiny", since(2021, "homicide", [2, 3, 1]))


def spared() -> tuple[City, tuple[Parsed, ...]]:
    """A reported zero is a count, and no change is computed in percent of none."""
    return _counted("spared-ca", "Spared", since(2022, "homicide", [1, 0]) | since(2022, "shooting", [0, 2]))


def first_count() -> tuple[City, tuple[Parsed, ...]]:
    """No last year and no earlier one."""
    return _told("first-ca", "Firstcount", "Police counted 45 homicides in 2023.", said("45 homicides in 2023", 45, "2023"))


def divided() -> tuple[City, tuple[Parsed, ...]]:
    """Police say down, the FBI's data say up."""
    city, readings = _told(
        "divided-ca",
        "Divided",
        "Homicides fell from 150 in 2022 to 120 in 2023.",
        said("150 in 2022", 150, "2022"),
        said("120 in 2023", 120, "2023"),
    )
    return city, (*readings, counts(city, "index", "2024-03-01", since(2022, "homicide", [131, 144])))


def silent() -> tuple[City, tuple[Parsed, ...]]:
    """Words, and no count of anything."""
    return _told("silent-ca", "Silent", f"“{_CHIEF}” the chief said.", spoken=((_CHIEF, "Ana Ruiz", "Police Chief"),))


def flat() -> tuple[City, tuple[Parsed, ...]]:
    """The same as last year, and 2% fewer of many."""
    years = since(2013, "burglary", [2500, 2600, 2550, 2700, 2650, 2900, 2800, 2750, 2720, 2800, 2744])
    return _counted("flat-ca", "Flat", years | since(2022, "homicide", [30, 30]))


def rising() -> tuple[City, tuple[Parsed, ...]]:
    """More of everything: from 12 to 19, beyond what chance explains, and more than doubled."""
    return _counted("rising-ca", "Rising", since(2022, "homicide", [5, 18]) | since(2019, "shooting", [90, 120, 100, 101, 215]))


def broken() -> tuple[City, tuple[Parsed, ...]]:
    """A documented break lies between the years of rape, a suspected one between those of homicide, another within five years of robbery."""
    breaks = [
        {"provider": FBI, "metrics": ["rape"], "starts_on": "2023-01-01", "status": "documented", "reason": "The definition changed."},
        {"provider": FBI, "metrics": ["robbery"], "starts_on": "2021-01-01", "status": "suspected", "reason": "A change of recording."},
        {"provider": FBI, "metrics": ["homicide"], "starts_on": "2023-01-01", "status": "suspected", "reason": "A change of recording."},
    ]
    city = a_city("broken-ca", "Broken", {"index": FBI}, series_break=breaks)
    years = since(2017, "robbery", [300, 310, 305, 315, 410, 420, 400]) | since(2022, "rape", [100, 180]) | since(2022, "homicide", [100, 200])
    return city, (counts(city, "index", "2024-03-01", years),)


def emptied() -> tuple[City, tuple[Parsed, ...]]:
    """Nobody killed, and hardly a shooting, in a town that the FBI's label does not reach."""
    return _counted("emptied-ca", "Emptied", since(2021, "homicide", [0, 0, 0]) | since(2022, "shooting", [3, 0]))


def fewest() -> tuple[City, tuple[Parsed, ...]]:
    """The fewest since a year that lies well back, tied with another; robberies the fewest of all years that are known."""
    homicides = since(2010, "homicide", [150, 90, 180, 130, 160, 135, 170, 128, 190, 140, 210, 230, 200, 128])
    robberies = since(2014, "robbery", [900, 880, 870, 905, 850, 860, 845, 820, 810, 640])
    city = a_city("fewest-ca", "Fewest", {"index": FBI})
    return city, (counts(city, "index", "2024-03-01", homicides | robberies),)


def most() -> tuple[City, tuple[Parsed, ...]]:
    """More than ever before, as far as is known; a missing year ends what robberies can be the most of."""
    homicides = since(2012, "homicide", [101, 105, 99, 110, 120, 118, 125, 130, 150, 160, 170, 240])
    robberies = since(2014, "robbery", [500, 510, 520, 515, 530, 525, 540, 535, 550, 700])
    del robberies["robbery", 2020]
    city = a_city("most-ca", "Most", {"index": FBI})
    return city, (counts(city, "index", "2024-03-01", homicides | robberies),)


def eleven_months() -> tuple[City, tuple[Parsed, ...]]:
    """December was not reported: no year is summed, and the year before it stands alone."""
    city = a_city("eleven-ca", "Eleven", {"index": FBI})
    months = months_since(2022, "homicide", [3, 2, 4, 1, 3, 5, 4, 2, 3, 1, 0, 2] * 2) | months_since(2022, "robbery", [80] * 24)
    del months["homicide", "2023-12"]
    return city, (counts(city, "index", "2024-03-01", months),)


def running() -> tuple[City, tuple[Parsed, ...]]:
    """The year is not over: eight months beside the same of the year before, one of them too few to tell."""
    city = a_city("running-ca", "Running", {"index": FBI})
    robberies = months_since(2022, "robbery", [80] * 12 + [60] * 8)
    homicides = months_since(2022, "homicide", [6, 5, 4, 6, 5, 4, 6, 5, 4, 6, 5, 4, 3, 4, 3, 4, 3, 4, 3, 4])
    rapes = months_since(2023, "rape", [9] * 8)  # of which the year before is not known
    return city, (counts(city, "index", "2023-10-01", homicides | robberies | rapes),)


def so_far() -> tuple[City, tuple[Parsed, ...]]:
    """Only what the chief said before the year was over."""
    city = a_city("sofar-ca", "Sofar", {"herald": POLICE})
    text = "There have been 41 homicides in 2023, the chief said. There were 52 in 2022."
    told = story(city, "herald", "2023-12-27", text, said("41 homicides in 2023", 41, "2023"), said("52 in 2022", 52, "2022"))
    return city, (told,)


def unfounded() -> tuple[City, tuple[Parsed, ...]]:
    """A month counts less than nothing, for a report of an earlier month was unfounded; the year keeps it."""
    city = a_city("unfounded-ca", "Unfounded", {"index": FBI})
    months = months_since(2022, "homicide", [2] * 12 + [1, 1, 1, -1, 2, 1, 0, 1, 1, 2, 1, 1])
    return city, (counts(city, "index", "2024-03-01", months),)


def by_month() -> tuple[City, tuple[Parsed, ...]]:
    """Two years and four months of counts by month; March 2022 has no count of robberies, so that no twelve months hold it."""
    city = a_city("by-month-ca", "Bymonth", {"index": FBI})
    homicides = [3, 2, 4, 1, 3, 5, 4, 2, 3, 1, 0, 2] * 2 + [1, 2, 0, 4]
    robberies = [80, 76, 91, 85, 88, 97, 102, 99, 90, 84, 79, 83, 88, 90, 95, 92, 96, 101, 110, 104, 97, 93, 90, 95, 130, 118, 127, 135]
    months = months_since(2022, "homicide", homicides) | months_since(2022, "robbery", robberies)
    del months["robbery", "2022-03"]
    return city, (counts(city, "index", "2024-06-01", months),)


ALL = (
    tiny,
    spared,
    first_count,
    divided,
    silent,
    flat,
    rising,
    broken,
    emptied,
    fewest,
    most,
    eleven_months,
    so_far,
    running,
    unfounded,
)  # by_month is for the month's own edition
