"""`yearend status`: what is due, what ran, what is stale, what waits; told from a past made by hand, at any moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from pipeline.city import readable_cities
from pipeline.cli.watch import status as command
from pipeline.deliver.ledger import Ledger
from pipeline.errors import ConfigError
from pipeline.records import Mail
from pipeline.stages.building import land
from pipeline.stages.collecting import Collected
from pipeline.warehouse import open_warehouse
from pipeline.watch.begun import TERMINAL
from pipeline.watch.item import Item
from pipeline.watch.runs import LONGEST, heartbeat_item
from pipeline.watch.sources import Known, source_items
from tests.conftest import SAMPLE
from tests.watch.conftest import DAY, HOUR, NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.watch.conftest import Installation

FINAL = Mail("here-2025-final", "2025", "text", "<p>html</p>")


def test_where_nothing_ever_ran_nothing_is_due_and_nothing_is_made(installation: Installation, tmp_path: Path) -> None:
    """Seven cities' files come along; who collects one must not be told of the other six."""
    found = installation.status(NOW)
    assert [(key, one.state, one.alert) for key, one in found.items()] == [(("source", "all"), "note", None)]
    assert found["source", "all"].command == "yearend run here 2025"
    assert list(tmp_path.iterdir()) == []


def test_a_source_is_ok_then_late_then_behind_and_only_then_told(installation: Installation) -> None:
    installation.had("feed", "table", "book", at=NOW)
    assert {one.state for one in installation.status(NOW + HOUR).values()} == {"ok"}
    later = installation.status(NOW + 3 * HOUR)
    assert (later["source", "feed"].state, later["source", "table"].state) == ("late", "ok")
    assert installation.alerts(NOW + 23 * HOUR) == set()
    installation.had("table", at=NOW + DAY)
    assert installation.alerts(NOW + DAY + HOUR) == {("source-behind", "here/feed")}
    assert "--source feed" in installation.status(NOW + DAY + HOUR)["source", "feed"].row(dt.UTC)[-1]


def test_a_source_that_fails_is_late_at_once_and_told_after_its_patience_with_the_reason(installation: Installation) -> None:
    installation.had("feed", "table", "book", at=NOW)
    installation.missed("feed", NOW + HOUR)
    assert installation.status(NOW + HOUR)["source", "feed"].state == "late"
    installation.had("table", at=NOW + DAY)
    item = installation.status(NOW + 2 * DAY - HOUR)["source", "feed"]
    assert item.alert is not None
    assert item.alert.what.endswith("timeout")
    installation.had("feed", at=NOW + 2 * DAY - HOUR)
    assert installation.status(NOW + 2 * DAY - HOUR)["source", "feed"].state == "ok", "it answers again"


def test_a_city_of_which_nothing_comes_is_one_trouble_and_not_one_a_source(installation: Installation) -> None:
    installation.had("feed", "table", "book", at=NOW)
    assert installation.alerts(NOW + 3 * DAY) == {("city-behind", "here")}
    found = installation.status(NOW + 3 * DAY)
    assert (found["source", "feed"].state, found["source", "book"].state) == ("behind", "ok")


def test_two_days_without_a_schedule_are_told_until_they_are_caught_up(installation: Installation) -> None:
    """The machine was off: the watch, which is scheduled too, sees the gap in its own heartbeat."""
    installation.had("feed", "table", "book", at=NOW)
    installation.ran("watch", NOW, city="")
    back = NOW + 2 * DAY + HOUR
    assert installation.alerts(back) == {("city-behind", "here"), ("watch-missed", "heartbeat")}
    installation.had("feed", "table", at=back)
    installation.ran("watch", back, city="")
    assert installation.alerts(back + HOUR) == set()


def test_a_heartbeat_is_expected_only_where_there_was_one() -> None:
    assert heartbeat_item(None, NOW) is None
    states = {hours: item.state for hours in (25, 30, 49) if (item := heartbeat_item(NOW, NOW + hours * HOUR))}
    assert states == {25: "ok", 30: "late", 49: "behind"}


def test_a_publisher_that_is_late_is_said_and_nobody_is_told(installation: Installation) -> None:
    table = installation.city.source[1]
    known = Known(table, NOW, None, newest=dt.date(2026, 1, 31), expected=dt.date(2026, 2, 28))
    (item,) = source_items(installation.city, [known], NOW, NOW + HOUR)
    assert (item.state, item.alert) == ("late", None)
    assert "2026-02-28 was expected" in item.what
    (item,) = source_items(installation.city, [dataclasses.replace(known, newest=dt.date(2026, 2, 28))], NOW, NOW + HOUR)
    assert item.state == "ok"
    (item,) = source_items(installation.city, [dataclasses.replace(known, had_at=None, newest=None)], NOW, NOW + HOUR)
    assert "publisher" not in item.what, "it was never had, so nobody knows what its publisher has"
    (item,) = source_items(installation.city, [dataclasses.replace(known, newest=None)], NOW, NOW + HOUR)
    assert "it brought no figure yet, 2026-02-28 was expected" in item.what


@pytest.mark.parametrize(
    ("outcome", "after", "state", "code"),
    [
        ("ok", HOUR, "ok", None),
        ("failed", HOUR, "failed", "run-failed"),
        ("waits", HOUR, "waits", None),
        ("interrupted", HOUR, "note", None),
        ("", LONGEST, "note", None),
        ("", LONGEST + HOUR, "failed", "run-cut-off"),
    ],
)
def test_how_the_newest_run_of_a_stage_ended(
    installation: Installation, outcome: str, after: dt.timedelta, state: str, code: str | None
) -> None:
    installation.ran("report", NOW - DAY, "failed")
    installation.ran("report", NOW, outcome, detail="no table")
    item = installation.status(NOW + after)["run", "report"]
    assert (item.state, item.alert and item.alert.code) == (state, code)
    if item.alert:
        assert (item.alert.about, item.alert.command) == ("here/report", "yearend run here 2025")


@pytest.mark.parametrize("outcome", ["failed", "interrupted", ""])
def test_what_fails_at_a_terminal_changes_nothing_and_what_ends_well_there_mends(installation: Installation, outcome: str) -> None:
    """A person who tries the alert's command in vain has not mended the scheduled run; one whose own idea failed has read so."""
    installation.ran("transform", NOW, outcome, by=TERMINAL)
    assert installation.alerts(NOW + DAY) == set()
    installation.ran("report", NOW, "failed", by="a run of Prefect's")
    installation.ran("report", NOW + HOUR, outcome, by=TERMINAL)
    assert installation.alerts(NOW + DAY) == {("run-failed", "here/report")}
    installation.ran("report", NOW + 2 * HOUR, by=TERMINAL)
    assert installation.alerts(NOW + DAY) == set()


def test_analysts_see_that_a_source_was_had_though_it_said_nothing_new(installation: Installation) -> None:
    """The same bytes again are no document, so that `mart.source_health` called a page that never changes behind."""
    for at in (NOW - 5 * DAY, NOW):
        installation.had("table", at=at)
    with open_warehouse(installation.settings) as connection:
        for _ in range(2):  # the same again is no change
            land(connection, installation.city, installation.settings, (), Collected((), (), ()), NOW)
            assert connection.execute("from raw.source_had").fetchall() == [("here", "table", NOW.replace(tzinfo=None))]
            assert connection.execute("select count(*) from meta.landing where name = 'raw.source_had'").fetchall() == [(1,)]
    assert installation.status(NOW)["source", "table"].at == NOW


def test_what_is_loaded_and_never_published(installation: Installation) -> None:
    installation.ran("fetch", NOW)
    installation.ran("load", NOW)
    installation.ran("transform", NOW + HOUR, city="")
    assert installation.status(NOW + 20 * DAY)["published", "warehouse"].state == "ok", "nothing was loaded since"
    installation.ran("load", NOW + 2 * DAY)
    assert installation.status(NOW + 2 * DAY)["published", "warehouse"].state == "late"
    installation.ran("load", NOW + 10 * DAY)  # the newest load is fresh, and still nothing is published
    assert ("publishing-behind", "warehouse") in installation.alerts(NOW + 10 * DAY)


def test_an_edition_waits_for_approval_as_long_as_somebody_would_get_it(installation: Installation) -> None:
    made = NOW + HOUR
    with Ledger(installation.settings.ledger) as ledger:
        ledger.record(FINAL, NOW, made)
        assert ("edition", FINAL.edition_id) not in installation.status(made), "nobody is subscribed"
        installation.subscribe("rita@example.org")
        item = installation.status(made)["edition", FINAL.edition_id]
        assert item.state == "waits"
        assert item.alert is not None
        assert item.alert.command == f"yearend approve {FINAL.edition_id} --look"
        assert installation.status(made + 31 * DAY).get(("edition", FINAL.edition_id)) is None, "it was made to be looked at"
        ledger.approve(FINAL.edition_id, FINAL.digest, "editor", made)
        assert ("edition", FINAL.edition_id) not in installation.status(made)


def test_an_edition_that_everyone_had_is_made_anew_and_waits_for_nobody(installation: Installation) -> None:
    """Whoever had another content of it gets an update, which has an approval of its own."""
    installation.subscribe("rita@example.org")
    with Ledger(installation.settings.ledger) as ledger:
        ledger.record(FINAL, NOW, NOW)
        number = ledger.claim(FINAL.edition_id, FINAL.digest, "rita@example.org", NOW)
        assert number is not None
        ledger.settle(number, "sent", "250", NOW)
        ledger.record(dataclasses.replace(FINAL, subject="2025, revised"), NOW, NOW + HOUR)
    assert ("edition", FINAL.edition_id) not in installation.status(NOW + HOUR)


def test_the_edition_of_the_season_is_missed_by_the_clock_of_the_city(installation: Installation) -> None:
    """At noon of New Year's Day in UTC it is four in the morning in Fresno."""
    installation.ran("fetch", dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    noon = dt.datetime(2027, 1, 1, 12, 1, tzinfo=dt.UTC)
    assert ("edition", "here-2026-preliminary") not in installation.status(noon), "nobody waits for it"
    installation.subscribe("rita@example.org")
    assert installation.status(noon)["edition", "here-2026-preliminary"].state == "late"
    assert ("edition-behind", "here/2026") in installation.alerts(noon + 8 * HOUR)
    with Ledger(installation.settings.ledger) as ledger:
        ledger.record(Mail("here-2026-preliminary", "2026", "text", "html"), noon, noon)
    assert ("edition-behind", "here/2026") not in installation.alerts(noon + 8 * HOUR)


def test_an_unknown_delivery_waits_and_names_no_one(installation: Installation) -> None:
    with Ledger(installation.settings.ledger) as ledger:
        ledger.record(FINAL, NOW, NOW)
        number = ledger.claim(FINAL.edition_id, FINAL.digest, "rita@example.org", NOW)
        assert number is not None
        ledger.settle(number, "unknown", "cut off", NOW)
    item = installation.status(NOW)["delivery", FINAL.edition_id]
    assert (item.state, item.command) == ("waits", f"yearend deliveries {FINAL.edition_id}")
    assert "rita" not in str(item)


def test_times_are_those_of_the_city() -> None:
    item = Item("here", "source", "feed", "ok", dt.datetime(2027, 1, 1, 4, tzinfo=dt.UTC), "due every 2 hours")
    assert item.row(ZoneInfo("America/Los_Angeles"))[4] == "2026-12-31 20:00 PST"


def test_a_broken_city_hides_none_of_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(SAMPLE.parent / "cities", tmp_path / "cities")
    (tmp_path / "cities" / "nowhere.toml").write_text("name = ", encoding="utf-8")
    monkeypatch.setenv("YEAREND_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("YEAREND_DEPLOYMENTS", str(tmp_path))
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        command()
    assert "what" in capsys.readouterr().out  # the others come first
    cities, (mistake,) = readable_cities(tmp_path)
    assert ("fresno-ca" in [one.slug for one in cities], "nowhere.toml" in str(mistake)) == (True, True)
