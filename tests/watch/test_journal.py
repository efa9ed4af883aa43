"""What ran, as the stages note it: each with its end, whatever the end was, and never instead of the work."""

from __future__ import annotations

import datetime as dt
import logging
import os
import pty
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.deliver.ledger import Ledger
from pipeline.errors import FetchError, UnapprovedError
from pipeline.records import Rejection
from pipeline.settings import Settings
from pipeline.watch.begun import TERMINAL, begun_by
from pipeline.watch.journal import KEPT, Journal, note_missed, noted
from tests.world import a_city, source

NOW = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def ran(settings: Settings) -> dict[tuple[str, str, str], tuple[str, str]]:
    with Journal(settings.ledger) as journal:
        return {(one.job, one.city, one.source): (one.outcome, one.detail) for one in journal.newest()}


def fail(settings: Settings, error: BaseException) -> tuple[str, str]:
    with pytest.raises(type(error)), noted(settings, "report", "here"):
        raise error
    return ran(settings)["report", "here", ""]


def test_a_stage_is_noted_with_how_it_ended(settings: Settings) -> None:
    with noted(settings, "report", "here"):
        assert ran(settings)["report", "here", ""] == ("", ""), "while it runs, and where it was killed"
    assert ran(settings)["report", "here", ""] == ("ok", "")
    assert fail(settings, FetchError("the disk is full")) == ("failed", "the disk is full")
    assert fail(settings, UnapprovedError("it waits")) == ("waits", "it waits")
    assert fail(settings, KeyboardInterrupt()) == ("interrupted", "")


def test_who_began_a_stage_is_noted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect's worker names its run to the process; a person has a terminal, cron has neither."""
    leader, follower = pty.openpty()
    with os.fdopen(leader, "rb"), os.fdopen(follower) as terminal, Path(os.devnull).open(encoding="utf-8") as nothing:
        assert begun_by({}, terminal) == TERMINAL
        assert begun_by({}, nothing) == ""
        assert begun_by({"PREFECT__FLOW_RUN_ID": "1234"}, terminal) == "1234"
    monkeypatch.setenv("PREFECT__FLOW_RUN_ID", "1234")
    fail(settings, FetchError("the disk is full"))
    with Journal(settings.ledger) as journal:
        assert [one.begun_by for one in journal.newest()] == ["1234"]


def test_the_runs_of_prefect_in_which_a_stage_failed_for_good(settings: Settings) -> None:
    """One that was tried again in the same run and ended well has not failed, and one that was killed then never said why: the server tells
    of both."""
    with Journal(settings.ledger) as journal:
        for by, *outcomes in (
            ("a", "failed"),
            ("b", "failed", "ok"),
            ("c", "ok", "failed"),
            ("", "failed"),
            (TERMINAL, "failed"),
            ("d", "ok"),
            ("e", "failed", ""),
        ):
            for outcome in outcomes:
                journal.finish(journal.begin("load", "here", NOW, by), outcome, "", NOW)
        assert journal.failed() == {"a", "c"}


def test_the_words_of_an_exception_that_is_not_ours_are_not_kept(settings: Settings) -> None:
    assert fail(settings, ValueError("rita@example.org is no number")) == ("failed", "ValueError")


def test_each_source_that_could_not_be_had_has_a_row(settings: Settings) -> None:
    gone = Rejection("fetch", "not_found", "it is gone", "feed", "https://feed.example/1")
    unread = Rejection("parse", "html_instead_of_csv", "a page", "file")
    note_missed(settings, "here", [gone, Rejection("fetch", "timeout", "later", "feed"), unread], NOW)
    assert ran(settings) == {("fetch", "here", "feed"): ("not_found", "it is gone")}


def test_a_ledger_that_cannot_be_used_ends_no_stage(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.ledger.write_bytes(b"no database" * 100)
    done = []
    with caplog.at_level(logging.WARNING), noted(settings, "fetch", "here"):
        done.append("work")
    note_missed(settings, "here", [], NOW)
    assert done
    assert "what runs is not noted" in caplog.text


def test_the_last_run_that_ended_well_and_when_a_city_was_first_asked(settings: Settings) -> None:
    with Journal(settings.ledger) as journal:
        assert (journal.last_ok("fetch", "here"), journal.began("here")) == (None, None)
        for hour, outcome in enumerate(("failed", "ok", "failed")):
            number = journal.begin("fetch", "here", NOW + hour * HOUR)
            journal.finish(number, outcome, "", NOW + hour * HOUR)
        assert journal.last_ok("fetch", "here") == NOW + HOUR
        assert journal.last_ok("fetch", "here", before=2) is None
        assert journal.last_ok("fetch", "there") is None
        assert journal.began("here") == NOW


def test_what_is_older_than_a_year_is_forgotten_and_nothing_else(settings: Settings) -> None:
    with Journal(settings.ledger) as journal:
        for at in (NOW - KEPT - HOUR, NOW - KEPT + HOUR):
            journal.finish(journal.begin("fetch", "here", at), "ok", "", at)
        journal.prune(NOW)
        assert journal.began("here") == NOW - KEPT + HOUR


def test_the_ledger_of_an_older_yearend_is_brought_along(settings: Settings) -> None:
    """The journal's tables come by a migration; the deliveries that were there stay, and so does a copy of the file."""
    with Ledger(settings.ledger) as ledger:
        ledger.suppress("rita@example.org", "by hand", NOW)
        ledger._db.execute("drop table run")  # with what a later migration added to it
        ledger._db.execute("drop table told")
        ledger._db.execute("pragma user_version = 3")
    with noted(settings, "fetch", "here"):
        pass
    assert ran(settings) == {("fetch", "here", ""): ("ok", "")}
    with Ledger(settings.ledger) as ledger:
        assert ledger.suppressed(["rita@example.org"]) == {"rita@example.org"}
    assert settings.ledger.with_name("ledger.sqlite.v3").is_file()


def test_collecting_is_noted_however_it_is_done(settings: Settings) -> None:
    """By the flows a city's hosts are asked each for itself and gathered then; what was never had is due since the first of these rows."""
    city = a_city(source("gone", address="http://127.0.0.1:1/"))
    stages.gather(city, settings, NOW, city.source, [stages.fetch(city, settings, NOW, city.source)])
    with Journal(settings.ledger) as journal:
        assert journal.began("here") is not None
    assert {(job, one): outcome for (job, _, one), (outcome, _) in ran(settings).items()} == {
        ("fetch", ""): "ok",
        ("fetch", "gone"): "private_address",
    }
