"""The published file in the oldest DuckDB that may open it and in the last one before 2, each in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.conftest import Run

# Everything an analyst may ask by name: tables, marts as known at a moment, macros, comments, and the worked questions.
ASK = """
import json, pathlib, sys
import duckdb

connection = duckdb.connect(sys.argv[1], read_only=True)
connection.execute("set enable_progress_bar = false")  # which an old one prints into our answer on a slow machine
ask = lambda query: connection.execute(query).fetchall()
tables = sorted(name for (name,) in ask("select schema_name || '.' || table_name from duckdb_tables()"))
moments = sorted(name for (name,) in ask("select function_name from duckdb_functions() where schema_name = 'mart'"))
told = {name: ask(f"from {name}") for name in tables}
for day in ("2023-12-30 08:00", "2027-01-01"):
    told |= {f"{name} {day}": ask(f"from mart.{name}(timestamp '{day}')") for name in moments}
told |= {path.name: ask(path.read_text()) for path in sorted(pathlib.Path(sys.argv[2]).glob("*.sql"))}
told["comments"] = ask(
    "select function_name, comment from duckdb_functions() where schema_name in ('core', 'mart')"
    " union all select table_name, comment from duckdb_tables()"
    " union all select column_name, comment from duckdb_columns() where not internal order by all"
)
told["chance"] = ask("select round(core.poisson_p(35, 60), 9)")
rounded = lambda value: round(value, 6) if isinstance(value, float) else value  # the last digits of an average are the version's own
print(json.dumps({what: [[rounded(cell) for cell in row] for row in rows] for what, rows in told.items()}, default=str))
"""


def asked(python: Path, sample: Run) -> dict[str, list[list[object]]]:
    command = [str(python), "-c", ASK, str(sample.home / "published" / "yearend.duckdb"), str(ROOT / "sql" / "analyses")]
    ran = subprocess.run(command, check=False, text=True, capture_output=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    told: dict[str, list[list[object]]] = json.loads(ran.stdout)
    return told


@pytest.mark.parametrize("version", ["==1.2.0", ">=1.5,<2"])
def test_duckdb_1_gives_what_duckdb_2_gives(sample: Run, tmp_path: Path, version: str) -> None:
    """Opening is not enough: what DuckDB 2 writes of a macro, or a function that 1 has not, fails only when it is asked."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    subprocess.run([*pip, f"duckdb{version}"], check=True, timeout=600)
    ours, theirs = asked(Path(sys.executable), sample), asked(python, sample)
    assert len(ours) > 50
    assert [what for what in ours if ours[what] != theirs[what]] == []
