"""Golden texts: reviewed as diffs. `UPDATE_GOLDEN=1 pytest tests/report` writes them anew; a missing one is written, and red."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


def check(name: str, text: str) -> None:
    path = FOLDER / name
    if not path.exists() or os.environ.get("UPDATE_GOLDEN"):
        is_new = not path.exists()
        path.write_text(text, encoding="utf-8")
        if is_new:
            pytest.fail(f"{path.name} was missing and is written now: read it, then commit it")
    assert text == path.read_text(encoding="utf-8"), f"{path.name} differs; if the new text is better, UPDATE_GOLDEN=1 writes it"
