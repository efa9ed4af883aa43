"""`yearend subscribers`: who gets the mail, who must not, and whom to forget."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from pipeline.cli.terminal import say
from pipeline.errors import YearendError
from pipeline.settings import load_settings

subscribers_app = App(
    name="subscribers",
    help="Look after the subscribers: who gets the mail, who must not, and whom to forget. Addresses are printed on request only.",
)

CitySlug = Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")]
Addresses = Annotated[
    str, Parameter(allow_leading_hyphen=True, help="Addresses; - reads them from stdin, one a line, so that they are in no shell history.")
]


@subscribers_app.command(name="import")
def subscribers_import(
    city: CitySlug,
    file: Annotated[Path, Parameter(help="A CSV in UTF-8 with address,name,kinds,format,consented_on,consent_source.")],
) -> None:
    """Take subscribers into the file that the city's TOML names: checked, each once, without those who are suppressed.

    For example:

    yearend subscribers import fresno-ca new-readers.csv
    """
    from pipeline.city import load_city
    from pipeline.deliver import roster
    from pipeline.deliver.ledger import Ledger

    settings = load_settings()
    path = settings.deployments / load_city(settings.deployments, city).subscribers
    with Ledger(settings.ledger) as ledger:
        imported = roster.take_in(path, file, ledger.suppressed)
    for rejection in imported.rejections:
        say("rejected", f"{rejection.reason}: {rejection.detail}")
    say("imported", f"{path}: {imported}")


@subscribers_app.command(name="list")
def subscribers_list(
    city: CitySlug,
    *,
    addresses: Annotated[bool, Parameter(help="Print whole addresses and names.", negative=())] = False,
    format: Annotated[Literal["table", "csv", "json", "markdown"], Parameter(help="How the rows are printed.")] = "table",  # noqa: A002
) -> None:
    """List a city's subscribers, addresses shortened to r…@example.org, and how many there are of each sort.

    For example:

    yearend subscribers list fresno-ca

    yearend subscribers list fresno-ca --addresses --format csv
    """
    from pipeline.city import load_city
    from pipeline.deliver.ledger import Ledger
    from pipeline.deliver.subscribers import KINDS, read
    from pipeline.show import rows

    settings = load_settings()
    people, rejections = read(settings.deployments / load_city(settings.deployments, city).subscribers)
    with Ledger(settings.ledger) as ledger:
        barred = ledger.suppressed(one.key for one in people)
    columns = ["address", "name", "kinds", "format", "consented_on", "consent_source", "is_suppressed"]
    values = [
        (
            one.address if addresses else one.masked,
            one.name if addresses else f"{one.name[:1]}…" if one.name else "",
            "all" if one.kinds == KINDS else ";".join(sorted(one.kinds)),
            one.format,
            one.consented_on,
            one.consent_source if addresses or "@" not in one.consent_source else "…",
            one.key in barred,
        )
        for one in people
    ]
    print(rows(columns, values, format))  # noqa: T201
    for rejection in rejections:
        say("rejected", f"{rejection.reason}: {rejection.detail}")
    say("listed", f"{len(people)} subscribers, {len(barred)} of them suppressed, {len(rejections)} rows rejected")


@subscribers_app.command(name="suppress")
def subscribers_suppress(
    *addresses: Addresses,
    reason: Annotated[str, Parameter(help="Why, as the ledger keeps it.")] = "by hand",
    lift: Annotated[bool, Parameter(help="The other way round: they may be mailed again, having asked for it.", negative=())] = False,
) -> None:
    """Never mail these addresses again, whatever any city's file says.

    For example:

    yearend subscribers suppress reader@example.org --reason "asked by telephone"

    yearend subscribers suppress -
    """
    from pipeline.deliver.ledger import Ledger

    keys = _keys(addresses)
    with Ledger(load_settings().ledger) as ledger:
        now = dt.datetime.now(dt.UTC)
        done = sum(ledger.lift(key) if lift else ledger.suppress(key, reason, now) for key in keys)
    what, other = ("lifted", "were not suppressed") if lift else ("suppressed", "were suppressed before")
    say(what, f"{done} addresses; {len(keys) - done} {other}")


@subscribers_app.command(name="erase")
def subscribers_erase(*addresses: Addresses) -> None:
    """Forget people: their rows in every city's file, their address in the ledger and its copies. What was sent is still counted.

    They stay suppressed, by a hash that nobody can read their address from. Backups made elsewhere are yours to clear.

    For example:

    yearend subscribers erase reader@example.org
    """
    from pipeline.city import load_cities
    from pipeline.deliver import roster
    from pipeline.deliver.ledger import Ledger

    settings, keys = load_settings(), _keys(addresses)
    files = sorted({settings.deployments / city.subscribers for city in load_cities(settings.deployments)})
    with Ledger(settings.ledger) as ledger:
        for number, key in enumerate(keys, 1):
            deliveries = ledger.erase(key, dt.datetime.now(dt.UTC))  # first: from here on nobody claims a mail to them
            rows = sum(roster.take_out(file, key) for file in files)
            say("erased", f"address {number}: {rows} rows of {len(files)} files; {deliveries} deliveries stay counted")


def _keys(addresses: tuple[str, ...]) -> list[str]:
    """The addresses as the ledger knows them, each once; YearendError names the place of one that is none, not the word."""
    from pipeline.deliver.subscribers import checked_address

    words = [word for given in addresses for word in (sys.stdin.read().split("\n") if given == "-" else [given]) if word.strip()]
    if not words:
        raise YearendError("give at least one address, or - to read them from stdin")
    found: dict[str, None] = {}
    for number, word in enumerate(words, 1):
        try:
            found[checked_address(word).lower()] = None
        except ValueError as error:
            raise YearendError(f"address {number} {error}; nothing was changed") from None
    return list(found)
