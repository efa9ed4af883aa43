"""Cities made by hand for the report: Fresno with the figures of the real stories, and small ones for the wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.city import City
from pipeline.parse.capture import Parsed
from pipeline.period import Period
from pipeline.records import Document, Figure, Quotation, Reading
from tests.world import capture, moment

POLICE, FBI, UCR = "police", "rtci", "ucr"
_PROVIDERS = (
    {"id": POLICE, "name": "Police Department", "short": "police"},
    {"id": FBI, "name": "Real-Time Crime Index, from FBI data", "short": "FBI data via RTCI", "is_structured": True},
    {"id": UCR, "name": "FBI UCR", "short": "FBI UCR", "is_structured": True},
)
_FAMILY = {POLICE: "police", FBI: "ucr", UCR: "ucr"}
_DEFINITIONS = (
    ("police-homicide", "police", "homicide", "Homicides as the department states them."),
    ("police-shooting", "police", "shooting", "Shootings as the department counts them: incidents, not people hit."),
    ("police-rape", "police", "rape", "Rapes as the department states them."),
    ("police-burglary", "police", "burglary", "Burglaries as the department states them."),
    ("ucr-murder", "ucr", "homicide", "Murder and non-negligent manslaughter, one for each victim."),
    ("ucr-rape", "ucr", "rape", "Rape, one for each victim."),
    ("ucr-robbery", "ucr", "robbery", "Robbery, one for each incident."),
)
_PREFER = (
    ("homicide", POLICE, "police-homicide"),
    ("homicide", FBI, "ucr-murder"),
    ("homicide", UCR, "ucr-murder"),
    ("shooting", POLICE, "police-shooting"),
    ("rape", FBI, "ucr-rape"),
    ("robbery", FBI, "ucr-robbery"),
    ("burglary", POLICE, "police-burglary"),
)


@dataclass(frozen=True)
class Said:
    """A figure as a story states it: its words must stand in the story's text."""

    quote: str
    value: float | None
    period: str
    metric: str = "homicide"
    measure: str = "count"
    more: tuple[tuple[str, Any], ...] = ()


def said(quote: str, value: float | None, period: str, metric: str = "homicide", measure: str = "count", **more: Any) -> Said:
    return Said(quote, value, period, metric, measure, tuple(more.items()))


def a_city(slug: str, name: str, outlets: Mapping[str, str], **more: Any) -> City:
    """A city whose sources are `outlets`: id → provider."""
    prefer = more.pop("prefer", _PREFER)
    table = {
        "slug": slug,
        "name": name,
        "state": "CA",
        "time_zone": "America/Los_Angeles",
        "subscribers": "none.csv",
        "sender": {
            "name": f"{name} year-end summary",
            "address": "yearend@example.org",
            "reply_to": "desk@example.org",
            "postal_address": "yearend, 1 Example Street",
        },
        "provider": _PROVIDERS,
        "definition": [
            {"id": one, "family": family, "metric": metric, "text": text, "source": "a manual"} for one, family, metric, text in _DEFINITIONS
        ],
        "prefer": [{"metric": metric, "provider": provider, "definition": definition} for metric, provider, definition in prefer],
        "source": [_source(one, provider) for one, provider in outlets.items()],
    }
    return City.model_validate(table | more)


def _source(outlet: str, provider: str) -> dict[str, Any]:
    is_file = provider != POLICE
    table = {
        "id": outlet,
        "kind": "file" if is_file else "page",
        "reads": "series" if is_file else "article",
        "address": f"https://{outlet}.example/",
        "outlet": outlet.replace("-", " ").title(),
        "provider": provider,
        "definition": _FAMILY[provider],
        "due": "day",
        "terms": "",
        "licence": "MIT",
        "may": ("read", "compute", "quote", "redistribute"),
    }
    return table | ({"columns": {"year": "year", "metrics": {"homicide": "murder"}}} if is_file else {})


def story(
    city: City | str, outlet: str, on: str, text: str, *figures: Said, spoken: Sequence[tuple[str, str, str]] = (), title: str | None = None
) -> Parsed:
    """An article of `on` (a day or a moment in UTC), captured long after; `spoken` is (words, speaker, role)."""
    place = city if isinstance(city, str) else city.place
    at = moment(on)
    document = Document(
        text=text,
        blocks=(),
        title=title or f"A story of {on[:10]}",
        outlet=None,
        published_at=at,
        published_on=at.date(),
        canonical_address=f"https://{outlet}.example/{on[:10]}",
    )
    quotations = tuple(Quotation(words, text.index(words), text.index(words) + len(words), *who) for words, *who in spoken)
    reading = Reading(tuple(_figure(one, text, place) for one in figures), quotations)
    return Parsed(capture(outlet, "2026-05-01", f"https://{outlet}.example/{on[:10]}"), document, reading)


def _figure(one: Said, text: str, place: str) -> Figure:
    start = text.index(one.quote)
    more = dict(one.more)
    baseline = more.pop("baseline", None)
    fields: dict[str, Any] = {
        "metric": one.metric,
        "label": f"{one.metric}s",
        "measure": one.measure,
        "value": one.value,
        "period": Period.parse(one.period),
        "baseline": Period.parse(baseline) if baseline else None,
        "quote": one.quote,
        "start": start,
        "end": start + len(one.quote),
        "place": place,
        "confidence": "certain",
    }
    return Figure(**fields | more)


def counts(city: City | str, outlet: str, on: str, years: Mapping[tuple[str, int | str], float]) -> Parsed:
    """A file of counts, (metric, year or month such as "2023-04") → count, as its publisher released it at `on`."""
    place = city if isinstance(city, str) else city.place
    figures = tuple(
        Figure(
            metric=metric,
            label=metric,
            measure="count",
            value=value,
            period=Period.parse(str(period)),
            quote=f"{value:g}",
            start=0,
            end=0,
            place=place,
            confidence="certain",
            cell=f"{period} × {metric}",
        )
        for (metric, period), value in years.items()
    )
    read = capture(outlet, "2026-05-01", media_type="text/csv")
    return Parsed(read, Document(text="", blocks=()), Reading(figures), moment(on))


def since(first_year: int, metric: str, values: Sequence[float]) -> dict[tuple[str, int | str], float]:
    """Counts of years that follow one another."""
    return {(metric, first_year + number): value for number, value in enumerate(values)}


def months_since(first_year: int, metric: str, values: Sequence[float]) -> dict[tuple[str, int | str], float]:
    """Counts of months that follow one another from a January."""
    return {(metric, f"{first_year + number // 12}-{number % 12 + 1:02}"): value for number, value in enumerate(values)}


def noon(day: str) -> dt.datetime:
    """Noon in UTC."""
    return moment(day)
