"""The commands by which an operator looks at an installation: what is due and what ran, whether it can work, and being told by mail."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from pipeline.errors import YearendError
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from pipeline.city import City
    from pipeline.errors import ConfigError
    from pipeline.settings import Settings

Form = Annotated[Literal["table", "json"], Parameter(help="A table to look at, or an array of JSON objects.")]


def add_to(app: App) -> None:
    """Makes the commands part of `yearend`."""
    for command in (status, alerts, doctor):
        app.command(command)


def status(
    city: Annotated[str | None, Parameter(help="Only the city of this slug; `yearend cities` lists them.")] = None,
    *,
    format: Form = "table",  # noqa: A002
) -> None:
    """Show what is due, what ran, what is stale and what waits, by city. Exit code 1 when something is behind or failed; late is fine.

    Nobody is asked, and nothing is changed. Times are the city's. A city whose TOML cannot be read is said last.

    For example:

    yearend status

    yearend status fresno-ca --format json
    """
    from pipeline.show import rows
    from pipeline.watch.item import COLUMNS, FIELDS, GRAVE
    from pipeline.watch.status import status as look

    settings = load_settings()
    cities, mistakes = _cities(settings, city)
    zones = {one.slug: one.zone for one in cities}
    found = list(look(settings, cities, dt.datetime.now(dt.UTC)))
    if format == "json":
        print(rows(FIELDS, [one.fields() for one in found], format))  # noqa: T201
    else:
        print(rows(COLUMNS, [one.row(zones.get(one.city, dt.UTC)) for one in found]))  # noqa: T201
    if mistakes:
        raise mistakes[0]
    if grave := sorted({f"{one.city or 'all cities'}: {one.part} {one.name}" for one in found if one.state in GRAVE}):
        raise YearendError(f"behind or failed: {', '.join(grave)}")


def _cities(settings: Settings, slug: str | None) -> tuple[tuple[City, ...], tuple[ConfigError, ...]]:
    """One city or all that can be read, and what is wrong with the others."""
    from pipeline.city import load_city, readable_cities

    return readable_cities(settings.deployments) if slug is None else ((load_city(settings.deployments, slug),), ())


def doctor(
    *,
    sources: Annotated[bool, Parameter(help="Ask every source too: can it be reached, may it be asked.", negative=())] = False,
    city: Annotated[str | None, Parameter(help="With --sources: only those of the city of this slug.")] = None,
    format: Form = "table",  # noqa: A002
) -> None:
    """Look whether this installation can do its work: settings, cities, disk, clock, time zones, DuckDB, archive, warehouse, ledger, backup,
    mail server, site, Prefect server. Exit code 1 on trouble.

    For example:

    yearend doctor

    yearend doctor --sources --city fresno-ca
    """
    from pipeline.cli.terminal import working
    from pipeline.doctor import COLUMNS, examine, outside
    from pipeline.show import rows

    settings = load_settings()
    found = list(examine(settings, dt.datetime.now(dt.UTC)))
    if sources:
        found += outside.sources(_cities(settings, city)[0], settings, working)
    print(rows(COLUMNS, [one.row() for one in found], format))  # noqa: T201
    if troubled := sorted({one.part for one in found if one.state == "trouble"}):
        raise YearendError(f"in trouble: {', '.join(troubled)}; each has its page in deployments/RUNBOOK.md")


def alerts(*, dry_run: Annotated[bool, Parameter(help="Print what would be mailed; note and mail nothing.", negative=())] = False) -> None:
    """Mail the operator (YEAREND_OPERATOR) what is wrong: once when it comes or changes, again when it lasts, once when it is over.

    Where nothing is news nothing is mailed. Without an operator it is printed, and the exit code is 1 as long as something is wrong. To be run
    daily: by the deployment `watch`, or by cron.

    For example:

    yearend alerts --dry-run
    """
    from pipeline.cli.terminal import say
    from pipeline.watch.look import look

    settings = load_settings()
    found = look(settings, dt.datetime.now(dt.UTC), is_dry_run=dry_run)
    if found.is_mailed or found.digest.is_empty:
        known = len(found.digest.known)
        say("alerts", f"mailed: {found.digest.subject}" if found.is_mailed else f"nothing new; {known or 'none'} told before")
        return
    print(f"{found.digest.subject}\n\n{found.digest.text}", end="")  # noqa: T201
    if not dry_run and found.alerts:
        raise YearendError("nobody was told, for YEAREND_OPERATOR is not set; set it to an address that somebody reads")
