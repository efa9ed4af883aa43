"""The gold pages go on being read as well as they were: a rule that helps one page must not cost others more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.evaluate import evaluate, pages_in
from pipeline.extract import extract_page
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GOLD = ROOT / "tests" / "gold"


def row(table: str, name: str) -> dict[str, float]:
    """A row of the tables: precision, recall and F1."""
    cells = next(line for line in table.splitlines() if line.startswith(name)).split()
    return dict(zip(("precision", "recall", "f1"), map(float, cells[-3:]), strict=True))


def tables_of(pages: list[Path], folder: Path) -> str:
    """The tables for some of the gold pages, read anew."""
    names = {page.stem for page in pages}
    lines = (GOLD / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = folder / "gold.jsonl"
    gold.write_text("\n".join(line for line in lines if json.loads(line)["id"] in names), encoding="utf-8")
    return evaluate(gold, (extract_page(page, form="jsonl", place=None, is_explained=False) for page in pages))


def test_a_fifth_of_the_gold_pages_is_read_and_what_is_called_certain_is_right(tmp_path: Path) -> None:
    """Every fifth page: the suite stays short, and a rule that breaks a kind of page shows here as a rule."""
    table = tables_of(pages_in(GOLD / "pages")[::5], tmp_path)
    assert row(table, "all")["f1"] >= 0.91, table
    assert row(table, "certain")["precision"] >= 0.98, table


@pytest.mark.e2e
def test_the_gold_pages_are_read_and_what_is_called_certain_is_right(tmp_path: Path) -> None:
    """All pages, for seconds of processor time: `make e2e`."""
    table = tables_of(pages_in(GOLD / "pages"), tmp_path)
    assert row(table, "all")["f1"] >= 0.92, table
    assert row(table, "certain")["recall"] >= 0.5, table  # the share of all figures
    assert row(table, "certain")["precision"] >= 0.99, table
