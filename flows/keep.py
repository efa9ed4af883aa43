"""What keeps an installation: its backup, a look at every hash of its archive and newest backup, and the end of what is kept for a time."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from cyclopts import App, Parameter
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.command import run
from flows.limits import writing
from pipeline.archive import Archive
from pipeline.errors import ArchiveError, KeepError
from pipeline.keep import shelf
from pipeline.keep.backup import backup as make_backup
from pipeline.keep.retention import expire as withdraw_expired
from pipeline.settings import Settings, load_settings

_HOUR = 3600


@task(name="back up", timeout_seconds=12 * _HOUR, cache_policy=NO_CACHE)
def back_up(settings: Settings) -> None:
    """A backup into the folder of the settings. KeepError where it cannot be made, or something is missing that the last one has.

    Not tried again: what is wrong then is for somebody to mend, and the next night makes the next one.
    """
    made = make_backup(settings, shelf.default(settings), dt.datetime.now(dt.UTC))
    lines = [f"{made.folder.name}: {made.file_count:,} files, {made.size_bytes / 1e6:,.1f} MB, {made.copied_bytes / 1e6:,.1f} MB of it new"]
    lines += [f"removed: {name}" for name in made.removed] + [f"trouble: {trouble}" for trouble in made.troubles]
    create_markdown_artifact("\n\n".join(lines), key="backup", description="The newest backup")
    if made.troubles:
        raise KeepError(
            f"the backup was made, and {len(made.troubles)} things are not as they were: {made.troubles[0]}; see deployments/RUNBOOK.md"
        )


@task(name="check archive", timeout_seconds=24 * _HOUR, cache_policy=NO_CACHE)
def check_hashes(settings: Settings) -> None:
    """Every hash of the archive. ArchiveError where a record is damaged; what a killed run left half-written is noted only."""
    findings = Archive(settings.archive).verify()
    lines = [f"{finding.file} at byte {finding.offset:,}: {finding.reason}: {finding.detail}" for finding in findings]
    create_markdown_artifact("\n\n".join(lines) or "every hash is right", key="archive", description="The archive's records, by their hashes")
    if damaged := [finding for finding in findings if not finding.is_harmless]:
        where = f"{damaged[0].file} at byte {damaged[0].offset:,}"
        raise ArchiveError(f"{len(damaged)} records of the archive are damaged, the first in {where}; see `yearend archive verify`")


@task(name="check backup", timeout_seconds=24 * _HOUR, cache_policy=NO_CACHE)
def check_backup(settings: Settings) -> None:
    """Every hash of the newest backup. KeepError where there is none, or it is broken."""
    newest = shelf.chosen(shelf.default(settings))
    if troubles := shelf.troubles(newest):
        raise KeepError(f"{newest.folder} is broken in {len(troubles)} files: {troubles[0]}; see `yearend backup --verify {newest.folder}`")


@flow(name="backup")
def backup() -> None:
    """Backs up into YEAREND_BACKUP_FOLDER, as `yearend backup` does."""
    back_up(load_settings())


@flow(name="check archive")
def check_archive() -> None:
    """Checks every hash of the archive, and of the newest backup where YEAREND_BACKUP_FOLDER is set; fails where something is damaged."""
    settings = load_settings()
    states = [check_hashes(settings, return_state=True)]
    if settings.backup_folder:
        states.append(check_backup(settings, return_state=True))
    for state in states:
        state.result()


@task(name="expire", retries=2, retry_delay_seconds=600, timeout_seconds=12 * _HOUR, cache_policy=NO_CACHE)
def expire_documents(settings: Settings) -> None:
    """Withdraws what sources let us keep for so many days only. ArchiveError where a run is writing a file: the next time goes on."""
    with writing():
        found = withdraw_expired(settings, dt.datetime.now(dt.UTC))
    table = [{"city": one.city, "source": one.source.id, "days": one.source.keep_days, "documents": len(one.captures)} for one in found]
    create_table_artifact(table, key="expired", description="Documents that are kept no longer")


@flow(name="expire")
def expire() -> None:
    """Withdraws what its source may be kept for so many days only, as `yearend archive expire` does."""
    expire_documents(load_settings())


app = App(name="python -m flows.keep", version_flags=[])


@app.default
def main(which: Annotated[Literal["backup", "check-archive", "expire"], Parameter(help="Which of the flows.")]) -> None:
    """Run one of the flows once, on the Prefect server that PREFECT_API_URL names, or on one started for this run."""
    run({"backup": backup, "check-archive": check_archive, "expire": expire}[which])


if __name__ == "__main__":
    app()
