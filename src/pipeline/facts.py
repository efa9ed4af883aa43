"""What an answer is like, for its contract: columns, types, rows and the newest day, however its source is read."""

from __future__ import annotations

import codecs
import csv
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipeline.contract import Facts, Type
from pipeline.errors import ParseError
from pipeline.incidents.clock import local, parsed
from pipeline.parse.capture import read_capture
from pipeline.parse.rows import delimiter, json_objects, printed, text_of
from pipeline.records import Rejection

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.archive import Archive
    from pipeline.city import City
    from pipeline.columns import Columns
    from pipeline.incidents.mapping import Incidents, When
    from pipeline.parse.capture import Parsed
    from pipeline.records import Capture
    from pipeline.source import Source
    from pipeline.spool import Spool

_START = 1_000_000  # bytes that are looked at before DuckDB is asked
_DATES = ("%m/%d/%Y", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%B %d, %Y", "%Y%m%d")


def facts_of(
    captures: Iterable[Capture], source: Source, city: City, archive: Archive, today: dt.date
) -> tuple[Facts | None, tuple[Rejection, ...]]:
    """What the answers to one asking are like together, and what of them could not be read. ArchiveError where their bytes are lost.

    None where not one of them could be read.
    """
    found: list[Facts] = []
    rejections: list[Rejection] = []
    for capture in captures:
        body = archive.spooled(capture)
        try:
            if source.incidents is not None:
                found.append(_of_rows(body, source, source.incidents, city, today))
                continue
            read = read_capture(capture, body.read(), source, city)
            rejections += read.reading.rejections
            if read.document is not None:
                found.append(_of_parsed(read, body, source, city, today))
        except ParseError as error:
            rejections.append(Rejection("parse", error.reason, str(error), source_id=source.id, address=capture.address))
    return _together(found) if found else None, tuple(rejections)


def _together(found: Sequence[Facts]) -> Facts:
    return Facts(
        columns=tuple(dict.fromkeys(name for one in found for name in one.columns)),
        types={name: kind for one in found for name, kind in one.types.items()},
        rows=sum(one.rows for one in found),
        newest=max((one.newest for one in found if one.newest), default=None),
    )


def _of_parsed(read: Parsed, body: Spool, source: Source, city: City, today: dt.date) -> Facts:
    """Rows and columns of a file of counts; of anything else the figures, and the day an article was published."""
    counted = [figure for figure in read.reading.figures if figure.value is not None]  # a month without a report is none that it brings
    days = [figure.period.end for figure in counted if figure.period and figure.period.end <= today]
    published = read.document and read.document.published_on
    newest = published if source.reads == "article" and published else max(days, default=None)
    if source.columns is None:
        return Facts(rows=len(counted), newest=newest)
    of_rows = _of_rows(body, source, source.columns, city, today)
    return Facts(of_rows.columns, of_rows.types, of_rows.rows, newest)


def _of_rows(body: Spool, source: Source, how: Columns | Incidents, city: City, today: dt.date) -> Facts:
    """Facts of CSV or JSON rows by DuckDB, which reads them from a file: memory does not grow with them."""
    wanted = source.contract.columns if source.contract else {}
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "rows.csv"
        rows = _csv(body, path) if how.format == "csv" else _as_csv(json_objects(body.read(), how.rows), path)
        try:
            relation = connection.sql(f"from {rows}")
            columns = tuple(name.strip() for name in relation.columns)
            names = dict(zip(columns, relation.columns, strict=True))
            typed = [name for name, kind in wanted.items() if kind != "text" and name in names]
            day = _day(source.incidents.dated if source.incidents else None, names, city.time_zone)
            newest = f"max({day}) filter (where {day} <= date '{today}')"
            selected = ", ".join(["count(*)", newest, *_types(typed, names)])
            count, newest_day, *types = connection.sql(f"select {selected} from {rows}").fetchall()[0]
        except duckdb.Error as error:
            raise ParseError("broken_csv", f"the file is no CSV: {str(error).splitlines()[0]}") from None
    return Facts(columns, dict(zip(typed, types, strict=True)), int(count), newest_day)


def _csv(body: Spool, path: Path) -> str:
    """How DuckDB reads a CSV file. ParseError as `text_of` for what is none."""
    start = text_of(body.part(0, _START).read(), "CSV file")
    body.save(path)
    return _scan(path, delimiter(start), "utf-8" if _is_utf8(body) else "latin-1")


def _as_csv(objects: Sequence[dict[str, Any]], path: Path) -> str:
    names = list(dict.fromkeys(name for one in objects for name in one))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(names)
        writer.writerows([printed(one.get(name)) for name in names] for one in objects)
    return _scan(path, ",", "utf-8")


def _scan(path: Path, mark: str, encoding: str) -> str:
    return (
        f"read_csv('{path}', delim = '{mark}', quote = '\"', escape = '\"', encoding = '{encoding}', header = true, all_varchar = true, "
        "null_padding = true, ignore_errors = true, strict_mode = false, parallel = false)"
    )


def _is_utf8(body: Spool) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in body.chunks():
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _types(columns: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """For each column an expression of its type: number, date, text or empty."""
    return [_type(f"nullif(nullif(trim({_quoted(names[name])}), ''), 'NA')") for name in columns]


def _type(value: str) -> str:
    dates = ", ".join(f"'{form}'" for form in _DATES)
    number = f"try_cast(replace({value}, ',', '') as double)"
    date = f"coalesce(try_cast({value} as timestamp), try_strptime({value}, [{dates}]))"
    kinds: dict[Type, str] = {"empty": f"count({value}) = 0", "number": _all(value, number), "date": _all(value, date)}
    cases = " ".join(f"when {test} then '{kind}'" for kind, test in kinds.items())
    return f"case {cases} else 'text' end"


def _all(value: str, read: str) -> str:
    return f"count({value}) = count({read})"


def _day(when: When | None, names: Mapping[str, str], zone: str) -> str:
    """The day of a row on the city's calendar; null where no column has one."""
    if when is None or when.column not in names:
        return "cast(null as date)"
    there = when.model_copy(update={"column": names[when.column], "time": names.get(when.time or "")})
    return f"cast({local(there, parsed(there), zone)} as date)"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
