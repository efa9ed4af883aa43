"""The stages take rows of incidents along: a file that is fetched anew takes the place of the one before, and again changes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline import stages
from pipeline.archive import Archive
from pipeline.archive.withdrawal import Withdrawal
from pipeline.city import City
from pipeline.fetch.response import Response
from pipeline.load import Loaded
from pipeline.settings import Settings
from pipeline.spool import Spool
from pipeline.warehouse import open_warehouse
from tests.incidents.world import BEGAN, CHICAGO, DAY, as_csv, row
from tests.world import a_city, source

CITY = a_city(source("courier"), source("portal", reads="incidents", kind="file", incidents=CHICAGO))


def answer(settings: Settings, body: bytes, at: dt.datetime) -> None:
    archive, address = Archive(settings.archive), "https://portal.example/"
    with archive.run(at) as writer:
        response = Response(address, address, at, 200, (("Content-Type", "text/csv"),), Spool.of(body))
        writer.write(response, "portal", archive.last(address))


def load(city: City, settings: Settings) -> Loaded:
    collected = stages.collect(city, settings, None, BEGAN, [])
    return stages.load_parsed(city, settings, stages.parse(city, settings, collected.captures), collected, BEGAN)


def test_files_of_rows_go_through_the_stages(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    answer(settings, as_csv([row(1), row(2)]), BEGAN)
    assert load(CITY, settings).incidents == 2
    assert load(CITY, settings).incidents == 0
    answer(settings, as_csv([row(1), row(2)]), BEGAN + DAY)  # the same bytes: a revisit, and no window
    assert load(CITY, settings).incidents == 0
    answer(settings, as_csv([row(1), row(3)]), BEGAN + 2 * DAY)
    assert load(CITY, settings).incidents == 2
    with open_warehouse(settings) as connection:
        standing = connection.execute("select key from raw.incident where superseded_at is null order by key").fetchall()
        assert standing == [("1",), ("3",)]
        assert connection.execute("select count(*) from raw.capture where source = 'portal'").fetchall() == [(2,)]


def test_a_warehouse_that_was_lost_is_made_again_from_the_archive(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    answer(settings, as_csv([row(1), row(2)]), BEGAN)
    load(CITY, settings)
    answer(settings, as_csv([row(1)]), BEGAN + DAY)
    load(CITY, settings)
    with open_warehouse(settings) as connection:
        before = connection.execute("from raw.incident order by all").fetchall()
    settings.warehouse.unlink()
    assert load(CITY, settings).incidents == 3
    with open_warehouse(settings) as connection:
        assert connection.execute("from raw.incident order by all").fetchall() == before


def test_a_page_of_rows_that_is_withdrawn_takes_its_rows_along(tmp_path: Path) -> None:
    """The source begins again: what that page alone had is gone, what others have is known from them."""
    settings = Settings(home=tmp_path)
    for day, keys in enumerate(((1, 2), (1, 2, 3), (1, 3))):
        answer(settings, as_csv([row(key) for key in keys]), BEGAN + day * DAY)
        load(CITY, settings)
    archive = Archive(settings.archive)
    first = next(archive.of_source("portal"))
    archive.withdraw([Withdrawal(first.address, BEGAN + 3 * DAY, "A. Editor", "asked to", first)])
    assert load(CITY, settings).incidents == 4
    assert load(CITY, settings).incidents == 0
    with open_warehouse(settings) as connection:
        known = connection.execute("select key, known_at, superseded_at is null from raw.incident order by all").fetchall()
        assert [(key, stands) for key, _, stands in known] == [("1", True), ("2", False), ("3", True)]
        assert min(at for _, at, _ in known) == (BEGAN + DAY).replace(tzinfo=None)
        assert connection.execute("select reason from raw.rejection where stage = 'archive'").fetchall() == [("withdrawn",)]
