"""What the outline passes over is never missed: a page reads the same when every sentence is read in full."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline import figures
from pipeline.figures import reader
from pipeline.figures.outline import Outline
from pipeline.parse.article import read_article
from pipeline.records import Block, Document

PAGES = sorted((Path(__file__).parents[2] / "deployments" / "sample" / "pages").glob("*.html"))
SENTENCES = [
    "The council met again on Monday night, and the mayor spoke of parks.",
    "Homicides fell to 12 in 2023.",
    "That was 9 fewer than the year before.",
    "Residents of Modesto, Calif., welcomed the news.",
    "Last month there were 31.",
    "Crashes killed 41 people in 2022.",
    "It was the lowest since 2014.",
    "Police Chief Jane Doe said so.",
    "In March it was three.",
    "She cleared 77% of her cases.",
    "Gunfire wounded 1,299 people.",
]


def _everything(document: Document) -> Outline:
    return Outline({}, frozenset(), len(document.blocks))


def _document(order: list[str]) -> Document:
    blocks, text = [], ""
    for sentence in order:
        blocks.append(Block("paragraph", len(text), len(text) + len(sentence)))
        text += sentence + "\n"
    return Document(text, tuple(blocks), title="A year of crime", published_on=dt.date(2023, 12, 29))  # every block is in reach


@pytest.mark.parametrize("place", [None, "Fresno, CA"])
@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_pages_read_the_same(path: Path, place: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_article(path.read_bytes())
    brief = figures.read(document, place)
    monkeypatch.setattr(reader, "outline", _everything)
    assert figures.read(document, place) == brief


@pytest.mark.parametrize("place", [None, "Fresno, CA"])
@pytest.mark.parametrize("step", [1, 3, 7, 9])
@pytest.mark.parametrize("first", range(len(SENTENCES)))
def test_any_order_reads_the_same(first: int, step: int, place: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    document = _document([SENTENCES[(first + step * index) % len(SENTENCES)] for index in range(2 * len(SENTENCES))])
    brief = figures.read(document, place)
    monkeypatch.setattr(reader, "outline", _everything)
    assert figures.read(document, place) == brief
