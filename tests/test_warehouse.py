"""Opening the warehouse: one process at a time, and one sentence for everything that is in the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from pipeline import stages
from pipeline.errors import WarehouseError
from pipeline.load import load_city
from pipeline.models import read_models, sql_folder
from pipeline.settings import Settings
from pipeline.stages import building
from pipeline.warehouse import STORAGE_VERSION, open_warehouse, prepare
from tests.test_load import CITY, COUNTS, STORY, land, sizes

HOLD = """
import sys
import duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, lock_wait_seconds=1.5)


@contextmanager
def held(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process has the file open; a line to its input makes it let go."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        if process.poll() is None:
            process.communicate("\n")


def test_the_first_time_makes_folder_file_and_landing_tables(home: Settings) -> None:
    with open_warehouse(home) as connection:
        found = {name for (name,) in connection.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()}
        assert found == {model.path.stem for model in read_models(sql_folder()) if model.schema == "raw"}
    assert home.warehouse.is_file()


def test_it_is_closed_again_also_after_an_error(home: Settings) -> None:
    with pytest.raises(RuntimeError), open_warehouse(home):
        raise RuntimeError
    with held(home.warehouse):
        pass


def test_a_file_that_is_held_is_waited_for_and_then_its_holder_named(home: Settings) -> None:
    waits: list[float] = []
    with held(home.warehouse) as process, pytest.raises(WarehouseError) as error, open_warehouse(home, waits.append):
        pass
    assert f"process {process.pid}" in str(error.value)
    assert str(home.warehouse) in str(error.value)
    assert "\n" not in str(error.value)
    assert sum(waits) >= home.lock_wait_seconds
    assert waits == sorted(waits)


def test_a_file_that_is_let_go_in_time_is_opened(home: Settings) -> None:
    with held(home.warehouse) as process:

        def let_go(_: float) -> None:
            process.communicate("\n")

        with open_warehouse(home, let_go) as connection:
            assert connection.execute("select count(*) from raw.capture").fetchall() == [(0,)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"not a database, but longer than the header of one " * 1000, id="another file"),
        pytest.param(b"short", id="shorter than a header"),
        pytest.param(b"\0" * 20_000, id="zeros"),
    ],
)
def test_what_is_no_warehouse_is_a_sentence_at_once(tmp_path: Path, content: bytes) -> None:
    """The folder's name has the word lock, as DuckDB's message about a held file does: it must not be waited for."""
    home = Settings(home=tmp_path / "block lock")
    home.home.mkdir()
    home.warehouse.write_bytes(content)
    with pytest.raises(WarehouseError, match="cannot be opened") as error, open_warehouse(home, lambda _: pytest.fail("it waited")):
        pass
    assert str(home.warehouse) in str(error.value)
    assert "\n" not in str(error.value)
    assert home.warehouse.read_bytes() == content


def test_a_damaged_warehouse_is_a_sentence(home: Settings) -> None:
    with open_warehouse(home):
        pass
    content = bytearray(home.warehouse.read_bytes())
    content[8192:12_500] = b"\xff" * (12_500 - 8192)
    home.warehouse.write_bytes(content)
    with pytest.raises(WarehouseError, match="rebuilt from the archive"), open_warehouse(home):
        pass


def test_a_folder_in_its_place_is_a_sentence(home: Settings) -> None:
    home.warehouse.mkdir(parents=True)
    with pytest.raises(WarehouseError, match="cannot be opened"), open_warehouse(home):
        pass


def test_the_limits_are_the_settings(home: Settings) -> None:
    with open_warehouse(home.model_copy(update={"memory_limit": "300MB", "threads": 1})) as connection:
        ((threads, memory, zone),) = connection.execute(
            "select current_setting('threads'), current_setting('memory_limit'), current_setting('TimeZone')"
        ).fetchall()
    assert (threads, zone) == (1, "UTC")
    assert memory.startswith("286")  # MiB


def test_older_duckdb_can_read_the_file(home: Settings) -> None:
    """1.2 and later; DuckDB writes the version into the file, and a plain file of DuckDB 2 says another."""
    with open_warehouse(home):
        pass
    plain = home.home / "plain.duckdb"
    duckdb.connect(str(plain)).close()
    assert _storage(home.warehouse) == f"{STORAGE_VERSION}+"
    assert _storage(plain) != f"{STORAGE_VERSION}+"


def _storage(path: Path) -> str:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as one (read_only)")
        ((tags,),) = connection.execute("select tags from duckdb_databases() where database_name = 'one'").fetchall()
    return str(tags["storage_version"])


def test_landing_tables_of_another_version_are_made_anew_and_read_again(caplog: pytest.LogCaptureFixture) -> None:
    """An upgrade adds a column: what was landed is rebuilt from the archive, for which captures must count as unread."""
    with duckdb.connect() as connection:
        prepare(connection)
        load_city(connection, CITY)
        land(connection, STORY, COUNTS)
        connection.execute("alter table raw.figure drop column unit")
        prepare(connection)
        assert sizes(connection) == {"capture": 0, "document": 0, "figure": 0, "quotation": 0, "rejection": 0}
        assert "another version" in caplog.text
        assert load_city(connection, CITY)
        land(connection, STORY, COUNTS)
        assert sizes(connection)["figure"] == 14


def test_a_landing_table_with_another_type_is_made_anew() -> None:
    """The names of its columns do not tell."""
    with duckdb.connect() as connection:
        prepare(connection)
        load_city(connection, CITY)
        land(connection, STORY)
        connection.execute("update meta.shape set statement = replace(statement, 'bigint', 'integer') where name = 'raw.capture'")
        prepare(connection)
        assert sizes(connection)["capture"] == 0


def test_a_warehouse_whose_shape_was_not_noted_yet_is_taken_by_its_columns() -> None:
    with duckdb.connect() as connection:
        prepare(connection)
        load_city(connection, CITY)
        land(connection, STORY)
        connection.execute("drop table meta.shape")
        prepare(connection)
        assert sizes(connection)["figure"] == 2


def test_to_prepare_again_loses_nothing() -> None:
    with duckdb.connect() as connection:
        prepare(connection)
        load_city(connection, CITY)
        land(connection, STORY)
        prepare(connection)
        assert sizes(connection)["figure"] == 2


def test_parsing_holds_the_turn_to_write_while_it_asks_and_not_while_it_reads(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening is writing to DuckDB: beside a transform of another run it failed after a while; reading takes minutes and needs no turn."""
    done: list[str] = []

    @contextmanager
    def turn() -> Iterator[None]:
        done.append("turn")
        yield
        done.append("over")

    def asked(*_: object) -> list[object]:
        done.append("asked")
        return []

    monkeypatch.setattr(building, "unread", asked)
    monkeypatch.setattr(building, "read", lambda *_: done.append("read"))
    stages.parse(CITY, home, (), turn())
    assert done == ["turn", "asked", "over", "read"]
