"""The PDF of a page, as far as it can be tried without Pango; what stands in it is read in tests/e2e."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.errors import ReportError
from pipeline.report import page, pdf
from tests.report import fresno
from tests.report.conftest import Build


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(ReportError, match=r"^a PDF needs the extra pdf; get it by: pip install 'yearend\[pdf\]'$"):
        pdf.pdf("<p>a page</p>")


def test_without_pango_it_names_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """weasyprint raises OSError while it is imported where the library is missing."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library')", encoding="utf-8")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ReportError, match=r"^a PDF needs Pango; on Debian, install libpango-1\.0-0"):
        pdf.pdf("<p>a page</p>")


def test_an_edition_that_has_no_page_is_named(edition_of: Build, tmp_path: Path) -> None:
    written = page.write(edition_of(fresno.CITY), fresno.CITY, tmp_path)
    assert pdf.page_of(tmp_path, "fresno-ca-2023-final") == written
    with pytest.raises(ReportError, match="there is no page of 'fresno-ca-2022-final' under"):
        pdf.page_of(tmp_path, "fresno-ca-2022-final")
