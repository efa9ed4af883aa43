"""Backups and their restoration: what is kept, what it costs, and what becomes of it when something goes wrong at any moment."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.deliver.ledger import Ledger
from pipeline.errors import ConfigError, KeepError
from pipeline.keep import manifest, shelf
from pipeline.keep.backup import Made, backup
from pipeline.keep.restore import Restored, restore
from pipeline.settings import RESTORING, Settings, load_settings
from tests.conftest import ROOT
from tests.keep.conftest import DAY, NOW, fetched, killed_at


def made(settings: Settings, days: int = 0) -> Made:
    return backup(settings, Path(settings.backup_folder), NOW + days * DAY)


def put_back(settings: Settings, folder: Path | None = None, *, is_replacing: bool = False) -> Restored:
    return restore(settings, folder or Path(settings.backup_folder), NOW, is_replacing=is_replacing)


def elsewhere(settings: Settings, name: str = "new") -> Settings:
    """A machine that has nothing yet."""
    return settings.model_copy(update={"home": settings.home.parent / name / "var", "deployments": settings.home.parent / name})


def bodies(settings: Settings) -> list[bytes]:
    archive = Archive(settings.archive)
    return [archive.body(capture) for capture in archive.captures()]


def warcs(folder: Path) -> list[Path]:
    return sorted(folder.glob("archive/*.warc.gz"))


# ---- there and back


def test_a_lost_machine_comes_back_whole(home: Settings) -> None:
    made(home)
    new = elsewhere(home)
    done = put_back(new)
    assert bodies(new) == bodies(home)
    with Ledger(new.ledger) as ledger:
        assert [one.edition_id for one in ledger.editions()] == ["here-2023-final"]
        assert ledger.suppressed(["reader@example.org"])
    assert new.ledger.stat().st_mode & 0o777 == 0o600  # there are addresses in it
    assert (new.site / "here" / "index.html").read_text() == "a page"
    assert [path.name for path in done.put] == ["here.review.toml", "here.toml"]
    assert (new.deployments / "cities" / "here.review.toml").read_text() == "# a decision\n"
    assert done.set_aside is None


def test_settings_are_named_and_no_value_is_kept(home: Settings) -> None:
    settings = Settings.model_validate(home.model_dump() | {"smtp_password": "hunter2", "token": {"chicago": "sesame"}})
    folder = made(settings).folder
    assert {"YEAREND_SMTP_PASSWORD", "YEAREND_TOKEN_CHICAGO"} <= set(json.loads((folder / "settings.json").read_text())["settings"])
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"hunter2" not in everything
    assert b"sesame" not in everything


def test_backups_are_private(home: Settings) -> None:
    folder = made(home).folder
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "ledger.sqlite").stat().st_mode & 0o077 == 0


def test_what_did_not_change_takes_no_space_twice(home: Settings) -> None:
    first = made(home)
    fetched(home, 2)
    second = made(home, 1)
    old, new = warcs(first.folder), warcs(second.folder)
    assert (len(old), len(new)) == (2, 3)
    assert sum(path.stat().st_nlink == 2 for path in new) == 2
    assert all(path.stat().st_nlink == 1 for path in warcs(home.home))  # damage at home is not damage there
    assert second.copied_bytes < second.size_bytes
    shelf.remove(shelf.backups(Path(home.backup_folder))[0].folder)
    assert not shelf.troubles(shelf.chosen(Path(home.backup_folder)))  # it stands without the one before


def test_only_so_many_are_kept(home: Settings) -> None:
    settings = home.model_copy(update={"backups_kept": 2})
    names = [made(settings, day).folder.name for day in range(4)]
    assert [one.folder.name for one in shelf.backups(Path(home.backup_folder))] == names[-2:]


def test_two_within_a_second(home: Settings) -> None:
    assert made(home).folder != made(home).folder


# ---- while others work


def test_a_record_that_is_being_written_is_left_out(home: Settings) -> None:
    """A copy taken while a run writes ends with the last whole record, and the next one has the rest."""
    path = warcs(home.home)[-1]
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    folder = made(home).folder
    new = elsewhere(home)
    put_back(new, folder)
    assert len(bodies(new)) == 1
    assert not Archive(new.archive).verify()
    path.write_bytes(whole)
    assert not made(home, 1).troubles
    later = elsewhere(home, "later")
    put_back(later)
    assert bodies(later) == bodies(home)


def test_the_ledger_is_copied_while_another_writes(home: Settings) -> None:
    """What is committed is there though it stands in the write-ahead log only, and what is not is not."""
    with Ledger(home.ledger) as ledger:
        ledger.suppress("second@example.org", "asked", NOW)
        other = sqlite3.connect(home.ledger)
        other.execute("begin immediate")
        other.execute("delete from suppression")
        folder = made(home).folder
        other.rollback()
        other.close()
    assert not list(folder.glob("ledger.sqlite-*"))
    new = elsewhere(home)
    put_back(new)
    with Ledger(new.ledger) as ledger:
        assert ledger.suppressed(["second@example.org", "reader@example.org"]) == {"second@example.org", "reader@example.org"}


def test_two_backups_at_once(home: Settings) -> None:
    folder = Path(home.backup_folder)
    folder.mkdir()
    with shelf.alone(folder, "a backup"), pytest.raises(KeepError, match="another process makes a backup"):
        made(home)


# ---- what is lost at home is not lost in the backups


@pytest.mark.parametrize("what", ["a file is gone", "a file is shorter", "the ledger is gone"])
def test_what_was_lost_since_is_said_and_nothing_is_removed(home: Settings, what: str) -> None:
    """Else the last backup that has it would be the next to go."""
    settings = home.model_copy(update={"backups_kept": 1})
    made(settings)
    if what == "a file is gone":
        warcs(home.home)[0].unlink()
    elif what == "a file is shorter":
        os.truncate(warcs(home.home)[0], 20)
    else:
        home.ledger.unlink()
    found = made(settings, 1)
    assert len(found.troubles) == 1
    assert not found.removed
    assert len(shelf.backups(Path(home.backup_folder))) == 2


def test_damage_at_home_is_said(home: Settings) -> None:
    path = warcs(home.home)[0]
    data = bytearray(path.read_bytes())
    data[30] ^= 0xFF
    path.write_bytes(data)
    assert "damaged at byte" in made(home).troubles[0]


def test_a_damaged_ledger_is_not_kept_over_a_sound_one(home: Settings) -> None:
    made(home)
    home.ledger.write_bytes(b"SQLite format 3\0" + os.urandom(5000))
    with pytest.raises(KeepError, match="older backups stay"):
        made(home, 1)
    assert len(shelf.backups(Path(home.backup_folder))) == 1


# ---- broken backups


def broken(folder: Path, how: str) -> str:
    path = warcs(folder)[0]
    if how == "a flipped bit":
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    elif how == "a cut":
        os.truncate(path, 10)
    elif how == "missing":
        path.unlink()
    elif how == "manifest cut":
        os.truncate(folder / manifest.NAME, 100)
        return "manifest.json is damaged"
    elif how == "no manifest":
        (folder / manifest.NAME).unlink()
        return "no whole backup"
    elif how == "leads out":
        text = (folder / manifest.NAME).read_text()
        (folder / manifest.NAME).write_text(text.replace("archive/yearend-", "archive/../../../yearend-", 1))
        return "leads out of the backup"
    return path.name


HOWS = ["a flipped bit", "a cut", "missing", "manifest cut", "no manifest", "leads out"]


@pytest.mark.parametrize("how", HOWS)
def test_a_broken_backup_is_refused_and_nothing_changes(home: Settings, how: str) -> None:
    folder = made(home).folder
    said = broken(folder, how)
    before, there = bodies(home), sorted(home.home.iterdir())
    with pytest.raises(KeepError, match=said):
        put_back(home, Path(home.backup_folder), is_replacing=True)
    assert bodies(home) == before
    assert sorted(home.home.iterdir()) == there
    if (folder / manifest.NAME).is_file() and "manifest" not in how and how != "leads out":
        assert said in shelf.troubles(shelf.chosen(folder))[0]


def test_a_damaged_manifest_is_not_the_newest(home: Settings) -> None:
    first, second = made(home).folder, made(home, 1).folder
    broken(second, "manifest cut")
    assert shelf.chosen(Path(home.backup_folder)).folder == first


def test_a_newer_ledger_is_refused(home: Settings) -> None:
    with sqlite3.connect(home.ledger) as db:
        db.execute("pragma user_version = 999")
    db.close()
    made(home)
    with pytest.raises(KeepError, match="newer yearend"):
        put_back(elsewhere(home))
    assert not list(elsewhere(home).home.iterdir())


# ---- homes


def test_a_home_with_anything_in_it_is_refused_unless_told(home: Settings) -> None:
    made(home)
    fetched(home, 7)
    with pytest.raises(KeepError, match=r"has archive, site, ledger.sqlite,? .*--replace"):
        put_back(home)
    (home.home / "prefect").mkdir()  # another's: it stays
    home.warehouse.touch()
    done = put_back(home, is_replacing=True)
    assert len(bodies(home)) == 2
    assert (home.home / "prefect").exists()
    assert not home.warehouse.exists()  # it was made of another archive
    assert done.set_aside is not None
    assert len(bodies(home.model_copy(update={"home": done.set_aside}))) == 3
    assert not done.put


def test_cities_files_are_never_overwritten(home: Settings) -> None:
    made(home)
    review = home.deployments / "cities" / "here.review.toml"
    review.write_text("# newer\n")
    done = put_back(home, is_replacing=True)
    assert [here for here, _ in done.differ] == [review]
    assert review.read_text() == "# newer\n"


@pytest.mark.parametrize("folder", ["var", "var/backups"])
def test_backups_within_the_home_are_refused(home: Settings, folder: str) -> None:
    with pytest.raises(KeepError, match="lies within"):
        backup(home, home.home.parent / folder, NOW)
    link = home.home.parent / "link"
    link.symlink_to(home.home)
    with pytest.raises(KeepError, match="lies within"):
        backup(home, link / "backups", NOW)


def test_nothing_there(home: Settings, tmp_path: Path) -> None:
    with pytest.raises(KeepError, match="nothing to back up"):
        made(elsewhere(home))
    with pytest.raises(KeepError, match="no folder"):
        put_back(home, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(KeepError, match="no whole backup"):
        put_back(elsewhere(home), tmp_path / "empty")
    with pytest.raises(ConfigError, match="YEAREND_BACKUP_FOLDER"):
        shelf.default(Settings(home=tmp_path))


def test_a_full_disk_leaves_the_older_backups(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    made(home)
    fetched(home, 2)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeepError, match="No space left"):
        made(home, 1)
    assert [path.name for path in Path(home.backup_folder).iterdir()] == [shelf.chosen(Path(home.backup_folder)).folder.name]


# ---- killed at every step


def test_a_backup_killed_at_any_step_is_none(home: Settings) -> None:
    folder = Path(home.backup_folder)
    least = made(home).file_count
    fetched(home, 2)
    steps = 0
    settings = home.model_copy(update={"backups_kept": 1})
    while killed_at(steps, lambda: made(settings, 1)):
        steps += 3  # each costs a process
        newest = shelf.chosen(folder)
        assert not shelf.troubles(newest)
        assert len(newest.manifest.files) >= least
    assert steps > 20
    made(settings, 2)
    assert [path.name for path in folder.iterdir()] == [f"{NOW + 2 * DAY:%Y%m%dT%H%M%SZ}"]  # and leaves nothing


def test_a_restoration_killed_at_any_step_is_gone_on_with(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a kill the old home is there, or nothing works in it until the next restoration, or the new one is."""
    monkeypatch.setenv("YEAREND_HOME", str(home.home))
    made(home)
    fetched(home, 2)
    steps = half = 0
    while killed_at(steps, lambda: put_back(home, is_replacing=True)):
        steps += 2
        if (home.home / RESTORING).exists():
            half += 1
            with pytest.raises(ConfigError, match="being restored"):
                load_settings()
            put_back(home)
        assert len(bodies(home)) in (2, 3)
        with Ledger(home.ledger) as ledger:
            assert ledger.suppressed(["reader@example.org"])
        if len(bodies(home)) == 2:
            fetched(home, 2)
    assert steps > 10
    assert half > 3
    assert not list(home.home.glob(".*"))


def test_subscribers_files_are_kept_where_cities_name_them(home: Settings) -> None:
    table = (ROOT / "deployments" / "cities" / "fresno-ca.toml").read_text(encoding="utf-8").replace("../../yearend-subscribers", "../readers")
    (home.deployments / "cities" / "here.toml").write_text(table, encoding="utf-8")
    readers = home.deployments.parent / "readers" / "fresno-ca.csv"
    readers.parent.mkdir()
    readers.write_text("address\n", encoding="utf-8")
    folder = made(home).folder
    assert (folder / "subscribers" / "here.csv").stat().st_mode & 0o077 == 0
    readers.unlink()
    assert readers.resolve() in [path.resolve() for path in put_back(home, is_replacing=True).put]
    assert readers.read_text(encoding="utf-8") == "address\n"
