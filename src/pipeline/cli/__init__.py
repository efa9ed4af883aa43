"""The command `yearend`. Everything it does, the stages do; here are words, progress and exit codes."""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from pipeline import __version__, logs
from pipeline.cli import analysis, delivery, operation, watch
from pipeline.cli.archive import archive_app
from pipeline.cli.sources import sources_app
from pipeline.cli.terminal import complain, say, working
from pipeline.errors import YearendError
from pipeline.settings import load_settings

app = App(
    name="yearend",
    version=f"yearend {__version__}",
    help="""Collect a city's published crime figures with the words they came from, reconcile them, and mail a year-end summary.

    What the environment decides (where state lies, the mail server) stands in deployments/env.example.
    Errors are one sentence and exit code 1; `--debug` before a command shows the traceback.""",
    version_flags=["--version"],
    help_format="plaintext",
    suppress_keyboard_interrupt=False,
)
app.command(archive_app)
app.command(sources_app)
delivery.add_to(app)
analysis.add_to(app)
operation.add_to(app)
watch.add_to(app)

Year = Annotated[int, Parameter(help="Calendar year.")]
CitySlug = Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")]
KnownAt = Annotated[str | None, Parameter(help="Make the edition as known then: 2023-12-29 or 2023-12-29T17:00-08:00.")]
Replay = Annotated[Path | None, Parameter(help="Take this WARC archive in and ask nobody.")]
Send = Annotated[bool, Parameter(help="Send the edition to the city's subscribers, once it is approved.", negative=())]


@app.command
def run(
    city: CitySlug,
    year: Year,
    *,
    known_at: KnownAt = None,
    replay: Replay = None,
    send: Send = False,
) -> None:
    """Run all stages for one city and year: fetch, archive, parse, load, transform, report, deliver.

    Without --send the mail is only written to the outbox. Run again, it does what is left to do and changes nothing else.

    For example:

    yearend run fresno-ca 2023

    YEAREND_DEPLOYMENTS=deployments/sample yearend run fresno-ca 2023 --replay deployments/sample/captures.warc.gz --known-at 2023-12-29

    yearend run fresno-ca 2023 --send
    """
    from pipeline.run import Work
    from pipeline.run import run as run_year

    run_year(city, year, known_at, Work(load_settings(), dt.datetime.now(dt.UTC), say, working, replay, is_send=send))


@app.command
def monthly(
    city: CitySlug,
    month: Annotated[
        str | None, Parameter(help="Year and month, such as 2026-03; by default the newest of which a whole count is known.")
    ] = None,
    *,
    known_at: KnownAt = None,
    replay: Replay = None,
    send: Send = False,
) -> None:
    """Run all stages for one city and month: the month, the year to date and the twelve months through it, each beside a year before.

    For example:

    yearend monthly fresno-ca

    yearend monthly fresno-ca 2026-03 --send
    """
    from pipeline.run import Work, run_month

    run_month(city, month, known_at, Work(load_settings(), dt.datetime.now(dt.UTC), say, working, replay, is_send=send))


@app.command
def preview(city: CitySlug, year: Year, *, port: Annotated[int, Parameter(help="Where to listen; 0 for any free one.")] = 8057) -> None:
    """Show the mails and pages of a city's year side by side in a browser of this machine, until you press Ctrl-C.

    For example:

    yearend preview fresno-ca 2023
    """
    from wsgiref.simple_server import make_server

    from pipeline.deliver.one_click import Quiet
    from pipeline.preview import application

    with make_server("127.0.0.1", port, application(load_settings(), city, year), handler_class=Quiet) as server:
        say("preview", f"http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)")
        with suppress(KeyboardInterrupt):
            server.serve_forever()


@app.command
def pdf(
    edition: Annotated[str, Parameter(help="An edition's id, such as fresno-ca-2023-final.")],
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], help="Where to; by default beside the edition's page.")] = None,
) -> None:
    """Write an edition's page as a PDF; needs the extra pdf.

    For example:

    yearend pdf fresno-ca-2023-final --output fresno.pdf
    """
    from pipeline.report.pdf import write

    say("pdf", str(write(load_settings().site, edition, output)))


@app.command
def extract(
    *pages: Annotated[Path, Parameter(help="HTML pages, or plain text that may open with `date YYYY-MM-DD`.")],
    format: Annotated[Literal["jsonl", "table"], Parameter(help="One JSON object a page, or a table to look at.")] = "table",  # noqa: A002
    text: Annotated[bool, Parameter(help="Print the article text that the offsets refer to, and nothing else.", negative=())] = False,
    place: Annotated[str | None, Parameter(help='The article\'s city, such as "Fresno, CA"; by default as the article says.')] = None,
    explain: Annotated[bool, Parameter(help="Add which words gave metric, period, sign and confidence.", negative=())] = False,
) -> None:
    """Read the figures and quotations out of pages, without keeping anything. A page that cannot be read is named, and the others are read.

    For example:

    yearend extract story.html

    yearend extract stories/*.html --format jsonl > figures.jsonl
    """
    from pipeline.extract import extract_page

    if not pages:
        raise YearendError("name at least one page, such as: yearend extract story.html")
    unread: list[YearendError] = []
    for page in pages:
        try:
            print(extract_page(page, form="text" if text else format, place=place, is_explained=explain))  # noqa: T201
        except YearendError as error:
            unread.append(error)
            if len(pages) > 1:
                complain(str(error))
    if unread:
        raise unread[0] if len(pages) == 1 else YearendError(f"{len(unread)} of {len(pages)} pages could not be read")


@app.command
def evaluate(
    gold: Annotated[Path, Parameter(help="The gold: one JSON object a page, as `extract --format jsonl` prints them.")],
    pages: Annotated[Path, Parameter(help="A folder with the pages, named by their ids.")],
) -> None:
    """Measure how well figures are read: precision, recall and F1 by metric, measure, kind of period and confidence.

    For example:

    yearend evaluate tests/sample_expected.jsonl deployments/sample/pages
    """
    from pipeline.evaluate import measure
    from pipeline.extract import extract_page

    print(measure(gold, pages, lambda page: extract_page(page, form="jsonl", place=None, is_explained=False)))  # noqa: T201


@app.command
def cities() -> None:
    """List the cities that can be run, with their sources."""
    from pipeline.city import load_cities
    from pipeline.show import rows

    found = load_cities(load_settings().deployments)
    columns = ["city", "place", "time zone", "sources", "providers"]
    values = [(one.slug, one.place, one.time_zone, len(one.source), ", ".join(each.id for each in one.provider)) for one in found]
    print(rows(columns, values))  # noqa: T201


@app.command
def transform() -> None:
    """Bring the marts up to date, run the checks and publish; nothing is fetched, and nothing happens where nothing changed."""
    from pipeline.stages import transform as build

    transformed, published = build(load_settings(), dt.datetime.now(dt.UTC))
    say("transform", f"{len(transformed.built)} models built, {len(transformed.unchanged)} unchanged")
    for finding in transformed.findings:
        say(finding.severity, f"{finding.check}: {len(finding.rows)} rows. {finding.summary}")
    say("publish", f"{published.file}{'' if published.is_new else ', unchanged'}")


@app.meta.default
def _launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    debug: Annotated[bool, Parameter(help="Log everything and show tracebacks.", negative=())] = False,
) -> int:
    logs.start(logging.DEBUG if debug else logging.WARNING)
    try:
        app(tokens)
    except YearendError as error:
        complain(str(error), is_traced=debug)
        return 1
    except BrokenPipeError:  # `yearend sql … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # a full or read-only disk, a folder that is none
        complain(f"{error.filename or 'a file'} cannot be used: {error.strerror or error}", is_traced=debug)
        return 1
    except KeyboardInterrupt:
        complain("interrupted; run again to go on from here")
        return 130
    return 0


def main() -> None:
    """The entry point: exit code 0, 1 for what a person can mend, 130 when interrupted."""
    sys.exit(app.meta())
