"""Writes the edition's page, its JSON and the site's index: self-contained files, each put in place with one rename."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from pipeline.report import foot_view, mail_view, page_view, store
from pipeline.report.correction import notices
from pipeline.report.names import Names
from pipeline.report.parts import Edition, Trace
from pipeline.report.put import put
from pipeline.report.scripts import LIBRARY, OURS, write_scripts
from pipeline.report.words import day, hedged, numeral

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.city import City


@dataclass(frozen=True)
class Listed:
    """An edition's place in the site."""

    folder: str
    edition: store.Summary


def write(edition: Edition, city: City, site: Path, corrections: Sequence[Edition] = ()) -> Path:
    """Writes `site/<city>/<year>/<kind>/index.html` with its `edition.json`, and the site's scripts and index; the page's path.

    The corrections of the year so far are said on top of it.
    """
    folder = site / edition.folder
    put(folder / "edition.json", store.dumps(edition))
    put(folder / "index.html", html(edition, city, corrections))
    write_scripts(site)
    write_index(site)
    return folder / "index.html"


def html(edition: Edition, city: City, corrections: Sequence[Edition] = ()) -> str:
    """The page: styles and charts inline, nothing fetched from elsewhere, no script needed; with the site's, tables sort and charts answer."""
    return (
        _environment()
        .get_template("page.html")
        .render(_context(edition, city) | {"notices": edition.corrected or notices(edition, corrections)})
    )


def write_index(site: Path) -> Path:
    """Lists the editions that lie in the site, by city and newest year."""
    found = {path.parent.relative_to(site): store.summary(path.read_text(encoding="utf-8")) for path in sorted(site.glob("*/*/*/edition.json"))}
    listed = [Listed(folder.as_posix(), one) for folder, one in found.items() if one is not None]
    ordered = sorted(listed, key=lambda one: (one.edition.place, -one.edition.year, one.edition.known_at, one.edition.id))
    cities = [
        (place, [(year, list(editions)) for year, editions in groupby(of_place, key=lambda one: one.edition.year)])
        for place, of_place in groupby(ordered, key=lambda one: one.edition.place)
    ]
    path = site / "index.html"
    put(path, _environment().get_template("index.html").render(cities=cities, css=_css(), kind_words=mail_view.kind_words))
    return path


def _context(edition: Edition, city: City) -> dict[str, Any]:
    names = Names.of(city)

    def noun(trace: Trace) -> str:
        return names.nouns(trace.metric, trace.definition)[1]

    return {
        "edition": edition,
        "css": _css(),
        "kind_words": mail_view.kind_words(edition),
        "foot": foot_view.foot(edition, city),
        "notes": mail_view.notes(edition),
        "move_rows": [mail_view.move_view(edition, move) for move in edition.moves],
        "rows": [page_view.page_row(row) for row in edition.all_rows],
        "heads": mail_view.heads(edition),
        "months": [mail_view.month_view(edition, row) for row in edition.months],
        "charts": page_view.drawn(edition),
        "quotes": [mail_view.quote_view(edition, spoken) for spoken in edition.spoken],
        "documents": page_view.read_documents(edition),
        "traced": {trace.figure_id for trace in edition.traces},
        "noun": noun,
        "scripts": [f"{'../' * (edition.folder.count('/') + 1)}{name}" for name in (LIBRARY, OURS)],
        "local_day": lambda moment: page_view.local_day(moment, city),
    }


def _css() -> Markup:
    return Markup((files("pipeline.report") / "templates" / "page.css").read_text(encoding="utf-8"))  # noqa: S704  # our own file


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "day": day,
        "hedged": hedged,
        "numeral": numeral,
        "amount": page_view.amount,
        "position_words": page_view.position_words,
    }
    return environment
