"""Tables of figures: cells, spans, captions; and tables that only lay out a page."""

from __future__ import annotations

import pytest

from pipeline.parse.article import read_article
from pipeline.records import Block, Document

LEAD = "<p>Police published the figures of the year on Tuesday, and most of them were lower than before.</p>"


def _page(body: str) -> Document:
    return read_article(f"<html><body><article><h1>Crime falls</h1>{LEAD}{body}</article></body></html>".encode())


def _table(document: Document) -> Block:
    return next(block for block in document.blocks if block.kind == "table")


def test_cells_of_a_row_are_joined_by_a_space_and_rows_by_a_line() -> None:
    document = _page("<table><tr><th>Crime</th><th>2022</th></tr><tr><td>Rape</td><td> <b>12</b>\n</td></tr></table>")
    block = _table(document)
    assert document.text[block.start : block.end] == "Crime 2022\nRape 12"
    assert [(cell.row, cell.column, cell.is_header) for cell in block.cells] == [(0, 0, True), (0, 1, True), (1, 0, False), (1, 1, False)]
    assert all(document.text[cell.start : cell.end] == cell.text for cell in block.cells)


def test_spans_move_the_cells_beside_and_below() -> None:
    document = _page(
        "<table><tr><th rowspan=2>Crime</th><th colspan=2>Year</th></tr><tr><th>2021</th><th>2022</th></tr>"
        "<tr><td>Arson</td><td>4</td><td>5</td></tr></table>"
    )
    cells = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in _table(document).cells}
    assert cells["Crime"] == (0, 0, 2, 1)
    assert cells["Year"] == (0, 1, 1, 2)
    assert cells["2021"] == (1, 1, 1, 1)
    assert cells["2022"] == (1, 2, 1, 1)
    assert cells["5"] == (2, 2, 1, 1)


def test_an_empty_cell_keeps_its_place_without_text() -> None:
    document = _page("<table><tr><th></th><th>2022</th></tr><tr><td>Arson</td><td></td></tr></table>")
    block = _table(document)
    assert document.text[block.start : block.end] == "2022\nArson"
    assert [(cell.column, cell.start == cell.end) for cell in block.cells] == [(0, True), (1, False), (0, False), (1, True)]


@pytest.mark.parametrize(
    "markup",
    [
        "<table><caption>Crime in Tulsa</caption>{}</table>",
        "<figure><table>{}</table><figcaption>Crime in Tulsa</figcaption></figure>",
        "<figure class='wp-block-table'><figcaption>Crime in Tulsa</figcaption><table>{}</table></figure>",
    ],
)
def test_a_caption_stands_before_its_table(markup: str) -> None:
    document = _page(markup.format("<tr><td>Rape</td><td>12</td></tr><tr><td>Arson</td><td>3</td></tr>"))
    assert document.text.endswith("Crime in Tulsa\n\nRape 12\nArson 3")


def test_the_mark_of_a_footnote_is_no_part_of_a_number() -> None:
    document = _page("<table><tr><td>Rape</td><td>1,204<sup>1</sup></td></tr><tr><td>Arson</td><td>3<sup>*</sup></td></tr></table>")
    assert document.text.endswith("Rape 1,204\nArson 3")


def test_an_ordinal_and_a_unit_keep_their_raised_letters() -> None:
    assert "its 31st homicide in 90 km2." in _page("<p>It was its 31<sup>st</sup> homicide in 90 km<sup>2</sup>.</p>").text


@pytest.mark.parametrize(
    "markup",
    [
        "<table role='presentation'><tr><td>One side of the page.</td><td>Other side of the page.</td></tr></table>",
        "<table><tr><td><h1>Crime falls again</h1></td><td><p>One side of the page.</p></td></tr></table>",
        "<table><tr><td>One side of the page.<table><tr><td>inner</td></tr></table></td><td>Other side.</td></tr></table>",
        "<table><tr><td>One side of the page.</td></tr></table>",
    ],
)
def test_a_table_that_lays_out_a_page_is_no_table_of_figures(markup: str) -> None:
    document = _page(markup)
    assert all(block.kind != "table" for block in document.blocks)
    assert "One side of the page." in document.text


def test_absurd_spans_cost_nothing() -> None:
    row = "<tr><td colspan=99999 rowspan=99999>a</td><td rowspan=0>b</td><td colspan=x>c</td></tr>"
    assert "Police published" in _page(f"<table>{row * 2000}</table>").text
