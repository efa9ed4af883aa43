"""The FBI's explorer on loopback: what is asked, what is read, and each of the misbehaviours that practitioners name."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.city import City
from pipeline.fetch.client import Client
from pipeline.fetch.collect import collect, held, replay
from pipeline.parse.capture import Parsed, read_capture
from pipeline.records import Capture, Rejection
from pipeline.source import Source
from tests.fetch.conftest import Watch, polite, source
from tests.servers.cde import Explorer
from tests.servers.web import Reply, Web

ORI, CODES = "CA0100500", {"homicide": "HOM", "rape": "RPE"}
OFFICE = {"01-2023": 3, "02-2023": None, "03-2023": -1}


class Desk:
    """Collects and reads one agency's answers."""

    def __init__(self, city: City, archive: Archive, client: Client, watch: Watch) -> None:
        self.city, self.archive, self.client, self.watch = city, archive, client, watch

    def live(self, one: Source) -> tuple[list[Parsed], list[Rejection]]:
        self.found = list(collect(self.city, [one], self.archive, self.client, self.watch.now()))
        captures = [each for each in self.found if isinstance(each, Capture)]
        parsed = [read_capture(each, self.archive.body(each), one, self.city) for each in captures]
        refused = [each for each in self.found if isinstance(each, Rejection)]
        return parsed, refused + [rejection for each in parsed for rejection in each.reading.rejections]

    def counts(self, one: Source) -> dict[tuple[str, str], float | None]:
        return {(figure.metric, str(figure.period)): figure.value for each in self.live(one)[0] for figure in each.reading.figures}


@pytest.fixture
def desk(fresno: City, archive: Archive, client: Client, watch: Watch) -> Desk:
    return Desk(fresno, archive, client, watch)


@pytest.fixture
def explorer(web: Web) -> Explorer:
    return Explorer(web, months={"HOM": dict(OFFICE), "RPE": {"01-2023": 24}}, men={"2022": 700, "2023": None}, women={"2022": 129, "2023": 130})


def agency(explorer: Explorer, key: str | None = None, **more: object) -> Source:
    address = explorer.serve(ORI, "CA", 2020, 2023, key)
    table = {"ori": ORI, "from_year": 2020, "offences": CODES} | ({"token": "fbi"} if key else {}) | more
    return source(address, "fbi_cde", id="fbi", reads="cde", cde=table)


def test_months_and_officers_of_an_agency(desk: Desk, explorer: Explorer) -> None:
    """A null month stays without a value and is no zero; a negative one, from unfounding, is kept."""
    one = agency(explorer)
    assert desk.counts(one) == {
        ("homicide", "2023-01"): 3.0,
        ("homicide", "2023-02"): None,
        ("homicide", "2023-03"): -1.0,
        ("rape", "2023-01"): 24.0,
        ("officer", "asof:2022-10-31"): 829.0,
        ("officer", "asof:2023-10-31"): None,
    }
    assert list(replay(desk.city, [one], desk.archive)) == desk.found == list(held([one], desk.archive))


def test_when_the_data_were_refreshed_is_when_they_could_be_known(desk: Desk, explorer: Explorer) -> None:
    assert {str(each.updated_at) for each in desk.live(agency(explorer, has_officers=False))[0]} == {"2024-02-20 00:00:00"}


def test_a_month_that_is_not_published_yet_is_no_month_without_a_report(desk: Desk, explorer: Explorer) -> None:
    explorer.newest = "02/2023"
    assert ("homicide", "2023-03") not in desk.counts(agency(explorer))


def test_older_months_that_change_are_a_new_capture(desk: Desk, explorer: Explorer) -> None:
    one = agency(explorer)
    desk.live(one)
    explorer.months["HOM"]["01-2023"] = 4
    explorer.refreshed = "03/20/2024"
    desk.watch.seconds += 86_400
    assert desk.counts(one)["homicide", "2023-01"] == 4
    assert len({capture.digest for capture in held([one], desk.archive)}) == 5  # homicides twice, rapes with a new date, officers once


def test_a_newest_month_that_goes_back_takes_nothing_from_what_is_held(desk: Desk, explorer: Explorer) -> None:
    one = agency(explorer)
    desk.live(one)
    explorer.newest = "01/2023"
    desk.watch.seconds += 86_400
    assert ("homicide", "2023-03") not in desk.counts(one)
    bodies = [desk.archive.body(capture) for capture in held([one], desk.archive) if "/HOM?" in capture.address]
    assert len(bodies) == 2


def test_a_month_that_is_missing_is_no_figure(desk: Desk, explorer: Explorer) -> None:
    del explorer.months["HOM"]["01-2023"]
    assert ("homicide", "2023-01") not in desk.counts(agency(explorer))


def test_the_state_and_the_country_beside_the_agency_are_not_taken_for_it(desk: Desk, explorer: Explorer) -> None:
    explorer.beside = {"California Offenses": {"01-2023": 140}, "United States Offenses": {"01-2023": 1400}}
    assert desk.counts(agency(explorer))["homicide", "2023-01"] == 3


@pytest.mark.parametrize("beside", [{"Clovis Police Department Offenses": {"01-2023": 1}}, {"Fresno County Offenses": {"01-2023": 1}}])
def test_two_series_where_one_was_meant_are_a_rejection(desk: Desk, explorer: Explorer, beside: dict[str, object]) -> None:
    explorer.beside = beside
    parsed, rejections = desk.live(agency(explorer, has_officers=False))
    assert [each.reading.figures for each in parsed] == [(), ()]
    assert {each.reason for each in rejections} == {"renamed_series"}


def test_a_renamed_series_says_what_is_there(desk: Desk, explorer: Explorer, web: Web) -> None:
    one = agency(explorer, has_officers=False)
    renamed = json.dumps({"offenses": {"actuals": {"Fresno PD Actual": {"01-2023": 3}}}}).encode()
    web.on(f"/cde/summarized/agency/{ORI}/HOM?from=01-2020&to=12-2023&type=counts", Reply(renamed))
    assert [(each.reason, "'Fresno PD Actual'" in each.detail) for each in desk.live(one)[1]] == [("renamed_series", True)]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(b'{"error":{"code":"OVER_RATE_LIMIT","message":"You have exceeded your rate limit."}}', 429), "rate_limited"),
        (Reply(b"upstream connect error or disconnect/reset before headers", 503), "server_error"),
        (Reply(b'{"error":"invalid date"}', 400), "unexpected_status"),
        (Reply(b'{"error":{"code":"OVER_RATE_LIMIT","message":"You have exceeded your rate limit."}}'), "publisher_error"),
        (Reply(b"upstream connect error"), "no_json"),
        (Reply(b"<html>Crime Data Explorer</html>"), "html_instead_of_json"),
        (Reply(b"[]"), "publisher_error"),
        (Reply(b"{}"), "renamed_series"),
        (Reply(b"[" * 100_000), "no_json"),
    ],
)
def test_what_is_no_answer_is_a_rejection_and_the_next_offence_is_asked_for(
    desk: Desk, explorer: Explorer, web: Web, reply: Reply, reason: str
) -> None:
    one = agency(explorer, has_officers=False)
    web.on(f"/cde/summarized/agency/{ORI}/HOM?from=01-2020&to=12-2023&type=counts", reply)
    parsed, rejections = desk.live(one)
    assert [each.reason for each in rejections] == [reason]
    assert [figure.metric for each in parsed for figure in each.reading.figures] == ["rape"]


def test_busy_at_first_and_served_then(desk: Desk, explorer: Explorer, web: Web) -> None:
    one = agency(explorer, has_officers=False)
    web.on(f"/cde/summarized/agency/{ORI}/HOM?from=01-2020&to=12-2023&type=counts", Reply(status=429), explorer.offences("HOM"))
    assert desk.counts(one)["homicide", "2023-01"] == 3


@pytest.mark.parametrize(
    ("months", "reason"), [({"2023": 5}, "no_period"), ({"13-2023": 5}, "no_period"), ({"01-2023": "five"}, "no_number"), ({}, "no_rows")]
)
def test_a_month_that_cannot_be_read_has_a_name(desk: Desk, explorer: Explorer, months: dict[str, object], reason: str) -> None:
    explorer.months["HOM"] = months
    assert [each.reason for each in desk.live(agency(explorer, has_officers=False))[1]] == [reason]


@pytest.fixture
def keyed(watch: Watch) -> Iterator[Client]:
    with Client(polite(token={"fbi": "hunter2"}), watch.clock) as one:
        yield one


def test_the_key_is_sent_and_stands_nowhere(
    fresno: City, archive: Archive, keyed: Client, watch: Watch, explorer: Explorer, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = Desk(fresno, archive, keyed, watch)
    assert desk.counts(agency(explorer, key="hunter2"))["homicide", "2023-01"] == 3
    kept = b"".join(path.read_bytes() for path in (tmp_path / "archive").rglob("*") if path.is_file())
    assert b"hunter2" not in kept
    assert "hunter2" not in caplog.text + repr(desk.found)


def test_without_the_key_nothing_is_asked(desk: Desk, explorer: Explorer, web: Web) -> None:
    assert {each.reason for each in desk.live(agency(explorer, key="hunter2"))[1]} == {"secret_missing"}
    assert web.paths() == []
