"""The published file: complete, open to readers all the while, nothing in it that may not be, and the last good one when something fails."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
from typing import Any

import duckdb
import frictionless
import pytest

from pipeline import stages
from pipeline.errors import WarehouseError
from pipeline.load import load, load_city
from pipeline.models import read_models, sql_folder
from pipeline.parse.capture import Parsed
from pipeline.publish import ROWS, WORDS, publish
from pipeline.records import Quotation, Reading, Rejection
from pipeline.settings import Settings
from pipeline.transform import transform
from pipeline.warehouse import open_warehouse, prepare
from tests.world import NOW, a_city, figure, file, months, page, row, source

SECRET = "an eyewitness of Olive Avenue"  # words of an article beside its figure
UNQUOTED = "forty souls were lost"  # words of a source that may not be quoted
CITY = a_city(
    source("courier"),
    source("shy", may=("read", "compute")),
    source("rtci", "rtci", "series"),
    source("closed", "closed", "series", may=("read", "compute", "quote")),
    prefer=[("homicide", "police"), ("homicide", "rtci")],
)
READ = [
    page(
        "courier",
        "2023-12-29",
        figure(344, "2023", "shooting", quote="344 in total in 2023"),
        text=f"The chief counted 344 in total in 2023, said {SECRET}.",
        quotations=(Quotation("We did it.", 0, 9, "Ann Lee", "chief"),),
    ),
    page(
        "shy",
        "2023-12-30",
        figure(40, "2022", quote=UNQUOTED, why=(UNQUOTED,)),
        figure(-50, "2023", measure="percent_change", baseline="2021", quote=UNQUOTED, why=(UNQUOTED,)),
        text=UNQUOTED,
        quotations=(Quotation(UNQUOTED, 0, 9, None, None),),
        rejections=(Rejection("figures", "no_period", f"{UNQUOTED}, but when?", source_id="shy"),),
    ),
    file("rtci", "2024-02-20", *months(2023, [3] * 12)),
    file("closed", "2024-02-20", *months(2023, [101, *[7] * 11], "robbery"), figure(999, "2022", "robbery")),
]
MODELS = [model for model in read_models(sql_folder()) if model.schema in ("core", "mart")]
TABLES = [model for model in MODELS if model.is_table]


Others = dict[int, duckdb.DuckDBPyConnection]


def filled(connection: duckdb.DuckDBPyConnection, *more: Parsed) -> None:
    prepare(connection)
    load_city(connection, CITY)
    load(connection, CITY, [*READ, *more], [], [], "one", NOW)
    transform(connection, sql_folder())


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        filled(connection)
        yield connection


@pytest.fixture(scope="module")
def folder(warehouse: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    assert publish(warehouse, sql_folder(), folder).is_new
    return folder


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """What was published, to be spoilt."""
    return shutil.copytree(folder, tmp_path / "published")


@pytest.fixture(scope="module")
def published(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(folder / "yearend.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture
def elsewhere() -> Iterator[duckdb.DuckDBPyConnection]:
    """A reader who has nothing but the files."""
    with duckdb.connect() as connection:
        yield connection


def names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {f"{schema}.{name}" for schema, name in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def others() -> Iterator[Others]:
    """Two warehouses with one more statement each, 350 and 359, so that there is something new to publish."""
    with duckdb.connect() as one, duckdb.connect() as two:
        for value, connection in ((350, one), (359, two)):
            filled(connection, page("courier", "2025-01-06", figure(value, "2023", "shooting"), address="https://courier.example/2"))
        yield {350: one, 359: two}


def test_core_and_mart_are_there_and_nothing_of_the_private_warehouse(published: duckdb.DuckDBPyConnection) -> None:
    assert names(published) == {model.name for model in TABLES}
    schemas = {name for (name,) in published.execute("select distinct schema_name from duckdb_schemas() where not internal").fetchall()}
    assert schemas <= {"core", "mart", "main"}


GATED = {*ROWS, *WORDS}


@pytest.mark.parametrize("model", [model for model in TABLES if model.name not in GATED], ids=lambda one: one.name)
def test_tables_are_the_warehouses(warehouse: duckdb.DuckDBPyConnection, published: duckdb.DuckDBPyConnection, model: Any) -> None:
    assert published.execute(f"from {model.name}").fetchall() == warehouse.execute(f"from {model.name}").fetchall()


def everything(connection: duckdb.DuckDBPyConnection) -> str:
    return "\n".join(repr(connection.execute(f"from {model.name}").fetchall()) for model in TABLES)


def test_words_that_may_not_be_quoted_and_article_text_are_nowhere(
    warehouse: duckdb.DuckDBPyConnection, published: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    text = everything(published)
    assert "344 in total in 2023" in text
    assert "We did it." in text
    assert UNQUOTED in everything(warehouse)  # or the next line would say nothing
    assert UNQUOTED not in text
    assert SECRET not in text
    for name, content in bytes_of(folder).items():
        assert UNQUOTED.encode() not in content, name
        assert SECRET.encode() not in content, name


def test_the_figure_of_words_that_may_not_be_quoted_is_there(published: duckdb.DuckDBPyConnection) -> None:
    """A number is a fact: it stands, without the words and with where to look."""
    found = row(published, "from mart.trace where source = 'shy' and measure = 'count'")
    assert (found["value"], found["quote"], found["address"]) == (40, None, "https://shy.example/")
    assert row(published, "from core.rejection where source = 'shy'")["detail"] == ""


def test_rows_that_may_not_be_passed_on_are_not_there_but_what_is_computed_is(published: duckdb.DuckDBPyConnection) -> None:
    """Months of a closed file are its rows; a year of twelve of them is our sum."""
    for table in ("core.figure", "mart.trace"):
        assert published.execute(f"select count(*) from {table} where provider = 'closed'").fetchall() == [(0,)]
        assert published.execute(f"select count(*) from {table} where provider = 'rtci'").fetchall() == [(12,)]
    assert 101.0 not in [value for (value,) in published.execute("select value from core.statement").fetchall()]
    query = "select year, value from mart.series_year{} where provider = 'closed' order by year"
    assert published.execute(query.format("")).fetchall() == [(2022, 999), (2023, 101 + 77)]
    assert published.execute(query.format("_at(timestamp '2025-01-01')")).fetchall() == [(2022, 999), (2023, 101 + 77)]


def test_macros_work_for_readers(published: duckdb.DuckDBPyConnection) -> None:
    query = "select count(*) from mart.{}_at(timestamp '{}')"
    assert published.execute(query.format("year_end", "2023-01-01")).fetchall() == [(0,)]
    assert published.execute(query.format("series_year", "2023-12-30")).fetchall() != [(0,)]
    assert published.execute("select core.poisson_p(3, 3)").fetchall() == [(1.0,)]


def test_the_documentation_goes_with_it(published: duckdb.DuckDBPyConnection) -> None:
    comments = dict(published.execute("select schema_name || '.' || table_name, comment from duckdb_tables()").fetchall())
    assert comments == {model.name: model.summary for model in TABLES}
    query = "select schema_name || '.' || function_name, comment from duckdb_functions() where schema_name in ('core', 'mart')"
    macros = {model.name: model.summary for model in MODELS if model.is_macro} | {
        model.as_of_name: model.summary for model in TABLES if model.is_as_of
    }
    assert dict(published.execute(query).fetchall()) == macros
    query = "select schema_name || '.' || table_name, column_name, comment from duckdb_columns() where not internal"
    columns = {(table, column): comment for table, column, comment in published.execute(query).fetchall()}
    assert columns == {(model.name, column): words for model in TABLES for column, words in model.columns.items()}


def test_parquet_files_are_the_tables(published: duckdb.DuckDBPyConnection, folder: Path, elsewhere: duckdb.DuckDBPyConnection) -> None:
    for model in TABLES:
        path = folder / "parquet" / f"{model.name}.parquet"
        assert elsewhere.execute(f"from '{path}'").fetchall() == published.execute(f"from {model.name}").fetchall(), model.name
    assert {path.stem for path in (folder / "parquet").iterdir()} == {model.name for model in TABLES}


MARTS = [model for model in TABLES if model.schema == "mart"]


def test_the_description_is_a_data_package(folder: Path, elsewhere: duckdb.DuckDBPyConnection) -> None:
    """The rules of https://datapackage.org/standard/ that concern us, by hand: names, paths, one field a column, types of the standard."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    listed = {resource["name"] for resource in package["resources"]}
    assert len(listed) == len(package["resources"]) == len(TABLES) + len(MARTS)
    types = {"string", "number", "integer", "boolean", "date", "datetime", "array"}
    for resource in package["resources"]:
        assert resource["name"] == resource["name"].lower()
        assert not set(resource["name"]) & set(" _./")
        path = folder / resource["path"]
        assert path.is_file()
        assert not resource["path"].startswith(("/", "."))
        assert resource["bytes"] == path.stat().st_size
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        columns = [name for name, *_ in elsewhere.execute(f"describe from '{path}'").fetchall()]
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == columns
        assert {field["type"] for field in fields} <= types
        assert all(field["description"] for field in fields)


def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    """Every cell of the CSV files is of the type that the description gives its column."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [one for one in package["resources"] if one["format"] == "csv"]
    assert len(package["resources"]) == len(MARTS)
    assert list(frictionless.Package.metadata_validate(package)) == []
    report = frictionless.Package.from_descriptor(package, basepath=str(folder)).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:5]


def test_csv_files_are_the_tables(published: duckdb.DuckDBPyConnection, folder: Path, elsewhere: duckdb.DuckDBPyConnection) -> None:
    for model in MARTS:
        path = folder / "csv" / f"{model.name}.csv"
        found = elsewhere.execute(f"select count(*) from read_csv('{path}', all_varchar = true)").fetchall()
        assert found == published.execute(f"select count(*) from {model.name}").fetchall(), model.name
    assert {path.stem for path in (folder / "csv").iterdir()} == {model.name for model in MARTS}


DAMAGED = ("yearend.duckdb", "parquet/mart.claim.parquet", "csv/mart.claim.csv")


def test_what_was_damaged_is_published_again(warehouse: duckdb.DuckDBPyConnection, copied: Path) -> None:
    """The description is whole, and so is the file's size: only its hash tells."""
    for name in DAMAGED:
        whole = (copied / name).read_bytes()
        (copied / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert publish(warehouse, sql_folder(), copied).is_new, name
    assert not publish(warehouse, sql_folder(), copied).is_new


def test_unchanged_is_not_published_again(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert not publish(warehouse, sql_folder(), folder).is_new
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_only_files_of_what_changed_are_written_anew(warehouse: duckdb.DuckDBPyConnection, copied: Path) -> None:
    """A table that was built anew, and those that are published by what it holds; the database is one file of all."""
    set_fingerprint = "update meta.model set fingerprint = ? where name = ?"

    def inodes() -> dict[str, int]:
        return {path.relative_to(copied).as_posix(): path.stat().st_ino for path in copied.rglob("*") if path.is_file()}

    known = dict(warehouse.execute("select name, fingerprint from meta.model").fetchall())
    try:
        for changed, gated in (("mart.claim", []), ("core.withheld", ["core.incident_change", "core.incident_count", "core.offence"])):
            before = inodes()
            warehouse.execute(set_fingerprint, ["another", changed])
            assert publish(warehouse, sql_folder(), copied).is_new
            after = inodes()
            of_tables = {Path(name).stem for name, inode in after.items() if inode != before[name]} - {"yearend", "datapackage"}
            assert of_tables == {changed, *gated}
            assert before["yearend.duckdb"] != after["yearend.duckdb"]
    finally:
        for name, fingerprint in known.items():
            warehouse.execute(set_fingerprint, [fingerprint, name])


def test_a_warehouse_made_anew_publishes_what_differs_and_nothing_else(copied: Path, others: Others) -> None:
    """Who removes a damaged warehouse has it rebuilt: the same rows are the same publication, others, though landed as often, are not."""
    with duckdb.connect() as same:
        filled(same)
        assert not publish(same, sql_folder(), copied).is_new
    for other in others.values():
        assert publish(other, sql_folder(), copied).is_new


def test_what_was_lost_is_published_again(warehouse: duckdb.DuckDBPyConnection, copied: Path) -> None:
    for lost in (*DAMAGED, "datapackage.json"):
        (copied / lost).unlink()
        assert publish(warehouse, sql_folder(), copied).is_new, lost
        assert (copied / lost).is_file()


LEFT_OVER = (
    "yearend.duckdb.new",
    "yearend.duckdb.new.wal",
    "datapackage.json.new",
    "parquet/core.figure.parquet.new",
    "parquet/core.x.parquet",
)


def test_leftovers_of_a_run_that_was_killed_do_no_harm(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """A log beside the new file would be replayed into it; a table that is no more leaves no Parquet file."""
    (tmp_path / "parquet").mkdir()
    for name in LEFT_OVER:
        (tmp_path / name).write_bytes(b"half a file")
    assert publish(warehouse, sql_folder(), tmp_path).is_new
    assert {path.name for path in tmp_path.iterdir()} == {"yearend.duckdb", "datapackage.json", "parquet", "csv"}
    assert not list(tmp_path.rglob("*.new*"))
    assert not (tmp_path / "parquet" / "core.x.parquet").exists()


READER = """
import select, sys
import duckdb
path, seen = sys.argv[1], set()
held = duckdb.connect(path, read_only=True)
print("reading", flush=True)
while not select.select([sys.stdin], [], [], 0.05)[0]:
    with duckdb.connect(path, read_only=True) as connection:
        seen.add(connection.execute("select value from mart.year_end_at(timestamp '9999-01-01') where metric = 'shooting'").fetchall()[0][0])
    held.execute("select value from mart.year_end where metric = 'shooting'").fetchall()
print(sorted(seen), held.execute("select value from mart.year_end where metric = 'shooting'").fetchall())
"""


def test_readers_never_fail_nor_wait_and_keep_the_file_they_opened(copied: Path, others: Others) -> None:
    command = [sys.executable, "-c", READER, str(copied / "yearend.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        for connection in others.values():
            assert publish(connection, sql_folder(), copied).is_new
        out, errors = reader.communicate("\n")
    assert (errors, reader.returncode) == ("", 0)
    seen, held = out.rsplit(" [(", 1)
    assert held.startswith("344")
    assert set(json.loads(seen)) <= {344.0, 350.0, 359.0}
    assert 344.0 in json.loads(seen)


def test_a_full_disk_leaves_what_was_published(copied: Path, others: Others) -> None:
    """A limit on the size of files stands for the full disk, at the first bytes and in the middle. With room, the same process can publish."""
    assert (copied / "yearend.duckdb").stat().st_size > 500_000
    before = bytes_of(copied)
    soft, hard = getrlimit(RLIMIT_FSIZE)
    for limit in (10_000, 500_000):
        setrlimit(RLIMIT_FSIZE, (limit, hard))
        try:
            with pytest.raises(WarehouseError, match=rf"^{copied} could not be published, what was there stays: "):
                publish(others[359], sql_folder(), copied)
        finally:
            setrlimit(RLIMIT_FSIZE, (soft, hard))
        assert bytes_of(copied) == before
    assert publish(others[359], sql_folder(), copied).is_new


def test_a_folder_that_cannot_be_made_is_a_sentence(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WarehouseError, match="could not be published"):
        publish(warehouse, sql_folder(), tmp_path / "file")


def test_a_check_that_stops_leaves_what_was_published_and_says_so(tmp_path: Path) -> None:
    """A figure without the words it came from: no number is published without them."""
    (tmp_path / "cities").mkdir()
    home = Settings(home=tmp_path, deployments=tmp_path)  # where no city is, and so none to be read anew
    with open_warehouse(home) as connection:
        filled(connection)
    _, published = stages.transform(home, NOW)
    assert published.is_new
    before = bytes_of(home.published)
    with open_warehouse(home) as connection:
        wordless = replace(READ[0], reading=Reading((figure(345, "2023", "shooting", quote=" "),)))
        load(connection, CITY, [wordless], [], [], "two", NOW)
    with pytest.raises(
        WarehouseError, match=r"nothing was published, and what was there stays.*figure_without_words \(1 rows\); `yearend checks`"
    ):
        stages.transform(home, NOW)
    assert bytes_of(home.published) == before
    with open_warehouse(home) as connection:
        load(connection, CITY, [READ[0]], [], [], "three", NOW)
    stages.transform(home, NOW)
