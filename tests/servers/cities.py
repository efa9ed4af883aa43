"""The portals of the cities whose TOML is in `deployments/cities`, on one web server: what they answer, with their own paths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.city import City
from pipeline.fetch.query import PAGED
from tests.servers import arcgis, ckan, socrata
from tests.servers.rows import BOSTON, CHICAGO, NEW_YORK, SAN_FRANCISCO, WASHINGTON, Row, boston, chicago, new_york, san_francisco, washington
from tests.servers.web import Asked, Reply, Web

Server = socrata.Portal | arcgis.Server | ckan.Portal


def serve(city: City, web: Web, count: int, step_hours: float = 7) -> tuple[City, dict[str, Server]]:
    """The city with its portals at `web` and no other sources, and a server for each of them by the source's id.

    They hold `count` rows in all, so many hours apart.
    """
    servers: dict[str, Server] = {}
    sources = []
    for source in city.source:
        parts = urlsplit(source.address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if source.kind in PAGED:
            servers[source.id] = _server(city.slug, source.id, parts.path, web, (count, step_hours))
            sources.append(source.model_copy(update={"address": web.address + path}))
    asked_for = {_name(server): server for server in servers.values()}
    web.otherwise = lambda asked: _answer(asked, asked_for)
    return city.model_copy(update={"source": tuple(sources)}), servers


def _server(slug: str, source_id: str, path: str, web: Web, some: tuple[int, float]) -> Server:
    match slug:
        case "chicago-il":
            return socrata.Portal(web, chicago(*some), CHICAGO, four_by_four=path[-13:-4])
        case "san-francisco-ca":
            return socrata.Portal(web, san_francisco(*some), SAN_FRANCISCO, four_by_four=path[-13:-4])
        case "new-york-ny":
            of_year = [row for row in new_york(*some) if (row["rpt_dt"] < "2026") == source_id.endswith("historic")]
            return socrata.Portal(web, of_year, NEW_YORK, four_by_four=path[-13:-4])
        case "washington-dc":
            return arcgis.Server(web, _of_year(washington(*some), int(source_id[-4:])), WASHINGTON, most_rows=50, layer=path)
        case "boston-ma":
            return ckan.Portal(web, boston(*some), BOSTON)
    raise ValueError(slug)


def _of_year(rows: Iterable[Row], year: int) -> list[Row]:
    """A layer holds a year of reports, as the clock of Washington shows it."""
    zone = ZoneInfo("America/New_York")
    return [row for row in rows if dt.datetime.fromtimestamp(row["REPORT_DAT"] / 1000, zone).year == year]


def _name(server: Server) -> str:
    return server.id if isinstance(server, socrata.Portal) else server.layer if isinstance(server, arcgis.Server) else ckan.ID


def _answer(asked: Asked, servers: dict[str, Server]) -> Reply:
    found = next((server for name, server in servers.items() if name in asked.path), None)
    return found.reply(asked) if found else Reply(b"", 404)
