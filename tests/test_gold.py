"""The gold pages go on being read as well as they were: a rule that helps one page must not cost others more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.evaluate import measure
from pipeline.extract import extract_page
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GOLD = ROOT / "tests" / "gold"


def row(table: str, name: str) -> dict[str, float]:
    """A row of the tables: precision, recall and F1."""
    cells = next(line for line in table.splitlines() if line.startswith(name)).split()
    return dict(zip(("precision", "recall", "f1"), map(float, cells[-3:]), strict=True))


def test_the_gold_pages_are_read_and_what_is_called_certain_is_right() -> None:
    def read(page: Path) -> str:
        return extract_page(page, form="jsonl", place=None, is_explained=False)

    table = measure(GOLD / "gold.jsonl", GOLD / "pages", read)
    assert row(table, "all")["f1"] >= 0.84, table
    assert row(table, "certain")["precision"] >= 0.97, table
