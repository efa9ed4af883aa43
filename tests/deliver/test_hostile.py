"""Names and words from pages that mean harm, taken the whole way: warehouse, edition, mail for one subscriber, page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from pipeline.city import City
from pipeline.deliver.message import Letter
from pipeline.deliver.seal import Seal
from pipeline.deliver.subscribers import Subscriber
from pipeline.formula import is_formula
from pipeline.models import sql_folder
from pipeline.parse.capture import Parsed
from pipeline.publish import publish
from pipeline.report import page, render
from pipeline.report.edition import build
from pipeline.report.parts import Edition
from tests.deliver.conftest import NOW
from tests.report.cities import POLICE, a_city, said, story
from tests.world import built

NAMES = {
    "html": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "header": "Name\r\nBcc: eve@example.net\r\n\r\nbody",
    "reversed": "\u202eemaN\u2066 \u200fعاجل",
    "emoji": "👮🏽‍♀️ Desk 🚓",
    "template": "{{ 7 * 7 }}{% raw %}",
    "nothing": "\x00\x1b[2J\x07\u2028",
    "formula": '=HYPERLINK("https://x.example/","Fresno")',
    "sum": "\t+SUM(A1:A9)",
    "long": "Long " * 2000,
    "one word": "w" * 10_000,
}
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


class Tags(HTMLParser):
    """What a browser makes of it: tags and the addresses in them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


TEXT = "Homicides fell from 30 in 2022 to 20 in 2023. “We are grateful to everyone who helped us this year,” said someone."
ADDRESSES = ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", 'https://x.example/"><script>', "file:///etc/passwd")
Made = Callable[[str], tuple[Edition, City]]


def hostile(number: int, name: str, address: str | None = None) -> tuple[City, tuple[Parsed, ...]]:
    """A city where outlet, title, speaker and role have that name, and the document lies at that address."""
    city = a_city(f"hostile-{number}-ca", f"Hostile {number}", {"herald": POLICE})
    (source,) = city.source
    city = city.model_copy(update={"source": (source.model_copy(update={"outlet": name}),)})
    spoken = ("We are grateful to everyone who helped us this year,", name, f"police chief {name}")
    counts = (said("30 in 2022", 30, "2022", speaker=name), said("20 in 2023", 20, "2023", speaker=name))
    one = story(city, "herald", "2024-01-05", TEXT, *counts, spoken=[spoken], title=name)
    if address is not None:
        assert one.document
        document, capture = replace(one.document, canonical_address=address), replace(one.capture, final_address=address)
        one = replace(one, document=document, capture=capture)
    return city, (one,)


WORLDS = {name: hostile(number, name) for number, name in enumerate((*NAMES.values(), "Herald"))}
WORLDS |= {address: hostile(100 + number, "Herald", address) for number, address in enumerate(ADDRESSES)}


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with built(*WORLDS.values()) as connection:
        yield connection


@pytest.fixture(scope="module")
def made(warehouse: duckdb.DuckDBPyConnection) -> Made:
    """Gives the edition of the city with a name, or with its document at an address."""
    return lambda word: (build(warehouse, WORLDS[word][0], 2023, None, lambda capture: TEXT), WORLDS[word][0])


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_stay_names(name: str, made: Made) -> None:
    edition, city = made(name)
    scripts = Tags(page.html(*made("Herald"))).tags.count("script")
    assert edition.key_rows, "the numbers are there"
    mail, whole_page = render.mail(edition, city), page.html(edition, city)
    for html in (mail.html, whole_page):
        read = Tags(html)
        assert read.tags.count("script") == (scripts if html is whole_page else 0)
        assert not read.handlers
        assert all(re.match(r"https?://|mailto:|cid:|#|\.\.?/|[\w./-]+$", address) for address in read.addresses)
        assert not HARMFUL.search(html)
    assert not HARMFUL.search(mail.text)
    assert not HARMFUL.search(mail.subject)
    assert len(mail.html) < 100_000
    sender = city.sender.model_copy(update={"name": name})
    whole = Letter(mail, sender, NOW, seal=Seal(b"s" * 32)).to(Subscriber("rita@example.org", name))
    assert whole.isascii()
    assert max(len(line) for line in whole.split(b"\r\n")) <= 998
    message = message_from_bytes(whole, policy=policy.SMTP)
    assert message["Bcc"] is None
    assert [one.addr_spec for one in message["To"].addresses] == ["rita@example.org"]
    assert [one.addr_spec for one in message["From"].addresses] == ["yearend@example.org"]
    assert len(message["From"].addresses[0].display_name) <= 100


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_web_addresses_are_linked(address: str, made: Made) -> None:
    edition, city = made(address)
    for html in (render.mail(edition, city).html, page.html(edition, city)):
        assert not [one for one in Tags(html).addresses if one.startswith(("javascript", "data:text", "file"))]
        assert "<script>alert" not in html
        assert '"><script>' not in html


def test_no_cell_of_a_published_csv_is_run_by_a_spreadsheet(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    publish(warehouse, sql_folder(), tmp_path)
    files = list(tmp_path.glob("csv/*.csv"))
    assert files
    cells = [cell for file in files for row in csv.reader(io.StringIO(file.read_bytes().decode(), newline="")) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells), "the outlet is there"
    assert not [cell for cell in cells if is_formula(cell)]
