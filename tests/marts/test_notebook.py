"""The notebook's own query, without marimo: thirty years are there to draw. `make e2e` runs the notebook itself."""

from __future__ import annotations

import ast

import duckdb

from tests.conftest import ROOT

NOTEBOOK = ROOT / "sql" / "analyses" / "thirty_years.py"


def test_the_notebook_finds_thirty_years(sample: duckdb.DuckDBPyConnection) -> None:
    queries = [
        node.value
        for node in ast.walk(ast.parse(NOTEBOOK.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip().startswith("select ")
    ]
    years, breaks = (sample.execute(query).fetchall() for query in queries)
    assert len({row[0] for row in years}) >= 30
    assert len({row[1] for row in years}) >= 2
    assert breaks is not None
