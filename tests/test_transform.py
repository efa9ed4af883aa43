"""The runner: all or nothing, only what changed, and checks with their severity. Models here are small and made up."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import WarehouseError
from pipeline.transform import transform
from tests.conftest import ROOT
from tests.test_models import write

RAW = "create table if not exists raw.z (x integer)"
MODELS = {
    "raw_z": RAW,
    "core_b": "-- One row per x.\n--   x  it's a number\nselect x from raw.z where core.is_small(x) order by x",
    "core_is_small": "create macro core.is_small(x) as x < 100",
    "core_other": "-- One row per x.\n--   x  it\nselect 5 as x",
    "mart_a": "-- One row per x; mart.a_at(moment).\n--   x  it\nselect x from core.b where make_timestamp(x * 1000000) <= moment",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, **MODELS)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for schema in ("raw", "core", "mart", "meta"):
            connection.execute(f"create schema {schema}")
        connection.execute("create table meta.model (name varchar primary key, fingerprint varchar not null)")
        connection.execute("create table meta.landing (name varchar primary key, revision bigint not null)")
        connection.execute(RAW)
        land(connection, 1, 2)
        yield connection


def land(connection: duckdb.DuckDBPyConnection, *numbers: int) -> None:
    connection.executemany("insert into raw.z values (?)", [[number] for number in numbers])
    connection.execute("insert into meta.landing values ('raw.z', 1) on conflict (name) do update set revision = revision + 1")


def values(connection: duckdb.DuckDBPyConnection, table: str = "mart.a") -> list[int]:
    return [x for (x,) in connection.execute(f"select x from {table} order by x").fetchall()]


def state(connection: duckdb.DuckDBPyConnection) -> list[object]:
    """All that a transform may change."""
    tables = [
        f"{schema}.{name}" for schema, name in connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
    ]
    macros = connection.execute(
        "select function_name, macro_definition from duckdb_functions() where schema_name in ('core', 'mart') order by all"
    )
    return [macros.fetchall(), *((name, connection.execute(f"from {name} order by all").fetchall()) for name in tables)]


def test_the_first_time_everything_is_built_and_the_second_nothing(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> None:
    first = transform(warehouse, folder)
    assert set(first.built) == {"core.b", "core.is_small", "core.other", "mart.a"}
    assert values(warehouse) == [1, 2]
    before = state(warehouse)
    second = transform(warehouse, folder)
    assert (second.built, set(second.unchanged)) == ((), set(first.built))
    assert state(warehouse) == before


def test_new_rows_build_what_needs_them_and_nothing_else(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> None:
    transform(warehouse, folder)
    land(warehouse, 3)
    assert transform(warehouse, folder).built == ("core.b", "mart.a")
    assert values(warehouse) == [1, 2, 3]


def test_a_changed_macro_builds_what_uses_it(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> None:
    transform(warehouse, folder)
    write(folder, core_is_small="create macro core.is_small(x) as x < 2")
    assert set(transform(warehouse, folder).built) == {"core.is_small", "core.b", "mart.a"}
    assert values(warehouse) == [1]


def test_a_table_as_known_at_a_moment(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> None:
    transform(warehouse, folder)
    assert values(warehouse, "mart.a_at(timestamp '1970-01-01 00:00:01')") == [1]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({"mart_a": "select no_such_column from core.b"}, id="the last model"),
        pytest.param({"mart_a": "select cast('x' || x as integer) as x from core.b"}, id="an error only rows show"),
        pytest.param({"core_is_small": "create macro core.is_small(x) as x < 2", "mart_a": "select nope from core.b"}, id="a macro before it"),
    ],
)
def test_a_model_that_fails_leaves_everything_as_it_was(warehouse: duckdb.DuckDBPyConnection, folder: Path, broken: dict[str, str]) -> None:
    """The models before it were built with the new rows by then; readers must not see half of it."""
    transform(warehouse, folder)
    land(warehouse, 3)
    before = state(warehouse)
    write(folder, **broken)
    with pytest.raises(WarehouseError, match=r"mart/a\.sql line 1: ") as error:
        transform(warehouse, folder)
    assert "\n" not in str(error.value)
    assert state(warehouse) == before
    write(folder, **MODELS)
    assert transform(warehouse, folder).built == ("core.b", "mart.a")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "-- One row.\n--   x  it\nselect\n    x\nfrom core.b tablesample\n", "line 5: Parser Error", id="what only DuckDB's own parser finds"
        ),
        pytest.param("-- One row.\n--   x  it\nselect\n    x,\n    nope\nfrom core.b\n", "line 5: Binder Error", id="a column that is none"),
        pytest.param("-- One row: mart.a_at(moment).\n--   x  it\nselect\n    nope\nfrom core.b\n", "line 4: Binder", id="in a table macro"),
        pytest.param("-- One row.\nselect x from core.b\n", "nothing says what column x holds; add a line `--   x  …`", id="no comment"),
        pytest.param("-- One row.\n--   x  it\n--   y  it\nselect x from core.b\n", "a column y, which it does not give", id="one too many"),
    ],
)
def test_what_is_wrong_with_a_model_is_a_sentence_with_file_and_line(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, text: str, words: str
) -> None:
    write(folder, mart_a=text)
    with pytest.raises(WarehouseError) as error:
        transform(warehouse, folder)
    assert str(error.value).startswith(str(folder / "mart" / "a.sql"))
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_model_whose_file_is_gone_loses_its_table(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> None:
    transform(warehouse, folder)
    (folder / "core" / "other.sql").unlink()
    assert transform(warehouse, folder).built == ()
    tables = {name for (name,) in warehouse.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()}
    assert tables == {"core.b", "mart.a", "raw.z", "meta.model", "meta.landing"}
    write(folder, core_other=MODELS["core_other"])
    assert transform(warehouse, folder).built == ("core.other",)


def test_checks_are_asked_every_time_and_say_how_grave_they_are(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> None:
    write(
        folder,
        checks_big="-- One row per number over 1.\n-- severity: stop\nselect x, x * 10 as tenfold from mart.a where x > 1 order by x",
        checks_none="-- One row per number over 100.\n-- severity: stop\nselect x from mart.a where x > 100",
        checks_odd="-- One row per odd number.\n-- severity: caveat\nselect x from mart.a where x % 2 = 1",
    )
    for _ in range(2):
        done = transform(warehouse, folder)
        found = {finding.check: finding for finding in done.findings}
        assert set(found) == {"big", "odd"}
        assert (found["big"].columns, found["big"].rows, found["big"].severity) == (("x", "tenfold"), ((2, 20),), "stop")
        assert found["odd"].summary == "One row per odd number."
        assert done.stops == (found["big"],)


def test_a_new_check_of_severity_caveat_is_one_file(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """A model reads what all of them find, as known at a moment; a check that changes builds that model anew, a note does not."""
    found = "'here' as city, 'x' as metric, 'y' as provider, 'z' as definition, cast(x as integer) as year"
    check = "-- One row per number.\n-- severity: {}\nselect {}, '{}' as caveat from mart.a_at(moment) where x > {}"
    columns = "".join(f"--   {name}  it\n" for name in ("check_name", "year", "caveat"))
    header = f"-- One row per caveat: mart.caveat_at(moment).\n{columns}"
    write(
        folder,
        mart_caveat=f"{header}select check_name, year, caveat from checks.caveats order by all",
        checks_big=check.format("caveat", found, "is big", 1),
        checks_any=check.format("caveat", found, "is any", 0),
        checks_note="-- severity: note\nselect x from mart.a",
    )
    transform(warehouse, folder)
    query = "from mart.caveat{} order by all"
    assert warehouse.execute(query.format("")).fetchall() == [("any", 1, "is any"), ("any", 2, "is any"), ("big", 2, "is big")]
    assert warehouse.execute(query.format("_at(timestamp '1970-01-01 00:00:01')")).fetchall() == [("any", 1, "is any")]
    write(folder, checks_note="-- severity: note\nselect x + 1 as x from mart.a")
    assert transform(warehouse, folder).built == ()
    write(folder, checks_any=check.format("caveat", found, "is every", 0))
    assert transform(warehouse, folder).built == ("mart.caveat",)
    assert warehouse.execute("select distinct caveat from mart.caveat order by all").fetchall() == [("is big",), ("is every",)]


def test_a_check_that_fails_names_its_file(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> None:
    write(folder, checks_bad="-- severity: stop\nselect nope from mart.a")
    with pytest.raises(WarehouseError, match=r"checks/bad\.sql line 2: "):
        transform(warehouse, folder)


def test_the_documentation_stands_in_the_catalog(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> None:
    transform(warehouse, folder)
    assert warehouse.execute("select comment from duckdb_tables() where table_name = 'b'").fetchall() == [("One row per x.",)]
    assert warehouse.execute("select comment from duckdb_columns() where table_name = 'b'").fetchall() == [("it's a number",)]


KILLED = """
import sys
from pathlib import Path
import duckdb
from pipeline import transform as module

built = module.build
def pause(connection, model):
    built(connection, model)
    if model.name == "core.b":
        print("half built", flush=True)
        sys.stdin.readline()
module.build = pause
module.transform(duckdb.connect(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_transform_that_is_killed_leaves_the_last_good_state(warehouse: duckdb.DuckDBPyConnection, folder: Path, tmp_path: Path) -> None:
    """One model was built with the new rows, the next was not: neither is there when the file is opened again."""
    path = tmp_path / "warehouse.duckdb"
    transform(warehouse, folder)
    warehouse.execute(f"attach '{path}' as kept")
    warehouse.execute("copy from database memory to kept")
    warehouse.execute("detach kept")
    with duckdb.connect(str(path)) as connection:
        land(connection, 3)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path), str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half built\n"
        process.kill()
        assert process.wait() == -signal.SIGKILL
    with duckdb.connect(str(path)) as connection:
        assert values(connection) == values(connection, "core.b") == [1, 2]
        assert transform(connection, folder).built == ("core.b", "mart.a")
        assert values(connection) == [1, 2, 3]
