"""A CKAN portal on loopback: one resource, in the datastore and as a file, with what goes wrong there.

A hundred rows unasked, `_links.next` behind the last page too, and errors with a type and a status of 404 or 409.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from tests.servers.table import Row, Table
from tests.servers.web import Asked, Reply, Web

ID = "b973d8cb-eeb2-4e7e-99da-c92938efc9c0"
ACTION = "/api/3/action"


class Portal:
    """One resource at `web`; `instead` has answers that are given in place of the next rows, one each."""

    def __init__(self, web: Web, rows: Iterable[Row], columns: Iterable[str], most_rows: int = 32_000) -> None:
        self.web = web
        self.table = Table([{"_id": number} | row for number, row in enumerate(rows, start=1)], ("_id", *columns), most_rows=most_rows)
        self.instead: deque[Reply] = deque()
        self.file = Reply(b"", 404)
        self.file_says: dict[str, object] = {"url": f"{web.address}/dataset/wibr/resource/{ID}/download/wibr.csv"}
        web.otherwise = self.reply

    @property
    def address(self) -> str:
        return f"{self.web.address}{ACTION}/datastore_search?resource_id={ID}"

    @property
    def file_address(self) -> str:
        return f"{self.web.address}{ACTION}/resource_show?id={ID}"

    def asked_rows(self) -> list[dict[str, str]]:
        """The parameters of every request for a page of rows."""
        return [one for one in map(_parameters, self.web.paths()) if "resource_id" in one and one.get("limit") != "0"]

    def reply(self, asked: Asked) -> Reply:
        path, query = urlsplit(asked.path).path, _parameters(asked.path)
        if path.endswith("/download/wibr.csv"):
            return self.file
        if path == f"{ACTION}/resource_show" and query.get("id") == ID:
            return _json({"success": True, "result": {"id": ID, "format": "CSV"} | self.file_says})
        if path != f"{ACTION}/datastore_search":
            return Reply(b"", 404)
        if query.get("resource_id") != ID:
            return _error(404, "Not Found Error", "Not found: Resource was not found.")
        return self._rows(asked.path, query)

    def _rows(self, path: str, asked: dict[str, str]) -> Reply:
        limit, offset = int(asked.get("limit", 100)), int(asked.get("offset", 0))
        names = asked["fields"].split(",") if "fields" in asked else list(self.table.columns)
        filters = json.loads(asked.get("filters", "{}"))
        if bad := [name for name in [*names, *filters] if name not in self.table.columns]:
            return _error(409, "Validation Error", fields=[f'field "{bad[0]}" not in table'])
        where = " AND ".join(f"\"{key}\" = '{value}'" for key, value in filters.items())
        if limit and self.instead:
            return self.instead.popleft()
        rows = self.table.page(names, where, asked.get("sort", ""), limit, offset) if limit else []
        result = {
            "include_total": True,
            "limit": limit,
            "records_format": "objects",
            "resource_id": ID,
            "records": rows,
            "fields": [{"id": name, "type": "int" if name == "_id" else "text"} for name in self.table.columns if not limit or name in names],
            "_links": {"start": path, "next": f"{path}&offset={offset + limit}"},
            "total": self.table.count(where),
            "total_was_estimated": False,
        }
        return _json({"help": f"{self.web.address}{ACTION}/help_show?name=datastore_search", "success": True, "result": result})


def _parameters(path: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}


def _json(found: object, status: int = 200) -> Reply:
    return Reply(json.dumps(found).encode(), status, {"Content-Type": "application/json;charset=utf-8"})


def _error(status: int, kind: str, message: str = "", **fields: object) -> Reply:
    said = {"message": message} if message else {}
    return _json({"help": "", "success": False, "error": {"__type": kind} | said | fields}, status)
