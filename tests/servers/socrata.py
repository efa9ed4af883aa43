"""A Socrata portal on loopback: SODA 2.1 as JSON and CSV, SODA 3, and the description of a dataset, with what goes wrong there.

https://dev.socrata.com/docs/queries/, /docs/paging, /docs/response-codes. A thousand rows unasked, an empty answer beyond the end, columns
without a value left out, numbers as strings, `count_1` where a column is called count, and errors as JSON with a code.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.table import BadColumnError, Row, Table
from tests.servers.web import Asked, Reply, Web

ID = "ijzp-q8t2"
HTML_503 = Reply(b"<html><body>Service Unavailable</body></html>", 503, {"Content-Type": "text/html"})
HTML_200 = Reply(b"<!DOCTYPE html><html><body>We will be right back</body></html>", 200, {"Content-Type": "text/html"})
THROTTLED = Reply(b'{"error":true,"code":"too_many_requests","message":"slow down"}', 429)
SYSTEM = (":id", ":created_at", ":updated_at")
_SODA3 = re.compile(r"SELECT (?P<select>.+?)(?: WHERE (?P<where>.+?))?(?: ORDER BY (?P<order>.+))?", re.IGNORECASE)


class Portal:
    """One dataset at `web`; `instead` has answers that are given in place of the next rows, one each."""

    def __init__(self, web: Web, rows: Iterable[Row], columns: Iterable[str], token: str = "", four_by_four: str = ID) -> None:
        self.web, self.token, self.id = web, token, four_by_four
        stored = [{":id": f"row-{number:06}", ":created_at": _moment(1), ":updated_at": _moment(1)} | row for number, row in enumerate(rows)]
        self.table = Table(stored, (*SYSTEM, *columns))
        self.instead: deque[Reply] = deque()
        web.otherwise = self.reply

    def address(self, form: str = "json") -> str:
        return self.web.address + (f"/api/v3/views/{self.id}/query.json" if form == "soda3" else f"/resource/{self.id}.{form}")

    def add(self, *rows: Row, day: int) -> None:
        """New rows, on a day of January."""
        for row in rows:
            number = len(self.table.rows)
            self.table.rows.append({":id": f"row-{number:06}-{day}", ":created_at": _moment(day), ":updated_at": _moment(day)} | row)

    def change(self, number: int, day: int, **values: object) -> None:
        self.table.rows[number] |= values | {":updated_at": _moment(day)}

    def replace_all(self, day: int) -> None:
        """A publisher loads the whole table again: the same rows, new to the portal."""
        for number, row in enumerate(self.table.rows):
            row.update({":id": f"new-{number:06}", ":created_at": _moment(day), ":updated_at": _moment(day)})

    def rename(self, column: str, new: str) -> None:
        self.table.columns = [new if name == column else name for name in self.table.columns]
        for row in self.table.rows:
            row[new] = row.pop(column, None)

    def asked_rows(self) -> list[dict[str, str]]:
        """The parameters of every request for a page of rows."""
        asked = [_parameters(path) for path in self.web.paths() if "/api/views/" not in path]
        return [
            one for one in asked if "count(" not in str(one) and "ORDER BY :updated_at DESC" not in str(one) and one.get("$select") not in SYSTEM
        ]

    def reply(self, asked: Asked) -> Reply:
        path = urlsplit(asked.path).path
        if path == "/robots.txt":
            return Reply(b"", 404)
        if path == f"/api/views/{self.id}.json":
            return _json(self._description())
        if path.startswith("/api/v3/") and asked.headers.get("x-app-token") != self.token:
            return _error(403, "permission_denied", "No app token specified")
        if self.id not in path:
            return _error(404, "not_found", "Not found")
        try:
            return self._rows(path, _parameters(asked.path))
        except BadColumnError as error:
            return _error(400, "query.soql.no-such-column", str(error))

    def _rows(self, path: str, asked: dict[str, str]) -> Reply:
        if path.startswith("/api/v3/"):
            found = _SODA3.fullmatch(asked["query"])
            if not found:
                return _error(400, "query.compiler.malformed", f'Could not parse SoQL query "{asked["query"]}"')
            asked = {f"${key}": value for key, value in found.groupdict("").items()} | asked
            size = int(asked.get("pageSize", 1000))
            asked |= {"$limit": str(size), "$offset": str(size * (int(asked.get("pageNumber", 1)) - 1))}
        select, where, order = (asked.get(name, "") for name in ("$select", "$where", "$order"))
        if select == "count(*)":
            return _json([{"count_1" if "count" in self.table.columns else "count": str(self.table.count(where))}])
        columns = [] if select in ("", "*") else select.split(",")
        limit, offset = int(asked.get("$limit", 1000)), int(asked.get("$offset", 0))
        if select in SYSTEM:
            return _json(self._shown(self.table.select(columns, where, order, limit, offset)))
        if self.instead:
            return self.instead.popleft()
        rows = self.table.page(columns, where, order, limit, offset)
        return _csv(rows, columns or self.table.columns) if path.endswith(".csv") else _json(self._shown(rows))

    def _shown(self, rows: list[Row]) -> list[Row]:
        return [{key: _value(value) for key, value in row.items() if value is not None} for row in rows]

    def _description(self) -> dict[str, Any]:
        named = [name for name in self.table.columns if not name.startswith(":")]
        columns = [{"id": number, "name": name.title(), "fieldName": name, "dataTypeName": "text"} for number, name in enumerate(named)]
        return {"id": self.id, "name": "Crimes", "rowsUpdatedAt": 1_767_225_600, "columns": columns}


def _moment(day: int) -> str:
    return f"2026-01-{day:02}T10:00:00.000Z"


def _parameters(path: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}


def _value(value: object) -> object:
    return value if isinstance(value, bool | dict) else str(value)


def _json(found: object) -> Reply:
    return Reply(json.dumps(found).encode(), headers={"Content-Type": "application/json;charset=utf-8"})


def _csv(rows: list[Row], columns: Iterable[str]) -> Reply:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([["" if value is None else _value(value) for value in row.values()] for row in rows])
    return Reply(out.getvalue().encode(), headers={"Content-Type": "text/csv; charset=UTF-8"})


def _error(status: int, code: str, message: str) -> Reply:
    return Reply(json.dumps({"code": code, "error": True, "message": message}).encode(), status, {"Content-Type": "application/json"})
