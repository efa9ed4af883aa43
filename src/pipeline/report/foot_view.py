"""What stands under a mail's line: when it was known, its documents, who counts and what, and whom to write to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.report.month_parts import MonthRow
from pipeline.report.parts import Edition, KeyRow, Source
from pipeline.report.words import clock, day, sentence_case

if TYPE_CHECKING:
    from pipeline.city import City


@dataclass(frozen=True)
class Foot:
    """What stands under the line."""

    known_at: str
    reconstructed: str
    providers: str
    definitions: tuple[str, ...]
    reply_to: str
    unsubscribe_address: str
    postal_address: str
    page_address: str


def footnote(source: Source) -> str:
    """As in "[1] Sample Valley News, Dec. 29, 2023"; its address and credit stand beside it."""
    return f"[{source.number}] {source.outlet}, {day(source.published_on)}"


def cited(edition: Edition) -> tuple[Source, ...]:
    """The documents that the mail's footnotes name, one for each number."""
    return tuple({one.number: one for one in reversed(edition.sources) if one.is_cited}[number] for number in _numbers(edition))


def _numbers(edition: Edition) -> list[int]:
    return sorted({one.number for one in edition.sources if one.is_cited})


def moment_words(local: dt.datetime) -> str:
    """As in "Dec. 29, 2023, 11:05 a.m. PST"; midnight is what a mere date became, and the day says it."""
    return day(local.date()) if local.time() == dt.time() else f"{day(local.date())}, {clock(local)} {local:%Z}"


def foot(edition: Edition, city: City) -> Foot:
    local = edition.known_at.astimezone(city.zone)
    rows: tuple[KeyRow | MonthRow, ...] = (*edition.key_rows, *edition.months)
    shown = {(row.definition, row.provider): row for row in rows}
    texts = {one.id: one.text for one in city.definition}
    return Foot(
        known_at=moment_words(local),
        reconstructed="It is reconstructed from publication dates, as some documents were fetched later." if edition.is_reconstructed else "",
        definitions=tuple(f"{row.label}, {row.source}: {texts[definition]}" for (definition, _), row in shown.items() if definition in texts),
        providers=_providers(edition, city),
        reply_to=city.sender.reply_to,
        unsubscribe_address=f"mailto:{city.sender.reply_to}?subject={quote(f'unsubscribe {city.slug}')}",
        postal_address=city.sender.postal_address,
        page_address=edition.page_address,
    )


def _providers(edition: Edition, city: City) -> str:
    """As in "Police: Fresno Police Department. FBI data via RTCI: Real-Time Crime Index, from FBI data": the short names of the mail in full."""
    rows: tuple[KeyRow | MonthRow, ...] = (*edition.key_rows, *edition.months)
    shown = [row.provider for row in rows] + [line.provider for chart in edition.charts for line in chart.lines]
    names = {one.id: (one.short, one.name) for one in city.provider}
    told = [names[one] for one in dict.fromkeys(shown) if one in names]
    return " ".join(f"{sentence_case(short)}: {name}." for short, name in told if short != name)
