"""The editions that were made before, as they lie on the site: what a new one is compared with."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pipeline.errors import ReportError
from pipeline.report.store import loads

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.deliver.ledger import Ledger
    from pipeline.report.parts import Edition, Kind


log = logging.getLogger(__name__)


def editions(site: Path, city: str, year: int) -> tuple[Edition, ...]:
    """All editions of a city's whole year on the site, by when they were known; one of another version is passed over with a warning."""
    found = [_read(path) for path in (site / city / str(year)).glob("*/edition.json")]
    return tuple(sorted((one for one in found if one and one.kind != "monthly"), key=lambda one: (one.known_at, one.id)))


def before(edition: Edition, earlier: Iterable[Edition]) -> Edition | None:
    """The newest edition known before this one: what its readers may have seen. None where all are as new: no update runs backwards."""
    return max((one for one in earlier if one.known_at < edition.known_at), key=lambda one: (one.known_at, one.kind != "update"), default=None)


def sent(ledger: Ledger, city: str, year: int) -> Edition | None:
    """The edition of a city's year that went out last: what its readers have. None where none did, or another version wrote it."""
    content = ledger.last_sent(f"{city}-{year}-[a-z]*")  # those of months go on with a number
    try:
        return loads(content) if content else None
    except ReportError as error:
        log.warning("the edition sent last: %s", error)
        return None


def number_of(kind: Kind, previous: Edition, known_at: dt.datetime, shelved: Iterable[Edition]) -> int:
    """The number of the update or correction that follows an edition: its own where it was made before, else the next of its kind."""
    alike = [one for one in shelved if one.kind == kind]
    same = (one.number for one in alike if one.previous_id == previous.id and one.known_at == known_at)
    return next(same, 1 + max((one.number for one in alike), default=0))


def _read(path: Path) -> Edition | None:
    try:
        return loads(path.read_text(encoding="utf-8"))
    except (ReportError, OSError, UnicodeDecodeError) as error:
        log.warning("%s: %s", path, error)
        return None
