"""A page or a plain text to a Document: what a reader sees of a story, and what it says of itself.

The page is decoded once and parsed twice, by what each parser is good at. lxml makes the tree of the whole page, in
C, which flatten.py walks once: a BeautifulSoup tree of the same page takes ten times as long as lxml's, which would
be most of the time that reading a page may take. BeautifulSoup reads the head, where its forgiveness matters and its
cost does not. JSON-LD needs no tree. All of it is linear in the page's length.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Sequence

from pipeline.errors import ParseError
from pipeline.parse.assemble import assemble
from pipeline.parse.body import select
from pipeline.parse.container import prose_of
from pipeline.parse.dateline import read_dateline
from pipeline.parse.encoding import decode, decode_once
from pipeline.parse.flatten import Page, Piece, flatten
from pipeline.parse.furniture import opens_furniture
from pipeline.parse.jsonld import StatedStory, read_stated
from pipeline.parse.metadata import absolute, read_head
from pipeline.parse.printed import read_published
from pipeline.parse.text import BREAK, clean, paragraphs
from pipeline.parse.titles import choose_title, key
from pipeline.parse.tree import parse_html
from pipeline.records import Document

_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|article|main|section|table|br|h[1-6]|span|title|meta|a|ul|ol)\b", re.IGNORECASE)
_OTHER_FORMAT = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|urlset|sitemapindex|svg)\b|\s*[{\[]\s*[\"{\[]", re.DOTALL)
_STATED_DATE = re.compile(r"\s*date\s+(\d{4}-\d{2}-\d{2})\b[\s:]*", re.IGNORECASE)
_A_SENTENCE = 80  # characters of prose
_OPENING = 3  # pieces
_BULLET = re.compile(r"[•*–-]\s+")


def read_article(body: bytes, charset: str | None = None, address: str | None = None) -> Document:
    """The story of an HTML page; `charset` is the Content-Type header's, `address` where the page was found.

    Raises ParseError: `empty`, `binary` (no text), `not_html` (no mark-up, a feed, JSON), `no_article_text` (a page
    without a story: an index, a subscription wall).
    """
    text, utf8 = decode_once(body, charset)
    if not _TAG.search(text) or _OTHER_FORMAT.match(text[:2000]):
        raise ParseError("not_html", f"The page begins with {clean(text[:200])[:40]!r}, which is no HTML page.")
    head = read_head(text)
    canonical = absolute(head.canonical, head.base, address)
    stated = read_stated(text, tuple(filter(None, (canonical, address, head.canonical))))
    root = parse_html(text, utf8)
    page = flatten(root)
    outlet = head.outlet or stated.publisher
    title = choose_title(head.og_title, stated.headline, _headline(page, head.title), head.title, outlet)
    pieces = _fuller(select(page, title, head.description), _stated_body(stated))
    if not any(piece.kind != "heading" for piece in pieces):
        raise ParseError("no_article_text", f"The page {title or address or 'without title'!r} has no story, only links, notices or a wall.")
    full, blocks = assemble(pieces)
    published, published_on, modified = read_published(head, stated, root, page, pieces, address or canonical)
    return Document(
        text=full,
        blocks=blocks,
        title=clean(html.unescape(title)) if title else None,  # some pages escape it twice
        outlet=clean(outlet) if outlet else None,
        author=clean(stated.author or head.author or "") or None,
        published_at=published,
        published_on=published_on,
        modified_at=modified,
        canonical_address=canonical or absolute(stated.address, address),
        dateline=_dateline(pieces),
    )


def read_text(body: bytes) -> Document:
    """A plain text: `date YYYY-MM-DD` may open it; empty lines part paragraphs, a line with a bullet is an item.

    Raises ParseError: `empty`, `binary`, `no_article_text` (a date and nothing else).
    """
    text = decode(body)
    stated = _STATED_DATE.match(text)
    published_on = _day(stated[1]) if stated else None
    if stated and published_on:
        text = text[stated.end() :]
    pieces = [piece for run, _, _ in paragraphs(re.sub(r"\r\n?|\n", BREAK, text)) for piece in _lines(run)]
    if not pieces:
        raise ParseError("no_article_text", "The text has a date and nothing after it.")
    full, blocks = assemble(pieces)
    published = dt.datetime.combine(published_on, dt.time(), dt.UTC) if published_on else None
    return Document(full, blocks, published_at=published, published_on=published_on, dateline=_dateline(pieces))


def _headline(page: Page, window: str | None) -> str | None:
    """The headline as printed: an <h1>, of several the one that the window's title repeats; else a heading before the story."""
    headings = [piece for piece in page.pieces if piece.kind == "heading" and not opens_furniture(piece.text)]
    first = [piece.text for piece in headings if piece.level == 1]
    named = [text for text in first if key(text) and key(text) in key(window)]
    if first:
        return (named or first)[0]
    prose = next((at for at, piece in enumerate(page.pieces) if prose_of(piece) >= _A_SENTENCE), 0)
    before = [piece for piece in page.pieces[:prose] if piece.kind == "heading" and piece.level <= 3 and piece.link_share < 0.5]
    return next((piece.text for piece in reversed(before) if len(piece.text.split()) > 3), None)


def _fuller(shown: list[Piece], stated: list[Piece]) -> list[Piece]:
    """What the page shows, unless that is a stub of what it states in JSON-LD."""
    lengths = [sum(len(piece.text) for piece in pieces) for pieces in (shown, stated)]
    return stated if lengths[0] * 2 < lengths[1] else shown


def _stated_body(stated: StatedStory) -> list[Piece]:
    """The story as JSON-LD gives it, for pages that show readers a wall instead."""
    text = re.sub(r"</p>|<br ?/?>", "\n\n", stated.body or "", flags=re.IGNORECASE)
    text = re.sub(r"<[^<>]{1,200}>", " ", text)
    return [Piece("paragraph", run, -1) for run, _, _ in paragraphs(re.sub(r"\r?\n", BREAK, text))]


def _lines(run: str) -> list[Piece]:
    if not _BULLET.match(run):
        return [Piece("paragraph", run, -1)]
    return [Piece("item", _BULLET.sub("", line, count=1), -1, 1) for line in run.split("\n")]


def _dateline(pieces: Sequence[Piece]) -> str | None:
    """The first dateline of the opening: a standfirst may stand before it."""
    opening = [piece.text for piece in pieces[:_OPENING] if piece.kind == "paragraph"]
    return next((place for text in opening if (place := read_dateline(text))), None)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
