"""The ledger: claims that hold, approvals of content, and a file that several may use and none can spoil."""

from __future__ import annotations

import datetime as dt
import sqlite3
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from pipeline.deliver import migrations
from pipeline.deliver.ledger import CLAIM_HOLDS, Ledger
from pipeline.errors import DeliveryError
from pipeline.records import Mail
from tests.deliver.conftest import MAIL, NOW, approve

if TYPE_CHECKING:
    from pathlib import Path

EDITION = MAIL.edition_id
CHANGED = Mail(EDITION, "Another subject", MAIL.text, MAIL.html)
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.sqlite"


def claim(ledger: Ledger, recipient: str = "rita@example.org") -> int:
    number = ledger.claim(EDITION, MAIL.digest, recipient, NOW)
    assert number is not None
    return number


def test_a_claim_is_given_once(ledger: Ledger) -> None:
    assert claim(ledger) == 1
    assert ledger.claim(EDITION, MAIL.digest, "rita@example.org", NOW) is None
    assert ledger.claim(EDITION, CHANGED.digest, "rita@example.org", NOW) is None, "changed content is the same edition"
    assert ledger.claim("fresno-ca-2023-final", MAIL.digest, "rita@example.org", NOW) is not None


def test_a_released_claim_may_be_given_again_under_a_new_number(ledger: Ledger) -> None:
    first = claim(ledger)
    ledger.release(first)
    assert claim(ledger) > first


def test_a_settled_claim_is_not_released(ledger: Ledger) -> None:
    number = claim(ledger)
    ledger.settle(number, "sent", "250 queued", NOW)
    ledger.release(number)
    assert ledger.states(EDITION, NOW) == {"rita@example.org": "sent"}


def test_a_late_answer_to_a_resolved_claim_is_not_lost(ledger: Ledger) -> None:
    """A worker that hung for long must not settle the claim that another has by now."""
    stale = claim(ledger)
    ledger.resolve(EDITION, stale, "unsent", NOW + CLAIM_HOLDS)
    fresh = claim(ledger)
    with pytest.raises(DeliveryError, match=f"delivery {stale} was resolved by someone else"):
        ledger.settle(stale, "sent", "250 queued", LATER)
    assert [row.number for row in ledger.deliveries(EDITION)] == [fresh]


def test_unknown_lists_the_cut_off_and_the_dead_but_not_what_is_under_way(ledger: Ledger) -> None:
    cut, under_way = claim(ledger), claim(ledger, "sam@example.org")
    ledger.settle(cut, "unknown", "cut off", NOW)
    assert [row.number for row in ledger.unknown(NOW)] == [cut]
    assert [row.number for row in ledger.unknown(NOW + CLAIM_HOLDS)] == [cut, under_way]
    assert ledger.unknown(NOW, "fresno-ca-2022-final") == ()


def test_a_batch_is_reserved_and_each_of_it_begun_once(ledger: Ledger, path: Path) -> None:
    ledger.suppress("tom@example.org", "by hand", NOW)
    numbers = ledger.reserve(EDITION, MAIL.digest, ["rita@example.org", "sam@example.org", "tom@example.org"], NOW)
    assert list(numbers) == ["rita@example.org", "sam@example.org"]
    assert ledger.reserve(EDITION, MAIL.digest, list(numbers), NOW) == {}, "somebody holds them"
    rita, sam = numbers.values()
    assert (ledger.begin(rita, NOW), ledger.begin(rita, NOW)) == (True, False)
    ledger.give_back([rita, sam])
    assert ledger.states(EDITION, NOW) == {"rita@example.org": "claimed"}, "what is begun is not given back"
    assert not ledger.begin(sam, NOW)


def test_what_was_reserved_and_never_begun_is_free_once_its_holder_died(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The holder here only seems dead, as one in another container would: what is taken from it, it cannot begin."""
    rita, sam = ledger.reserve(EDITION, MAIL.digest, ["rita@example.org", "sam@example.org"], NOW).values()
    assert ledger.begin(rita, NOW)
    monkeypatch.setattr("pipeline.deliver.deliveries._is_alive", lambda process: False)
    assert ledger.states(EDITION, NOW) == {"rita@example.org": "claimed"}
    assert ledger.had_before(EDITION, CHANGED.digest, NOW) == {"rita@example.org"}
    assert ledger.states(EDITION, NOW + CLAIM_HOLDS) == {"rita@example.org": "unknown"}
    again = ledger.reserve(EDITION, MAIL.digest, ["rita@example.org", "sam@example.org"], NOW)
    assert list(again) == ["sam@example.org"]
    assert not ledger.begin(sam, NOW)
    assert ledger.begin(again["sam@example.org"], NOW)


def test_after_a_power_cut_the_whole_batch_is_unknown(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """That one was begun may not have reached the disk; with a machine that does not tell its boots, time decides."""
    (rita,) = ledger.reserve(EDITION, MAIL.digest, ["rita@example.org"], NOW).values()
    monkeypatch.setattr(ledger, "boot", "another")
    assert ledger.states(EDITION, NOW) == {"rita@example.org": "unknown"}
    assert ledger.reserve(EDITION, MAIL.digest, ["rita@example.org"], NOW) == {}
    ledger.resolve(EDITION, rita, "unsent", NOW)
    monkeypatch.setattr(ledger, "boot", "")
    assert ledger.reserve(EDITION, MAIL.digest, ["rita@example.org"], NOW)
    assert ledger.states(EDITION, NOW) == {"rita@example.org": "claimed"}
    assert ledger.states(EDITION, NOW + CLAIM_HOLDS) == {"rita@example.org": "unknown"}


def test_resolving(ledger: Ledger) -> None:
    number = claim(ledger)
    with pytest.raises(DeliveryError, match="may be under way; settle it after 18:15 UTC"):
        ledger.resolve(EDITION, number, "unsent", NOW)
    ledger.settle(number, "unknown", "cut off", NOW)
    ledger.resolve(EDITION, "Rita@example.org", "sent", NOW)
    with pytest.raises(DeliveryError, match="was sent; there is nothing to settle"):
        ledger.resolve(EDITION, number, "unsent", NOW)
    with pytest.raises(DeliveryError, match="has no delivery 99"):
        ledger.resolve(EDITION, 99, "sent", NOW)
    with pytest.raises(DeliveryError) as caught:
        ledger.resolve(EDITION, "nobody@example.org", "sent", NOW)
    assert "nobody@" not in str(caught.value)


def test_approval_is_of_the_content(ledger: Ledger) -> None:
    ledger.record(CHANGED, NOW, LATER)
    assert ledger.is_approved(EDITION, MAIL.digest)
    assert not ledger.is_approved(EDITION, CHANGED.digest)
    ledger.approve(EDITION, CHANGED.digest, "editor", LATER)
    newest = ledger.edition(EDITION)
    assert newest
    assert (newest.digest, newest.approved_by) == (CHANGED.digest, "editor")


def test_only_what_was_recorded_can_be_approved(ledger: Ledger) -> None:
    with pytest.raises(DeliveryError, match=r"no edition 'fresno-ca-2022-final' with that content.*recorded: fresno-ca-2023-prel"):
        ledger.approve("fresno-ca-2022-final", MAIL.digest, "editor", NOW)


def test_recording_again_changes_nothing_and_going_back_is_seen(ledger: Ledger) -> None:
    ledger.record(MAIL, NOW, LATER)
    assert [edition.recorded_at for edition in ledger.editions()] == ["2023-12-29T18:00:00.000000+00:00"]
    ledger.record(CHANGED, NOW, LATER)
    ledger.record(MAIL, NOW, LATER + dt.timedelta(hours=1))
    newest = ledger.edition(EDITION)
    assert newest
    assert newest.digest == MAIL.digest
    assert newest.approved_by == "editor"


def test_times_are_kept_in_utc(ledger: Ledger) -> None:
    fresno = dt.timezone(dt.timedelta(hours=-8))
    ledger.suppress("Rita@example.org", "unsubscribed", NOW.astimezone(fresno))
    ledger.record(CHANGED, dt.datetime(2023, 12, 29, 10, tzinfo=fresno), LATER)
    newest = ledger.edition(EDITION)
    assert newest
    assert newest.known_at == "2023-12-29T18:00:00.000000+00:00"
    with pytest.raises(ValueError, match="need a zone"):
        ledger.suppress("sam@example.org", "unsubscribed", dt.datetime(2023, 12, 29))  # noqa: DTZ001
    assert ledger.suppressed(["rita@example.org", "sam@example.org"]) == {"rita@example.org"}


def test_the_file_is_private_in_wal_mode_and_synced(path: Path) -> None:
    with Ledger(path) as ledger:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        ledger.settle(claim(ledger), "sent", "250 queued", NOW)  # the one thing that need not be synced at once
        ledger.reserve(EDITION, MAIL.digest, ["sam@example.org"], NOW)
        pragmas = [ledger._db.execute(f"pragma {name}").fetchall()[0][0] for name in ("journal_mode", "synchronous", "user_version")]
    assert pragmas == ["wal", 2, len(migrations.MIGRATIONS)]


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    with Ledger(path) as ledger:
        ledger._db.execute("pragma user_version = 7")
    with pytest.raises(
        DeliveryError, match=rf"written by a newer yearend \(its schema is 7, this one knows {len(migrations.MIGRATIONS)}\); upgrade yearend"
    ):
        Ledger(path)


@pytest.mark.parametrize("version", range(1, len(migrations.MIGRATIONS)))
def test_an_older_file_is_upgraded_and_a_copy_kept(path: Path, monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    """Every schema there ever was, with everything in it, goes on as the newest."""
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:version])
    path.parent.mkdir()
    old = sqlite3.connect(path, isolation_level=None)
    migrations.migrate(old, path)
    old.execute("insert into edition values (?, ?, ?, '2023-12-29', '2023-12-29', '{}')", (EDITION, MAIL.digest, MAIL.subject))
    old.execute("insert into approval values (?, ?, 'editor', '2023-12-29')", (EDITION, MAIL.digest))
    old.execute(
        "insert into delivery (edition_id, digest, recipient, channel, state, claimed_at)"
        " values (?, ?, 'rita@example.org', 'smtp', 'sent', '2023-12-29')",
        (EDITION, MAIL.digest),
    )
    old.execute("insert into suppression values ('sam@example.org', 'unsubscribed', '2023-12-29')")
    old.close()
    monkeypatch.undo()
    with Ledger(path) as ledger:
        assert ledger.is_approved(EDITION, MAIL.digest)
        assert ledger.states(EDITION, NOW) == {"rita@example.org": "sent"}
        assert ledger.suppressed(["sam@example.org"]) == {"sam@example.org"}
        assert ledger.claim(EDITION, MAIL.digest, "rita@example.org", NOW) is None
        assert len(ledger.secret) == 32
    copy = sqlite3.connect(path.with_name(f"ledger.sqlite.v{version}"))
    assert copy.execute("pragma user_version").fetchall() == [(version,)]
    assert copy.execute("select recipient from delivery").fetchall() == [("rita@example.org",)]
    copy.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger(path) as ledger:
        approve(ledger, MAIL)
    broken = ("alter table delivery add column note text", "alter table nowhere add column note text")
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, broken))
    with pytest.raises(DeliveryError, match="no such table"):
        Ledger(path)
    monkeypatch.undo()
    with Ledger(path) as ledger:
        assert ledger.is_approved(EDITION, MAIL.digest)
        with pytest.raises(sqlite3.OperationalError, match="no such column"):
            ledger._db.execute("select note from delivery")


def test_what_is_no_ledger(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("address,name\n" * 100)
    with pytest.raises(DeliveryError, match="is no usable ledger: file is not a database; put back a backup"):
        Ledger(path)


def test_a_place_where_nothing_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(DeliveryError, match="cannot be made"):
        Ledger(tmp_path / "state" / "ledger.sqlite")


def test_a_backup_is_whole(ledger: Ledger, tmp_path: Path) -> None:
    ledger.backup(tmp_path / "copy.sqlite")
    with Ledger(tmp_path / "copy.sqlite") as copy:
        assert copy.editions() == ledger.editions()


def test_opening_a_new_file_many_at_once(path: Path) -> None:
    """Whoever comes first makes the tables; the others wait for that."""
    failures: list[BaseException] = []
    winners: list[int] = []
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        try:
            with Ledger(path) as ledger:
                if number := ledger.claim(EDITION, MAIL.digest, "rita@example.org", NOW):
                    winners.append(number)
        except DeliveryError as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, winners) == ([], [1])
