"""The period of a row of counts, from a column in which publishers print it."""

from __future__ import annotations

import datetime as dt
import re

from pipeline.period import Period, month_end, month_number

_YEAR = r"(?P<year>(?:18|19|20|21)\d\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_NAME = r"(?P<name>[A-Za-z]{3,9})\.?"
_CLOCK = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?(?:Z|\+00(?::?00)?)?|[T ]12:00(?::00)? AM)?"  # midnight, as portals print behind a day
_FORMS = tuple(
    re.compile(form)
    for form in (
        _YEAR,  # 2018
        rf"{_YEAR}[-/]{_MONTH}(?:[-/](?P<day>\d\d?){_CLOCK})?",  # 2018-01, 2018-01-01T00:00:00.000
        rf"{_MONTH}[-/](?:(?P<day>\d\d?)[-/])?{_YEAR}{_CLOCK}",  # 01/2018, 1/1/2018
        rf"{_NAME}[ ,-]+(?:(?P<day>\d\d?),? )?(?:{_YEAR}|'?(?P<short>\d\d))",  # January 2018, Jan-18, January 1, 2018
        rf"{_YEAR}[ ,-]+{_NAME}",  # 2018 January
        rf"{_NAME} ?(?:[-–—]|to|through) ?(?P<last>[A-Za-z]{{3,9}})\.?[ ,]+{_YEAR}",  # Jan - Feb 2026
    )
)


def read_period(text: str) -> Period | None:
    """The year, month or range of months that a cell prints; None for anything else.

    Two digits are a year as `strptime` has it: 69 to 99 are of the last century. Days are counted months' first ones; see `names_a_day`.
    """
    found = _match(text)
    if found is None or _day(found) not in (None, 1):
        return None
    year = _year(found)
    if "month" not in found and "name" not in found:
        return Period.year(year)
    first = int(found["month"]) if "month" in found else month_number(found["name"])
    last = month_number(found["last"]) if "last" in found else first
    if not first or not last or first > last:
        return None
    return Period(dt.date(year, first, 1), month_end(year, last))


def names_a_day(text: str) -> bool:
    """Whether a cell prints a day other than the first of a month: then the rows are of days, and the first ones no months."""
    found = _match(text)
    return found is not None and _day(found) not in (None, 1)


def _match(text: str) -> dict[str, str] | None:
    matches = (form.fullmatch(text.strip()) for form in _FORMS)
    return next(({name: part for name, part in match.groupdict().items() if part} for match in matches if match), None)


def _day(found: dict[str, str]) -> int | None:
    return int(found["day"]) if "day" in found else None


def _year(found: dict[str, str]) -> int:
    if "year" in found:
        return int(found["year"])
    return int(found["short"]) + (1900 if int(found["short"]) >= 69 else 2000)
