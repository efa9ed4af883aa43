"""The commands by which an operator keeps an installation: backups and their restoration, the warehouse made anew, years that are past."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from pipeline.cli.terminal import say, working
from pipeline.errors import KeepError
from pipeline.settings import load_settings


def add_to(app: App) -> None:
    """Makes the commands part of `yearend`."""
    for command in (backup, restore, rebuild, backfill):
        app.command(command)


def backup(
    folder: Annotated[Path | None, Parameter(help="Where backups lie; by default YEAREND_BACKUP_FOLDER.")] = None,
    *,
    verify: Annotated[bool, Parameter(help="Only check the newest backup there, or this one: every size and hash.", negative=())] = False,
) -> None:
    """Back up archive, ledger, pages, cities, review decisions and subscribers into a folder of its own.

    What did not change takes no space twice, and what works meanwhile need not be stopped. The warehouse is not among it: `yearend rebuild`
    makes it from the archive.

    For example:

    yearend backup /mnt/backups/yearend

    yearend backup --verify /mnt/backups/yearend
    """
    from pipeline.keep import shelf
    from pipeline.keep.backup import backup as make

    settings = load_settings()
    where = folder or shelf.default(settings)
    if verify:
        chosen = shelf.chosen(where)
        with working("checking every byte"):
            troubles = shelf.troubles(chosen)
        for trouble in troubles:
            say("trouble", trouble)
        if troubles:
            raise KeepError(f"{chosen.folder} is broken; take it away, so that the next backup links to nothing of it, and back up again")
        say("backup", f"{chosen.folder}: all {len(chosen.manifest.files):,} files are as they were written")
        return
    with working("backing up"):
        made = make(settings, where, dt.datetime.now(dt.UTC))
    size, new = made.size_bytes / 1e6, made.copied_bytes / 1e6
    say("backup", f"{made.folder}: {made.file_count:,} files, {size:,.1f} MB, of which {new:,.1f} MB are new since the last")
    for name in made.removed:
        say("removed", f"{where / name}")
    for trouble in made.troubles:
        say("trouble", trouble)
    if made.troubles:
        raise KeepError("what could be kept was, and no older backup was removed; see `yearend archive verify` and deployments/RUNBOOK.md")


def restore(
    folder: Annotated[Path, Parameter(help="The folder of backups, of which the newest whole one is taken, or one of them.")],
    *,
    replace: Annotated[bool, Parameter(help="Set what is in YEAREND_HOME aside, in a folder within it.", negative=())] = False,
) -> None:
    """Put a backup back into YEAREND_HOME, every byte checked; a broken one is refused, and what was there before stays.

    Stop what works there first. Files of cities, review decisions and subscribers are put where they are missing and never over others.

    For example:

    yearend restore /mnt/backups/yearend

    yearend restore /mnt/backups/yearend/20261122T040000Z --replace
    """
    from pipeline.keep.restore import restore as put_back

    settings = load_settings(is_restoring=True)
    with working("restoring"):
        done = put_back(settings, folder, dt.datetime.now(dt.UTC), is_replacing=replace)
    say("restored", f"{settings.home}, as it was on {done.backup.manifest.made_at:%Y-%m-%d %H:%M} UTC")
    if done.set_aside:
        say("set aside", f"{done.set_aside}; remove it when nothing of it is missed")
    for path in done.put:
        say("put", str(path))
    for here, kept in done.differ:
        say("left", f"{here}, which differs: diff {here} {kept}")
    say("next", "yearend rebuild")


def rebuild(city: Annotated[str | None, Parameter(help="Only what is known of this city; by default of all.")] = None) -> None:
    """Make the warehouse anew from the archive, the cities' files and the review decisions, and publish it.

    It is built beside and swapped in: what works meanwhile need not be stopped, and when this is cut off the old one stands.

    For example:

    yearend rebuild

    yearend rebuild fresno-ca
    """
    from pipeline.keep.rebuild import rebuild as make

    settings = load_settings()
    done = make(settings, dt.datetime.now(dt.UTC), city, lambda line: say("read", line))
    say("rebuilt", f"{settings.warehouse}, from {done.documents:,} documents")
    say("publish", f"{done.published.file}{'' if done.published.is_new else ', unchanged'}")


def backfill(
    city: Annotated[str, Parameter(help="A city's slug; `yearend cities` lists them.")],
    *,
    first: Annotated[int, Parameter(name="--from", help="The first year.")],
    last: Annotated[int, Parameter(name="--to", help="The last year, which it includes.")],
    dry_run: Annotated[
        bool, Parameter(help="Only say what would be asked for, as far as the listings that are held tell.", negative=())
    ] = False,
) -> None:
    """Collect what feeds, sitemaps and listings of files offer of years that are past: slowly, all hosts at once.

    What is held is not asked for again: cut off, or interrupted with Ctrl-C, the same command goes on.

    For example:

    yearend backfill fresno-ca --from 2018 --to 2023 --dry-run
    """
    from pipeline import backfill as past
    from pipeline.city import load_city
    from pipeline.fetch.past import has_past
    from pipeline.stages import transform

    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    where, years = load_city(settings.deployments, city), past.checked_years(first, last, now)
    for source in where.source:
        if why := has_past(source):
            say("left out", f"{source.id}: {why}")
    if dry_run:
        for tally in past.plan(where, settings, years, now):
            say("would ask", past.outlook(tally, settings))
        return
    found = past.backfill(where, settings, years, now, lambda line: say("backfill", line))
    transformed, published = transform(settings, dt.datetime.now(dt.UTC))
    say("backfill", f"{sum(one.new for one in found):,} new documents; {len(transformed.built)} models built")
    say("publish", f"{published.file}{'' if published.is_new else ', unchanged'}")
