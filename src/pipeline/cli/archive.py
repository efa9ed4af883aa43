"""`yearend archive`: the bytes as they came: made, checked, indexed, and withdrawn."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from pipeline.cli.terminal import say, working
from pipeline.errors import YearendError
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from pipeline.keep.dependents import Dependents

archive_app = App(name="archive", help="Look after the archive: the bytes as they came, in WARC files.")

DryRun = Annotated[bool, Parameter(help="Only say what would be done.", negative=())]


@archive_app.command(name="build")
def archive_build(folder: Annotated[Path, Parameter(help="A folder with captures.toml and the files that it lists.")]) -> None:
    """Make captures.warc.gz from the plain files beside it: same files, same bytes.

    For example:

    yearend archive build deployments/sample
    """
    from pipeline.archive import build

    say("built", str(build(folder)))


@archive_app.command(name="verify")
def archive_verify() -> None:
    """Check the hash of every record; exit code 1 when something is wrong. What a killed run left half-written is only noted."""
    from pipeline.archive import Archive

    findings = Archive(load_settings().archive).verify()
    for finding in findings:
        print(f"{finding.file} at byte {finding.offset}: {finding.reason}: {finding.detail}")  # noqa: T201
    if damaged := [finding for finding in findings if not finding.is_harmless]:
        raise YearendError(f"{len(damaged)} records are damaged; restore the files named above from a backup")
    say("archive", "every hash is right")


@archive_app.command(name="reindex")
def archive_reindex() -> None:
    """Make the archive's index again from its WARC files alone."""
    from pipeline.archive import Archive

    archive = Archive(load_settings().archive)
    archive.reindex()
    say("archive", f"{sum(1 for _ in archive.captures())} captures")


@archive_app.command(name="withdraw")
def archive_withdraw(
    address: Annotated[str, Parameter(help="The document's address, as asked for or as answered.")],
    *,
    reason: Annotated[str, Parameter(help="Why; it is kept with the hash.")],
    by: Annotated[str | None, Parameter(help="Who decides; by default the user of this machine.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Take a document down: its bytes and words, and what was read from it, leave archive, warehouse, published files and pages.

    Hash and tombstone stay, and it is never fetched or imported again. Editions keep the numbers that they said. Cut off, the same command
    goes on.

    For example:

    yearend archive withdraw https://sample.example/courier/article.html --reason "asked by the publisher" --dry-run
    """
    from pipeline.keep.withdraw import look, withdraw

    settings = load_settings()
    if dry_run:
        _say_dependents(look(settings, address))
        say("dry run", "nothing was changed")
        return
    with working("withdrawing"):
        found = withdraw(settings, address, by or getpass.getuser(), reason, dt.datetime.now(dt.UTC))
    _say_dependents(found)
    say("withdrawn", address)


def _say_dependents(found: Dependents) -> None:
    for one in found.captures:
        say("capture", f"{one.fetched_at:%Y-%m-%d %H:%M} UTC, {one.size_bytes:,} bytes, {one.digest}")
    say("read", f"{len(found.figures)} figures and {found.quotation_count} quotations leave with it")
    for standing in found.editions:
        say("edition", standing.advice)
    for path in found.decisions:
        say("decisions", f"{path} decides about it and may hold its words: take those decisions out")
    for path in found.backups:
        say("backup", f"{path} holds it until it is removed; putting it back withdraws it again")
    for address in found.same_bytes:
        say("also at", f"{address}: the same bytes; withdraw that too")


@archive_app.command(name="withdrawn")
def archive_withdrawn() -> None:
    """List what was withdrawn: by whom, when and why, with its hash."""
    from pipeline.archive import Archive
    from pipeline.show import rows

    found = Archive(load_settings().archive).tombstones()
    columns = ["withdrawn_at", "by", "why", "address", "fetched_at", "digest"]
    values = [
        (
            f"{one.at:%Y-%m-%d %H:%M}",
            one.by,
            one.why,
            one.address,
            *((f"{one.capture.fetched_at:%Y-%m-%d %H:%M}", one.capture.digest) if one.capture else ("", "")),
        )
        for one in found
    ]
    print(rows(columns, values))  # noqa: T201


@archive_app.command(name="expire")
def archive_expire(*, dry_run: DryRun = False) -> None:
    """Withdraw what its source may be kept for so many days only (`keep_days`), and what was read from it; its hash stays.

    For example:

    yearend archive expire --dry-run
    """
    from pipeline.keep.retention import expire, over

    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    with working("looking for what is kept no longer"):
        found = over(settings, now) if dry_run else expire(settings, now)
    for one in found:
        say(one.city, f"{one.source.id}: {len(one.captures):,} documents older than {one.source.keep_days} days")
    say("dry run" if dry_run else "expired", f"{sum(len(one.captures) for one in found):,} documents")
