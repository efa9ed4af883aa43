"""How the tests of figures write a document, and say what should be read in it."""

from __future__ import annotations

import datetime as dt

from pipeline.figures import read
from pipeline.records import Block, BlockKind, Document, Reading

PUBLISHED = "2023-12-29"


def document(text: str, published: str | None = PUBLISHED, title: str | None = None) -> Document:
    """One block a line: "# " opens a heading, "* " an item, "** " an item of a list inside."""
    blocks, position = [], 0
    for line in text.split("\n"):
        kind, level, mark = _kind(line)
        if len(line) > mark:
            blocks.append(Block(kind, position + mark, position + len(line), level=level))
        position += len(line) + 1
    return Document(text, tuple(blocks), title=title, published_on=dt.date.fromisoformat(published) if published else None)


def _kind(line: str) -> tuple[BlockKind, int, int]:
    if line.startswith("# "):
        return "heading", 2, 2
    if line.startswith("** "):
        return "item", 2, 3
    return ("item", 1, 2) if line.startswith("* ") else ("paragraph", 0, 0)


def reading(text: str, published: str | None = PUBLISHED, place: str | None = "Fresno, CA") -> Reading:
    """What is read in a text of one block a line."""
    return read(document(text, published), place)


def brief(text: str, published: str | None = PUBLISHED, place: str | None = "Fresno, CA") -> set[str]:
    """The figures as "metric measure value [–high] [op] period [< baseline]", without those of the metric "other"."""
    return {_one(figure) for figure in reading(text, published, place).figures if figure.metric != "other"}


def _one(figure) -> str:  # type: ignore[no-untyped-def]
    value = "-" if figure.value is None else f"{figure.value:g}"
    high = f"–{figure.value_high:g}" if figure.value_high is not None else ""
    op = "" if figure.op == "eq" else f" {figure.op}"
    base = f" < {figure.baseline}" if figure.baseline else ""
    return f"{figure.metric} {figure.measure} {value}{high}{op} {figure.period or '?'}{base}"
