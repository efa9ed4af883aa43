"""A released file → a document of tables, by what its bytes are: PDF, workbook, CSV or a page of tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.errors import ParseError
from pipeline.parse.article import read_article
from pipeline.parse.assemble import assemble
from pipeline.parse.encoding import decode
from pipeline.parse.flatten import flatten
from pipeline.parse.metadata import read_head
from pipeline.parse.pdf import is_pdf as begins_as_pdf
from pipeline.parse.pdf import read_pdf
from pipeline.parse.sheet import is_workbook, read_delimited, read_workbook
from pipeline.parse.text import clean
from pipeline.parse.tree import parse_html
from pipeline.records import Document, Rejection

if TYPE_CHECKING:
    from pipeline.source import Table

_MARKUP = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--|div|table|script|p\b|h1)", re.IGNORECASE)
_TAG = re.compile(rb"<(?:html|body|table|tr|td|div|p|ul|h[1-6])\b[^<>]{0,400}>", re.IGNORECASE)


def read_document(
    body: bytes, options: Table, charset: str | None = None, address: str | None = None, *, is_pdf: bool = False
) -> tuple[Document, tuple[Rejection, ...]]:
    """The document in the body, and what of it could not be read; `charset` is the Content-Type header's, `address` where it was found.

    `is_pdf` says that a PDF is expected, else any of the formats. Raises ParseError: `empty`, `html_instead_of_pdf`, `not_pdf`, and those of the
    format's own reader.
    """
    if not body.strip():
        raise ParseError("empty", "the file is empty")
    if begins_as_pdf(body):
        return read_pdf(body, options.pages)
    if is_pdf:
        if _MARKUP.match(body[:4096]):
            raise ParseError("html_instead_of_pdf", "the address answered with an HTML page where a PDF was expected")
        raise ParseError("not_pdf", f"the file begins with {clean(body[:40].decode('latin-1'))!r}, which is no PDF")
    if is_workbook(body):
        return read_workbook(body, options.sheet), ()
    if _is_page(body):
        return _read_page(body, charset, address), ()
    return read_delimited(body, charset), ()


def is_story(body: bytes, document: Document) -> bool:
    """Whether a page is an article with tables in it, rather than tables with a few lines about them: its date and prose give their periods."""
    prose = sum(block.end - block.start for block in document.blocks if block.kind in ("paragraph", "item"))
    tables = sum(block.end - block.start for block in document.blocks if block.kind == "table")
    return _is_page(body) and document.published_on is not None and prose > tables


def _is_page(body: bytes) -> bool:
    return _MARKUP.match(body[:4096]) is not None or _TAG.search(body[:65_536]) is not None


def _read_page(body: bytes, charset: str | None, address: str | None) -> Document:
    """The story of a page, with its tables and its dates; all of a page whose tables stand in no story."""
    try:
        story = read_article(body, charset, address)
    except ParseError as error:
        if error.reason != "no_article_text":
            raise
        story = None
    if story and any(block.kind == "table" for block in story.blocks):
        return story
    text = decode(body, charset)
    page = flatten(parse_html(text))
    if not any(piece.kind == "table" for piece in page.pieces):
        return story or read_article(body, charset, address)
    whole, blocks = assemble(page.pieces)
    return Document(whole, blocks, title=clean(read_head(text).title or "") or None)
