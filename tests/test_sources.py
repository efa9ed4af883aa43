"""`yearend sources`, against publishers on loopback that misbehave; the command itself, as a person types it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive import Archive
from pipeline.cli import app
from pipeline.errors import YearendError
from tests.servers import arcgis, ckan
from tests.servers.cde import Explorer
from tests.servers.rows import boston, chicago, washington
from tests.servers.socrata import Portal
from tests.servers.web import Asked, Reply, Web, serving

CITY = """
name = "Fresno"
state = "CA"
time_zone = "America/Los_Angeles"
subscribers = "none.csv"
[sender]
name = "Desk"
address = "desk@example.org"
reply_to = "desk@example.org"
postal_address = "1 Main St"
[[provider]]
id = "police"
name = "Fresno Police Department"
short = "police"
"""
SOURCE = """
[[source]]
id = "{id}"
kind = "{kind}"
reads = "{reads}"
address = "{address}"
outlet = "{id}"
provider = "police"
definition = "press"
due = "day"
terms = "none"
licence = "none"
may = ["read"]
"""
SERIES = """
[source.columns]
year = "Year"
metrics = {{ homicide = "Murder" }}
[source.contract]
columns = {{ Year = "number", Murder = "number", Updated = "date" }}
min_rows = 3
published_by = "01-01"
"""
LAST = dt.datetime.now(dt.UTC).year - 2  # published by New Year's Day of the next year: due on any day of the year, in any zone
GOOD = f"Year,Murder,Updated\n{LAST - 1},44,2024-01-02\n{LAST},NA,2025-01-02\n{LAST + 1},35,2026-01-02\n"


class Typist:
    """A city of sources on loopback, and the command."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.file, self.capsys = home / "deployments/cities/fresno-ca.toml", capsys
        self.file.parent.mkdir(parents=True)
        self.file.write_text(CITY, encoding="utf-8")
        settings = {"HOME": str(home), "DEPLOYMENTS": str(home / "deployments"), "ALLOW_PRIVATE_ADDRESSES": "true", "HOST_PAUSE_SECONDS": "0"}
        for name, value in settings.items():
            monkeypatch.setenv(f"YEAREND_{name}", value)

    def source(self, name: str, address: str, more: str = SERIES, kind: str = "file", reads: str = "series") -> None:
        text = SOURCE.format(id=name, kind=kind, reads=reads, address=address) + more.format()
        self.file.write_text(self.file.read_text(encoding="utf-8") + text, encoding="utf-8")

    def check(self, *tokens: str) -> tuple[list[dict[str, Any]], str | None]:
        """What is said of each source, and the sentence with which the command fails, if it does."""
        failed = None
        try:
            app(["sources", "check", "fresno-ca", "--format", "json", *tokens], result_action="return_value")
        except YearendError as error:
            failed = str(error)
        return json.loads(self.capsys.readouterr().out or "[]"), failed


@pytest.fixture
def typist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typist:
    return Typist(tmp_path, monkeypatch, capsys)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


def csv(text: str) -> Reply:
    return Reply(text.encode(), headers={"Content-Type": "text/csv"})


def test_a_source_that_keeps_its_contract(web: Web, typist: Typist) -> None:
    typist.source("good", web.on("/good.csv", csv(GOOD)))
    (said,), failed = typist.check()
    assert failed is None
    assert said == {
        "source": "good",
        "reached": "yes",
        "robots": "allowed",
        "contract": "kept",
        "standing": "current",
        "newest": f"{LAST + 1}-12-31",
        "rows": 3,
        "last_run_live": "never",  # a server on loopback is no publisher
        "findings": [],
    }


def bare(asked: Asked) -> Reply:
    """Refuses whoever does not say who it is, as CompStat's host does with 403."""
    return csv(GOOD) if "(+https://" in asked.headers.get("user-agent", "") else Reply(b"Forbidden", 403)


@pytest.mark.parametrize(
    ("answer", "expected", "finding"),
    [
        (Reply(b"<html>We will be right back</html>"), ("yes", "broken", "current"), "html_instead_of_csv"),
        (csv(GOOD.replace("Murder", "murder")), ("yes", "broken", "current"), "renamed_column"),
        (csv(GOOD.replace("Updated", "updated")), ("yes", "broken", "current"), "columns_renamed"),
        (csv(GOOD.replace(",Updated", ",Note")), ("yes", "broken", "current"), "columns_gone"),
        (csv(GOOD.replace("2024-01-02", "yesterday")), ("yes", "broken", "current"), "type_changed"),
        (csv("\n".join([*GOOD.splitlines()[:1], *GOOD.splitlines()[2:]])), ("yes", "broken", "current"), "too_few_rows"),
        (csv("\n".join(GOOD.splitlines()[:-1] + GOOD.splitlines()[1:2] * 2)), ("yes", "broken", "late"), "year_missing"),
        (csv(""), ("yes", "broken", "current"), "empty"),
        (bare, ("forbidden", "unknown", "behind"), "forbidden"),
        (Reply(b"gone", 404), ("not_found", "unknown", "behind"), "not_found"),
    ],
    ids=[
        "200 HTML instead of CSV",
        "renamed column that is read",
        "renamed column that is not",
        "column gone",
        "column of another type",
        "too few rows",
        "missing new year",
        "empty",
        "403 for a bare user agent",
        "not there any more",
    ],
)
def test_a_source_in_trouble(
    answer: Reply | Callable[[Asked], Reply], expected: tuple[str, str, str], finding: str, web: Web, typist: Typist
) -> None:
    typist.source("bad", web.on("/bad.csv", answer))
    typist.source("good", web.on("/good.csv", csv(GOOD)))
    (bad, good), failed = typist.check()
    assert (bad["reached"], bad["contract"], bad["standing"]) == expected
    assert [one["reason"] for one in bad["findings"] if one["is_trouble"]] == [finding]
    assert bad["robots"] == "allowed"
    assert failed == "1 of 2 sources are in trouble: bad"
    assert (good["contract"], good["findings"]) == ("kept", [])


def test_who_says_who_he_is_is_served(web: Web, typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEAREND_CONTACT", "https://desk.example/crime")
    typist.source("good", web.on("/good.csv", bare))
    assert typist.check()[1] is None


def test_the_newest_is_too_old(web: Web, typist: Typist) -> None:
    typist.source(
        "old", web.on("/old.csv", csv(GOOD)), SERIES.replace('published_by = "01-01"', "newest_within_days = 1").replace("min_rows = 3", "")
    )
    (said,), failed = typist.check()
    assert (said["standing"], [one["reason"] for one in said["findings"]]) == ("late", ["newest_too_old"])
    assert failed is not None


def test_robots_disallow(web: Web, typist: Typist) -> None:
    web.on("/robots.txt", Reply(b"User-agent: *\nDisallow: /private/\n"))
    typist.source("closed", web.on("/private/a.csv", csv(GOOD)))
    typist.source("good", web.on("/good.csv", csv(GOOD)))
    (closed, good), _ = typist.check()
    assert (closed["reached"], closed["robots"]) == ("robots_disallowed", "disallowed")
    assert (good["reached"], good["robots"]) == ("yes", "allowed")
    assert "/private/a.csv" not in web.paths()


def test_a_publisher_who_cannot_be_reached_stops_no_other(web: Web, typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.fetch.retry._FIRST_WAIT_SECONDS", 0.0)
    with serving() as gone:
        address = gone.address
    typist.source("gone", f"{address}/a.csv")
    typist.source("good", web.on("/good.csv", csv(GOOD)))
    (lost, good), failed = typist.check()
    assert (lost["reached"], lost["robots"], lost["contract"], lost["standing"]) == ("connection_failed", "unknown", "unknown", "behind")
    assert good["reached"] == "yes"
    assert failed == "1 of 2 sources are in trouble: gone"


def test_a_damaged_archive_stops_no_other(web: Web, typist: Typist) -> None:
    """The bytes that a publisher says have not changed are damaged in the archive: that source is in trouble, the next is asked."""
    tag = {"ETag": '"1"'}
    typist.source("held", web.on("/held.csv", Reply(GOOD.encode(), headers=tag), Reply(status=304, headers=tag)))
    typist.source("good", web.on("/good.csv", csv(GOOD)))
    assert typist.check()[1] is None
    archive = Archive(typist.file.parents[2] / "archive")
    (first,) = archive.of_source("held")
    file = archive.folder / first.warc_file
    data = bytearray(file.read_bytes())
    data[first.warc_offset + 60] ^= 1
    file.write_bytes(data)
    (held, good), failed = typist.check()
    assert (held["reached"], [one["reason"] for one in held["findings"]]) == ("check_failed", ["check_failed"])
    assert good["contract"] == "kept"
    assert failed == "1 of 2 sources are in trouble: held"


def test_one_source_by_its_id(web: Web, typist: Typist) -> None:
    typist.source("good", web.on("/good.csv", csv(GOOD)))
    typist.source("other", web.on("/other.csv", csv("")))
    assert [one["source"] for one in typist.check("--source", "good")[0]] == ["good"]
    assert typist.check("--source", "nobody") == ([], "fresno-ca has no source 'nobody'; there are good, other")


def test_a_page_of_many_that_is_gone_is_a_note(web: Web, typist: Typist) -> None:
    items = "".join(f"<item><title>Fresno homicides</title><link>{web.address}/{name}</link></item>" for name in ("there", "gone"))
    feed = web.on("/feed", Reply(f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()))
    web.on("/there", Reply(b"<html><h1>Homicides</h1><p>Fresno had 35 homicides in 2023.</p></html>", headers={"Content-Type": "text/html"}))
    typist.source("news", feed, "", "feed", "article")
    (said,), failed = typist.check()
    assert (said["reached"], said["contract"], failed) == ("yes", "not stated", None)
    assert [(one["reason"], one["is_trouble"]) for one in said["findings"]] == [("not_found", False)]


EXPLORER = """
[source.cde]
ori = "CA0100500"
from_year = 2023
offences = {{ homicide = "HOM", robbery = "ROB" }}
has_officers = false
[source.contract]
min_rows = 3
newest_within_days = {days}
"""


@pytest.mark.parametrize(("days", "standing"), [(3660, "current"), (1, "late")])
def test_counts_of_the_crime_data_explorer(days: int, standing: str, web: Web, typist: Typist) -> None:
    """Of figures, not of rows: two offences' months. One offence that fails is a note."""
    year = dt.datetime.now(dt.UTC).year
    explorer = Explorer(web, months={"HOM": {"01-2023": 3, "02-2023": 1}, "ROB": {"01-2023": 60, "02-2023": None}})
    typist.source("fbi", explorer.serve("CA0100500", "CA", 2023, year), EXPLORER.replace("{days}", str(days)), "fbi_cde", "cde")
    (said,), failed = typist.check()
    assert (said["reached"], said["standing"], said["rows"], said["newest"]) == ("yes", standing, 3, "2023-02-28")
    assert (failed is None) == (standing == "current")


PORTALS = """
[source.incidents]
format = "json"
rows = "{rows}"
key = "{key}"
occurred = {{ column = "{date}", forms = ["{form}"] }}
label = "{label}"
counts_from = 2001-01-01
[[source.incidents.counts]]
metric = "robbery"
by = "incident"
labels = ["ROBBERY"]
[source.contract]
columns = {{ {key} = "number", {label} = "text" }}
min_rows = 100
"""


@pytest.mark.parametrize("kind", ["arcgis", "arcgis without paging", "ckan"])
def test_a_few_rows_of_other_portals(kind: str, web: Web, typist: Typist) -> None:
    """The newest day is the city's: of a layer's milliseconds, which are UTC, and of a portal's text."""
    fields: dict[str, str]
    if kind == "ckan":
        some = list(boston(1200))
        portal = ckan.Portal(web, some, some[0])
        fields = {
            "rows": "result.records[]",
            "key": "INCIDENT_NUMBER",
            "date": "OCCURRED_ON_DATE",
            "form": "iso_offset",
            "label": "OFFENSE_DESCRIPTION",
        }
        address = portal.address
    else:
        some = list(washington(1200))
        paging = {"supportsPagination": kind == "arcgis"}
        types = {name: "Date" if name.endswith(("DAT", "DATE")) else "String" for name in some[0]}
        address = arcgis.Server(web, some, types, most_rows=1000, advancedQueryCapabilities=paging).address
        fields = {"rows": "features[].attributes", "key": "CCN", "date": "REPORT_DAT", "form": "epoch_ms", "label": "OFFENSE"}
    more = PORTALS
    for name, value in fields.items():
        more = more.replace(f"{{{name}}}", value)
    typist.source("rows", address, more, kind.split()[0], "incidents")
    (said,), failed = typist.check()
    assert (said["reached"], said["contract"], said["rows"], failed) == ("yes", "kept", 1200, None), said
    assert said["newest"] is not None
    if kind == "ckan":
        assert said["newest"] == max(str(row["OCCURRED_ON_DATE"]) for row in some)[:10]
    assert len([path for path in web.paths() if "CountOnly" not in path and ("OFFENSE" in path)]) == 1


INCIDENTS = """
[source.incidents]
format = "json"
key = "id"
occurred = "date"
code = "iucr"
counts_from = 2001-01-01
[[source.incidents.counts]]
metric = "homicide"
by = "victim"
codes = ["0110"]
[source.contract]
columns = {{ id = "number", date = "date", iucr = "text" }}
min_rows = {rows}
newest_within_days = 3660
"""


@pytest.mark.parametrize(("rows", "contract"), [(1200, "kept"), (1201, "broken")])
def test_of_a_portal_only_a_few_rows_are_asked_for(rows: int, contract: str, web: Web, typist: Typist) -> None:
    """A check of eight million rows takes one page: the count is the publisher's, the newest day that of the newest rows."""
    some = list(chicago(1200))
    portal = Portal(web, some, some[0])
    typist.source("rows", portal.address(), INCIDENTS.replace("{rows}", str(rows)), "socrata", "incidents")
    (said,), _ = typist.check()
    assert (said["reached"], said["contract"], said["rows"]) == ("yes", contract, 1200), said
    assert said["newest"] == max(str(row["date"]) for row in some)[:10]
    assert len([path for path in web.paths() if "limit" in path]) == 1


def test_list_says_when_a_source_was_had(web: Web, typist: Typist, capsys: pytest.CaptureFixture[str]) -> None:
    typist.source("good", web.on("/good.csv", csv(GOOD)))
    typist.source("other", "https://other.example/a.csv")
    typist.check("--source", "good")
    app(["sources", "list", "fresno-ca", "--format", "json"], result_action="return_value")
    good, other = json.loads(capsys.readouterr().out)
    assert (good["standing"], good["last had"], good["last run live"]) == ("current", f"{dt.datetime.now(dt.UTC):%Y-%m-%d}", "never")
    assert (other["standing"], other["last had"]) == ("never had", "never")
