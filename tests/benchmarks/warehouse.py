"""All models over ten million incidents and 200,000 figures, beside the same statements by hand; then publishing, beside bare copies.

    PYTHONPATH=src:. python tests/benchmarks/warehouse.py [INCIDENTS] [FIGURES] [FOLDER]

The rows are made by DuckDB from counters and hashes: the same each time. It prints seconds and ratios, by the clock and of processors; two
threads, `memory_limit` 4 GB.
"""

# ruff: noqa: T201 - it prints what it measures
from __future__ import annotations

import datetime as dt
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.dictionary import analyses
from pipeline.load import load_city, touch
from pipeline.models import read_models, sql_folder
from pipeline.publish import publish
from pipeline.transform import statements, transform
from pipeline.warehouse import STORAGE_VERSION, prepare
from tests.world import a_city, source

CITIES = 25
METRICS = ("homicide", "rape", "robbery", "aggravated_assault", "burglary", "larceny", "motor_vehicle_theft", "shooting")
COUNTS = [{"metric": metric, "by": "incident", "labels": [metric.upper()]} for metric in METRICS]
PORTAL = {"key": "id", "occurred": "date", "label": "type", "counts_from": "2006-01-01", "counts": COUNTS, "other": {"labels": ["NARCOTICS"]}}
CONFIG: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "4GB", "threads": 2, "storage_compatibility_version": STORAGE_VERSION}


def slug(number: int) -> str:
    return "fresno-ca" if number == 0 else f"city-{number}"


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock, and of processors: on a machine that does other work too, only the second tell."""

    clock: float
    processors: float

    def to(self, other: Taken) -> str:
        return f"{self.clock / other.clock:8.2f} by the clock, {self.processors / other.processors:6.2f} of processors"


def timed(what: str, work: Callable[[], object]) -> Taken:
    clock, processors = time.perf_counter(), time.process_time()
    work()
    taken = Taken(time.perf_counter() - clock, time.process_time() - processors)
    print(f"{what:<58} {taken.clock:8.2f} s, of which processors {taken.processors:6.2f} s", flush=True)
    return taken


def least(some: Sequence[Taken]) -> Taken:
    """The least of each: what is above it was in the way."""
    return Taken(min(one.clock for one in some), min(one.processors for one in some))


def fill(path: Path, incidents: int, figures: int) -> None:
    """A warehouse with its landing tables only."""
    with duckdb.connect(str(path), config=CONFIG) as connection:
        prepare(connection)
        press = [source(f"press-{one}") for one in range(4)]
        for number in range(CITIES):
            portal = [source("portal", reads="incidents", kind="file", incidents=PORTAL)] if number == 0 else []
            prefer = [(metric, "rtci") for metric in METRICS if "_" not in metric]
            load_city(connection, a_city(*press, source("rtci", "rtci", "series"), *portal, slug=slug(number), prefer=prefer))
        _incidents(connection, incidents)
        _figures(connection, figures)
        touch(connection, [model.path.stem for model in read_models(sql_folder()) if model.schema == "raw"])


def _incidents(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    """Twenty years of rows, two in a hundred of them changed since."""
    labels = [metric.upper() for metric in METRICS] + ["NARCOTICS"]
    connection.execute(
        """
        insert into raw.incident by name
        select
            'fresno-ca' as city,
            'portal' as source,
            cast(number as varchar) as key,
            cast(number as varchar) as incident,
            timestamp '2006-01-01' + to_minutes(cast(hash(number) % 10519200 as bigint)) as occurred_at,
            cast(occurred_at as date) as occurred_on,
            occurred_at as reported_at,
            occurred_on as reported_on,
            list_extract($labels, cast(1 + hash(number + 1) % 9 as bigint)) as label,
            1 as victims,
            cast(hash(number) % 25 as varchar) as district,
            false as is_unfounded,
            case when number % 50 = 0 then timestamp '2026-02-01' else timestamp '2026-01-20' end as known_at
        from range($count) as counter (number)
        """,
        {"labels": labels, "count": count},
    )
    connection.execute(
        """
        insert into raw.incident by name
        select * replace (timestamp '2026-01-20' as known_at, timestamp '2026-02-01' as superseded_at)
        from raw.incident where known_at = timestamp '2026-02-01'
        """
    )
    for position, day in enumerate(("2026-01-20", "2026-02-01"), start=1):
        connection.execute(
            "insert into raw.incident_window "
            "select 'fresno-ca', 'portal', ?, ?, 'one', 'whole', 1, ?, true, ?, 0, 0, 0, ?, date '2026-01-15', null",
            [position, f"w{position}", f"{position:016x}", dt.datetime.fromisoformat(day), count],
        )


def _figures(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    """A third of them months of a file in two vintages, the rest of articles: years, years to date and changes, two thirds of them certain."""
    connection.execute(
        """
        create or replace temp table made as
        select
            number,
            cast(number % $cities as integer) as city_number,
            if(city_number = 0, 'fresno-ca', 'city-' || city_number) as city,
            number // $cities as place_in_city,
            list_extract($metrics, cast(1 + place_in_city % 8 as bigint)) as metric,
            number % 3 = 0 as is_month,
            2006 + (place_in_city // 8) % 20 as year,
            1 + (place_in_city // 160) % 12 as month,
            if(is_month, 'rtci', 'press-' || hash(number) % 4) as source,
            (hash(number) % 1000) / 2 + 20 as value,
            if(is_month, 'file' || (place_in_city // 1920) % 2, 'story' || place_in_city // 6) as document
        from range($count) as counter (number)
        """,
        {"cities": CITIES, "metrics": list(METRICS), "count": count},
    )
    connection.execute(
        """
        create or replace temp table captured as
        select
            city,
            source,
            document,
            left(md5(concat_ws('|', city, source, document)), 16) as capture_id,
            case document when 'file0' then timestamp '2026-01-20' when 'file1' then timestamp '2026-04-20'
                else timestamp '2007-01-10' + to_days(cast(hash(document) % 6900 as integer)) end as fetched_at
        from made
        group by all
        """
    )
    connection.execute(
        """
        insert into raw.capture
        select
            capture_id, city, source, 'https://' || source || '.example/' || if(starts_with(document, 'file'), 'file', document), '', fetched_at,
            200, 'text/html', null, 'sha256:' || md5(capture_id), 1, 'one.warc', 0, false, 'one'
        from captured
        """
    )
    connection.execute(
        """
        insert into raw.document by name
        select
            capture_id, city, fetched_at as published_at, cast(fetched_at as date) as published_on, md5(capture_id) as text_digest, 100 as words
        from captured
        """
    )
    connection.execute(
        """
        insert into raw.figure by name
        select
            left(md5(concat_ws('|', 'figure', number)), 12) as figure_id,
            captured.capture_id,
            made.city,
            made.metric,
            made.metric as label,
            case when is_month or number % 10 > 1 then 'count' else 'percent_change' end as measure,
            case when measure = 'count' then floor(value) else floor(value % 60) - 30 end as value,
            'eq' as op,
            if(is_month, strftime(make_date(year, month, 1), '%Y-%m'), cast(year as varchar)) as period_printed,
            make_date(year, if(is_month, month, 1), 1) as period_start,
            if(is_month, last_day(make_date(year, month, 1)), make_date(year, 12, 31)) as period_end,
            if(is_month, 'month', 'year') as grain,
            case when measure <> 'count' then cast(year - 1 as varchar) end as baseline_printed,
            case when measure <> 'count' then make_date(year - 1, 1, 1) end as baseline_start,
            case when measure <> 'count' then make_date(year - 1, 12, 31) end as baseline_end,
            'Fresno, CA' as place,
            if(is_month or number % 3 = 1, 'certain', 'likely') as confidence,
            'the words' as quote,
            0 as start_offset,
            9 as end_offset,
            [] as why
        from made
        inner join captured using (city, source, document)
        """
    )


READER = """
import sys, time, duckdb
longest = 0.0
print("reading", flush=True)
while True:
    began = time.perf_counter()
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        connection.execute("select count(*) from mart.year_end").fetchall()
    longest = max(longest, time.perf_counter() - began)
    print(longest, flush=True)
"""


def by_hand(path: Path) -> None:
    """The same statements, without the runner."""
    with duckdb.connect(str(path), config=CONFIG) as connection:
        connection.begin()
        for model in read_models(sql_folder()):
            if model.schema in ("core", "mart"):
                for statement in statements(model):
                    connection.execute(statement)
        connection.commit()


def run(path: Path) -> None:
    with duckdb.connect(str(path), config=CONFIG) as connection:
        prepare(connection)
        transform(connection, sql_folder())


def copied(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """What publishing cannot do without: the same tables by bare statements into a DuckDB file, Parquet and CSV; one after another."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    tables = [model for model in read_models(sql_folder()) if model.schema in ("core", "mart") and model.is_table]
    connection.execute(f"attach '{folder}/bare.duckdb' as bare (storage_version '{STORAGE_VERSION}')")
    connection.begin()
    for schema in ("core", "mart"):
        connection.execute(f"create schema bare.{schema}")
    for model in tables:
        connection.execute(f"create table bare.{model.name} as from {model.name}")
    connection.commit()
    connection.execute("detach bare")
    for model in tables:
        connection.execute(f"copy {model.name} to '{folder}/{model.name}.parquet' (format parquet, compression zstd)")
        if model.schema == "mart":
            connection.execute(f"copy {model.name} to '{folder}/{model.name}.csv' (format csv, header)")


def published(path: Path, folder: Path) -> None:
    """Publishes with everything new, and with one mart, each alone and then while a reader asks in a loop."""
    with duckdb.connect(str(path), config=CONFIG) as connection:
        publish(connection, sql_folder(), folder)

        def again(what: str, where: str) -> Taken:
            connection.execute(f"update meta.model set fingerprint = fingerprint || 'x' where {where}")
            return timed(f"publish: {what} (under 3 s)", lambda: publish(connection, sql_folder(), folder))

        bare = [timed("bare copies of the same tables", lambda: copied(connection, folder.with_name("bare"))) for _ in range(2)]
        whole = least([again("all is new", "true") for _ in range(2)])
        print(f"{'publishing to bare copies':<58} {whole.to(least(bare))}", flush=True)
        again("one mart is new", "name = 'mart.claim'")
        command = [sys.executable, "-c", READER, str(folder / "yearend.duckdb")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
            assert reader.stdout is not None
            reader.stdout.readline()
            again("all is new, a reader looping", "true")
            again("one mart is new, a reader looping", "name = 'mart.claim'")
            is_well = reader.poll() is None
            reader.kill()
            longest = reader.stdout.read().split()[-1]
    print(f"{'the reader went on' if is_well else 'THE READER FAILED':<58} {float(longest):8.2f} s at the longest")


def questions(folder: Path) -> float:
    """The slowest worked question, at the best of three."""
    longest = 0.0
    with duckdb.connect(str(folder / "yearend.duckdb"), read_only=True, config={"threads": 2}) as connection:
        for one in analyses(sql_folder()):
            taken = []
            for _ in range(3):
                began = time.perf_counter()
                connection.execute(one.query).fetchall()
                taken.append(time.perf_counter() - began)
            print(f"  {one.path.stem:<56} {1000 * min(taken):8.0f} ms")
            longest = max(longest, min(taken))
    return longest


def main(incidents: int, figures: int, folder: Path) -> None:
    filled, built, handmade = (folder / f"{name}.duckdb" for name in ("filled", "runner", "hand"))
    timed(f"made {incidents:,} incidents and {figures:,} figures", lambda: fill(filled, incidents, figures))
    hand, whole = [], []
    for _ in range(2):  # in turns, each over a file of its own: what else the machine does meets both
        shutil.copy(filled, handmade)
        hand.append(timed("the same statements by hand", lambda: by_hand(handmade)))
        handmade.unlink()
        shutil.copy(filled, built)
        whole.append(timed("transform: everything (under 20 s)", lambda: run(built)))
    print(f"{'runner to hand (at most 1.3)':<58} {least(whole).to(least(hand))}", flush=True)
    filled.unlink()
    timed("transform: nothing changed (under 1 s)", lambda: run(built))
    published(built, folder / "published")
    print(f"{'slowest worked question (at most 200 ms)':<58} {1000 * questions(folder / 'published'):8.0f} ms")
    print(f"{'memory, at most':<58} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:8.2f} GB")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    many = int(arguments[0]) if arguments else 10_000_000
    some = int(arguments[1]) if len(arguments) > 1 else 200_000
    with tempfile.TemporaryDirectory(dir=arguments[2] if len(arguments) > 2 else None) as somewhere:
        main(many, some, Path(somewhere))
