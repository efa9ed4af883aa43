"""Cities whose figures are counted from the rows of a data portal, from fetch to the warehouse, each against its local servers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.city import City, load_city
from pipeline.settings import Settings
from pipeline.stages import Collected, collect, load_parsed, parse, transform
from pipeline.warehouse import open_warehouse
from tests.conftest import ROOT
from tests.servers import rows, socrata
from tests.servers.cities import Server, serve
from tests.servers.rows import Row
from tests.servers.web import Web, serving

pytestmark = pytest.mark.e2e  # five cities from portal to mart: twenty seconds

STANDING = "select {} from raw.incident where city = ? and superseded_at is null"


class Desk:
    """One city at its servers, run again and again."""

    def __init__(self, slug: str, web: Web, home: Path, count: int, step_hours: float = 7) -> None:
        self.settings = Settings(home=home, allow_private_addresses=True, host_pause_seconds=0, contact="desk", deployments=home / "none")
        (home / "none" / "cities").mkdir(parents=True)  # no other city is looked for
        self.city: City
        self.servers: dict[str, Server]
        self.city, self.servers = serve(load_city(ROOT / "deployments", slug), web, count, step_hours)
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


ROWS, STEP = 620, 36.5  # two and a half years; 240 steps are a year, so that a row stands half an hour after midnight of each


# An oracle of its own for each city: offence → metric, the year that a row is of, and what makes two rows one. Written against the rows alone.
CHICAGO = {
    "01A": "homicide",
    "03": "robbery",
    "05": "burglary",
    "06": "larceny",
    "07": "motor_vehicle_theft",
}
NEW_YORK = {101: "homicide", 105: "robbery", 106: "aggravated_assault", 109: "larceny"}
SAN_FRANCISCO = {
    "Homicide": "homicide",
    "Robbery": "robbery",
    "Assault": "aggravated_assault",
    "Larceny Theft": "larceny",
    "Motor Vehicle Theft": "motor_vehicle_theft",
}
WASHINGTON = {
    "HOMICIDE": "homicide",
    "SEX ABUSE": "rape",
    "ROBBERY": "robbery",
    "ASSAULT W/DANGEROUS WEAPON": "aggravated_assault",
    "BURGLARY": "burglary",
    "THEFT/OTHER": "larceny",
    "THEFT F/AUTO": "larceny",
    "MOTOR VEHICLE THEFT": "motor_vehicle_theft",
    "ARSON": "arson",
}
BOSTON = {"111": "homicide", "301": "robbery", "423": "aggravated_assault", "520": "burglary", "617": "larceny", "724": "motor_vehicle_theft"}


def in_washington(epoch_ms: int) -> str:
    return str(dt.datetime.fromtimestamp(epoch_ms / 1000, ZoneInfo("America/New_York")).year)


ORACLES: dict[str, tuple[Callable[[int, float], Iterable[Row]], Callable[[Row], tuple[str | None, str, str]]]] = {
    "chicago-il": (rows.chicago, lambda row: (CHICAGO.get(row["fbi_code"]), row["date"][:4], row["case_number"])),
    "new-york-ny": (rows.new_york, lambda row: (NEW_YORK.get(row["ky_cd"]), row["rpt_dt"][:4], row["cmplnt_num"])),
    "san-francisco-ca": (
        rows.san_francisco,
        lambda row: (
            None if row["resolution"] == "Unfounded" else SAN_FRANCISCO.get(row["incident_category"]),
            row["incident_datetime"][:4],
            row["incident_number"],
        ),
    ),
    "washington-dc": (rows.washington, lambda row: (WASHINGTON[row["OFFENSE"]], in_washington(row["REPORT_DAT"]), row["CCN"])),
    "boston-ma": (rows.boston, lambda row: (BOSTON.get(row["OFFENSE_CODE"]), row["OCCURRED_ON_DATE"][:4], row["INCIDENT_NUMBER"])),
}


@pytest.mark.parametrize("slug", ORACLES)
def test_a_citys_years_are_those_that_plain_python_counts(slug: str, tmp_path: Path) -> None:
    """From the portal through fetch, archive and load to the mart: each whole year of each metric, nothing lost and nothing doubled."""
    make, judge = ORACLES[slug]
    incidents = {judged for row in make(ROWS, STEP) if (judged := judge(row))[0]}
    expected = Counter((metric, int(year)) for metric, year, _ in incidents)
    with serving() as web:
        one = Desk(slug, web, tmp_path, ROWS, STEP)
        assert one.run().rejections == ()
        standing = sum(server.table.count(_where(one.city, name)) for name, server in one.servers.items())
        assert one.ask("count(*), count(distinct key)") == [(standing, standing)]
        transform(one.settings, one.now)
        with open_warehouse(one.settings) as connection:
            found = connection.execute("select metric, year, value from mart.series_year where coverage = 'full' and value > 0").fetchall()
            assert connection.execute("select reason, detail from raw.rejection").fetchall() == []
    whole = (2023, 2024) if slug == "boston-ma" else (2022, 2023)
    counted = {(metric, year): int(value) for metric, year, value in found if metric != "theft_from_vehicle"}
    assert counted == {key: count for key, count in expected.items() if key[1] in whole}


def _where(city: City, source_id: str) -> str:
    return next(source.query.where if source.query else "" for source in city.source if source.id == source_id)


def test_what_changes_takes_the_place_of_what_it_was_and_what_is_gone_is_gone(tmp_path: Path) -> None:
    with serving() as web:
        one = Desk("chicago-il", web, tmp_path, 60)
        portal = one.servers["crimes"]
        assert isinstance(portal, socrata.Portal)
        one.run()
        portal.change(7, day=2, fbi_code="01A", primary_type="HOMICIDE")
        one.run()
        assert one.ask("code, count(*)", " and key = '12000007' group by 1") == [("01A", 1)]
        del portal.table.rows[8]
        one.run()
        assert one.ask("count(*), count(distinct key)") == [(59, 59)]
        with open_warehouse(one.settings) as connection:
            scopes = connection.execute("select scope, added, changed, gone from raw.incident_window order by position").fetchall()
        assert scopes == [("whole", 60, 0, 0), ("changes", 0, 1, 0), ("whole", 0, 0, 1)]


def test_a_replay_of_the_archive_gives_the_same_rows_and_asks_nobody(tmp_path: Path) -> None:
    """Which pages are all rows and which are changes stands in the archive beside them."""
    with serving() as web:
        one = Desk("chicago-il", web, tmp_path / "live", 60)
        one.run()
        portal = one.servers["crimes"]
        assert isinstance(portal, socrata.Portal)
        portal.change(7, day=2, fbi_code="01A", primary_type="HOMICIDE")
        one.run()
        rows_live = one.ask("* exclude (known_at)", " order by key")
        other, asked = Desk("chicago-il", web, tmp_path / "replayed", 60), len(web.asked)
        other.city = one.city
        for file in sorted(one.settings.archive.glob("*.warc.gz")):
            collected = collect(other.city, other.settings, file, other.now)
            assert collected.rejections == ()
        load_parsed(other.city, other.settings, (), collected, other.now)
        assert other.ask("* exclude (known_at)", " order by key") == rows_live
        assert len(web.asked) == asked


def test_many_small_pages_of_json_fit_into_the_memory_that_duckdb_is_given(tmp_path: Path) -> None:
    """It takes 32 MB for every file that it reads at once, and a layer that gives 1,000 rows at a time has hundreds of pages."""
    with serving() as web:
        one = Desk("washington-dc", web, tmp_path, 1100)
        one.settings = one.settings.model_copy(update={"memory_limit": "600MB"})
        one.run()
        assert one.ask("count(*)") == [(1100,)]
