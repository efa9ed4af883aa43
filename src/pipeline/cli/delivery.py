"""The commands that get an edition to its readers: approval, deliveries that somebody must settle, and the subscribers."""

from __future__ import annotations

import datetime as dt
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from pipeline.cli.terminal import say
from pipeline.errors import ConfigError, DeliveryError, YearendError
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from pipeline.settings import Settings

subscribers_app = App(
    name="subscribers",
    help="Look after the subscribers: who gets the mail, who must not, and whom to forget. Addresses are printed on request only.",
)

EditionId = Annotated[str, Parameter(help="An edition's id, such as fresno-ca-2023-preliminary.")]
CitySlug = Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")]
Addresses = Annotated[
    str, Parameter(allow_leading_hyphen=True, help="Addresses; - reads them from stdin, one a line, so that they are in no shell history.")
]


def add_to(app: App) -> None:
    """Makes the commands part of `yearend`."""
    for command in (approve, diff, deliveries, settle, inbox, one_click):
        app.command(command)
    app.command(subscribers_app)


def approve(
    edition: EditionId,
    *,
    by: Annotated[str | None, Parameter(help="Who approves; by default the user of this machine.")] = None,
    look: Annotated[bool, Parameter(help="Only show what there is to decide on.", negative=())] = False,
    content: Annotated[str | None, Parameter(help="Approve this content alone, as --look named it; not what replaced it meanwhile.")] = None,
) -> None:
    """Let an edition go as it now stands, after showing its preview, open reviews and what changed since the last one that was sent.

    On a terminal it asks before. A changed edition needs a new approval.

    For example:

    yearend approve fresno-ca-2023-preliminary --look

    yearend approve fresno-ca-2023-preliminary --by "A. Editor" --content 1a2b3c4d5e6f
    """
    from pipeline.approval import dossier
    from pipeline.deliver.ledger import Ledger

    settings = load_settings()
    with Ledger(settings.ledger) as ledger:
        shown = dossier(settings, ledger, edition)
        print("\n".join(shown.lines()), flush=True)  # noqa: T201
        if look:
            return
        if content is not None and not shown.digest.startswith(content.lower() or "-"):
            raise DeliveryError(f"{edition} is no longer {content!r}; look again: yearend approve {edition} --look")
        if content is None and sys.stdin.isatty() and input("Let it go? [y/N] ").strip().lower() not in ("y", "yes"):
            raise DeliveryError(f"{edition} was not approved; nothing is sent")
        ledger.approve(edition, shown.digest, by or getpass.getuser(), dt.datetime.now(dt.UTC))
    say("approved", f"{edition}: {shown.subject}")


def diff(
    older: Annotated[str, Parameter(help="An edition's id, or one of its contents: fresno-ca-2023-final@1a2b3c.")],
    newer: Annotated[str, Parameter(help="Another.")],
) -> None:
    """Show what changed between two editions: numbers by row, words by sentence.

    For example:

    yearend diff fresno-ca-2023-preliminary fresno-ca-2023-final
    """
    from pipeline.approval import between
    from pipeline.deliver.ledger import Ledger

    with Ledger(load_settings().ledger) as ledger:
        found = between(ledger, older, newer)
    print("\n".join(found) or "nothing changed, in numbers or words")  # noqa: T201


def deliveries(
    edition: EditionId,
    *,
    addresses: Annotated[bool, Parameter(help="Print whole addresses, to look them up in the mail server's log.", negative=())] = False,
) -> None:
    """List what became of an edition's mails: how many went, and each that was refused or is unknown, with the command that settles it.

    For example:

    yearend deliveries fresno-ca-2023-preliminary
    """
    from collections import Counter

    from pipeline.deliver.ledger import Ledger
    from pipeline.deliver.subscribers import masked
    from pipeline.show import rows

    now = dt.datetime.now(dt.UTC)
    with Ledger(load_settings().ledger) as ledger:
        unknown = {one.number for one in ledger.unknown(now, edition)}
        found = [(one, "unknown" if one.number in unknown else one.state) for one in ledger.deliveries(edition)]
    counts = Counter(state for _, state in found)
    say("deliveries", f"{edition}: {', '.join(f'{count} {state}' for state, count in counts.items()) or 'none'}")
    columns = ["number", "state", "recipient", "answer", "claimed_at", "if_it_arrived", "if_it_may_go_again"]
    values = [
        (
            one.number,
            state,
            one.recipient if addresses else masked(one.recipient),
            one.answer if addresses else one.answer[:3],
            one.claimed_at[:16],
            one.command("sent"),
            one.command("unsent"),
        )
        for one, state in found
        if state in ("refused", "unknown")
    ]
    if values:
        print(rows(columns, values))  # noqa: T201


def settle(
    edition: EditionId,
    delivery: Annotated[int, Parameter(help="The delivery's number, as `yearend run --send` printed it.")],
    state: Annotated[Literal["sent", "unsent"], Parameter(help="What became of it: it arrived, or it may be sent again.")],
) -> None:
    """Settle a delivery that was cut off between handing it over and the mail server's answer.

    For example:

    yearend settle fresno-ca-2023-preliminary 17 sent
    """
    from pipeline.deliver.ledger import Ledger

    with Ledger(load_settings().ledger) as ledger:
        ledger.resolve(edition, delivery, state, dt.datetime.now(dt.UTC))
    say("settled", f"{edition}: delivery {delivery} is {state}")


def inbox(
    file: Annotated[str, Parameter(allow_leading_hyphen=True, help="A message or an mbox; - reads stdin, as from a mail filter.")],
) -> None:
    """Take in what came back by mail: who unsubscribes, and whose address bounced for good, is not mailed again.

    Mails that are none of these, or forged, are ignored and counted by reason. The same mails again change nothing.

    For example:

    yearend inbox /var/mail/yearend

    yearend inbox -
    """
    from pipeline.deliver.inbox import take_in
    from pipeline.deliver.ledger import Ledger

    settings = load_settings()
    with Ledger(settings.ledger) as ledger:
        others, now = _subscribed(settings), dt.datetime.now(dt.UTC)
        if file == "-":
            taken = take_in(sys.stdin.buffer, ledger, others, now)
        else:
            with Path(file).open("rb") as opened:
                taken = take_in(opened, ledger, others, now)
    for line in taken.ignored():
        say("ignored", line)
    say("inbox", str(taken))


def one_click(*, port: Annotated[int, Parameter(help="Where to listen, on this machine alone.")] = 8058) -> None:
    """Answer at YEAREND_UNSUBSCRIBE_URL: a small server, to stand behind a web server that speaks TLS and passes that address on.

    For example:

    yearend one-click --port 8058
    """
    from wsgiref.simple_server import make_server

    from pipeline.deliver.one_click import Quiet, application

    settings = load_settings()
    with make_server("127.0.0.1", port, application(settings, lambda: _subscribed(settings)), handler_class=Quiet) as server:
        say("listening", f"on 127.0.0.1, port {server.server_port}")
        server.serve_forever()


def _subscribed(settings: Settings) -> frozenset[str]:
    """Everyone in any city's file; a file that cannot be read has nobody."""
    from pipeline.city import load_cities
    from pipeline.deliver.subscribers import read

    found: set[str] = set()
    for path in {settings.deployments / city.subscribers for city in load_cities(settings.deployments)}:
        try:
            found |= {one.key for one in read(path)[0]}
        except ConfigError as error:
            say("left out", str(error))
    return frozenset(found)


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
