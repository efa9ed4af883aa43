"""A takedown: bytes and words leave archive, pages, ledger, warehouse and published files; hash and tombstone stay.

Tombstones stand first and hide everything else, so that cut off at any moment nothing of it is read again, and the same command goes on. What
was read from the document leaves with it: no figure stands without its words. Editions keep the numbers that they once said.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pipeline import stages
from pipeline.archive import Archive
from pipeline.archive.withdrawal import FILE, Withdrawal
from pipeline.city import load_city
from pipeline.deliver.ledger import Ledger
from pipeline.errors import ArchiveError, ConfigError, ReportError
from pipeline.fetch.addresses import shown
from pipeline.keep.dependents import Dependents, dependents, pages, stale_pages, uses
from pipeline.keep.rebuild import compact
from pipeline.keep.redact import redacted
from pipeline.rehearsal import REHEARSALS
from pipeline.report import page
from pipeline.report.put import put
from pipeline.report.store import dumps, loads

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from pathlib import Path

    from pipeline.report.parts import Edition
    from pipeline.settings import Settings

log = logging.getLogger(__name__)


def look(settings: Settings, address: str) -> Dependents:
    """What would be withdrawn with an address, and what depends on it; changes nothing. ArchiveError where nothing is held of it."""
    archive = Archive(settings.archive)
    captures = tuple(archive.of_address(address))
    if not captures and not archive.withdrawn().of_address(address):
        raise ArchiveError(f"the archive holds nothing of {shown(address)}; addresses stand in core.capture, as asked for and as answered")
    return dependents(settings, archive, captures)


def withdraw(settings: Settings, address: str, by: str, why: str, now: dt.datetime) -> Dependents:
    """Withdraws all that is held of an address, for good; what depended on it. `now` is UTC.

    ArchiveError where nothing is held of it, or a run is writing one of the files: then it is hidden already, and the same command goes on.
    WarehouseError as `stages.transform`: then the published files still have the words.
    """
    found = look(settings, address)
    archive = Archive(settings.archive)
    new = [Withdrawal(one.final_address, now, by, why, one) for one in found.captures if one.warc_file != FILE]
    if not archive.withdrawn().of_address(address):
        new.append(Withdrawal(address, now, by, why))
    ids = {one.capture_id for one in found.captures}
    log.info("withdraw: %s, %d captures, %d figures", shown(address), len(found.captures), len(found.figures))
    if new:
        archive.withdraw(new)
    else:
        archive.take_out()
    _redact_site(settings, ids, found.figures)
    _redact_rehearsals(settings, ids, found.figures)
    _redact_ledger(settings, ids, found.figures)
    stages.transform(settings, now)
    compact(settings)
    return found


def _redact_site(settings: Settings, ids: Collection[str], figures: Collection[str]) -> None:
    """Writes the pages anew without the words, and takes away their PDFs and the previews in the outbox, which hold them too."""
    for path, edition in pages(settings.site):
        if uses(edition, ids):
            without = redacted(edition, ids, figures)
            _write(settings, without, path)
            for copy in (*path.parent.glob("*.pdf"), settings.outbox / f"{edition.id}.eml"):
                copy.unlink(missing_ok=True)

    for path in stale_pages(settings.site, ids):
        log.warning("%s and its page are taken away: another version wrote it, and it has the words", path)
        path.unlink()
        path.with_name("index.html").unlink(missing_ok=True)


def _redact_rehearsals(settings: Settings, ids: Collection[str], figures: Collection[str]) -> None:
    """Rehearsals keep the numbers that the next is compared with; their pages and previews are made again by that."""
    folder = settings.home / REHEARSALS
    for path in stale_pages(folder, ids):
        path.unlink()
    for path in sorted(folder.glob("*/edition.json")):
        if content := _redacted(path.read_text(encoding="utf-8"), ids, figures):
            put(path, content)
    for path in (*folder.glob("*/index.html"), *settings.outbox.glob("*-rehearsal.eml")):
        path.unlink()


def _write(settings: Settings, edition: Edition, path: Path) -> None:
    """The page and its JSON; without the city's TOML the JSON alone, and no page."""
    try:
        city = load_city(settings.deployments, edition.city)
    except ConfigError as error:
        log.warning("the page of %s is taken away, for it cannot be written anew: %s", edition.id, error)
        path.with_name("index.html").unlink(missing_ok=True)
        put(path, dumps(edition))
        return
    others = [one for _, one in pages(settings.site) if (one.city, one.year) == (edition.city, edition.year)]
    page.write(edition, city, settings.site, [one for one in others if one.kind == "correction"])


def _redact_ledger(settings: Settings, ids: Collection[str], figures: Collection[str]) -> None:
    """The contents of editions as they were recorded, without the words."""
    if not settings.ledger.exists():
        return
    with Ledger(settings.ledger) as ledger:
        contents: dict[tuple[str, str], str] = {}
        for one in ledger.editions():
            content = ledger.content(one.edition_id, one.digest) or ""
            if any(each in content for each in ids):
                contents[one.edition_id, one.digest] = _redacted(content, ids, figures)
        ledger.redact(contents)


def _redacted(content: str, ids: Collection[str], figures: Collection[str]) -> str:
    """An edition's JSON without the words; nothing at all of one that another version wrote, which nobody reads any more."""
    try:
        return dumps(redacted(loads(content), ids, figures))
    except ReportError:
        return ""
