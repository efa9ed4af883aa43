"""The commands that get an edition to its readers: approval, deliveries that somebody must settle, and the subscribers."""

from __future__ import annotations

import datetime as dt
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from pipeline.cli.subscribers import subscribers_app
from pipeline.cli.terminal import say
from pipeline.errors import ConfigError, DeliveryError
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from pipeline.settings import Settings

EditionId = Annotated[str, Parameter(help="An edition's id, such as fresno-ca-2023-preliminary.")]


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
        known = sorted({one.edition_id for one in ledger.editions()})
    if not found and edition not in known:
        raise DeliveryError(f"there is no edition {edition!r}; there are {', '.join(known) or 'none yet: run `yearend run` first'}")
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
