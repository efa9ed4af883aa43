"""An ArcGIS server on loopback: one layer, its description and its `query`, with what goes wrong there.

Errors come with status 200; whether rows are left is for `exceededTransferLimit` to say; an empty answer has no `fields`; `f=pjson` is plain
text; dates are milliseconds of UTC.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.table import BadColumnError, Row, Table
from tests.servers.web import Asked, Reply, Web

LAYER = "/arcgis/rest/services/FEEDS/MPD/MapServer/5"


def error(code: int, message: str, *details: str) -> Reply:
    """An error as this server gives it: with status 200."""
    return reply({"error": {"code": code, "message": message, "details": list(details)}})


def reply(found: object, kind: str = "application/json") -> Reply:
    return Reply(json.dumps(found).encode(), headers={"Content-Type": f"{kind};charset=UTF-8"})


class Server:
    """One layer at `web`; `instead` has answers that are given in place of the next rows, one each."""

    def __init__(self, web: Web, rows: Iterable[Row], types: Mapping[str, str], most_rows: int = 10, layer: str = LAYER, **says: object) -> None:
        """`types` are the columns with their types after `esriFieldType`; `says` goes into the description of the layer."""
        self.web, self.layer, self.types = web, layer, {"OBJECTID": "OID", **types}
        stored = [{"OBJECTID": number} | row for number, row in enumerate(rows, start=1)]
        self.table = Table(stored, list(self.types), most_rows=most_rows)
        self.says = {"maxRecordCount": most_rows, "advancedQueryCapabilities": {"supportsPagination": True}} | says
        self.instead: deque[Reply] = deque()
        self.spoil: Callable[[int, dict[str, Any]], dict[str, Any]] = lambda _, found: found  # number of the page, its answer → what is said
        self.counted: Callable[[int], int] = lambda count: count
        web.otherwise = self.reply

    @property
    def address(self) -> str:
        return self.web.address + self.layer

    def rename(self, column: str, new: str) -> None:
        self.types = {new if name == column else name: kind for name, kind in self.types.items()}
        self.table.columns = list(self.types)
        for row in self.table.rows:
            row[new] = row.pop(column)

    def asked_rows(self) -> list[dict[str, str]]:
        """The parameters of every request for a page of rows."""
        asked = [_parameters(path) for path in self.web.paths() if "/query?" in path]
        return [one for one in asked if not {"returnCountOnly", "returnIdsOnly"} & one.keys()]

    def reply(self, asked: Asked) -> Reply:
        path, query = urlsplit(asked.path).path, _parameters(asked.path)
        if path == "/robots.txt":
            return Reply(b"", 404)
        kind = "text/plain" if query.get("f") == "pjson" else "application/json"
        try:
            found = self._found(path, query)
        except BadColumnError as bad:
            return error(400, "Unable to complete operation.", str(bad))
        return found if isinstance(found, Reply) else reply(found, kind)

    def _found(self, path: str, asked: dict[str, str]) -> dict[str, Any] | Reply:
        if path == self.layer:
            return {
                "id": 5,
                "name": "Crime Incidents - 2023",
                "type": "Feature Layer",
                "objectIdField": "OBJECTID",
                "fields": self._fields(),
            } | self.says
        if path != f"{self.layer}/query":
            return error(400, "Invalid URL")
        where = asked.get("where", "")
        if asked.get("returnCountOnly") == "true":
            return {"count": self.counted(self.table.count(where))}
        if asked.get("returnIdsOnly") == "true":
            return {"objectIdFieldName": "OBJECTID", "objectIds": [row["OBJECTID"] for row in self.table.select(["OBJECTID"], where)][::-1]}
        return self.instead.popleft() if self.instead else self._page(asked, where)

    def _page(self, asked: dict[str, str], where: str) -> dict[str, Any] | Reply:
        if "resultOffset" in asked and self.says["advancedQueryCapabilities"] != {"supportsPagination": True}:
            return error(400, "Pagination is not supported.")
        names = list(self.types) if asked["outFields"] == "*" else asked["outFields"].split(",")
        limit, at = int(asked.get("resultRecordCount", 1000)), int(asked.get("resultOffset", 0))
        rows = self.table.page(names, where, asked.get("orderByFields", ""), limit, at)
        found: dict[str, Any] = {"objectIdFieldName": "OBJECTID", "features": [{"attributes": row} for row in rows]}
        if rows:
            found["fields"] = self._fields()
        if at + len(rows) < self.table.count(where):
            found["exceededTransferLimit"] = True
        return self.spoil(self.table.page_count, found)

    def _fields(self) -> list[dict[str, str]]:
        return [{"name": name, "type": f"esriFieldType{kind}", "alias": name} for name, kind in self.types.items()]


def _parameters(path: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}
