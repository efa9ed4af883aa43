"""Parts of the city whose names no vocabulary has: "North", "Harbor" beside "Citywide", or below "Neighborhood"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.figures.table_headers import Header
from pipeline.figures.table_labels import bare
from pipeline.figures.table_periods import says_time

_KIND = (
    r"(?:districts?|precincts?|sectors?|divisions?|zones?|areas?|beats?|wards?|commands?|stations?|regions?|boroughs?"
    r"|neighbou?rhoods?|communit(?:y|ies)|villages?)"
)
_CORNER = re.compile(rf"(?i)\W*(?:\w+\s+){{0,2}}{_KIND}(?:\s+name)?\W*")
_TITLE = re.compile(rf"(?i)\b(?:by|per|in\s+each)\s+(?:\w+\s+){{0,2}}{_KIND}\b")
_SEVERAL = 2
_NAME = re.compile(r"[A-Z][\w.'’&/-]*(?:\s+[\w.'’&/-]+){0,4}")  # the capital that a name begins with


def parted_columns(columns: Sequence[Header], labels: int, titles: Iterable[str], home: str | None) -> list[Header]:
    """The columns, those with a name alone as parts of the city where one is all of it or a title says "by district"."""
    is_said = any(_TITLE.search(title) for title in titles)
    return [*columns[:labels], *_parted(columns[labels:], home, is_said=is_said)]


def parted_rows(rows: Sequence[Header], corner: str, titles: Iterable[str], home: str | None) -> list[Header]:
    """The same of the labels of rows, where none of them says what is counted or when."""
    if any(row.topic or says_time(row) for row in rows):
        return list(rows)
    return _parted(rows, home, is_said=bool(_CORNER.fullmatch(corner)) or any(_TITLE.search(title) for title in titles))


def _parted(headers: Sequence[Header], home: str | None, *, is_said: bool) -> list[Header]:
    parts = sum(_is_name(header) or (header.place or "").endswith(f", {home}") for header in headers)
    if home is None or parts < _SEVERAL or not (is_said or any(header.place == home for header in headers)):
        return list(headers)
    return [replace(header, place=f"{bare(header.words)}, {home}") if _is_name(header) else header for header in headers]


def _is_name(header: Header) -> bool:
    """Whether a header says nothing that the grammar of headers knows, in words that can be a name."""
    says = (
        header.topic or header.place or header.kind or header.is_change or header.is_rate or header.is_average or header.is_strength
        or header.is_share or header.is_rank or header.is_total or header.lag or header.is_percent
    )  # fmt: skip
    return not says and bool(_NAME.fullmatch(bare(header.words)))
