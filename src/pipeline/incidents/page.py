"""One archived page of rows, laid out as a file that DuckDB can read: UTF-8, its columns found by name."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import ParseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.incidents.mapping import Incidents
    from pipeline.records import Capture
    from pipeline.spool import Spool

_HEAD = 1_000_000  # bytes that are looked at in Python
_DELIMITERS = ",\t;|"
_BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:')


@dataclass(frozen=True)
class Page:
    """Where a page's rows lie, and what its columns are called there."""

    capture: Capture
    path: Path
    head: tuple[str, ...]  # csv: all columns in their order; json: the names that stand in its first megabyte
    delimiter: str = ","


def laid_out(capture: Capture, body: Spool, path: Path, incidents: Incidents) -> Page:
    """Writes a page's rows to `path` as UTF-8. ParseError `empty`, `html_instead_of_csv`, `binary` or `broken_json` for what holds no rows."""
    start = body.part(0, _HEAD).read()
    encoding = next(one for one in (_BOMS.get(start[:2]), "utf-8", "windows-1252") if one and _is_written(body, path, one))
    text = start.decode(encoding, errors="replace").removeprefix("\ufeff").lstrip()
    _check(text, incidents)
    if incidents.format == "json":
        return Page(capture, path, tuple(sorted({_unquoted(name) for name in _KEY.findall(text)} - set(re.findall(r"\w+", incidents.rows)))))
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    head = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    return Page(capture, path, tuple(name.strip() for name in head), delimiter)


def _check(text: str, incidents: Incidents) -> None:
    if not text:
        raise ParseError("empty", "the page is empty, without even the names of columns")
    if text.startswith("<"):
        raise ParseError("html_instead_of_csv", "the address answered with an HTML page where rows of data were expected")
    if "\0" in text:
        raise ParseError("binary", "the page is binary where rows of data were expected")
    if incidents.format == "json" and not text.startswith("[" if incidents.rows.startswith("[") else "{"):
        raise ParseError("broken_json", f"the page begins with {text[:20]!r}, where JSON with rows at {incidents.rows!r} was expected")


def _is_written(body: Spool, path: Path, encoding: str) -> bool:
    """Writes the body as UTF-8, if it is in this encoding; in windows-1252 everything is something."""
    decoder = codecs.getincrementaldecoder(encoding)("strict" if encoding == "utf-8" else "replace")
    try:
        with path.open("wb") as file:
            for chunk in body.chunks():
                text = decoder.decode(chunk)
                file.write(chunk if encoding == "utf-8" else text.encode())
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unquoted(name: str) -> str:
    try:
        return str(json.loads(f'"{name}"'))
    except ValueError:
        return name


def names_in(pages: Sequence[Page], incidents: Incidents) -> dict[str, str]:
    """What the columns that the TOML names are called in these pages: the same, or, where that is not there, but for upper and lower case.

    ParseError `renamed_column` where one is missing or stands twice. JSON leaves out what is null, so that there only key, date and all that
    could name an offence are missed.
    """
    head = list(dict.fromkeys(name for page in pages for name in page.head)) if incidents.format == "json" else list(pages[0].head)
    names = {wanted: _name(wanted, head) for wanted in incidents.columns}
    needed = incidents.columns if incidents.format == "csv" else _needed(incidents, names) if head else ()  # no names: no rows
    if missing := [wanted for wanted in needed if names[wanted] is None]:
        has = ", ".join(map(repr, head[:60]))
        raise ParseError(
            "renamed_column", f"the rows have no column {', '.join(map(repr, missing))}; they have {has}; nothing of them is loaded"
        )
    if twice := [name for name, times in Counter(head).items() if times > 1 and name in names.values()]:
        raise ParseError("renamed_column", f"the rows have the column {twice[0]!r} more than once; nothing of them is loaded")
    return {wanted: name or wanted for wanted, name in names.items()}


def _needed(incidents: Incidents, names: Mapping[str, str | None]) -> Sequence[str]:
    offence = [name for name in (incidents.code, incidents.label, *incidents.flags) if name]
    return [*incidents.key, incidents.occurred.column, *(offence if all(names[name] is None for name in offence) else ())]


def _name(wanted: str, head: Sequence[str]) -> str | None:
    if wanted in head:
        return wanted
    alike = [name for name in head if name.casefold() == wanted.casefold()]
    return alike[0] if len(alike) == 1 else None


def alike(pages: Sequence[Page], incidents: Incidents) -> Iterator[list[Page]]:
    """Neighbouring pages that can be read together: with the same columns in the same order, or all of JSON, whose rows name their columns."""
    for _, group in itertools.groupby(pages, lambda page: incidents.format == "json" or (page.head, page.delimiter)):
        yield list(group)
