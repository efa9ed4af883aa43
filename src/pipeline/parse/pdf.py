"""A PDF → a document: its tables as cells, by where the words stand, and the lines around them.

Text is read by pdfplumber (https://github.com/jsvine/pdfplumber), page after page, each forgotten after it was read. What a file may cost is
limited before it is opened: its streams are unpacked once in small pieces, because a few kilobytes can unpack to gigabytes.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
import zlib
from collections.abc import Iterator, Sequence

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from pipeline.errors import ParseError
from pipeline.parse.assemble import assemble
from pipeline.parse.flatten import Piece
from pipeline.parse.pdf_grid import Table, tables_of
from pipeline.parse.pdf_labels import parted
from pipeline.parse.pdf_page import MOST_CHARS, PageTooLargeError, chars_of
from pipeline.parse.pdf_words import JOINS, Line, lines_of, words_of
from pipeline.parse.text import clean
from pipeline.records import Document, Rejection

MOST_PAGES = 200
_MOST_UNPACKED = 20_000_000  # bytes of one stream that is no picture
_MOST_IN_ALL = 400_000_000  # bytes of all streams
_STREAM = re.compile(rb"stream\r?\n")
_DATE = re.compile(r"D:(?P<y>\d{4})(?P<m>\d\d)?(?P<d>\d\d)?(?P<H>\d\d)?(?P<M>\d\d)?(?P<S>\d\d)?(?P<z>[+\-Z])?(?P<zh>\d\d)?'?(?P<zm>\d\d)?")
_PROSE = 9  # words

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it logs each oddity of a font


def is_pdf(body: bytes) -> bool:
    """Whether the bytes are a PDF; some begin with a few bytes of something else."""
    return b"%PDF-" in body[:1024]


def read_pdf(body: bytes, pages: str | None) -> tuple[Document, tuple[Rejection, ...]]:
    """The document of a PDF and what of it was not read; `pages` limits it to some ("1-12", "2,4").

    Raises ParseError: `broken_pdf`, `encrypted`, `too_large`, `scan_without_text` (pictures of pages: no letters to read).
    """
    _refuse_bombs(body)
    wanted = _numbers(pages)
    try:
        with pdfplumber.open(io.BytesIO(body), pages=wanted) as pdf:
            return _read(pdf, wanted)
    except (PDFPasswordIncorrect, PdfminerException) as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect) or isinstance(error, PDFPasswordIncorrect):
            raise ParseError("encrypted", "the PDF asks for a password") from None
        raise ParseError("broken_pdf", f"the file cannot be read as a PDF: {str(cause)[:120]}") from None
    except ParseError:
        raise
    except RecursionError:
        raise ParseError("broken_pdf", "the PDF's parts contain each other") from None
    except Exception as error:  # noqa: BLE001  # pdfminer raises nearly anything over damaged objects: TypeError, KeyError, struct.error
        raise ParseError("broken_pdf", f"the file cannot be read as a PDF: {type(error).__name__} {str(error)[:100]}") from None


def _read(pdf: PDF, wanted: list[int]) -> tuple[Document, tuple[Rejection, ...]]:
    pieces: list[Piece | Table] = []
    rejections: list[Rejection] = []
    open_table: Table | None = None
    is_drawn = has_text = False
    count = 0
    for page in pdf.pages:
        count += 1
        try:
            chars, has_pictures = chars_of(page)
        except PageTooLargeError:
            rejections.append(_skipped(page))
            chars, has_pictures = [], False
        is_drawn = is_drawn or has_pictures
        has_text = has_text or bool(chars)
        found, open_table = tables_of(parted(lines_of(words_of(chars, page.width, page.height))), open_table)
        pieces += _pieces(found)
        page.close()
    if count == len(wanted) and count == MOST_PAGES:
        detail = f"Only the first {MOST_PAGES} pages were read; [source.table] pages can choose others."
        rejections.append(Rejection("parse", "too_many_pages", detail))
    if not has_text and not rejections:
        reason = "The pages are pictures" if is_drawn else "The pages have no text"
        raise ParseError("scan_without_text", f"{reason.lower()}: there are no letters to read, only what a scanner or a chart drew")
    text, blocks = assemble([piece if isinstance(piece, Piece) else Piece("table", "", -1, cells=piece.cells()) for piece in pieces])
    made = [day for name in ("CreationDate", "ModDate") if (day := _dated(pdf.metadata.get(name)))]
    published = max(made, default=None)  # a report written over last year's says when that was made, and when it was last changed
    document = Document(
        text,
        blocks,
        title=clean(str(pdf.metadata.get("Title") or "")) or None,
        published_at=published,
        published_on=published.date() if published else None,
    )
    return document, tuple(rejections)


def _skipped(page: Page) -> Rejection:
    detail = f"Page {page.page_number} has more than {MOST_CHARS:,} characters, or draws more than any report, and was not read."
    return Rejection("parse", "page_too_large", detail, where=f"page {page.page_number}")


def _pieces(found: Sequence[Table | Line]) -> Iterator[Piece | Table]:
    """Headings and paragraphs out of the lines between tables; the first heading of a page is of the first level."""
    level = 1
    prose: list[str] = []
    before: Line | None = None
    for one in found:
        is_prose = isinstance(one, Line) and len(one.segments) == 1 and len(one.text.split()) >= _PROSE
        goes_on = (
            isinstance(one, Line) and bool(prose) and len(one.segments) == 1 and before is not None and one.top - before.bottom < 0.8 * one.size
        )
        if prose and not (is_prose or goes_on):
            yield Piece("paragraph", " ".join(prose), -1)
            prose = []
        if isinstance(one, Table):
            yield one
        elif is_prose or goes_on:
            prose.append(one.text)
        else:
            is_one = any(JOINS.fullmatch(segment.text) for segment in one.segments)
            for text in [one.text] if is_one else [segment.text for segment in one.segments]:
                yield Piece("heading", text, -1, level)
                level = 2
        before = one if isinstance(one, Line) else None
    if prose:
        yield Piece("paragraph", " ".join(prose), -1)


def _numbers(pages: str | None) -> list[int]:
    """The page numbers of "1-12" or "2,4"; all, up to the limit, without."""
    found: list[int] = []
    for part in (pages or f"1-{MOST_PAGES}").split(","):
        first, _, last = part.partition("-")
        found += range(int(first), min(int(last or first), int(first) + MOST_PAGES - 1) + 1)
    return sorted(set(found))[:MOST_PAGES]


def _dated(printed: object) -> dt.datetime | None:
    """A date of the PDF's own data (PDF 32000-1, 7.9.4): D:20260105134411-05'00'."""
    match = _DATE.match(printed) if isinstance(printed, str) else None
    if match is None:
        return None
    parts = [int(match[name] or default) for name, default in (("y", 0), ("m", 1), ("d", 1), ("H", 0), ("M", 0), ("S", 0))]
    offset = dt.timedelta(hours=int(match["zh"] or 0), minutes=int(match["zm"] or 0)) * (-1 if match["z"] == "-" else 1)
    try:
        return dt.datetime(*parts, tzinfo=dt.timezone(offset))  # type: ignore[arg-type,misc]
    except ValueError:
        return None


def _refuse_bombs(body: bytes) -> None:
    """Unpacks each stream once, in pieces, and refuses a file whose streams are far larger than a report's."""
    total = 0
    for match in _STREAM.finditer(body):
        about = body[max(0, match.start() - 600) : match.start()].rpartition(b" obj")[2]
        if b"/Image" in about:
            continue  # pictures are not unpacked
        total += _unpacked(body, match.end())
        if total > _MOST_IN_ALL:
            raise ParseError("too_large", f"the PDF's streams unpack to more than {_MOST_IN_ALL:,} bytes")


def _unpacked(body: bytes, start: int) -> int:
    """How many bytes the stream at `start` unpacks to, also where it was packed twice; 0 for one that is not packed so."""
    if body[start : start + 1] not in (b"\x78", b"\x68", b"\x58"):
        return 0
    size, data = 0, memoryview(body)[start : start + len(body)]
    for _ in range(3):
        first, size = _inflated(data)
        if size > _MOST_UNPACKED:
            raise ParseError("too_large", f"a stream of the PDF unpacks to more than {_MOST_UNPACKED:,} bytes")
        if first[:1] not in (b"\x78", b"\x68", b"\x58") or size > 5_000_000:
            break
        data = memoryview(first)
    return size


def _inflated(data: memoryview) -> tuple[bytes, int]:
    """The beginning of what a stream unpacks to, up to five million bytes, and how many there are up to the limit."""
    engine, kept, size = zlib.decompressobj(), b"", 0
    rest: bytes | memoryview = data[:8_000_000]
    try:
        while rest and not engine.eof and size <= _MOST_UNPACKED:
            piece = engine.decompress(rest, 1_000_000)
            size += len(piece)
            kept = kept + piece if len(kept) < 5_000_000 else kept
            rest = engine.unconsumed_tail
            if not piece:
                break
    except zlib.error:
        pass
    return kept, size
