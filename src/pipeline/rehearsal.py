"""The year-end, rehearsed: made as it would be made now, and compared with the last rehearsal. It stands in no ledger, so nothing of it can go.

The preview lies in the outbox as `<city>-<year>-rehearsal.eml`, the edition and its page under `rehearsals/`, where the next one finds them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.archive import Archive
from pipeline.changes import lines
from pipeline.deliver.send import preview
from pipeline.errors import ReportError
from pipeline.published import document_text
from pipeline.report import page, render
from pipeline.report.edition import build
from pipeline.report.put import put
from pipeline.report.store import dumps, loads
from pipeline.warehouse import open_warehouse
from pipeline.watch.journal import noted

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.city import City
    from pipeline.report.parts import Edition
    from pipeline.settings import Settings


REHEARSALS = "rehearsals"  # in the home


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal showed."""

    edition: Edition
    preview: Path
    problems: tuple[str, ...]  # why the year-end would not do, a sentence each
    changes: tuple[str, ...]  # since the last rehearsal, a line each
    is_first: bool  # there was none to compare with

    def markdown(self) -> str:
        """For people: what is wrong, what changed, and what the mail would say."""
        since = "the first of this year, with nothing to compare it with" if self.is_first else "nothing changed since the last one"
        parts = [f"# Rehearsal: {self.edition.subject}", *(f"**{problem}**" for problem in self.problems)]
        parts.append("\n".join(["```", *self.changes, "```"]) if self.changes else f"({since})")
        return "\n\n".join(parts) + "\n"


def judge(edition: Edition, last: Edition | None) -> tuple[str, ...]:
    """Why an edition would not do: it has no number to show, or has lost a metric that the last one had. A sentence each; none: ()."""
    problems = [] if any(row.value is not None for row in edition.key_rows) else ["the mail would have no number in it"]
    had, has = (_metrics(one) if one else {} for one in (last, edition))
    return (*problems, *(f"{label}: no count any more, and the last rehearsal had one" for metric, label in had.items() if metric not in has))


def rehearse(city: City, year: int, settings: Settings) -> Rehearsal:
    """Makes the edition of a city's year as known now, mail and page too, and judges it by the last one that would do.

    One that would not do leaves that to be compared with again. ReportError where nothing is known of the year.
    """
    folder = settings.home / REHEARSALS / f"{city.slug}-{year}"
    with noted(settings, "rehearse", city.slug), open_warehouse(settings) as connection:
        built = build(connection, city, year, None, partial(document_text, Archive(settings.archive)), site_base_url=settings.site_base_url)
    edition = replace(built, id=f"{city.slug}-{year}-rehearsal")
    mail = replace(render.mail(edition, city), subject=f"Rehearsal: {edition.subject}")
    shown = preview(mail, city.sender, settings.outbox, edition.known_at)
    last = _last(folder / "edition.json")
    problems = judge(edition, last)
    put(folder / "index.html", page.html(edition, city))
    if not problems:
        put(folder / "edition.json", dumps(edition))
    return Rehearsal(edition, shown, problems, lines(last, edition) if last else (), last is None)


def accept_command(city: str, year: int, settings: Settings) -> str:
    """What makes the next rehearsal begin anew, where a metric is gone for good."""
    return f"rm {settings.home / REHEARSALS / f'{city}-{year}' / 'edition.json'}"


def _metrics(edition: Edition) -> dict[str, str]:
    """The metrics that an edition has a count of, with their names."""
    return {row.metric: row.label for row in reversed(edition.all_rows) if row.value is not None}


def _last(path: Path) -> Edition | None:
    """The last rehearsal that would do; one of another version is as good as none."""
    try:
        return loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ReportError):
        return None
