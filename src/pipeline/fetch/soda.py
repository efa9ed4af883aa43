"""The addresses of one Socrata dataset: its rows, their count, its newest change and its columns, by SODA 2.1 or SODA 3.

https://dev.socrata.com/docs/queries/, /docs/paging. A SoQL question stands in parameters of its own (`$select=…`) in SODA 2.1 and in one
(`query=SELECT …`) in SODA 3, which pages by number and not by row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode, urlsplit

from pipeline.errors import FetchError
from pipeline.fetch.addresses import shown
from pipeline.fetch.paging import Question
from pipeline.fetch.query import Query

if TYPE_CHECKING:
    from pipeline.source import Source

UPDATED, CREATED = ":updated_at", ":created_at"  # of every row, by the portal itself (https://dev.socrata.com/docs/system-fields)
_ROWS = {"csv": 50_000, "json": 2_000}  # of a page
_PAGED = re.compile(r"&(\$limit=\d+&\$offset=\d+|pageNumber=\d+&pageSize=\d+)$")
_SAFE = "$:,*()'"  # readable, and legal in a query (RFC 3986, section 3.4)


class ShortError(FetchError):
    """A page in the middle holds fewer rows than it should, and the next cannot be asked for by its first row."""

    reason = "short_page"


@dataclass(frozen=True)
class Soda:
    """What is asked of one dataset, as addresses."""

    source: Source

    @property
    def query(self) -> Query:
        return self.source.query or Query()

    @property
    def page_rows(self) -> int:
        return self.query.page_rows or _ROWS["csv" if self.source.address.endswith(".csv") else "json"]

    def question(self, mark: str) -> Question:
        """All rows, or those changed after `mark`."""
        return Question(self.count(mark), lambda at: self.page(at, mark), self.page_rows, mark)

    def count(self, mark: str, column: str = "") -> str:
        return self._address("count(*)", self._since(mark, column or self.query.updated or UPDATED))

    def newest(self) -> str:
        """Where the newest change is told."""
        updated = self.query.updated or UPDATED
        return self._address(updated, self.query.where, f"{updated} DESC", self._first())

    def page(self, at: int, mark: str) -> str:
        where = self._since(mark, self.query.updated or UPDATED)
        paged = f"&$limit={self.page_rows}&$offset={at}"
        if self._is_soda3:
            if at % self.page_rows:
                raise ShortError(f"{shown(self.source.address)} gives fewer rows than the {self.page_rows:,} of a page; set page_rows")
            paged = f"&pageNumber={at // self.page_rows + 1}&pageSize={self.page_rows}"
        columns = ",".join(self.source.selected) or "*"
        return self._address(columns, where, self.query.order or ":id", paged, self.source.address)

    @property
    def metadata(self) -> str:
        """Where the columns are told."""
        parts = urlsplit(self.source.address)
        found = re.search(r"\w{4}-\w{4}", parts.path)
        return f"{parts.scheme}://{parts.netloc}/api/views/{found[0] if found else ''}.json"

    def mark_of(self, address: str) -> str | None:
        """The mark of a count or page; None when it is none of this question."""
        found = re.search(rf"{re.escape(self.query.updated)} > '([^']+)'", unquote(address)) if self.query.updated else None
        mark, bare = found[1] if found else "", _PAGED.sub("", address)
        return mark if bare in (self.count(mark), _PAGED.sub("", self.page(0, mark))) else None

    @property
    def _is_soda3(self) -> bool:
        return "/api/v3/" in self.source.address

    def _since(self, mark: str, column: str) -> str:
        own = self.query.where
        return f"({own}) AND {column} > '{mark}'" if own and mark else f"{column} > '{mark}'" if mark else own

    def _first(self) -> str:
        return "&pageNumber=1&pageSize=1" if self._is_soda3 else "&$limit=1&$offset=0"

    def _address(self, select: str, where: str, order: str = "", paged: str = "", base: str = "") -> str:
        if self._is_soda3:
            words = [f"SELECT {select}", where and f"WHERE {where}", order and f"ORDER BY {order}"]
            return f"{self.source.address}?query={quote(' '.join(filter(None, words)), safe=_SAFE)}{paged}"
        pairs = {"$select": select, "$where": where, "$order": order}
        asked = urlencode({key: value for key, value in pairs.items() if value}, quote_via=quote, safe=_SAFE)
        return f"{base or re.sub(r'[.]csv$', '.json', self.source.address)}?{asked}{paged}"
