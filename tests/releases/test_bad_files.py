"""Files that are not what they should be: each is a rejection with a name, soon, and without filling memory."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.city import City
from pipeline.parse.capture import Parsed, read_capture
from tests.releases.layouts import two_months
from tests.releases.paper import Paper, Style
from tests.releases.test_sheets import packed
from tests.world import a_city, capture, source

CITY = a_city(source("table", reads="table", kind="file"), source("pdf", reads="pdf", kind="file"))
PDF = two_months(Style()).data
SHEET = packed([["Offense", "2023"], ["Homicide", 3]])


def read(body: bytes, reads: str, city: City = CITY) -> Parsed:
    return read_capture(capture(reads, "2026-03-02"), body, next(one for one in city.source if one.reads == reads), city)


def reasons(body: bytes, reads: str) -> set[str]:
    return {one.reason for one in read(body, reads).reading.rejections}


def encrypted() -> bytes:
    paper = Paper()
    paper.pdf.set_encryption(owner_password="owner", user_password="user")
    return paper.title("Secret").bytes()


def scan() -> bytes:
    """A page with a picture and no letters."""
    pdf = FPDF()
    pdf.add_page()
    pixel = zlib.compress(b"\0\xff\xff\xff")
    chunks = [(b"IHDR", bytes.fromhex("00000001000000010802000000")), (b"IDAT", pixel), (b"IEND", b"")]
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in chunks
    )
    pdf.image(io.BytesIO(png), x=10, y=10, w=100)
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("body", "reads", "reason"),
    [
        (b"", "pdf", "empty"),
        (b"", "table", "empty"),
        (b"<!doctype html><title>Access denied</title><p>Sorry", "pdf", "html_instead_of_pdf"),
        (b"PK\x03\x04 no zip", "table", "broken_workbook"),
        (SHEET[: len(SHEET) // 2], "table", "broken_workbook"),
        (b"GIF89a", "pdf", "not_pdf"),
        (b"%PDF-1.7\nnothing more", "pdf", "broken_pdf"),
        (PDF[:400], "pdf", "broken_pdf"),
        (encrypted(), "pdf", "encrypted"),
        (scan(), "pdf", "scan_without_text"),
        (b"\0\1\2\3" * 50, "table", "binary"),
    ],
)
def test_what_cannot_be_read_is_named(body: bytes, reads: str, reason: str) -> None:
    parsed = read(body, reads)
    assert (parsed.document, {one.reason for one in parsed.reading.rejections}) == (None, {reason})


def test_a_table_source_takes_whichever_format_comes() -> None:
    """An address that answered with a workbook may answer with a PDF next year."""
    assert read(PDF, "table").reading.figures == read(PDF, "pdf").reading.figures != ()


def test_two_thousand_pages_are_read_up_to_a_limit_that_is_said() -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica")
    for _ in range(2_000):
        pdf.add_page()
    pdf.page = 1
    pdf.text(50, 50, "Crime")
    begun = time.monotonic()
    assert "too_many_pages" in reasons(bytes(pdf.output()), "pdf")
    assert time.monotonic() - begun < 60


def test_a_stream_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()
    twice = zlib.compress(bomb, 9)
    for stream in (bomb, twice):
        body = b"%PDF-1.4\n1 0 obj <</Length 1/Filter/FlateDecode>> stream\n" + stream + b"\nendstream endobj\n"
        assert reasons(body, "pdf") == {"too_large"}


def test_a_page_of_a_million_letters_is_skipped_and_said() -> None:
    paper = Paper()
    paper.pdf.set_font("Helvetica", size=2)
    for line in range(700):
        paper.pdf.text(1, 1 + line, "9 " * 50)
    assert "page_too_large" in reasons(paper.bytes(), "pdf")


def test_a_workbook_of_a_billion_cells_is_refused() -> None:
    """Two cells, as far apart as a sheet allows, span seventeen billion."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet["A1"], sheet["XFD1048576"] = "Offense", 1
    out = io.BytesIO()
    book.save(out)
    assert reasons(out.getvalue(), "table") == {"too_large"}


def test_a_workbook_that_unpacks_to_gigabytes_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry:
        for _ in range(400):
            entry.write(b" " * 1_000_000)
    assert reasons(out.getvalue(), "table") == {"too_large"}


def test_a_csv_of_a_million_cells_is_refused() -> None:
    assert reasons(b"a,b,c\n" + b"1,2,3\n" * 200_000, "table") == {"too_large"}


def test_cells_merged_across_everything_give_no_figure_twice() -> None:
    plain = packed([["Offense", "2023", "2024"], ["Homicide", 3, 4], ["Robbery", 5, 6]])
    merged = b'</sheetData><mergeCells count="2"><mergeCell ref="A1:XFD1048576"/><mergeCell ref="B2:C3"/></mergeCells>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as book, zipfile.ZipFile(out, "w") as other:
        for name in book.namelist():
            other.writestr(name, book.read(name).replace(b"</sheetData>", merged))
    begun = time.monotonic()
    values = [one.value for one in read(out.getvalue(), "table").reading.figures]
    assert len(values) == len(set(values))
    assert time.monotonic() - begun < 20


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(PDF) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_pdf_never_raises(at: int, junk: bytes) -> None:
    read(PDF[:at] + junk + PDF[at + len(junk) :], "pdf")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(SHEET) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_never_raises(at: int, junk: bytes) -> None:
    read(SHEET[:at] + junk + SHEET[at + len(junk) :], "table")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_without_raising(text: str) -> None:
    read(text.encode(errors="replace"), "table")


def test_options_that_do_not_fit_are_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"\[source.table\] goes with"):
        a_city(source("story", table={"year": 2024}))
