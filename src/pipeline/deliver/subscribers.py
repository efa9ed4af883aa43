"""Who gets the mail: a CSV outside the repository, read into checked subscribers and rejections that name no one."""

from __future__ import annotations

import csv
import datetime as dt
import logging
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

from email_validator import EmailNotValidError, validate_email

from pipeline.errors import ConfigError
from pipeline.formula import BEGINNINGS
from pipeline.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Kind = Literal["preliminary", "final", "update", "correction", "monthly"]
Format = Literal["html", "text", "pdf"]

KINDS: frozenset[Kind] = frozenset(get_args(Kind))
COLUMNS = ("address", "name", "kinds", "format", "consented_on", "consent_source")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Subscriber:
    """One person who asked for the mail. Address and name stay out of `repr`, so that no log or traceback has them."""

    address: str = field(repr=False)  # ASCII, as normalised by email-validator
    name: str = field(repr=False, default="")
    kinds: frozenset[Kind] = KINDS
    format: Format = "html"  # which carries the plain text too; "pdf" is that with the PDF attached
    consented_on: dt.date | None = None
    consent_source: str = ""

    @property
    def key(self) -> str:
        """The address as the ledger knows it: whatever the case of its letters, it is one person."""
        return self.address.lower()

    @property
    def masked(self) -> str:
        """`r…@example.org`: enough for the operator to recognise, and fit for logs."""
        return masked(self.address)


class _RowError(ValueError):
    """Why a row is no subscriber; never holds what stands in the row, which may be an address in the wrong column."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def masked(address: str) -> str:
    """The first letter and the domain of an address; of who was erased, that."""
    if "@" not in address:
        return address.partition(":")[0]
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def checked_address(address: str) -> str:
    """The address in ASCII (a domain in its IDNA form) if any relay can take it (RFC 5321 section 4.1.2); else ValueError.

    No DNS is asked. The message says what is wrong, without the address.
    """
    try:
        found = validate_email(address.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ValueError("is no e-mail address that every mail server can take") from None
    return str(found.ascii_email)


def read(path: Path) -> tuple[tuple[Subscriber, ...], tuple[Rejection, ...]]:
    """The subscribers of a CSV in UTF-8 with the columns `COLUMNS`, and the rows that could not be used.

    Kinds are separated by spaces, `;` or `|`; none means all. An address that stands there twice is one subscriber of
    the kinds of both. ConfigError where the file is missing, not UTF-8, or not such a table.
    """
    found: dict[str, Subscriber] = {}
    rejections: list[Rejection] = []
    row_count = 0
    for line, row in _rows(path):
        row_count += 1
        try:
            subscriber = _subscriber(row)
        except _RowError as error:
            rejections.append(_rejection(line, error.reason, str(error)))
            continue
        if subscriber.name.startswith(tuple(BEGINNINGS)):
            rejections.append(_rejection(line, "formula_name", "the name looks like a formula; the mail goes without a name"))
            subscriber = replace(subscriber, name="")
        earlier = found.get(subscriber.key)
        found[subscriber.key] = _merged(earlier, subscriber) if earlier else subscriber
    _log.info("subscribers: %d in %d rows, %d rejections", len(found), row_count, len(rejections))
    return tuple(found.values()), tuple(rejections)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str | None, str | list[str] | None]]]:
    """Rows with their line number; byte order mark, any line end, and the semicolons or tabs of some spreadsheets are fine."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = delimiter(file.readline())
            file.seek(0)
            reader = csv.DictReader(file, strict=True, delimiter=separator)
            reader.fieldnames = column_names(reader.fieldnames or ())
            if missing := [name for name in COLUMNS if name not in reader.fieldnames]:
                raise ConfigError(f"{path}: the column {missing[0]} is missing; its first line must be {','.join(COLUMNS)}")
            if twice := [name for name in COLUMNS if reader.fieldnames.count(name) > 1]:
                raise ConfigError(f"{path}: the column {twice[0]} stands there twice; leave the one that is meant")
            for row in reader:
                yield reader.line_num, row
    except FileNotFoundError:
        raise ConfigError(f"the subscribers' file {path} is not there; write one that begins with {','.join(COLUMNS)}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8; save it as “CSV UTF-8”") from None
    except OSError as error:
        raise ConfigError(f"the subscribers' file {path} cannot be read: {error.strerror}") from None
    except csv.Error as error:
        raise ConfigError(f"{path} is no CSV: {error}; look for a quotation mark that is never closed") from None


def delimiter(first_line: str) -> str:
    """What separates the cells of a table: of comma, semicolon and tab the one that its first line has most of."""
    return max(",;\t", key=first_line.count)


def column_names(cells: Iterable[str]) -> list[str]:
    """The names of a first line, whatever the case of their letters and the blanks around them."""
    return [cell.strip().lower() for cell in cells]


def _subscriber(row: Mapping[str | None, str | list[str] | None]) -> Subscriber:
    cells = {name: value.strip() for name, value in row.items() if name and isinstance(value, str)}
    if None in row or len(cells) < len(row):
        raise _RowError("wrong_columns", "more or fewer cells than the first line has")
    return Subscriber(
        address=_address(cells["address"]),
        name=cells["name"],
        kinds=_kinds(cells["kinds"]),
        format=_format(cells["format"]),
        consented_on=_consented_on(cells["consented_on"]),
        consent_source=_consent_source(cells["consent_source"]),
    )


def _address(cell: str) -> str:
    try:
        return checked_address(cell)
    except ValueError as error:
        raise _RowError("bad_address", f"the address {error}") from None


def _kinds(cell: str) -> frozenset[Kind]:
    words = set(re.split(r"[\s;|]+", cell.lower())) - {""}
    if words - KINDS:
        raise _RowError("unknown_kind", f"a kind is none of {', '.join(sorted(KINDS))}")
    return frozenset(kind for kind in KINDS if kind in words) or KINDS


def _format(cell: str) -> Format:
    match cell.lower():
        case "" | "html":
            return "html"
        case "text":
            return "text"
        case "pdf":
            return "pdf"
        case _:
            raise _RowError("unknown_format", f"the format is none of {', '.join(get_args(Format))}")


def _consented_on(cell: str) -> dt.date:
    try:
        return dt.date.fromisoformat(cell)
    except ValueError:
        raise _RowError("no_consent", "there is no day of consent, written like 2023-12-01") from None


def _consent_source(cell: str) -> str:
    if not cell:
        raise _RowError("no_consent", "it is not said where consent was given")
    return cell


def _merged(first: Subscriber, second: Subscriber) -> Subscriber:
    return replace(first, name=first.name or second.name, kinds=first.kinds | second.kinds)


def _rejection(line: int, reason: str, detail: str) -> Rejection:
    return Rejection("deliver", reason, f"line {line}: {detail}", where=f"line {line}")
