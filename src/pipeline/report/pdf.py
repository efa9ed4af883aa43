"""An edition as a PDF: its page, as weasyprint prints it. weasyprint is an extra, and needs Pango besides."""

from __future__ import annotations

import logging
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

from pipeline import atomic
from pipeline.errors import ReportError
from pipeline.report import store

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

_PANGO = "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0"  # as Debian calls them


def pdf(html: str) -> bytes:
    """The PDF of a page; nothing is fetched. ReportError where weasyprint or Pango is missing says how to get it."""
    weasyprint = _weasyprint()
    sheet = (files("pipeline.report") / "templates" / "pdf.css").read_text(encoding="utf-8")
    styled = html.replace("</head>", f"<style>\n{sheet}</style>\n</head>", 1)  # after the page's own, so that it wins
    return bytes(weasyprint.HTML(string=styled, url_fetcher=_fetch_nothing).write_pdf(pdf_tags=True))


def page_of(site: Path, edition_id: str) -> Path:
    """The page of an edition on the site. ReportError where there is none."""
    for path in sorted(site.glob("*/*/*/edition.json")):
        found = store.summary(path.read_text(encoding="utf-8"))
        page = path.with_name("index.html")
        if found is not None and found.id == edition_id and page.is_file():
            return page
    raise ReportError(f"there is no page of {edition_id!r} under {site}; `yearend run CITY YEAR` makes it")


def write(site: Path, edition_id: str, output: Path | None = None) -> Path:
    """Writes the PDF of an edition, by default beside its page; its path. ReportError as `pdf` and `page_of`."""
    page = page_of(site, edition_id)
    path = output or page.with_name(f"{edition_id}.pdf")
    atomic.replace(path, pdf(page.read_text(encoding="utf-8")))
    return path


def _weasyprint() -> ModuleType:
    try:
        weasyprint = import_module("weasyprint")  # an extra
    except ImportError:
        raise ReportError("a PDF needs the extra pdf; get it by: pip install 'yearend[pdf]'") from None
    except OSError:
        raise ReportError(f"a PDF needs Pango; on Debian, install {_PANGO}") from None
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of each style that is only for screens
    return weasyprint


def _fetch_nothing(url: str) -> dict[str, object]:
    raise ValueError(f"a page needs nothing from {url}")
