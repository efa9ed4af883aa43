"""One capture → what was read from it, by the reader that its source names. What cannot be read is a rejection, never an error."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pipeline import figures
from pipeline.errors import ParseError
from pipeline.figures.releases import read_release
from pipeline.parse.article import read_article, read_text
from pipeline.parse.cde import read_cde
from pipeline.parse.release import is_story, read_document
from pipeline.parse.series import read_series
from pipeline.records import Capture, Document, Reading, Rejection
from pipeline.source import Reads, Source, Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

    from pipeline.city import City


@dataclass(frozen=True)
class Parsed:
    """A capture, the document that it holds (None where it could not be read), and what was read from it."""

    capture: Capture
    document: Document | None
    reading: Reading
    updated_at: dt.datetime | None = None  # the newest date at which the publisher says a row was changed


def read_capture(capture: Capture, body: bytes, source: Source, city: City) -> Parsed:
    """Reads the body of a capture as its source's `reads` says. Never raises for what a publisher may have sent."""
    try:
        parsed = _READERS[source.reads](capture, body, source, city)
    except ParseError as error:
        parsed = Parsed(capture, None, Reading(rejections=(Rejection("parse", error.reason, str(error)),)))
    return replace(parsed, reading=_placed(parsed.reading, capture))


def _read_article(capture: Capture, body: bytes, _source: Source, city: City) -> Parsed:
    is_text = capture.media_type == "text/plain"
    document = read_text(body) if is_text else read_article(body, capture.charset, capture.final_address)
    return Parsed(capture, document, figures.read(document, city.place))


def _read_series(capture: Capture, body: bytes, source: Source, city: City) -> Parsed:
    assert source.columns is not None  # noqa: S101  # Source sees to it
    reading, updated_at = read_series(body, source.columns, city.place)
    return Parsed(capture, Document(text="", blocks=()), reading, updated_at)


def _read_cde(capture: Capture, body: bytes, source: Source, city: City) -> Parsed:
    assert source.cde is not None  # noqa: S101  # Source sees to it
    reading, updated_at = read_cde(body, capture.address, source.cde, city.place)
    return Parsed(capture, Document(text="", blocks=()), reading, updated_at)


def _read_release(capture: Capture, body: bytes, source: Source, city: City) -> Parsed:
    options = source.table or Table()
    document, rejections = read_document(body, options, capture.charset, capture.final_address, is_pdf=source.reads == "pdf")
    if is_story(body, document):
        return Parsed(capture, document, figures.read(document, city.place))
    said = document if document.published_on else replace(document, published_on=source.released_on)
    reading = read_release(said, city.place, options.labels, options.places, options.year)
    if _is_of_before(document, reading):
        document = replace(document, published_at=None, published_on=None)
    return Parsed(capture, document, replace(reading, rejections=(*rejections, *reading.rejections)))


def _is_of_before(document: Document, reading: Reading) -> bool:
    """Whether a file says that it was made before what it reports: the date is that of a form that was filled in again."""
    day = document.published_on
    return day is not None and any(one.period is not None and one.measure == "count" and one.period.start > day for one in reading.figures)


_READERS: dict[Reads, Callable[[Capture, bytes, Source, City], Parsed]] = {
    "article": _read_article,
    "series": _read_series,
    "cde": _read_cde,
    "table": _read_release,
    "pdf": _read_release,
}


def _placed(reading: Reading, capture: Capture) -> Reading:
    """The reading whose rejections say which source and address they belong to."""
    return replace(
        reading,
        rejections=tuple(replace(one, source_id=capture.source_id, address=capture.address) for one in reading.rejections),
    )


@cache
def parser_fingerprint() -> str:
    """Names the code and vocabulary that read: what was read by another is read again."""
    pipeline = files("pipeline")
    read_by = [_files(pipeline / "parse"), _files(pipeline / "figures"), [pipeline / "period.py", pipeline / "metrics.toml"]]
    whole = hashlib.sha256()
    for file in sorted((file.name, file.read_bytes()) for some in read_by for file in some):
        whole.update(file[0].encode() + b"\0" + file[1])
    return whole.hexdigest()[:16]


def _files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _files(entry)
        elif entry.name.endswith((".py", ".toml")):
            found.append(entry)
    return found
