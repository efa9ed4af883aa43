"""Rows of a CSV file or of a JSON answer, as the text of those columns that are asked for; a file that is neither says so by name."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import ParseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Names = Mapping[str, Sequence[str]]  # a column → the names under which it is looked for, in this order

_DELIMITERS = ",\t;|"
_SHOWN = 40  # names of columns in a message


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in a CSV file, or its number in JSON, and its cells by the column that was asked for."""

    number: int
    cells: dict[str, str]  # a JSON row's null is ""; a CSV row that ends early lacks its last cells
    is_long: bool = False  # it has more cells than the head: they may stand in the wrong columns


def csv_rows(body: bytes, names: Names) -> Iterator[Row]:
    """The rows of a CSV file, whatever its delimiter, once its head has all columns.

    ParseError `empty`, `html_instead_of_csv`, `binary`, `broken_csv` or `renamed_column`.
    """
    text = text_of(body, "CSV file")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    try:
        head = [name.strip() for name in next(filter(any, reader), [])]
        places = [(column, head.index(name)) for column, name in resolved(names, head).items()]
        _is_once(head, [head[place] for _, place in places])
        for row in reader:
            if any(row):
                cells = {column: row[place] for column, place in places if place < len(row)}
                yield Row(reader.line_num, cells, any(cell.strip() for cell in row[len(head) :]))
    except csv.Error as error:
        raise ParseError("broken_csv", f"line {reader.line_num} is no CSV: {error}") from None


def json_rows(body: bytes, place: str, names: Names) -> Iterator[Row]:
    """The rows that stand at a place of a JSON answer, with the values of the objects around them, once any of them has all columns.

    ParseError `empty`, `html_instead_of_json`, `broken_json`, `no_rows_there` or `renamed_column`.
    """
    found = json_objects(body, place)
    taken = resolved(names, list(dict.fromkeys(name for row in found for name in row)))
    for number, row in enumerate(found, start=1):
        yield Row(number, {column: printed(row.get(name)) for column, name in taken.items()})


def json_objects(body: bytes, place: str) -> list[dict[str, Any]]:
    """The objects that stand at a place of a JSON answer, numbers as their text. ParseError as `json_rows`."""
    text = text_of(body, "JSON answer")
    try:
        found = list(_at([json.loads(text, parse_float=str, parse_int=str)], place.replace("[]", ".[]").strip(".").split("."), {}))
    except (ValueError, RecursionError) as error:
        raise ParseError("broken_json", f"the answer is no JSON: {error}") from None
    if not found:
        raise ParseError("no_rows_there", f"the answer has no rows at {place}; it begins {text.strip()[:80]!r}")
    return found


def resolved(names: Names, there: Sequence[str]) -> dict[str, str]:
    """Each column's name in a file that has the columns `there`. ParseError `renamed_column` when one has none of its names."""
    listed = set(there)
    found = {column: next((name for name in some if name in listed), None) for column, some in names.items()}
    if absent := [column for column, name in found.items() if name is None]:
        shown = ", ".join(map(repr, there[:_SHOWN])) + (", …" if len(there) > _SHOWN else "")
        raise ParseError("renamed_column", f"the file has no column {', '.join(map(repr, absent))}; it has {shown}")
    return {column: name for column, name in found.items() if name is not None}


def _is_once(head: Sequence[str], taken: Sequence[str]) -> None:
    if twice := [name for name, times in Counter(head).items() if times > 1 and name in taken]:
        raise ParseError("renamed_column", f"the file has the column {twice[0]!r} more than once")


def text_of(body: bytes, expected: str) -> str:
    """The text of a body in UTF-8 or windows-1252. ParseError `empty`, `html_instead_of_…` or `binary` for what is no text of data."""
    body = body.removeprefix(codecs.BOM_UTF8)
    if not body.strip():
        raise ParseError("empty", "the file is empty")
    if body.lstrip().startswith(b"<"):
        raise ParseError(
            f"html_instead_of_{expected.split()[0].lower()}", f"the address answered with an HTML page where a {expected} was expected"
        )
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("windows-1252", errors="replace")
    if "\0" in text:
        raise ParseError("binary", f"the file is binary where a {expected} was expected")
    return text


def delimiter(text: str) -> str:
    """What parts the head: that one of the usual marks which stands there most often."""
    head = text.lstrip().split("\n", 1)[0]
    return max(_DELIMITERS, key=head.count)


def _at(found: list[Any], steps: Sequence[str], around: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects at the end of the steps below each of `found`, each with the plain values of those on the way."""
    for one in found:
        plain = {**around, **_plain(one)}
        if not steps:
            if isinstance(one, dict):
                yield {**around, **one}
        elif steps[0] == "[]":
            yield from _at(one if isinstance(one, list) else [], steps[1:], plain)
        elif isinstance(one, dict) and steps[0] in one:
            yield from _at([one[steps[0]]], steps[1:], plain)


def _plain(value: Any) -> dict[str, Any]:
    return {name: one for name, one in value.items() if not isinstance(one, dict | list)} if isinstance(value, dict) else {}


def printed(value: Any) -> str:
    """A JSON value as it was printed; numbers come as their text already."""
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)
