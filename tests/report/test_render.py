"""Text and HTML of a mail: every number is in the context, both say the same, nothing is fetched, hostile words are harmless."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from pipeline import figures
from pipeline.parse.article import read_text
from pipeline.records import Mail
from pipeline.report import chart_image, page, render, update
from pipeline.report.chart_parts import Chart
from pipeline.report.layout import COLUMNS
from pipeline.report.parts import Edition, Sentence, Span
from tests.report import fresno, small
from tests.report.conftest import Build

_NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
_WORDS = dict(zip(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), map(str, range(10)), strict=True))
# What our own phrases say of themselves: rates per 100,000, averages of five years, ranges of ten, the only earlier one.
_OURS = {"100,000", "5", "10", "1"}


@pytest.fixture(scope="module")
def editions(edition_of: Build) -> list[tuple[Edition, Mail]]:
    """Every edition of every city, with its mail."""
    older, newer = edition_of(fresno.CITY, fresno.ON_2023_12_29), edition_of(fresno.CITY)
    between = update.build(older, newer)
    assert between is not None
    found = [older, newer, between, *(edition_of(make()[0]) for make in small.ALL)]
    return [(one, render.mail(one, fresno.CITY)) for one in found]


def _numbers(text: str) -> set[str]:
    """The numbers of a text, those in words too."""
    spelled = {_WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _WORDS}
    return {found.group() for found in _NUMBER.finditer(text)} | spelled


def _context(value: object) -> Iterator[str]:
    """All numbers of an edition's context in the forms in which they may be printed; sentences of ours are no source of any."""
    if isinstance(value, Sentence | Span | bool):
        return
    if isinstance(value, int | float):
        yield from (f"{abs(value):,.0f}", f"{abs(value):,.1f}", f"{abs(value):.0f}", f"{abs(value):,.1f}".removesuffix(".0"))
    elif isinstance(value, dt.datetime | dt.date):
        yield from (str(value.year), str(value.day))
    elif isinstance(value, str):
        yield from _numbers(value)
    elif isinstance(value, tuple):
        for one in value:
            yield from _context(one)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            ours = field.name in ("subject", "preheader") or (isinstance(value, Chart) and field.name in ("title", "alt"))
            if not ours:
                yield from _context(getattr(value, field.name))


def test_every_number_of_a_mail_is_in_its_context(editions: list[tuple[Edition, Mail]]) -> None:
    for edition, mail in editions:
        known = set(_context(edition)) | _OURS | {str(edition.year - 1)}
        local = edition.known_at.astimezone(fresno.CITY.zone)
        known |= {str(local.year), str(local.day), str(local.hour % 12 or 12), f"{local.minute:02}"}
        known |= _numbers(fresno.CITY.sender.postal_address) | {one for text in fresno.CITY.definition for one in _numbers(text.text)}
        assert _numbers(mail.subject) <= known, edition.id
        assert _numbers(mail.text) <= known, edition.id
        for image in mail.images:
            assert _numbers(image.alt) <= known, edition.id


def _document(edition: Edition, mail: Mail) -> bytes:
    """The mail as an article of the day it was known at, or of the new year's first if that is earlier; footnotes and line ends out."""
    body = mail.text.partition(f"\n{render.RULE}\n")[0].partition("\n\n")[2]  # without the line over the headline
    paragraphs = re.sub(r"(?<=[^\n])\n(?=[^\n])", " ", re.sub(r"[\s\xa0]?\[\d+\]", "", body))
    written = min(edition.known_at.date(), dt.date(edition.year + 1, 1, 1))
    return f"date {written}\n{paragraphs}".encode()


def test_our_own_reader_finds_the_numbers_of_the_mail_and_no_other(editions: list[tuple[Edition, Mail]]) -> None:
    """Read again as if it were an article: no value that the context does not have, and of the lede none missing under its metric."""
    assert len(_required(editions[1][0])) == 4  # Fresno's homicides and shootings, of two years
    for edition, mail in editions:
        found = figures.read(read_text(_document(edition, mail)), edition.place).figures
        values = {value for one in found for value in (one.value, one.value_high) if value is not None}
        known = set(_context(edition)) | _OURS | {str(edition.year - 1)}
        assert {value for value in values if not set(_context(value)) & known} == set(), edition.id
        counted = {(one.metric, one.value) for one in found if one.measure == "count"}
        assert _required(edition) <= counted, edition.id


def _required(edition: Edition) -> set[tuple[str, float | None]]:
    """This year's and last year's counts that the lede says."""
    said = {one for sentence in edition.lede for one in sentence.figure_ids}
    now = {(row.metric, row.value) for row in edition.key_rows if row.value is not None and said & set(row.figure_ids)}
    return now | {(row.metric, row.last_value) for row in edition.key_rows if row.last_value is not None and said & set(row.last_figure_ids)}


def test_every_number_of_a_page_is_in_its_context(editions: list[tuple[Edition, Mail]]) -> None:
    """What is read on it before the traces, which are the sources' own words; the PDF is this page (tests/e2e/test_pdf.py)."""
    for edition, _ in editions:
        html = page.html(edition, fresno.CITY).partition('id="traces"')[0]
        words = " ".join(_read(re.sub(r"<(script|style|pre|svg)\b.*?</\1>", "", html, flags=re.S)).words)
        known = set(_context(edition)) | _OURS | {str(edition.year - 1)} | {"24"}  # Dec. 24: from then on a year may stand beside full ones
        local = edition.known_at.astimezone(fresno.CITY.zone)
        known |= {str(local.year), str(local.day), str(local.hour % 12 or 12), f"{local.minute:02}"}
        known |= {str(one.known_at.astimezone(fresno.CITY.zone).day) for group in edition.disagreements for one in group.positions}
        known |= {str(one.said_at.astimezone(fresno.CITY.zone).day) for one in edition.claims}
        assert _numbers(words) <= known, edition.id


class _Reader(HTMLParser):
    """What a reader of the HTML sees, with alternatives of pictures in their place."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag in ("style", "title", "head")
        if tag == "img":
            self.words.append(dict(attrs)["alt"] or "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title", "head")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def _folded(text: str) -> str:
    """Words without the furniture in which text and HTML differ: headings' case, marks, columns, bullets."""
    return re.sub(r"[\s\xa0]+", " ", re.sub(r"\[\d+\]", "", text)).casefold()


def test_text_and_html_say_the_same(editions: list[tuple[Edition, Mail]]) -> None:
    for edition, mail in editions:
        seen = _folded(" ".join(_read(mail.html).words))
        body = mail.text.partition(render.RULE)[0]
        assert _numbers(_folded(body)) <= _numbers(seen), edition.id
        for paragraph in re.split(r"\n\s*\n", body):
            for sentence in re.findall(r"[A-Z“][^.]{20,}\.", _folded(paragraph)):
                assert sentence in seen


def test_a_mail_is_read_in_two_minutes(editions: list[tuple[Edition, Mail]]) -> None:
    for _, mail in editions:
        assert render.words(mail.text) <= render.MOST_WORDS
        assert len(mail.images) <= 2
        long = [line for line in mail.text.splitlines() if len(line) > COLUMNS]
        assert all("https://" in line for line in long)


def test_html_is_small_labelled_and_fetches_nothing(editions: list[tuple[Edition, Mail]]) -> None:
    for _, mail in editions:
        assert len(mail.html.encode()) < 100_000
        reader = _read(mail.html)
        tags = {tag for tag, _ in reader.tags}
        assert not tags & {"script", "link", "iframe", "form", "svg", "video"}
        assert dict(reader.tags)["html"]["lang"] == "en"
        pictures = [attributes for tag, attributes in reader.tags if tag == "img"]
        assert [one["src"] for one in pictures] == [f"cid:{image.content_id}" for image in mail.images]
        assert all(one["alt"] for one in pictures)
        assert "url(" not in mail.html
        assert "@import" not in mail.html


def test_charts_are_of_one_breadth(editions: list[tuple[Edition, Mail]]) -> None:
    """Lines and bars below one another in letters of one size, on a phone too, where each fills the screen; bytes 16 to 20 of a PNG say it."""
    pictures = [image.data for _, mail in editions for image in mail.images]
    assert len(pictures) > 1
    assert {int.from_bytes(one[16:20], "big") for one in pictures} == {2 * chart_image.FRAME}


def test_numbers_lead_to_the_page_where_the_site_has_an_address(edition_of: Build) -> None:
    edition = edition_of(fresno.CITY, site_base_url="https://crime.example/")
    html = render.mail(edition, fresno.CITY).html
    figure_id = edition.lede[0].figure_ids[0]
    assert f'href="https://crime.example/fresno-ca/2023/final/#t-{figure_id}"' in html
    assert "Every number with its source" in html


def test_the_same_content_is_the_same_mail(edition_of: Build) -> None:
    first, second = (render.mail(edition_of(fresno.CITY), fresno.CITY) for _ in range(2))
    assert first == second
    assert first.digest == second.digest
    assert first.images[0].data.startswith(b"\x89PNG")


def test_only_what_was_known_is_mailed(edition_of: Build) -> None:
    text = render.mail(edition_of(fresno.CITY, fresno.ON_2023_12_29), fresno.CITY).text
    assert not {"35", "38", "359"} & _numbers(text)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}", "Line\r\nbreak", "x" * 10_000])
def test_hostile_words_stay_words(edition_of: Build, words: str) -> None:
    edition = edition_of(fresno.CITY)
    sources = tuple(dataclasses.replace(one, title=words, outlet=words, address="") for one in edition.sources)
    reader = _read(render.mail(dataclasses.replace(edition, sources=sources, subject=words), fresno.CITY).html)
    assert not {"script"} & {tag for tag, _ in reader.tags}
    assert all((attributes["src"] or "").startswith("cid:") for tag, attributes in reader.tags if tag == "img")
