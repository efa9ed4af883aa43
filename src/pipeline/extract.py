"""`yearend extract`: one page → the JSON line of the extraction contract, a table, or its text; nothing is kept."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal

from pipeline import figures, logs
from pipeline.errors import ParseError, YearendError
from pipeline.figures.contract import to_json
from pipeline.figures.home import home_place
from pipeline.figures.reader import TOO_LONG
from pipeline.figures.releases import read_release
from pipeline.parse import release
from pipeline.parse.article import read_article, read_text
from pipeline.parse.pdf import is_pdf
from pipeline.parse.sheet import is_workbook
from pipeline.show import rows
from pipeline.source import Table

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Document, Reading


def extract_page(path: Path, form: Literal["jsonl", "table", "text"], place: str | None, *, is_explained: bool) -> str:
    """What was read from the page at `path`; `place` is the article's city where it should not be taken from the article.

    YearendError, in one sentence, when the page cannot be read.
    """
    document, is_release = read_document(path)
    if form == "text":
        return document.text
    reading = read_release(document, place or home_place(document), {}, {}, None) if is_release else figures.read(document, place)
    if form == "table":
        return _table(path, document, reading, is_explained=is_explained)
    for rejection in reading.rejections:
        if rejection.reason == TOO_LONG:
            logs.log.warning("%s: %s", path, rejection.detail)
    line = to_json(document, reading, path.stem)
    if is_explained:
        for entry, figure in zip(line["figures"], reading.figures, strict=True):
            entry["why"] = list(figure.why)
    return json.dumps(line, ensure_ascii=False)


def read_document(path: Path) -> tuple[Document, bool]:
    """The document at `path`, and whether it is a release (a PDF, a workbook, a CSV file): else HTML where it looks like it, or plain text."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise YearendError(f"{path} cannot be read: {error.strerror}") from None
    try:
        if is_pdf(body) or is_workbook(body) or path.suffix.lower() in (".csv", ".tsv"):
            return release.read_document(body, Table())[0], True
        return (read_article(body) if _is_html(path, body) else read_text(body)), False
    except ParseError as error:
        raise YearendError(f"{path}: {error}") from None


def _is_html(path: Path, body: bytes) -> bool:
    return path.suffix.lower() in (".html", ".htm", ".xhtml") or re.search(rb"<(!doctype|html|head|body|p|div)\b", body[:4096], re.I) is not None


def _table(path: Path, document: Document, reading: Reading, *, is_explained: bool) -> str:
    columns = ["metric", "measure", "value", "period", "baseline", "place", "speaker", "confidence", "words"]
    values = [
        (
            one.metric,
            one.measure,
            _number(one.op, one.value, one.value_high),
            one.period or "",
            one.baseline or "",
            one.place or "",
            one.speaker or "",
            one.confidence,
            "; ".join(one.why) if is_explained else one.quote,
        )
        for one in reading.figures
    ]
    head = f"{path}: {document.title or 'no title'} ({document.published_on or 'no date'})"
    said = [f"{quote.speaker or 'unnamed'}{f', {quote.role}' if quote.role else ''}: {quote.text}" for quote in reading.quotations]
    refused = [f"{one.reason}: {one.detail}" for one in reading.rejections]
    return "\n".join([head, "", rows(columns, values), "", *said, *refused, ""])


def _number(op: str, value: float | None, high: float | None) -> str:
    sign = {"lt": "<", "gt": ">", "approx": "~"}.get(op, "")
    printed = "" if value is None else f"{value:g}"
    return f"{sign}{printed}" + (f"–{high:g}" if high is not None else "")
