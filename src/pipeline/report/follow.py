"""What those who have an earlier edition are told: a correction where it was wrong, else an update where enough has moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.report import correction, update
from pipeline.report.names import Names
from pipeline.report.shelf import before, number_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from pipeline.city import City
    from pipeline.report.parts import Edition


def follow_up(
    connection: duckdb.DuckDBPyConnection, city: City, edition: Edition, last: Edition | None, shelved: Sequence[Edition]
) -> Edition | None:
    """What follows the edition that readers had, as the newest one shows: None where there is nothing to tell.

    `last` is what was sent last, None where nothing was; then the pages of the year, `shelved`, are what readers may have seen.
    """
    had = last or max((one for one in shelved if one.kind != "correction"), key=lambda one: one.known_at, default=None)
    is_newest = had is not None and edition.known_at >= had.known_at  # an older view, made again, corrects nothing
    if had and is_newest and (found := correction.wrong(connection, had)):
        known_at = max(edition.known_at, *(one.corrected_at for one in found))
        return correction.build(had, edition, found, Names.of(city), number_of("correction", had, known_at, shelved))
    previous = before(edition, [last] if last else shelved)
    if previous is None:
        return None
    return update.build(previous, edition, number_of("update", previous, edition.known_at, shelved), city.updates.least_pct)
