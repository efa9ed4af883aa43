"""Rows as a portal keeps them: asked by SQLite, so that conditions and order are real, and changed while they are asked for."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
_SYSTEM = re.compile(r"(?<![\w'\"]):([a-z]\w*)")  # :updated_at, which SQLite would take for a parameter


class BadColumnError(Exception):
    """A question about a column that is not there, as SQLite says it."""


@dataclass
class Table:
    """Rows of one shape, and what happens before each page of them is given."""

    rows: list[Row]
    columns: Sequence[str]
    before_page: Callable[[int], None] = lambda _: None  # 1 for the first page
    page_count: int = 0
    most_rows: int = field(default=10**9)

    def page(self, columns: Sequence[str], where: str, order: str, limit: int, offset: int) -> list[Row]:
        """A page of rows, after what happens before it."""
        self.page_count += 1
        self.before_page(self.page_count)
        return self.select(columns, where, order, min(limit, self.most_rows), offset)

    def select(self, columns: Sequence[str] = (), where: str = "", order: str = "", limit: int = -1, offset: int = 0) -> list[Row]:
        """Rows by SQL. BadColumnError for a column that is not there."""
        wanted = list(columns or [name for name in self.columns if not name.startswith(":")])
        if bad := [name for name in wanted if name not in self.columns]:
            raise BadColumnError(f"No such column: {bad[0]}")
        statement = "select " + ", ".join(f'"{name}"' for name in wanted) + " from rows"
        statement += f" where {_quoted(where)}" if where else ""
        statement += f" order by {_quoted(order)}" if order else ""
        return [dict(zip(wanted, row, strict=True)) for row in self._asked(f"{statement} limit {limit} offset {offset}")]

    def count(self, where: str = "") -> int:
        return int(self._asked("select count(*) from rows" + (f" where {_quoted(where)}" if where else ""))[0][0])

    def _asked(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(":memory:")) as connection:
            names = ", ".join(f'"{name}"' for name in self.columns)
            connection.execute(f"create table rows ({names})")
            marks = ", ".join("?" * len(self.columns))
            connection.executemany(f"insert into rows values ({marks})", [tuple(row.get(name) for name in self.columns) for row in self.rows])
            try:
                return connection.execute(statement).fetchall()
            except sqlite3.OperationalError as error:
                raise BadColumnError(str(error).capitalize()) from None


def _quoted(text: str) -> str:
    return _SYSTEM.sub(r'":\1"', text)
