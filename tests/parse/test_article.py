"""Reading an article: what a reader sees of it, and what it says of itself."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.parse.article import read_article, read_text
from pipeline.parse.dateline import read_dateline

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Homicides fall | The Ledger</title>
<meta property="og:site_name" content="The Ledger"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Homicides fall</h1><p class="byline">By Ann Poe</p><time datetime="2023-12-29T17:13:00-08:00">Dec. 29, 2023</time>
<p>FRESNO, Calif. (KSEE/KGPE) – Fresno had 34 homicides in 2023, <b>down</b> from 60, police said.</p>
<ul><li>Shootings: 344<ul><li>Fatal: 20</li></ul></li></ul>
<p>Copyright 2023 The Ledger. All rights reserved.</p></article></body></html>"""


def test_a_page_becomes_title_date_dateline_and_blocks() -> None:
    document = read_article(PAGE.encode(), address="https://ledger.example/a")
    assert document.title == "Homicides fall"
    assert document.outlet == "The Ledger"
    assert document.published_on == dt.date(2023, 12, 29)
    assert document.dateline == "FRESNO, Calif."
    assert [(block.kind, block.level) for block in document.blocks] == [("paragraph", 0), ("item", 1), ("item", 2)]
    assert document.text.startswith("FRESNO, Calif. (KSEE/KGPE) – Fresno had 34 homicides in 2023, down from 60, police said.")
    assert document.text.endswith("Shootings: 344\n\nFatal: 20")


def test_a_plain_text_may_open_with_its_date() -> None:
    document = read_text(b" date 2023-12-29 FRESNO, Calif. (KSEE/KGPE) \xe2\x80\x93 Crime fell.\n\nHomicides were 34.\n")
    assert document.published_on == dt.date(2023, 12, 29)
    assert document.text == "FRESNO, Calif. (KSEE/KGPE) – Crime fell.\n\nHomicides were 34."
    assert document.dateline == "FRESNO, Calif."


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ROCHESTER, N.Y. The police budget would pay for 714 positions.", "ROCHESTER, N.Y."),  # as some papers print it
        ("SALEM, Mass. — Robberies fell 12%.", "SALEM, Mass."),
        ("CRIME, etc. The column of this week tells of two thefts.", None),  # no state is printed so
        ("POLICE SAY THE CITY'S HOMICIDES ROSE.", None),
    ],
)
def test_a_dateline_ends_at_its_dash_or_at_its_abbreviated_state(text: str, place: str | None) -> None:
    assert read_dateline(text) == place


def test_a_dateline_may_follow_a_standfirst_and_a_title_be_escaped_twice() -> None:
    page = PAGE.replace("<title>", '<meta property="og:title" content="Homicides &amp;amp; robberies fall"><title>')
    page = page.replace("<p>FRESNO", '<p class="dek">The third fall in a row, say the police.</p><p>FRESNO')
    document = read_article(page.encode())
    assert document.dateline == "FRESNO, Calif."
    assert document.title == "Homicides & robberies fall"
