"""Cities whose figures are counted from the rows of a data portal, from fetch to the warehouse, each against its local servers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.city import City, load_city
from pipeline.settings import Settings
from pipeline.stages import Collected, collect, load_parsed, parse
from pipeline.warehouse import open_warehouse
from tests.conftest import ROOT
from tests.servers import socrata
from tests.servers.cities import Server, serve
from tests.servers.web import Web, serving

STANDING = "select {} from raw.incident where city = ? and superseded_at is null"


class Desk:
    """One city at its servers, run again and again."""

    def __init__(self, slug: str, web: Web, home: Path, count: int) -> None:
        self.settings = Settings(home=home, allow_private_addresses=True, host_pause_seconds=0, contact="desk", deployments=ROOT / "deployments")
        self.city: City
        self.servers: dict[str, Server]
        self.city, self.servers = serve(load_city(ROOT / "deployments", slug), web, count)
        self.now = dt.datetime.now(dt.UTC)  # the client's clock is the real one

    def run(self) -> Collected:
        """fetch → load."""
        collected = collect(self.city, self.settings, None, self.now)
        load_parsed(self.city, self.settings, parse(self.city, self.settings, collected.captures), collected, self.now)
        self.now += dt.timedelta(days=1)
        return collected

    def ask(self, columns: str, more: str = "") -> list[tuple[object, ...]]:
        with open_warehouse(self.settings) as connection:
            return connection.execute(STANDING.format(columns) + more, [self.city.slug]).fetchall()


def desk(slug: str, web: Web, home: Path, count: int = 1500) -> Desk:
    return Desk(slug, web, home, count)


@pytest.mark.parametrize(
    ("slug", "dated_by", "expected"),
    [
        # Every sixth, fifth, sixth, ninth and seventh row is a homicide, seven hours apart from 1 January 2022 (Boston: 2023) 00:30.
        ("chicago-il", "occurred_on", {2022: 209, 2023: 41}),
        ("new-york-ny", "reported_on", {2022: 250, 2023: 50}),
        ("san-francisco-ca", "occurred_on", {2022: 209, 2023: 41}),
        ("washington-dc", "reported_on", {2022: 140, 2023: 27}),
        ("boston-ma", "occurred_on", {2023: 179, 2024: 36}),
    ],
)
def test_the_rows_of_a_city_arrive_and_count_by_its_own_calendar(slug: str, dated_by: str, expected: dict[int, int], tmp_path: Path) -> None:
    with serving() as web:
        one = desk(slug, web, tmp_path)
        assert one.run().rejections == ()
        rows = sum(server.table.count(_where(one.city, name)) for name, server in one.servers.items())
        assert one.ask("count(*), count(distinct key)") == [(rows, rows)]
        first = next(source.incidents.counts[0] for source in one.city.source if source.incidents)
        named = [*first.codes, *(label.upper() for label in first.labels)]
        is_homicide = f" and (code in {(*named, '')} or upper(label) in {(*named, '')}) group by 1 order by 1"
        how = "count(distinct incident)" if first.by == "incident" else "sum(victims)"
        counted = one.ask(f"year({dated_by}), {how}", is_homicide)
        assert {int(str(year)): int(str(count)) for year, count in counted} == expected
        with open_warehouse(one.settings) as connection:
            assert connection.execute("select * from raw.rejection").fetchall() == []


def _where(city: City, source_id: str) -> str:
    return next(source.query.where if source.query else "" for source in city.source if source.id == source_id)


def test_what_changes_takes_the_place_of_what_it_was_and_what_is_gone_is_gone(tmp_path: Path) -> None:
    with serving() as web:
        one = desk("chicago-il", web, tmp_path, 300)
        portal = one.servers["crimes"]
        assert isinstance(portal, socrata.Portal)
        one.run()
        portal.change(7, day=2, fbi_code="01A", primary_type="HOMICIDE")
        one.run()
        assert one.ask("code, count(*)", " and key = '12000007' group by 1") == [("01A", 1)]
        del portal.table.rows[8]
        one.run()
        assert one.ask("count(*), count(distinct key)") == [(299, 299)]
        with open_warehouse(one.settings) as connection:
            scopes = connection.execute("select scope, added, changed, gone from raw.incident_window order by position").fetchall()
        assert scopes == [("whole", 300, 0, 0), ("changes", 0, 1, 0), ("whole", 0, 0, 1)]


def test_many_small_pages_of_json_fit_into_the_memory_that_duckdb_is_given(tmp_path: Path) -> None:
    """It takes 32 MB for every file that it reads at once, and a layer that gives 1,000 rows at a time has hundreds of pages."""
    with serving() as web:
        one = desk("washington-dc", web, tmp_path, 2000)
        one.settings = one.settings.model_copy(update={"memory_limit": "500MB"})
        one.run()
        assert one.ask("count(*)") == [(2000,)]
