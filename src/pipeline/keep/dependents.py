"""What depends on some captures: figures, editions with how often they were mailed, review decisions, backups, and the same bytes elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.deliver.ledger import Ledger
from pipeline.errors import ReportError
from pipeline.keep import shelf
from pipeline.keep.backup import ARCHIVE
from pipeline.report.store import loads
from pipeline.warehouse import open_warehouse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pipeline.archive import Archive
    from pipeline.records import Capture
    from pipeline.report.parts import Edition
    from pipeline.settings import Settings


@dataclass(frozen=True)
class Standing:
    """An edition that was made of the captures, and how many mails of it went out."""

    edition: Edition
    mailed_count: int

    @property
    def advice(self) -> str:
        """What to do about it."""
        one = self.edition
        monthly = f"yearend monthly {one.city} {one.year}-{one.number:02}"
        command = monthly if one.kind == "monthly" else f"yearend run {one.city} {one.year}"
        mailed = f"mailed to {self.mailed_count}, who keep their mails" if self.mailed_count else "mailed to nobody"
        return f"{one.id}: {mailed}; its page loses the words and keeps its numbers; `{command}` makes it anew without them"


@dataclass(frozen=True)
class Dependents:
    """All that was found."""

    captures: tuple[Capture, ...]
    figures: tuple[str, ...]  # ids
    quotation_count: int
    editions: tuple[Standing, ...]
    decisions: tuple[Path, ...]  # files with decisions about these captures, which may hold their words
    backups: tuple[Path, ...]
    same_bytes: tuple[str, ...]  # other addresses


def dependents(settings: Settings, archive: Archive, captures: tuple[Capture, ...]) -> Dependents:
    """Looks for all that depends on captures; changes nothing."""
    ids = {one.capture_id for one in captures}
    digests, addresses = {one.digest for one in captures}, {one.address for one in captures} | {one.final_address for one in captures}
    others = {one.address for one in archive.captures() if one.digest in digests and one.address not in addresses}
    figures, quotation_count = _read_from(settings, ids)
    decisions = tuple(path for path in _decided(settings) if any(one in path.read_text(encoding="utf-8") for one in ids))
    names = {f"{ARCHIVE}/{one.warc_file}" for one in captures}
    return Dependents(
        captures, figures, quotation_count, tuple(_standing(settings, ids)), decisions, tuple(_backups(settings, names)), tuple(sorted(others))
    )


def _read_from(settings: Settings, ids: Collection[str]) -> tuple[tuple[str, ...], int]:
    """Figures, by id, and how many quotations the warehouse has of the captures."""
    if not settings.warehouse.exists():
        return (), 0
    of_captures = "where capture_id in (select unnest(?::varchar[]))"
    with open_warehouse(settings) as connection:
        figures = connection.execute(f"select distinct figure_id from raw.figure {of_captures} order by all", [sorted(ids)]).fetchall()
        ((quotations,),) = connection.execute(f"select count(*) from raw.quotation {of_captures}", [sorted(ids)]).fetchall()
    return tuple(figure for (figure,) in figures), int(quotations)


def _standing(settings: Settings, ids: Collection[str]) -> Iterator[Standing]:
    found = [one for _, one in pages(settings.site) if uses(one, ids)]
    if not settings.ledger.exists():
        yield from (Standing(one, 0) for one in found)
        return
    with Ledger(settings.ledger) as ledger:
        for one in found:
            yield Standing(one, sum(each.state in ("sent", "unknown") for each in ledger.deliveries(one.id)))


def pages(site: Path) -> Iterator[tuple[Path, Edition]]:
    """The editions that lie on the site, each with its `edition.json`; one of another version is left out."""
    for path in sorted(site.glob("*/*/*/edition.json")):
        try:
            yield path, loads(path.read_text(encoding="utf-8"))
        except ReportError:
            continue


def stale_pages(folder: Path, ids: Collection[str]) -> Iterator[Path]:
    """Every `edition.json` below a folder that another version wrote and that names one of the captures."""
    for path in sorted(folder.rglob("edition.json")):
        text = path.read_text(encoding="utf-8")
        try:
            loads(text)
        except ReportError:
            if any(one in text for one in ids):
                yield path


def uses(edition: Edition, ids: Collection[str]) -> bool:
    """Whether an edition was made of one of the captures."""
    made_of = (
        [one.capture_id for one in edition.sources] + [one.capture_id for one in edition.traces] + [one.capture_id for one in edition.spoken]
    )
    return not set(ids).isdisjoint(made_of)


def _decided(settings: Settings) -> Iterator[Path]:
    yield from sorted((settings.deployments / "cities").glob("*.toml"))


def _backups(settings: Settings, names: Collection[str]) -> Iterator[Path]:
    folder = Path(settings.backup_folder) if settings.backup_folder else None
    for backup in shelf.backups(folder) if folder else ():
        if any(file.path in names for file in backup.manifest.files):
            yield backup.folder
