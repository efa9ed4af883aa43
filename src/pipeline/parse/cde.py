"""Answers of the FBI's Crime Data Explorer → monthly counts of one agency, and its officers by year.

Two hosts answer alike, https://cde.ucr.cjis.gov (the pages' own data) and https://api.usa.gov/crime/fbi/cde (with a key):
`/summarized/agency/ORI/CODE` with `{"offenses": {"actuals": {"<Agency> Offenses": {"01-2023": 5, "02-2023": null}}}, "cde_properties":
{"max_data_date": {"UCR": "03/2026"}}}`, and `/pe/STATE/ORI` with `{"actuals": {"Male Officers": {"2020": 69}, …}}`. Officers are as of
31 October of the year (UCR, Police Employee Data).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.errors import ParseError
from pipeline.period import Period
from pipeline.records import Figure, Reading, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.source import Cde

_OFFENCES = " Offenses"
_OFFICERS = ("Male Officers", "Female Officers")
_MONTH = re.compile(r"(0[1-9]|1[0-2])-((?:19|20)\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNTED_ON = (10, 31)  # month and day of the police employee count


def read_cde(body: bytes, address: str, cde: Cde, place: str) -> tuple[Reading, dt.datetime | None]:
    """One figure per month of the offence that the address asked for, or one per year of officers; and when the FBI last refreshed its data.

    A month that is there without a number was not reported: a figure without a value, never a zero. Months after `max_data_date` are not
    published yet and give none. A negative count is kept. Raises ParseError `html_instead_of_json`, `no_json`, `publisher_error` with
    the FBI's words, `renamed_series` where it is not clear which series is the agency's, and `no_rows`.
    """
    answer = _answer(body)
    updated_at = _day(_said(answer, "cde_properties", "last_refresh_date"))
    path = urlsplit(address).path.rstrip("/")
    if "/pe/" in path:
        return _reading(_officers(answer, place)), updated_at
    code = path.rpartition("/")[2]
    metric = next((metric for metric, one in cde.offences.items() if one == code), None)
    if metric is None:
        raise ParseError("no_columns", f"the address asks for {code!r}, which [source.cde.offences] gives no metric; add it there")
    return _reading(_months(answer, metric, place)), updated_at


def _answer(body: bytes) -> dict[str, Any]:
    if body.lstrip().startswith(b"<"):
        raise ParseError("html_instead_of_json", "the address answered with an HTML page where JSON was expected")
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        said = body[:80].decode(errors="replace")
        raise ParseError("no_json", f"the address answered with what is no JSON: {said!r}") from None
    error = answer.get("error") if isinstance(answer, dict) else "no object"
    if error:
        words = error.get("message") or error.get("code") if isinstance(error, dict) else error
        raise ParseError("publisher_error", f"the FBI answered with an error: {str(words)[:200]}")
    return answer  # type: ignore[no-any-return]  # an object, as was looked at


def _said(value: Any, *names: str) -> Any:
    """What stands under the names, one within the other; None where there is nothing. UCR's own where a property is given by system."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value.get("UCR") if isinstance(value, dict) and "UCR" in value else value


def _reading(found: Iterator[Figure | Rejection]) -> Reading:
    everything = list(found)
    rejections = tuple(one for one in everything if isinstance(one, Rejection))
    figures = tuple(one for one in everything if isinstance(one, Figure))
    if not figures and not rejections:
        raise ParseError("no_rows", "the answer has no month or year of the agency")
    return Reading(figures, (), rejections)


def _months(answer: dict[str, Any], metric: str, place: str) -> Iterator[Figure | Rejection]:
    name, values = _agency_series(_said(answer, "offenses", "actuals"))
    newest = _month(str(_said(answer, "cde_properties", "max_data_date") or ""))
    for printed, value in sorted(values.items(), key=lambda item: item[0][-4:] + item[0]):
        match = _MONTH.fullmatch(printed)
        if not match:
            yield Rejection("parse", "no_period", f"{printed[:40]!r} is no month", where=name)
            continue
        period = Period.month(int(match[2]), int(match[1]))
        if newest is None or period.start <= newest:
            yield _figure(metric, name, period, value, printed, place)


def _agency_series(actuals: Any) -> tuple[str, dict[str, Any]]:
    """The one series of the agency; the state's and the country's may stand beside it, and agencies are renamed."""
    series = {name: values for name, values in actuals.items() if isinstance(values, dict)} if isinstance(actuals, dict) else {}
    found = [name for name in series if name.endswith(_OFFENCES)]
    if len(found) > 1:
        found = [name for name in found if re.search(r"police|sheriff|department|marshal|public safety|county|agency", name, re.IGNORECASE)]
    if len(found) != 1:
        there = ", ".join(map(repr, list(series)[:5])) or "none"
        raise ParseError("renamed_series", f"one series of the agency's offences was expected, named '… Offenses'; there are: {there}")
    return found[0], series[found[0]]


def _officers(answer: dict[str, Any], place: str) -> Iterator[Figure | Rejection]:
    parts = [_said(answer, "actuals", name) for name in _OFFICERS]
    if not all(isinstance(part, dict) for part in parts):
        raise ParseError("renamed_series", f"the series {' and '.join(_OFFICERS)} were expected and are not both there")
    men, women = parts
    for year in sorted(men.keys() & women.keys()):
        if not _YEAR.fullmatch(year):
            yield Rejection("parse", "no_period", f"{year[:40]!r} is no year", where=_OFFICERS[0])
            continue
        counted_on = dt.date(int(year), *_COUNTED_ON)
        values = (men[year], women[year])
        known = all(isinstance(value, int | float) for value in values)
        yield _figure("officer", " + ".join(_OFFICERS), Period.as_of(counted_on), sum(values) if known else None, year, place)


def _figure(metric: str, series: str, period: Period, value: Any, printed: str, place: str) -> Figure | Rejection:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        return Rejection("parse", "no_number", f"{printed} is {str(value)[:40]!r}, which is no number", where=series)
    return Figure(
        metric=metric,
        label=series,
        measure="count",
        value=None if value is None else float(value),
        period=period,
        quote=json.dumps(value),
        start=0,
        end=0,
        place=place,
        confidence="certain",
        cell=f"{printed} × {series}",
        why=(f"series {series!r} counts {metric}", f"key {printed!r} is {period}"),
    )


def _month(printed: str) -> dt.date | None:
    """The first day of a month written 03/2026 or 03-2026."""
    match = _MONTH.fullmatch(printed.replace("/", "-"))
    return dt.date(int(match[2]), int(match[1]), 1) if match else None


def _day(printed: Any) -> dt.datetime | None:
    """A day written 05/18/2026 or 2026-05-18, without a zone."""
    for form in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(str(printed)[:10], form)  # noqa: DTZ007  # zone added at load
        except ValueError:
            continue
    return None
