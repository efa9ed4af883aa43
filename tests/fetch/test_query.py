"""[source.query]: what a portal's source may say, and the sentence for what it may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.city import load_city
from pipeline.errors import ConfigError
from tests.fetch.conftest import source
from tests.fetch.portal import incidents

SOCRATA = "https://data.example.gov/resource/ijzp-q8t2.json"
CITY = """
name = "Fresno"
state = "CA"
time_zone = "America/Los_Angeles"
subscribers = "none.csv"
sender = { name = "Desk", address = "a@example.org", reply_to = "a@example.org", postal_address = "1 Main St" }
provider = [{ id = "police", name = "police", short = "police" }]
[[source]]
id = "portal"
reads = "incidents"
outlet = ""
provider = "police"
definition = "police"
due = "day"
terms = ""
licence = ""
may = ["read"]
incidents = { key = "id", occurred = "date", code = "c", counts_from = 2020-01-01, counts = [{ metric = "rape", by = "victim", codes = ["1"] }] }
"""


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            'kind = "socrata"\naddress = "https://data.example.gov/d/ijzp-q8t2"',
            "kind = 'socrata' takes no address 'https://data.example.gov/d/ijzp-q8t2'; write one like https://HOST/resource/xxxx-xxxx.json",
        ),
        ('kind = "socrata"\naddress = "https://data.example.gov/resource/ijzp-q8t2.json?$limit=5"', "takes no address"),
        ('kind = "arcgis"\naddress = "https://x.example/arcgis/rest/services/A/FeatureServer"', "write one like https://HOST/…/FeatureServer/0"),
        ('kind = "arcgis"\naddress = "https://x.example/arcgis/rest/services/A/FeatureServer/0/query"', "takes no address"),
        ('kind = "ckan"\naddress = "https://x.example/dataset/wibr"', "datastore_search?resource_id=ID"),
        (
            f'kind = "socrata"\naddress = "{SOCRATA}"\nquery = {{ limit = 5 }}',
            "source[portal].query.limit is no known key; allowed here: select, where",
        ),
        (f'kind = "socrata"\naddress = "{SOCRATA}"\nquery = {{ page_rows = 0 }}', "source[portal].query.page_rows is 0"),
        (f'kind = "socrata"\naddress = "{SOCRATA}"\nquery = {{ token = "aB3-xyz" }}', "source[portal].query.token is 'aB3-xyz'"),
        (
            'kind = "file"\naddress = "https://x.example/a.csv"\nquery = { where = "1=1" }',
            "[source.query] goes with kind = 'socrata', 'arcgis'",
        ),
        (
            'kind = "arcgis"\naddress = "https://x.example/A/FeatureServer/0"\nquery = { updated = "EditDate" }',
            "source portal: updated goes with kind = 'socrata' only",
        ),
        (
            'kind = "ckan"\naddress = "https://x.example/api/3/action/resource_show?id=1"\nquery = { select = ["id"] }',
            "a file is fetched whole",
        ),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, entry: str, words: str) -> None:
    (tmp_path / "cities").mkdir()
    (tmp_path / "cities" / "here.toml").write_text(CITY + entry, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_city(tmp_path, "here")
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("socrata", SOCRATA),
        ("socrata", "https://data.example.gov/resource/ijzp-q8t2.csv"),
        ("socrata", "https://data.example.gov/api/v3/views/ijzp-q8t2/query.json"),
        ("arcgis", "https://services1.example.com/ABC/arcgis/rest/services/Crime_Data_2018_/FeatureServer/0"),
        ("arcgis", "https://maps.example.gov/dcgis/rest/services/FEEDS/MPD/MapServer/38"),
        ("ckan", "https://data.example.gov/api/3/action/datastore_search?resource_id=b973d8cb-eeb2-4e7e-99da-c92938efc9c0"),
        ("ckan", "https://data.example.gov/api/3/action/resource_show?id=87843297-a6fa-46d4-ba5d-cb342fb2d3bb"),
    ],
)
def test_the_addresses_that_portals_have(kind: str, address: str) -> None:
    assert incidents(address, kind).address == address


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"query": {"select": ["a", "b"]}}, ("a", "b")),
        ({}, ("id", "date", "iucr")),
    ],
)
def test_the_columns_asked_for_are_those_that_are_read(more: dict[str, Any], expected: tuple[str, ...]) -> None:
    """What is not needed (names, ages, places) is not fetched, and so not archived."""
    assert incidents(SOCRATA, "socrata", **more).selected == expected


def test_columns_of_counts_are_asked_for_too() -> None:
    columns = {"year": "year", "month": "month", "metrics": {"homicide": "murder"}, "where": {"agency": "Buffalo"}}
    assert source(SOCRATA, "socrata", reads="series", columns=columns).selected == ("year", "month", "murder", "agency")
