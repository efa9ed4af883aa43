"""The commands for who looks into the figures: queries, traces, the checks, and what waits for a reviewer."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from pipeline.cli.terminal import say
from pipeline.errors import YearendError
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from pipeline.review import Choice

Form = Annotated[Literal["table", "csv", "json", "markdown"], Parameter(help="How the rows are printed; json is one array of objects.")]


def add_to(app: App) -> None:
    """Makes the commands part of `yearend`."""
    for command in (trace, sql, checks, review):
        app.command(command)


def trace(figure_id: Annotated[str, Parameter(help="A figure's id, or its beginning.")]) -> None:
    """Show where a figure comes from: its words or cell, the document's address, when it was fetched, and the hash of its bytes.

    For example:

    yearend trace 3f2a90
    """
    from pipeline.published import trace as trace_figure

    print(trace_figure(load_settings(), figure_id))  # noqa: T201


def sql(
    query: Annotated[str | None, Parameter(help="A query over the schemas core and mart; sql/README.md describes them.")] = None,
    *,
    file: Annotated[Path | None, Parameter(name=["--file", "-f"], help="Read it from a file, such as sql/analyses/revisions.sql.")] = None,
    format: Form = "table",  # noqa: A002
) -> None:
    """Ask the published DuckDB file, read only.

    For example:

    yearend sql "select year, provider, value from mart.series_year where metric = 'homicide' order by year"

    yearend sql --format json "from mart.disagreement where year = 2023"
    """
    from pipeline.published import ask
    from pipeline.show import rows

    asked = (query or "").strip()
    if (file is None) == (not asked):
        raise YearendError('give a query or a file, such as: yearend sql "from mart.coverage"')
    columns, found = ask(load_settings(), asked or _read(file or Path()))
    print(rows(columns, found, format))  # noqa: T201


def checks(
    check: Annotated[str | None, Parameter(help="One check, to see its rows with their own columns.")] = None,
    *,
    format: Form = "table",  # noqa: A002
) -> None:
    """Ask the checks of what was built last, and show the rows that each of them finds; exit code 1 where one stops the mail.

    For example:

    yearend checks

    yearend checks jump --format csv
    """
    from pipeline.checks import found, listed
    from pipeline.show import rows

    findings = found(load_settings(), check)
    print(rows(*listed(findings, check), format))  # noqa: T201
    for finding in findings:
        say(finding.severity, f"{finding.check}: {len(finding.rows)} rows. {finding.summary}")
    if stops := [finding.check for finding in findings if finding.severity == "stop"]:
        raise YearendError(f"these stop the mail: {', '.join(stops)}; see sql/checks")


def review(
    city: Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")],
    year: Annotated[int, Parameter(help="Calendar year of the edition.")],
    *,
    accept: Annotated[str | None, Parameter(help="Let this figure, claim or quotation be mailed: an id, or its beginning.")] = None,
    correct: Annotated[tuple[str, float] | None, Parameter(help="An id, and the number that its words say.")] = None,
    reject: Annotated[str | None, Parameter(help="Keep this out of series and mail: an id, or its beginning.")] = None,
    by: Annotated[str | None, Parameter(help="Who decides; by default the user of this machine.")] = None,
    why: Annotated[str | None, Parameter(help="Why; it stands in the trace.")] = None,
    format: Form = "table",  # noqa: A002
) -> None:
    """List what would be mailed and is not certain enough, with its words; or decide one of them, in the city's file of decisions.

    A claim that differs from our number is mailed only when it is accepted. Decisions hold from the next `yearend run` or `transform` on.

    For example:

    yearend review fresno-ca 2023

    yearend review fresno-ca 2023 --accept 3f2a90 --by "A. Editor" --why "the page says so in its second paragraph"

    yearend review fresno-ca 2023 --correct 3f2a90 34 --by "A. Editor" --why "the page was misread: it says 34"
    """
    from pipeline.review import decide, queue
    from pipeline.show import rows

    settings = load_settings()
    if choice := _choice(accept, correct, reject, by or getpass.getuser(), why):
        path = decide(settings, city, choice)
        say("decided", f"{choice.verdict} {choice.target}: written to {path}; `yearend transform` builds with it")
        return
    columns, found = queue(settings, city, year)
    print(rows(columns, found, format))  # noqa: T201
    say("review", f"{len(found)} wait; decide with --accept, --correct or --reject, and --why")


def _choice(accept: str | None, correct: tuple[str, float] | None, reject: str | None, by: str, why: str | None) -> Choice | None:
    from pipeline.review import Choice

    now = dt.datetime.now(dt.UTC)
    made = [
        *([Choice(accept, "accept", by, why or "", now)] if accept is not None else []),
        *([Choice(correct[0], "correct", by, why or "", now, correct[1])] if correct is not None else []),
        *([Choice(reject, "reject", by, why or "", now)] if reject is not None else []),
    ]
    if len(made) > 1:
        raise YearendError("decide one at a time: --accept, --correct or --reject")
    if made and not (why or "").strip():
        raise YearendError('say why, such as: --why "the page says so in its second paragraph"; it stands in the trace')
    return made[0] if made else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise YearendError(f"{path} cannot be read: {error}") from None
