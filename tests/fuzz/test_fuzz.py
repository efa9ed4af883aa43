"""Made-up pages and texts: never a crash, a hang over a second, or a figure whose words are not there. `make fuzz` tries 200,000."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import figures
from pipeline.errors import ParseError
from pipeline.parse.article import read_article, read_text
from pipeline.records import Document, Reading

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "200"))
LONGEST_SECONDS = 1.0

# Half-words of crime coverage, so that the made-up text comes near to what the rules look for.
WORDS = st.sampled_from((Path(__file__).with_name("words.txt")).read_text(encoding="utf-8").split())
TEXTS = st.one_of(
    st.lists(WORDS, max_size=120).map(" ".join),
    st.text(max_size=400),
    st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=80).map(" ".join),
)
TAGS = st.sampled_from(
    ["p", "div", "li", "ul", "table", "tr", "td", "th", "h2", "blockquote", "span", "b", "a", "figcaption", "aside", "script", "br"]
)


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """HTML, more or less: tags opened and not closed, nested, with attributes, around such texts."""
    parts: list[str] = ["<html><body>"]
    for _ in range(draw(st.integers(0, 12))):
        tag = draw(TAGS)
        parts += [f"<{tag} class='{draw(st.sampled_from(['', 'related', 'article-body', 'x']))}'>", draw(TEXTS)]
        if draw(st.booleans()):
            parts.append(f"</{tag}>")
    return "".join(parts).encode(draw(st.sampled_from(["utf-8", "utf-16", "cp1252"])), errors="replace")


def timed(body: bytes, *, is_html: bool) -> tuple[Document, Reading, float]:
    """What was read, and the CPU seconds that it took."""
    began = time.process_time()
    document = read_article(body) if is_html else read_text(body)
    reading = figures.read(document, "Fresno, CA")
    return document, reading, time.process_time() - began


def read_all(body: bytes, *, is_html: bool) -> None:
    """Reads a document and its figures, and checks what must hold for any."""
    try:
        document, reading, seconds = timed(body, is_html=is_html)
    except ParseError:
        return
    if seconds >= LONGEST_SECONDS:  # once more: a hang stays, a pause of the garbage collector or of hypothesis does not
        seconds = timed(body, is_html=is_html)[2]
    assert seconds < LONGEST_SECONDS
    for block in document.blocks:
        assert 0 <= block.start <= block.end <= len(document.text)
    for one in reading.figures:
        assert one.quote == document.text[one.start : one.end]
        assert one.quote.strip()
    for quotation in reading.quotations:
        assert quotation.text == document.text[quotation.start : quotation.end]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(pages())
def test_no_page_breaks_the_reader(body: bytes) -> None:
    read_all(body, is_html=True)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)))
def test_no_text_breaks_the_reader(text: str, published: dt.date) -> None:
    read_all(f"date {published} FRESNO, Calif. – {text}".encode("utf-8", errors="replace"), is_html=False)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=2000), st.booleans())
def test_no_bytes_break_the_reader(body: bytes, is_html: bool) -> None:
    read_all(body, is_html=is_html)
