"""When a story was published and modified: stated in the head, marked up in the body, or printed near the headline.

A stamp in UTC says the moment but not the calendar date where the story was published: then a date printed beside it
that is at most a day away gives the date.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence

from pipeline.parse.attributes import name_of
from pipeline.parse.date_lines import Kind, dates_of, is_only_a_date
from pipeline.parse.dates import Moment, read_stamp
from pipeline.parse.flatten import Page, Piece
from pipeline.parse.furniture import words_of
from pipeline.parse.jsonld import StatedStory
from pipeline.parse.metadata import Head
from pipeline.parse.tree import Element

_SAYS_PUBLISHED = re.compile(r"(?:first )?(?:published|posted|release date|date posted|post date)\b", re.IGNORECASE)
_OTHER_STORIES = re.compile(r"\b(?:relat\w*|recirc|teaser|sidebar|card|promo|footer|comments?|latest|trending|recommend\w*|widget)\b")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-]?(\d{1,2})[/-]?(\d{1,2})(?=[/_-]|$)")
_BY_WORTH: tuple[Kind, ...] = ("published", "plain", "modified")
_LONGEST_LINE = 160  # characters; a date in a longer line is part of a story
_LINES_BEFORE, _LINES_AFTER = 6, 12  # around the headline


def read_published(
    head: Head, stated: StatedStory, root: Element, page: Page, story: Sequence[Piece], address: str | None
) -> tuple[dt.datetime | None, dt.date | None, dt.datetime | None]:
    """Published at, the calendar date printed there, and modified at; None for what the page does not say."""
    lines = list(_lines_by_headline(page, story))
    printed = _printed(lines)
    published = (
        read_stamp(stated.published) or read_stamp(head.published) or read_marked(root) or printed or _anywhere(page) or _in_address(address)
    )
    if published is None:
        return None, None, None
    on = published.on
    if printed and (not published.has_zone or published.at.utcoffset() == dt.timedelta(0)) and abs(printed.on - on) == dt.timedelta(days=1):
        on = printed.on
    modified = read_stamp(stated.modified) or read_stamp(head.modified)
    return _best(published, head).at, on, modified.at if modified else None


def _best(published: Moment, head: Head) -> Moment:
    """The same day stated with its time elsewhere, where the first place gave only the date."""
    other = read_stamp(head.published)
    return other if other and not published.has_zone and other.has_zone and other.on == published.on else published


def read_marked(root: Element) -> Moment | None:
    """The date of publication as microdata or the first <time> outside other stories."""
    candidates = [*_itemprops(root), *(node for node in root.iter("time") if not _is_elsewhere(node))]
    for node in candidates:
        words = words_of(name_of(node))
        if "modif" in words or "updat" in words:
            continue
        text = node.get("datetime") or node.get("content") or "".join(node.itertext())
        if moment := read_stamp(text):
            return moment
    return None


def _itemprops(root: Element) -> Iterator[Element]:
    found: Sequence[Element] = root.xpath('//*[@itemprop="datePublished" or @pubdate]')
    yield from found


def _is_elsewhere(node: Element) -> bool:
    return any(
        parent.tag in ("aside", "footer", "nav") or _OTHER_STORIES.search(words_of(parent.get("class") or ""))
        for parent in node.iterancestors()
        if parent.tag not in ("body", "html", "article", "main")
    )


def _lines_by_headline(page: Page, story: Sequence[Piece]) -> Iterator[str]:
    """The short lines around the headline, up to the story's first paragraph that is longer, or its second; what reads as a sentence is none."""
    paragraphs = [piece for piece in story if piece.frame >= 0 and piece.kind != "heading"]
    opening = list(itertools.takewhile(lambda piece: len(piece.text) <= _LONGEST_LINE, paragraphs[:2]))
    begin = min(_place_of(page, paragraphs[:1]), _place_of(page, paragraphs[1:2]))  # a standfirst may stand in the page as a heading
    end = _place_of(page, paragraphs[len(opening) :])
    headline = next((at for at in range(begin - 1, -1, -1) if page.pieces[at].kind == "heading"), max(0, begin - _LINES_AFTER))
    for piece in page.pieces[max(0, headline - _LINES_BEFORE) : min(end, headline + _LINES_AFTER)]:
        is_sentence = piece in opening and piece.text.rstrip().endswith((".", "?", "!", "”", '"')) and not is_only_a_date(piece.text)
        if len(piece.text) <= _LONGEST_LINE and not page.frames[piece.frame].has_image and not is_sentence:
            yield piece.text


def _place_of(page: Page, pieces: Sequence[Piece]) -> int:
    """Where the first of these stands in the page; its end where there is none."""
    return next((at for at, piece in enumerate(page.pieces) if pieces and piece is pieces[0]), len(page.pieces))


def _printed(lines: Sequence[str]) -> Moment | None:
    dated = [one for line in lines for one in dates_of(line)]
    return next((moment for wanted in _BY_WORTH for kind, moment in dated if kind == wanted), None)


def _anywhere(page: Page) -> Moment | None:
    """The first line of the page that says "Published …" or the like, such as one after the story."""
    lines = (piece.text for piece in page.pieces if len(piece.text) <= _LONGEST_LINE and _SAYS_PUBLISHED.match(piece.text))
    return _printed(list(lines))


def _in_address(address: str | None) -> Moment | None:
    found = _IN_ADDRESS.search(address or "")
    return read_stamp(f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}") if found else None
