"""The files under `sql/`, read: their order, their headers, and the sentences for what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import WarehouseError
from pipeline.models import SCHEMAS, Model, read_models, sql_folder
from pipeline.transform import statements


def write(folder: Path, **files: str) -> Path:
    """`core_figure="…"` becomes core/figure.sql."""
    for schema in SCHEMAS:
        (folder / schema).mkdir(exist_ok=True)
    for name, text in files.items():
        schema, _, stem = name.partition("_")
        (folder / schema / f"{stem}.sql").write_text(text, encoding="utf-8")
    return folder


def one(folder: Path, text: str) -> Model:
    return next(model for model in read_models(write(folder, core_it=text)) if model.name == "core.it")


def names(folder: Path) -> list[str]:
    return [model.name for model in read_models(folder)]


def test_models_come_after_what_they_need(tmp_path: Path) -> None:
    """The names are in the wrong order on purpose; a table, a macro, a table macro and a common table expression are all seen."""
    write(
        tmp_path,
        raw_z="create table if not exists raw.z (x integer)",
        core_a="with z as (select * from core.b) select core.half(x) as x from z",
        core_b="-- One row per x; also core.b_at(moment).\nselect x from raw.z where x <= moment",
        core_half="create macro core.half(x) as x / 2",
        mart_a="select * from core.b_at(now()) where x in (select x from core.a)",
        checks_a="select * from mart.a",
    )
    order = names(tmp_path)
    assert len(order) == 6
    for first, then in [("raw.z", "core.b"), ("core.b", "core.a"), ("core.half", "core.a"), ("core.a", "mart.a"), ("mart.a", "checks.a")]:
        assert order.index(first) < order.index(then), order


def test_the_order_is_the_same_each_time() -> None:
    assert names(sql_folder()) == names(sql_folder())


def test_every_model_of_ours_says_what_it_needs() -> None:
    """By a search for words that the runner does not use: every `schema.name` outside of quotes is an input, and the other way round."""
    models = [replace(model, body=re.sub("'[^']*'", "''", model.body)) for model in read_models(sql_folder())]
    by_name = {model.name: model for model in models}
    for model in models:
        words = {other.name for other in models if any(f"{other.name}{end}" in model.body for end in (" ", "\n", "_at(", "(", ")"))} | {
            other.name for other in models if model.body.endswith(other.name)
        }
        needed = {one for name in model.inputs for one in (by_name[name].inputs if name.startswith("checks.") else [name])}
        assert needed == words - {model.name}, model.name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-- One row per x.\n\nselect x,\nfrom where\n", "line 4"),
        ("-- One row per x.\n--   x  a thing\n\nselect (x\nfrom raw.z\n\n\n", "core/it.sql line"),
        ("-- One row per x.\nselect 'x from raw.z\n", "line 2"),
        ("-- One row per x.\nselect 'x\nfrom raw.z\n", "line 2 or later"),
        ("select 1 as x;\nselect 2 as x\n", "one statement, not 2"),
        ("-- One row per x.\n", "one statement, not 0"),
        ("", "one statement, not 0"),
        ("select * from core.nothing", "there is no core.nothing"),
        ("select core.nothing(1)", "there is no core.nothing"),
        ("-- severity: grave\nselect 1 as x", "severity 'grave' is unknown; allowed: stop, caveat, note"),
    ],
)
def test_what_is_wrong_is_a_sentence_with_its_file(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(WarehouseError) as error:
        one(tmp_path, text)
    assert words in str(error.value)
    assert str(tmp_path / "core" / "it.sql") in str(error.value)
    assert "\n" not in str(error.value)


def test_a_semicolon_at_the_end_is_no_second_statement(tmp_path: Path) -> None:
    assert one(tmp_path, "select 1 as x;\n").body == "select 1 as x"


def test_a_cycle_names_its_members(tmp_path: Path) -> None:
    write(tmp_path, core_a="select * from core.b", core_b="select * from core.c", core_c="select * from core.a", core_d="select * from core.a")
    with pytest.raises(WarehouseError) as error:
        read_models(tmp_path)
    assert all(name in str(error.value) for name in ("core.a", "core.b", "core.c"))
    assert "core.d" not in str(error.value)


def test_a_model_that_needs_itself_is_a_cycle_of_one(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"need one another: core\.it → core\.it$"):
        one(tmp_path, "select x from core.it")


def test_a_file_that_is_not_utf8_is_a_sentence(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "core" / "it.sql").write_bytes(b"-- One r\xe9w.\nselect 1 as x\n")
    with pytest.raises(WarehouseError, match=r"core/it\.sql: it is not UTF-8"):
        read_models(tmp_path)


def test_a_macro_names_what_it_makes_and_is_no_cycle(tmp_path: Path) -> None:
    assert one(tmp_path, "create macro core.it(x) as case when x > 0 then 1 end").inputs == frozenset()


HEADER = """-- One row per city and year:
-- what was counted.
-- severity: caveat
--   city  slug
--   value  count; null
--          where nothing
--          was said
-- Trailing words.

-- a comment further down is no documentation
--   ghost  no column
select 1 as city, 2 as value
"""


def test_a_header_is_documentation(tmp_path: Path) -> None:
    model = one(tmp_path, HEADER)
    assert model.severity == "caveat"
    assert model.columns["city"] == "slug"
    assert model.columns["value"] == "count; null where nothing was said"
    assert model.summary.startswith("One row per city and year: what was counted.")
    assert model.body == "select 1 as city, 2 as value"


def test_a_macro_and_a_table_as_of_a_moment(tmp_path: Path) -> None:
    write(
        tmp_path,
        core_macro="-- Halves.\ncreate macro core.macro(x) as x / 2",
        core_table="-- One row per x. As known at a moment: core.table_at(moment).\nselect 1 as x where moment > 0",
        core_plain="-- One row per x.\nselect 1 as x",
    )
    models = {model.name: model for model in read_models(tmp_path)}
    assert [(name, model.is_macro, model.is_as_of) for name, model in sorted(models.items())] == [
        ("core.macro", True, False),
        ("core.plain", False, False),
        ("core.table", False, True),
    ]
    macro, table = statements(models["core.table"])
    assert macro.startswith("create or replace macro core.table_at(moment) as table select 1 as x")
    assert table == "create or replace table core.table as select 1 as x where timestamp 'infinity' > 0"
    assert statements(models["core.macro"]) == ["create or replace macro core.macro(x) as x / 2"]


def test_a_table_of_now_reads_the_tables_that_stand(tmp_path: Path) -> None:
    """Through the macros, each table would be computed again in all that need it. Only the parameter is replaced, in no words."""
    body = "select 'the moment' as x, that.moment as y -- a moment\nfrom core.b_at({}) as that where x <= {} and y in (from core.b_at(now()))"
    at = "-- One row per x: {}_at(moment).\n"
    text = at.format("core.it") + body.format("moment", "moment")
    found = one(write(tmp_path, core_b=at.format("core.b") + "select 1 as x, moment as y"), text)
    assert found.body == body.format("moment", "moment")
    assert found.body_now == body.replace("core.b_at({})", "core.b").format("timestamp 'infinity'")
