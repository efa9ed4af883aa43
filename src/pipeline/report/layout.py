"""Plain text at 72 columns: paragraphs, hanging items, rows of a table. Addresses are never broken."""

from __future__ import annotations

import re
import textwrap

COLUMNS = 72
NO_BREAK = "\N{NO-BREAK SPACE}"  # becomes a blank after wrapping
_MONTH_AND_DAY = re.compile(r"\b(Jan\.|Feb\.|March|April|May|June|July|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.) (\d)")
_CELLS = (33, 13, 11, 15)  # label, this year, last year, change


def wrap(text: str, indent: str = "", hanging: str | None = None) -> str:
    """A paragraph; further lines are indented by `hanging`, by default as the first."""
    filled = textwrap.fill(
        _MONTH_AND_DAY.sub(rf"\1{NO_BREAK}\2", text),
        COLUMNS,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(NO_BREAK, " ")


def cells(*texts: str) -> str:
    """A row: the first cell to the left, the others to the right; one that is too wide takes from its neighbour."""
    line = ""
    for number, (text, width) in enumerate(zip(texts, _CELLS, strict=False)):
        end = sum(_CELLS[: number + 1])
        line = line + text.ljust(width) if number == 0 else line.rstrip() + text.rjust(max(end - len(line.rstrip()), len(text) + 2))
    return line.rstrip().replace(NO_BREAK, " ")


def heading(text: str) -> str:
    """A section's heading in capitals."""
    return text.upper()
