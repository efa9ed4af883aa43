"""The cities whose sources are data portals, each against local servers with the columns that its TOML names."""

from __future__ import annotations

import pytest

from pipeline.archive import Archive
from pipeline.city import load_city
from pipeline.fetch.client import Client
from pipeline.fetch.collect import collect, replay
from pipeline.records import Capture
from tests.conftest import ROOT
from tests.fetch.conftest import Watch
from tests.servers.cities import serve
from tests.servers.web import Web

PORTALS = ("chicago-il", "new-york-ny", "san-francisco-ca", "washington-dc", "boston-ma")


@pytest.mark.parametrize("slug", PORTALS)
def test_all_rows_of_a_city_are_fetched_and_found_again_in_the_archive(
    slug: str, web: Web, archive: Archive, client: Client, watch: Watch
) -> None:
    """The addresses are the real ones but for the host: every column that is asked for is one that the portal has."""
    city, servers = serve(load_city(ROOT / "deployments", slug), web, 400)
    found = list(collect(city, city.source, archive, client, watch.now()))
    assert found
    assert [one for one in found if not isinstance(one, Capture)] == []
    counted = {source.id: archive.windows(source.id)[0].expected_count for source in city.source if archive.windows(source.id)}
    wheres = {source.id: source.query.where if source.query else "" for source in city.source}
    assert counted == {name: held for name, server in servers.items() if (held := server.table.count(wheres[name]))}
    assert [one for one in replay(city, city.source, archive) if isinstance(one, Capture)] == found


@pytest.mark.parametrize("slug", PORTALS)
def test_what_a_city_counts_is_defined_and_said_not_to_have_been_run_live(slug: str) -> None:
    city = load_city(ROOT / "deployments", slug)
    portals = [source for source in city.source if source.incidents]
    counted = {(source.definition, one.metric) for source in portals if source.incidents for one in source.incidents.counts}
    assert counted == {(one.family, one.metric) for one in city.definition if one.family in {source.definition for source in portals}}
    assert {metric for _, metric in counted} <= {one.metric for one in city.prefer}
    assert all(source.contract and set(source.contract.columns) <= set(source.selected) for source in portals)
    text = (ROOT / "deployments" / "cities" / f"{slug}.toml").read_text(encoding="utf-8")
    assert text.count("\naddress = ") - 1 == text.count("# not run live")  # the sender has an address too
