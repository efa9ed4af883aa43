"""Reports as departments print them, drawn for the tests: text by position, with or without rules, turned, wrapped, over several pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from fpdf import FPDF

Align = Literal["left", "right", "center"]


@dataclass
class Style:
    """How a table is printed."""

    align: Align = "right"
    label_align: Align = "left"
    is_ruled: bool = False
    size: float = 9
    leading: float = 14  # from row to row
    font: str = "Helvetica"
    pad: float = 3


@dataclass
class Paper:
    """A PDF in the making; `y` is where the next line goes."""

    orientation: Literal["portrait", "landscape"] = "portrait"
    style: Style = field(default_factory=Style)
    y: float = 60

    def __post_init__(self) -> None:
        self.pdf: Any = FPDF(orientation=self.orientation, unit="pt", format="letter")
        self.pdf.set_auto_page_break(False)
        self.page()

    def page(self) -> Paper:
        self.pdf.add_page()
        self.y = 60
        return self

    def put(self, x: float, text: str, align: Align = "left", size: float | None = None, y: float | None = None) -> None:
        self.pdf.set_font(self.style.font, size=size or self.style.size)
        width = self.pdf.get_string_width(text)
        left = x - {"left": 0, "right": width, "center": width / 2}[align]
        self.pdf.text(left, self.y if y is None else y, text)

    def title(self, *lines: str, size: float = 13) -> Paper:
        for line in lines:
            self.put(self.pdf.w / 2, line, "center", size)
            self.y += size + 7
        self.y += 8
        return self

    def note(self, *lines: str) -> Paper:
        self.y += 6
        for line in lines:
            self.put(50, line, size=7)
            self.y += 9
        return self

    def table(self, widths: Sequence[float], rows: Sequence[Sequence[str]], x: float = 50, groups: Sequence[tuple[int, int, str]] = ()) -> Paper:
        """Rows of texts; "\\n" wraps a cell. `groups` are headers above (first column, how many, text)."""
        edges = [x]
        for width in widths:
            edges.append(edges[-1] + width)
        if groups:
            for first, count, text in groups:
                self.put((edges[first] + edges[first + count]) / 2, text, "center")
                self._box(edges[first], edges[first + count], 1)
            self.y += self.style.leading
        for row in rows:
            self._row(edges, row)
        return self

    def _row(self, edges: Sequence[float], row: Sequence[str]) -> None:
        lines = max(text.count("\n") + 1 for text in row)
        step = self.style.size * 1.15
        for column, text in enumerate(row):
            align = self.style.align if column else self.style.label_align
            at = {
                "left": edges[column] + self.style.pad,
                "right": edges[column + 1] - self.style.pad,
                "center": (edges[column] + edges[column + 1]) / 2,
            }[align]
            parts = text.split("\n")
            first = self.y + (lines - len(parts)) * step / 2
            for number, part in enumerate(parts):
                self.put(at, part, align, y=first + number * step)
            self._box(edges[column], edges[column + 1], lines)
        self.y += self.style.leading + (lines - 1) * step

    def _box(self, x0: float, x1: float, lines: int) -> None:
        if self.style.is_ruled:
            height = self.style.leading + (lines - 1) * self.style.size * 1.15
            self.pdf.rect(x0, self.y - self.style.size - 2, x1 - x0, height)

    def bytes(self) -> bytes:
        return bytes(self.pdf.output())
