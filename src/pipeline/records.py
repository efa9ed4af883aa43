"""The frozen records that travel from stage to stage: capture → document → figures, quotations, rejections."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Literal

from pipeline.period import Period

Measure = Literal["count", "percent_change", "change", "rate", "share", "multiple", "record", "rank"]
Op = Literal["eq", "approx", "lt", "gt"]
Confidence = Literal["certain", "likely", "unsure"]
Status = Literal["planned", "target", "forecast", "disputed"]
BlockKind = Literal["heading", "paragraph", "item", "table"]


@dataclass(frozen=True)
class Capture:
    """One answer as it came, and where its bytes lie in the archive."""

    capture_id: str  # 16 hex digits, from address, time and digest
    source_id: str
    address: str  # as asked for
    final_address: str  # as answered, after redirects
    fetched_at: dt.datetime  # UTC
    status: int  # HTTP status
    media_type: str  # lower case, without parameters; "" when not said
    charset: str | None  # as the Content-Type header says it
    last_modified_at: dt.datetime | None  # UTC
    etag: str | None
    digest: str  # "sha256:" and 64 hex digits, of the body after content decoding
    size_bytes: int
    warc_file: str  # name within the archive
    warc_offset: int  # bytes
    is_revisit: bool  # the bytes lie in an earlier record


@dataclass(frozen=True)
class Window:
    """One asking of a source that gives its rows in pages: which captures hold them, in their order, and whether they are all its rows.

    Pages that are in no window are of an asking that was cut off.
    """

    window_id: str  # 16 hex digits
    source_id: str
    scope: Literal["whole", "changes"]  # all rows that the source has: what is not among them is gone; or those that are new or changed
    captures: tuple[str, ...]  # ids
    asked_at: dt.datetime  # UTC, when the last page had come
    expected_count: int | None  # rows, as the source itself counted them

    @classmethod
    def of(
        cls, source_id: str, scope: Literal["whole", "changes"], captures: tuple[str, ...], asked_at: dt.datetime, expected_count: int | None
    ) -> Window:
        """A window, named by all that it says."""
        said = "\n".join([source_id, scope, asked_at.isoformat(), str(expected_count), *captures])
        return cls(hashlib.sha256(said.encode()).hexdigest()[:16], source_id, scope, captures, asked_at, expected_count)


@dataclass(frozen=True)
class Cell:
    """One cell of a grid; a merged cell stands at its first row and column and says how far it reaches."""

    row: int
    column: int
    text: str
    start: int  # offsets into the document's text
    end: int
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item or table of a document, as a slice of its text."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # headings: 1 to 6; items: depth of the list, from 1
    cells: tuple[Cell, ...] = ()  # tables only


@dataclass(frozen=True)
class Document:
    """A page as a reader sees it: its text without furniture, in blocks, and what it says of itself."""

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published_at: dt.datetime | None = None  # with its zone; a date without time is local midnight, see published_on
    published_on: dt.date | None = None  # the calendar date as printed where it was published
    modified_at: dt.datetime | None = None
    canonical_address: str | None = None
    dateline: str | None = None  # "FRESNO, Calif." as printed


@dataclass(frozen=True)
class Figure:
    """One number-bearing statement: the extraction contract's fields, and where its words stand."""

    metric: str
    label: str  # the noun as printed
    measure: Measure
    value: float | None
    period: Period | None
    quote: str  # the document's text[start:end]
    start: int
    end: int
    value_high: float | None = None
    op: Op = "eq"
    baseline: Period | None = None
    place: str | None = None
    rate_per: int | None = None
    unit: str | None = None
    status: Status | None = None
    confidence: Confidence = "unsure"
    speaker: str | None = None
    cell: str | None = None  # "row label × column label" for figures read from a table or a file
    why: tuple[str, ...] = field(default=(), compare=False)  # which words gave metric, period, sign, confidence


@dataclass(frozen=True)
class Quotation:
    """Words between quotation marks, verbatim, with who said them."""

    text: str
    start: int
    end: int
    speaker: str | None
    role: str | None


@dataclass(frozen=True)
class Rejection:
    """Something that could not be used, with a name and a place; counted and shown, never silent."""

    stage: Literal["fetch", "archive", "parse", "figures", "load", "deliver"]
    reason: str  # a name, such as "html_instead_of_csv"
    detail: str  # one sentence
    source_id: str | None = None
    address: str | None = None
    where: str | None = None  # line, cell or offset
    count: int = 1


@dataclass(frozen=True)
class Reading:
    """All that was read from one document."""

    figures: tuple[Figure, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    place: str | None = None  # the document's own, where it has one


@dataclass(frozen=True)
class Image:
    """A picture within a mail or page, named by its content id."""

    content_id: str  # "year-series@yearend"
    media_type: str
    data: bytes
    alt: str  # the message of the picture, in words


@dataclass(frozen=True)
class Mail:
    """An edition as it is mailed, the same for every subscriber."""

    edition_id: str  # fresno-ca-2023-preliminary
    subject: str
    text: str
    html: str
    images: tuple[Image, ...] = ()
    pdf: bytes = field(default=b"", repr=False)  # made of the same edition, only where a subscriber asked for it; no content of its own

    @property
    def digest(self) -> str:
        """The sha256 of all its content: the same content is the same edition."""
        whole = hashlib.sha256()
        for part in (self.edition_id, self.subject, self.text, self.html):
            whole.update(part.encode() + b"\0")
        for image in self.images:
            whole.update(image.content_id.encode() + b"\0" + image.data)
        return whole.hexdigest()
