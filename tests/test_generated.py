"""Generated files are current: `make docs` writes them."""

from __future__ import annotations

import duckdb
import pytest

from pipeline.dictionary import analyses, dictionary
from pipeline.models import read_models, sql_folder
from pipeline.settings import example
from pipeline.transform import transform
from pipeline.warehouse import prepare
from tests.conftest import ROOT


def test_the_dictionary_is_that_of_the_headers() -> None:
    expected = dictionary(read_models(sql_folder()), analyses(sql_folder()))
    assert (ROOT / "sql" / "README.md").read_text(encoding="utf-8") == expected, "run make docs"


def test_the_example_settings_are_the_settings() -> None:
    assert (ROOT / "deployments" / "env.example").read_text(encoding="utf-8") == example(), "run make docs"


def test_every_column_is_described_and_every_table_says_what_a_row_is() -> None:
    models = [model for model in read_models(sql_folder()) if not model.is_macro]
    with duckdb.connect() as connection:
        prepare(connection)
        transform(connection, sql_folder())
        for model in models:
            assert model.summary.startswith("One row per "), model.path
            if model.schema != "checks":
                columns = [column for column, *_ in connection.execute(f"describe {model.name}").fetchall()]
                assert list(model.columns) == columns, model.path


@pytest.mark.parametrize("model", [model for model in read_models(sql_folder()) if model.schema == "checks"], ids=lambda one: one.name)
def test_every_check_says_how_grave_it_is(model) -> None:  # type: ignore[no-untyped-def]
    assert model.severity in ("stop", "caveat", "note")
