"""Chicago-shaped rows of incidents from CSV pages over HTTP into `raw.incident`, beside DuckDB's own `read_csv` of the same bytes.

    PYTHONPATH=src:. python tests/benchmarks/incidents.py [ROWS] [FOLDER]

ROWS is 5,000,000 unless said otherwise; FOLDER, a new one unless said otherwise, is where pages, archive and warehouse lie (about four times the
pages' 230 bytes a row). Every step is a process of its own: pages are made from a seed, a server on loopback plays Socrata with pages of 50,000
rows, `read_csv` fills a table like `raw.incident`, a first run takes all rows, and a second one 20,000 that changed. Then all models are built.
Prints seconds, peak memory and the ratios that issue 4 asks for.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import duckdb

from pipeline import stages
from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.collect import windows
from pipeline.incidents.load import load_incidents
from pipeline.load import load_city
from pipeline.models import sql_folder
from pipeline.settings import Settings
from pipeline.transform import transform
from pipeline.warehouse import open_warehouse
from tests.world import a_city, source

PAGE_ROWS, CHANGED = 50_000, 20_000
HEAD = (
    *("id", "case_number", "date", "block", "iucr", "primary_type", "description", "location_description", "arrest", "domestic", "beat"),
    *(
        "district",
        "ward",
        "community_area",
        "fbi_code",
        "x_coordinate",
        "y_coordinate",
        "year",
        "updated_on",
        "latitude",
        "longitude",
        "location",
    ),
)
# Shares are about Chicago's: thefts a fifth, homicides one in five hundred.
ROW = """
    select
        {key} as id,
        'J' || chr(65 + cast({key} % 26 as integer)) || {key} as case_number,
        strftime(timestamp '2001-01-01' + to_seconds(cast({key} * {step} as bigint)), '{form}') as date,
        lpad(cast({key} % 120 as varchar), 3, '0') || 'XX W ' || ['MADISON ST', 'STATE ST', 'ASHLAND AVE'][1 + {key} % 3] as block,
        ['0110', '0820', '0486', '1310', '2027', '0320', '0610', '0910', '0560', '0281'][{kind}] as iucr,
        ['HOMICIDE', 'THEFT', 'BATTERY', 'CRIMINAL DAMAGE', 'NARCOTICS', 'ROBBERY', 'BURGLARY', 'MOTOR VEHICLE THEFT', 'ASSAULT',
            'CRIM SEXUAL ASSAULT'][{kind}] as primary_type,
        ['FIRST DEGREE MURDER', '$500 AND UNDER', 'DOMESTIC BATTERY SIMPLE', 'TO PROPERTY', 'POSS: CRACK'][1 + {key} % 5] as description,
        ['STREET', 'RESIDENCE', 'APARTMENT', 'SIDEWALK', 'SMALL RETAIL STORE'][1 + ({key} // 3) % 5] as location_description,
        ({key} % 4 = 0) as arrest,
        ({key} % 7 = 0) as domestic,
        lpad(cast({key} % 2500 as varchar), 4, '0') as beat,
        lpad(cast(1 + ({key} + {shift}) % 25 as varchar), 3, '0') as district,
        {key} % 50 as ward,
        {key} % 77 as community_area,
        ['01A', '06', '08B', '14', '18', '03', '05', '07', '08A', '02'][{kind}] as fbi_code,
        1100000 + ({key} * 31) % 100000 as x_coordinate,
        1813000 + ({key} * 17) % 130000 as y_coordinate,
        2001 + ({key} * {step}) // 31557600 as year,
        strftime(timestamp '2018-02-10 15:50:01' + to_seconds(cast({key} % 86400 as bigint)), '{form}') as updated_on,
        41.6 + ({key} % 400003) / 1000003 as latitude,
        -87.9 + ({key} % 300007) / 1000003 as longitude,
        '(' || latitude || ', ' || longitude || ')' as location
    from {rows}
"""
KIND = "if({key} % 500 = 0, 1, 2 + cast(hash({key}) % 9 as integer))"


def city(address: str) -> City:
    """Chicago with one source, at an address on loopback."""
    incidents: dict[str, Any] = {
        "key": "id",
        "incident": "case_number",
        "occurred": "date",
        "updated": "updated_on",
        "code": "fbi_code",
        "label": "primary_type",
        "district": "district",
        "counts_from": "2001-01-01",
        "counts": [
            {"metric": "homicide", "by": "victim", "codes": ["01A"]},
            {"metric": "robbery", "by": "incident", "codes": ["03"]},
            {"metric": "burglary", "by": "incident", "codes": ["05"]},
            {"metric": "larceny", "by": "incident", "codes": ["06"]},
            {"metric": "motor_vehicle_theft", "by": "incident", "codes": ["07"]},
            {"metric": "rape", "by": "incident", "codes": ["02"]},
        ],
        "other": {"codes": ["08A", "08B", "14", "18"]},
    }
    query = {"page_rows": PAGE_ROWS, "updated": ":updated_at", "select": HEAD}
    portal = source("portal", kind="socrata", reads="incidents", address=f"{address}/resource/ijzp-q8t2.csv", incidents=incidents, query=query)
    return a_city(portal, slug="chicago-il", zone="America/Chicago")


# the steps, each a process of its own


def generate(folder: Path, rows: int) -> None:
    """Pages of all rows, `all-0.csv` and on, and one of those that change: half of them new, half with another district."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as connection:
        step = 25 * 31_557_600 / rows
        for page in range(-(-rows // PAGE_ROWS)):
            first, last = page * PAGE_ROWS, min(rows, (page + 1) * PAGE_ROWS)
            _write(connection, folder / f"all-{page}.csv", f"(select unnest(range({first}, {last})) as key)", step, 0)
        half = CHANGED // 2
        numbers = f"(select unnest(range({rows}, {rows + half})) as key union all select unnest(range(0, {half})) * {rows // half} as key)"
        _write(connection, folder / "changed-0.csv", numbers, step, 1)


def _write(connection: duckdb.DuckDBPyConnection, path: Path, numbers: str, step: float, shift: int) -> None:
    query = ROW.format(key="key", rows=numbers, step=step, shift=shift, kind=KIND.format(key="key"), form="%Y-%m-%dT%H:%M:%S.000")
    connection.execute(f"copy ({query}) to '{path}' (header, force_quote (description, location))")


class Portal(BaseHTTPRequestHandler):
    """Socrata as far as one dataset needs it; a file `changed` beside the pages says that the rows changed."""

    protocol_version = "HTTP/1.1"
    folder: Path
    rows: int

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(unquote(parts.query)).items()}
        body = self._page(asked) if parts.path.endswith(".csv") else json.dumps(self._answer(parts.path, asked)).encode()
        self.send_response(200 if parts.path != "/robots.txt" else 404)
        self.send_header("Content-Type", "text/csv" if parts.path.endswith(".csv") else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self, asked: dict[str, str]) -> bytes:
        name = "changed" if ">" in asked.get("$where", "") else "all"
        path = self.folder / f"{name}-{int(asked['$offset']) // PAGE_ROWS}.csv"
        return path.read_bytes() if path.exists() else (",".join(HEAD) + "\n").encode()

    def _answer(self, path: str, asked: dict[str, str]) -> object:
        is_changed = (self.folder / "changed").exists()
        if path.startswith("/api/views/"):
            return {"columns": [{"fieldName": name} for name in HEAD]}
        if asked.get("$select") == ":updated_at":
            return [{"updated_at": f"2026-0{6 + is_changed}-01T06:00:00.000Z"}]
        where = asked.get("$where", "")
        changed = CHANGED // 2 if ":created_at" in where else CHANGED
        return [{"count": str(changed if ">" in where else self.rows + is_changed * CHANGED // 2)}]

    def log_message(self, *_: object) -> None:
        pass


def serve(folder: Path, rows: int) -> None:
    """Serves until it is ended; the first line that it prints is its address."""
    Portal.folder, Portal.rows = folder, rows
    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)  # noqa: T201
        server.serve_forever()


def baseline(folder: Path) -> dict[str, float]:
    """`read_csv` of the pages into a table with the columns of `raw.incident`, as one would write it by hand."""
    found: dict[str, float] = {}
    body = next(path for path in (sql_folder() / "raw").glob("incident.sql")).read_text(encoding="utf-8")
    with duckdb.connect(str(folder / "baseline.duckdb"), config={"threads": 2, "memory_limit": "1GB"}) as connection:
        connection.execute("set TimeZone = 'UTC'; create schema raw")
        connection.execute(body)
        local = "timezone('UTC', timezone('America/Chicago', {}))"
        with timed("read_csv", found):
            connection.execute(f"""
                insert into raw.incident
                select
                    'chicago-il', 'portal', id, case_number, {local.format("date")}, cast(date as date), null, null, fbi_code, primary_type, 1,
                    district, {local.format("updated_on")}, false, now(), null
                from read_csv('{folder}/all-*.csv', types = {{
                    'id': 'VARCHAR', 'date': 'TIMESTAMP', 'updated_on': 'TIMESTAMP', 'district': 'VARCHAR', 'fbi_code': 'VARCHAR'
                }})
            """)
            connection.execute("checkpoint")
    return found


def run(folder: Path, address: str, now: dt.datetime) -> dict[str, float]:
    """fetch → archive, then load, as the stages do."""
    settings = Settings(home=folder / "var", allow_private_addresses=True, host_pause_seconds=0, contact="https://example.org")
    here = city(address)
    found: dict[str, float] = {}
    with timed("fetch", found):
        collected = stages.collect(here, settings, None, now)
    with timed("load", found), open_warehouse(settings) as connection:
        load_city(connection, here)
        archive = Archive(settings.archive)
        rows = load_incidents(connection, archive, here, here.source[0], windows(here.source[0], archive))
    return found | {"rows": rows, "rejected": len(collected.rejections)}


def build(folder: Path) -> dict[str, float]:
    """All models, then once more with nothing changed."""
    settings = Settings(home=folder / "var")
    found: dict[str, float] = {}
    with open_warehouse(settings) as connection:
        with timed("models", found):
            transform(connection, sql_folder())
        with timed("unchanged", found):
            transform(connection, sql_folder())
    return found


@contextmanager
def timed(name: str, found: dict[str, float]) -> Iterator[None]:
    """Notes seconds by the clock and, as `<name>_cpu`, of CPU, of all threads of this process; the latter tells more where others work too."""
    began, cpu = time.perf_counter(), time.process_time()
    yield
    found |= {name: time.perf_counter() - began, f"{name}_cpu": time.process_time() - cpu, "peak_mb": peak_megabytes()}


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# all together


def step(*arguments: object) -> dict[str, float]:
    """A step in a process of its own, and what it measured."""
    command = [sys.executable, __file__, "step", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout or "{}")
    return found


def main(rows: int, folder: Path) -> None:
    """Runs all steps and prints what came of them."""
    step("generate", folder, rows)
    size = sum(path.stat().st_size for path in folder.glob("all-*.csv"))
    print(f"{rows:,} rows, {size / 1e6:,.0f} MB in pages of {PAGE_ROWS:,}")  # noqa: T201
    with subprocess.Popen([sys.executable, __file__, "step", "serve", str(folder), str(rows)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        address = server.stdout.readline().strip()
        own = step("baseline", folder)
        (folder / "baseline.duckdb").unlink()
        first = step("run", folder, address, 0)
        (folder / "changed").touch()
        second = step("run", folder, address, 1)
        server.terminate()
    models = step("build", folder)
    report(own, first, second, models)


def report(own: dict[str, float], first: dict[str, float], second: dict[str, float], models: dict[str, float]) -> None:
    """Seconds, memory and ratios."""
    lines: list[tuple[str, str]] = [
        ("read_csv alone", f"{_seconds(own, 'read_csv')}, {own['peak_mb']:.0f} MB"),
        ("fetch and archive", _seconds(first, "fetch")),
        ("load", f"{_seconds(first, 'load')}, {first['rows']:,.0f} rows"),
        ("peak of fetch, archive and load", f"{first['peak_mb']:.0f} MB (wanted: under 1,500)"),
        ("load / read_csv", f"{_ratio(first, ['load'], own, ['read_csv'])} (wanted: at most 1.5)"),
        ("all / read_csv", f"{_ratio(first, _ALL, own, ['read_csv'])} (wanted: at most 4)"),
        ("second: fetch and archive", _seconds(second, "fetch")),
        ("second: load", f"{_seconds(second, 'load')}, {second['rows']:,.0f} rows, {second['peak_mb']:.0f} MB"),
        ("first / second", f"{_ratio(first, _ALL, second, _ALL)} (wanted: more than 20)"),
        ("all models", f"{_seconds(models, 'models')}; unchanged {_seconds(models, 'unchanged')}; {models['peak_mb']:.0f} MB"),
    ]
    for name, words in lines:
        print(f"{name:<34}{words}")  # noqa: T201


_ALL = ["fetch", "load"]


def _seconds(found: dict[str, float], name: str) -> str:
    return f"{found[name]:.2f} s (CPU {found[f'{name}_cpu']:.2f} s)"


def _ratio(some: dict[str, float], names: list[str], others: dict[str, float], by: list[str]) -> str:
    clock = sum(some[name] for name in names) / sum(others[name] for name in by)
    cpu = sum(some[f"{name}_cpu"] for name in names) / sum(others[f"{name}_cpu"] for name in by)
    return f"{clock:.2f}, by CPU {cpu:.2f}"


def one(name: str, folder: Path, *more: str) -> None:
    """One step, in this process."""
    steps: dict[str, Callable[[], dict[str, float] | None]] = {
        "generate": lambda: generate(folder, int(more[0])),
        "serve": lambda: serve(folder, int(more[0])),
        "baseline": lambda: baseline(folder),
        "run": lambda: run(folder, more[0], dt.datetime.now(dt.UTC) + int(more[1]) * dt.timedelta(days=30)),
        "build": lambda: build(folder),
    }
    found = steps[name]()
    if found is not None:
        print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    if sys.argv[1:2] == ["step"]:
        one(sys.argv[2], Path(sys.argv[3]), *sys.argv[4:])
    elif len(sys.argv) > 2:
        Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
        main(int(sys.argv[1].replace(",", "")), Path(sys.argv[2]).absolute())
    else:
        with tempfile.TemporaryDirectory() as new:
            main(int((sys.argv[1:] or ["5000000"])[0].replace(",", "")), Path(new))
