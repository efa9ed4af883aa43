"""The vocabulary as data: what nobody would see by reading long lists."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "src" / "pipeline" / "figures" / "vocabulary"


def _lists(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, list[str]]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _lists(value, f"{above}{name}.")
        elif isinstance(value, list):
            yield above + name, value


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_no_phrase_stands_twice_in_one_list(path: Path) -> None:
    """Several hands add to the same list, and a second one changes nothing."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    twice = {name: [word for word, times in Counter(words).items() if times > 1] for name, words in _lists(table)}
    assert {name: words for name, words in twice.items() if words} == {}
