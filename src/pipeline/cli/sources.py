"""`yearend sources`: what a city's sources are, and whether they are as they should be."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from pipeline.cli.terminal import say, working
from pipeline.errors import ConfigError, YearendError
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.city import City
    from pipeline.source import Source

sources_app = App(name="sources", help="Look at a city's sources: what they are, and whether they are as they should be.")

CitySlug = Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")]
Form = Annotated[Literal["table", "json"], Parameter(help="A table to look at, or an array of JSON objects.")]


@sources_app.command(name="list")
def sources_list(city: CitySlug, *, format: Form = "table") -> None:  # noqa: A002
    """List a city's sources, when each was last had, and when it last answered for real. Nobody is asked.

    For example:

    yearend sources list fresno-ca
    """
    from pipeline.archive import Archive
    from pipeline.checking import HELD_COLUMNS, held_row
    from pipeline.city import load_city
    from pipeline.show import rows

    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    archive = Archive(settings.archive)
    found = [held_row(source, archive, now) for source in load_city(settings.deployments, city).source]
    print(rows(HELD_COLUMNS, found, format))  # noqa: T201


@sources_app.command(name="check")
def sources_check(
    city: CitySlug,
    *,
    source: Annotated[str | None, Parameter(help="Only the source of this id.")] = None,
    format: Form = "table",  # noqa: A002
) -> None:
    """Ask a city's sources whether they can be reached, may be asked and keep their contract; exit code 1 when one is in trouble.

    What they answer is archived, as in any run. Of data portals only a few rows are asked for.

    For example:

    yearend sources check fresno-ca

    yearend sources check fresno-ca --source rtci --format json
    """
    from pipeline.archive import Archive
    from pipeline.checking import COLUMNS, check
    from pipeline.city import load_city
    from pipeline.fetch.client import Client
    from pipeline.show import rows

    settings = load_settings()
    where = load_city(settings.deployments, city)
    with Client(settings) as client:
        found = list(check(where, _chosen(where, source), Archive(settings.archive), client, lambda: dt.datetime.now(dt.UTC), working))
    if format == "json":
        print(json.dumps([one.fields() for one in found], ensure_ascii=False, indent=1, default=str))  # noqa: T201
    else:
        print(rows(COLUMNS, [one.row() for one in found]))  # noqa: T201
    for one in found:
        for finding in one.findings:
            say("trouble" if finding.is_trouble else "note", f"{one.source_id}: {finding.reason}: {finding.detail}")
    if troubled := [one.source_id for one in found if one.is_trouble]:
        raise YearendError(f"{len(troubled)} of {len(found)} sources are in trouble: {', '.join(troubled)}")


def _chosen(city: City, wanted: str | None) -> Sequence[Source]:
    if wanted is None:
        return city.source
    chosen = [one for one in city.source if one.id == wanted]
    if not chosen:
        raise ConfigError(f"{city.slug} has no source {wanted!r}; there are {', '.join(one.id for one in city.source)}")
    return chosen
