"""One page of a PDF → its characters, with a limit on what drawing it may cost: a page can draw itself a million times over."""

from __future__ import annotations

from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfplumber.page import Page

from pipeline.parse.pdf_words import Char

MOST_CHARS = 60_000
_MOST_DRAWN = 300_000  # lines, pictures and parts


class PageTooLargeError(Exception):
    """A page has more characters, or draws more, than a page of a report."""


class _Counting(PDFPageAggregator):
    """What pdfminer draws on; lines are only counted, for columns are found by where words stand."""

    chars = 0
    drawn = 0

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        self.chars += 1
        if self.chars > MOST_CHARS:
            raise PageTooLargeError
        return super().render_char(*args, **kwargs)

    def paint_path(self, *_args: Any, **_kwargs: Any) -> None:
        self._draw()

    def begin_figure(self, *args: Any, **kwargs: Any) -> None:
        self._draw()
        super().begin_figure(*args, **kwargs)

    def _draw(self) -> None:
        self.drawn += 1
        if self.drawn > _MOST_DRAWN:
            raise PageTooLargeError


def chars_of(page: Page) -> tuple[list[Char], bool]:
    """The characters of a page and whether it has pictures. Raises PageTooLargeError beyond the limits."""
    device = _Counting(page.pdf.rsrcmgr, pageno=page.page_number, laparams=None)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page.__dict__["_layout"] = device.get_result()  # where pdfplumber keeps what it would else draw without a limit
    return page.chars, bool(page.images)
