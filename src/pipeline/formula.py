"""Cells that a spreadsheet would run as formulas, and how they are written so that it shows them instead.

The words of a CSV come from pages and people (https://owasp.org/www-community/attacks/CSV_Injection). A number stays a number.
"""

from __future__ import annotations

import re

BEGINNINGS = "=+-@＝＋－＠"  # spreadsheets set to East Asian languages take the wide ones too

_RUNS = re.compile(rf"[\s\x00-\x1f]*[{re.escape(BEGINNINGS)}]|[\t\r\n\x00]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?%?", re.IGNORECASE)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text."""
    return bool(_RUNS.match(text)) and not _NUMBER.fullmatch(text)


def neutral(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet might run it."""
    return f"'{text}" if is_formula(text) else text


def neutral_sql(column: str) -> str:
    """The same as an expression of DuckDB over a column of text."""
    runs = f"^(?:[\\s\\x00-\\x1f]*[{re.escape(BEGINNINGS)}]|[\\t\\r\\n\\x00])"
    return (
        f"case when regexp_matches({column}, '{runs}') and not regexp_full_match({column}, '(?i){_NUMBER.pattern}')"
        f" then '''' || {column} else {column} end"
    )
