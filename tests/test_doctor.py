"""`yearend doctor`, with real files, a real mail server and a real web server on loopback: what it finds, and that it changes nothing."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import shutil
import subprocess
import sys
from email.utils import format_datetime
from pathlib import Path

import duckdb
import pytest

from pipeline.archive import Archive
from pipeline.deliver.ledger import Ledger
from pipeline.doctor import examine, machine, outside
from pipeline.doctor.machine import days_left
from pipeline.fetch.response import Response
from pipeline.keep import shelf
from pipeline.keep.backup import backup
from pipeline.settings import Settings
from pipeline.spool import Spool
from pipeline.warehouse import open_warehouse
from tests.conftest import SAMPLE
from tests.deliver.conftest import MAIL, approve
from tests.servers.smtp import SmtpServer
from tests.servers.web import Reply, serving
from tests.world import a_city, source

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def look(tmp_path: Path, now: dt.datetime = NOW, **settings: object) -> dict[str, tuple[str, str]]:
    fields = {"home": tmp_path / "var", "deployments": SAMPLE, "timeout_seconds": 5.0, "smtp_timeout_seconds": 5.0}
    found = examine(Settings.model_validate(fields | settings), now)
    return {one.part: (one.state, one.what) for one in found}


def files(tmp_path: Path) -> set[str]:
    return {str(path) for path in tmp_path.rglob("*")}


def test_a_new_installation_is_in_no_trouble_and_stays_as_it_is(tmp_path: Path) -> None:
    found = look(tmp_path)
    assert [part for part, (state, _) in found.items() if state == "trouble"] == []
    assert found["cities"] == ("ok", "fresno-ca: 14 sources, time zone America/Los_Angeles")
    assert found["archive"] == ("note", "nothing was collected yet")
    assert files(tmp_path) == set()


def test_a_setting_that_is_misspelt_is_named_with_what_was_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no effect: an operator who set YEAREND_OPERATER would never be told anything."""
    assert look(tmp_path)["settings"][0] == "note", "nobody is told"
    desk = "desk@example.org"
    assert look(tmp_path, operator=desk, contact=desk)["settings"][0] == "ok"
    monkeypatch.setenv("YEAREND_TOKEN_SODA", "a key")
    monkeypatch.setenv("YEAREND_SMTP_PASSWORT", "hush, hush")
    state, what = look(tmp_path, operator=desk, contact=desk)["settings"]
    assert (state, "YEAREND_SMTP_PASSWORD meant" in what, "hush" in what, "SODA" in what) == ("trouble", True, False, False)


def test_a_city_with_a_typo(tmp_path: Path) -> None:
    cities = tmp_path / "deployments" / "cities"
    cities.mkdir(parents=True)
    (cities / "nowhere.toml").write_text("name = 3", encoding="utf-8")
    assert look(tmp_path, deployments=tmp_path / "deployments")["cities"][0] == "trouble"
    assert look(tmp_path, deployments=tmp_path / "none")["cities"][0] == "trouble"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert look(tmp_path)["disk"][0] == "trouble"


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert look(tmp_path, home=tmp_path / "file" / "var")["disk"][0] == "trouble"


def test_how_long_the_disk_lasts() -> None:
    assert days_left(10e9, 1e8) == 100
    assert days_left(10e9, 0) is None


def test_a_capture_of_tomorrow_means_a_clock_that_is_wrong(tmp_path: Path) -> None:
    Archive(tmp_path / "var" / "archive").import_file(SAMPLE / "captures.warc.gz")
    assert look(tmp_path, dt.datetime(2030, 1, 1, tzinfo=dt.UTC))["clock"][0] == "note", "no server that we asked said its time"
    state, what = look(tmp_path, dt.datetime(2020, 1, 1, tzinfo=dt.UTC))["clock"]
    assert (state, "is the clock right?" in what) == ("trouble", True)


def test_a_warehouse_that_is_held_and_one_that_is_damaged(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "var", deployments=SAMPLE)
    with open_warehouse(settings):
        pass
    assert look(tmp_path)["warehouse"][0] == "ok"
    code = f"import duckdb, time; c = duckdb.connect({str(settings.warehouse)!r}); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert look(tmp_path)["warehouse"] == ("note", f"process {holder.pid}{_program(holder.pid)} is at work in it")
        holder.kill()
    settings.warehouse.write_bytes(b"no database" * 1000)
    state, what = look(tmp_path)["warehouse"]
    assert (state, "yearend rebuild" in what) == ("trouble", True)


def _program(process: int) -> str:
    """As this system names it, where it does."""
    named = Path(f"/proc/{process}/comm")
    return f" ({named.read_text().strip()})" if named.exists() else ""


def fetched(home: Path, at: dt.datetime, host: str, *headers: tuple[str, str]) -> None:
    address = f"https://{host}/"
    with Archive(home / "archive").run(at) as writer:
        writer.write(Response(address, address, at, 200, headers, Spool.of(host.encode())), "s")


def test_the_clock_is_compared_with_those_of_the_servers_that_answered(tmp_path: Path) -> None:
    """One server's clock may be wrong, and a cache may hand out an answer of long ago and say so; all of them are not wrong."""
    home, at = tmp_path / "var", NOW - dt.timedelta(hours=1)
    fetched(home, at, "cache.example", ("Date", format_datetime(at - dt.timedelta(hours=5), usegmt=True)), ("Age", "18001"))
    state, what = look(tmp_path)["clock"]
    assert (state, what.startswith("1 s behind the servers")) == ("ok", True), what
    fetched(home, at, "right.example", ("Date", format_datetime(at + dt.timedelta(seconds=2), usegmt=True)))
    fetched(home, at, "wrong.example", ("Date", format_datetime(at + dt.timedelta(days=9), usegmt=True)))
    state, what = look(tmp_path)["clock"]
    assert (state, what.startswith("2 s behind the servers")) == ("ok", True), what
    for host in ("right.example", "cache.example"):
        fetched(home, at + dt.timedelta(minutes=1), host, ("Date", format_datetime(at + dt.timedelta(hours=1), usegmt=True)))
    state, what = look(tmp_path)["clock"]
    assert (state, what.startswith("3540 s behind")) == ("trouble", True), what


def test_a_duckdb_without_what_is_used_of_it_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_icu(zone: str, at: dt.datetime) -> dt.datetime:
        raise duckdb.CatalogException("Scalar Function with name timezone does not exist\nLINE 1: …")

    monkeypatch.setattr(machine, "_by_duckdb", without_icu)
    monkeypatch.setattr(machine, "_NEEDED", ("json", "telepathy"))
    found = look(tmp_path)
    assert found["time zones"] == ("trouble", "Scalar Function with name timezone does not exist")
    assert found["duckdb"][0] == "trouble"
    assert "lacks telepathy" in found["duckdb"][1]


def test_what_was_taken_in_from_elsewhere_says_nothing_of_this_clock(tmp_path: Path) -> None:
    fetched(tmp_path / "elsewhere", NOW, "wrong.example", ("Date", format_datetime(NOW + dt.timedelta(days=9), usegmt=True)))
    (file,) = (tmp_path / "elsewhere" / "archive").glob("*.warc.gz")
    Archive(tmp_path / "var" / "archive").import_file(file)
    assert look(tmp_path)["clock"][0] == "note"


def test_a_zone_that_python_and_duckdb_know_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a government moved its clocks and only one of the two tables was updated."""
    assert look(tmp_path)["time zones"][0] == "ok"
    monkeypatch.setattr(machine, "_by_duckdb", lambda zone, at: (at - dt.timedelta(hours=8)).replace(tzinfo=None))
    state, what = look(tmp_path, NOW)["time zones"]
    assert (state, "it is 05:00 in America/Los_Angeles by Python and 04:00 by DuckDB" in what) == ("trouble", True), what


def test_damage_in_the_newest_of_the_archive(tmp_path: Path) -> None:
    fetched(tmp_path / "var", NOW, "right.example")
    assert look(tmp_path)["archive"][0] == "ok"
    (file,) = (tmp_path / "var" / "archive").glob("*.warc.gz")
    bytes_ = bytearray(file.read_bytes())
    bytes_[-20] ^= 0xFF
    file.write_bytes(bytes_)
    (finding,) = [one for one in examine(Settings(home=tmp_path / "var", deployments=SAMPLE), NOW) if one.part == "archive"]
    assert (finding.state, finding.command) == ("trouble", "yearend archive verify")


def test_the_prefect_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = importlib.metadata.version("prefect")
    assert look(tmp_path)["prefect"][0] == "note"
    with serving() as web:
        monkeypatch.setenv("PREFECT_API_URL", f"{web.address}/api")
        web.on("/api/health", Reply(b"true"))
        web.on("/api/admin/version", Reply(f'"{ours}"'.encode()))
        assert look(tmp_path)["prefect"][0] == "ok"
        web.on("/api/admin/version", Reply(b'"2.0.0"'))
        assert look(tmp_path)["prefect"] == ("trouble", f"the server is Prefect 2.0.0, and here is {ours}: install the same on both")
        web.on("/api/health", Reply(b"no", status=503))
        assert look(tmp_path)["prefect"][0] == "trouble"
        web.on("/api/admin/version", Reply(b"<p>Welcome to another server</p>"))
        assert look(tmp_path)["prefect"][0] == "trouble"
    for address in (f"{web.address}/api", "http://[nowhere/api"):
        monkeypatch.setenv("PREFECT_API_URL", address)
        state, what = look(tmp_path)["prefect"]
        assert (state, "cannot be asked" in what) == ("trouble", True)


def test_a_backup_that_is_old_and_one_that_was_never_made(tmp_path: Path) -> None:
    home, folder = tmp_path / "var", tmp_path / "backups"
    now = dt.datetime.now(dt.UTC)  # by which files are dated
    wanted = {"backup_folder": str(folder)}
    assert look(tmp_path)["backup"][0] == "note", "nobody wants one"
    fetched(home, now, "right.example")
    assert look(tmp_path, now, **wanted)["backup"][0] == "note", "tonight there will be one"
    assert look(tmp_path, now + dt.timedelta(days=4), **wanted)["backup"][0] == "trouble"
    backup(Settings(home=home, deployments=SAMPLE), folder, now)
    assert look(tmp_path, now + dt.timedelta(days=2), **wanted)["backup"][0] == "ok"
    assert look(tmp_path, now + dt.timedelta(days=4), **wanted)["backup"][0] == "trouble"


def test_a_backup_of_a_time_that_is_still_to_come_proves_nothing(tmp_path: Path) -> None:
    """Made while a clock was years ahead it would have kept the alert quiet for as long; a minute is what two clocks may differ by."""
    folder, settings = tmp_path / "backups", Settings(home=tmp_path / "var", deployments=SAMPLE)
    fetched(tmp_path / "var", NOW, "right.example")
    made = backup(settings, folder, NOW + dt.timedelta(seconds=59))
    assert look(tmp_path, backup_folder=str(folder))["backup"][0] == "ok"
    backup(settings, folder, NOW + dt.timedelta(days=900))
    state, what = look(tmp_path, backup_folder=str(folder))["backup"]
    assert (state, "20290419T120000Z is dated 2029-04-19 12:00 UTC" in what) == ("trouble", True), what
    assert "the newest other is of 2026-11-01 12:00 UTC" in what
    shelf.remove(made.folder)
    assert "there is no other" in look(tmp_path, backup_folder=str(folder))["backup"][1]


def test_sources_are_asked_on_request(tmp_path: Path) -> None:
    with serving() as web:
        there = web.on("/there", Reply(b"<p>Nothing of note.</p>"))
        city = a_city(source("there", address=there), source("gone", address=f"{web.address}/gone"))
        settings = Settings(home=tmp_path / "var", deployments=SAMPLE, allow_private_addresses=True, host_pause_seconds=0)
        found = {one.about: one for one in outside.sources([city], settings)}
    assert {about: one.state for about, one in found.items()} == {"here/there": "ok", "here/gone": "trouble"}
    assert found["here/gone"].part == "source"
    assert "not_found" in found["here/gone"].what
    assert found["here/gone"].command == "yearend sources check here --source gone"


def test_deliveries_that_wait_to_be_settled_have_their_command(tmp_path: Path) -> None:
    home = tmp_path / "var"
    home.mkdir()
    with Ledger(home / "ledger.sqlite") as ledger:
        approve(ledger, MAIL)
        number = ledger.claim(MAIL.edition_id, MAIL.digest, "rita@example.org", NOW)
        assert number is not None
        ledger.settle(number, "unknown", "cut off", NOW)
    found = [one for one in examine(Settings(home=home, deployments=SAMPLE), NOW) if one.part == "ledger"]
    assert [one.state for one in found] == ["trouble", "ok"]
    assert f"yearend settle {MAIL.edition_id} {number} sent" in found[0].what
    assert "rita" not in "".join(one.what for one in found)


def test_the_mail_server_is_greeted_and_nothing_is_sent(tmp_path: Path) -> None:
    with SmtpServer() as server:
        plain = look(tmp_path, smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="insecure")
        assert plain["mail server"] == ("ok", f"127.0.0.1:{server.port} answers by insecure")
        assert look(tmp_path, smtp_host="127.0.0.1", smtp_port=server.port)["mail server"][0] == "trouble", "no STARTTLS"
        assert not server.copies


def test_a_site_that_readers_cannot_open(tmp_path: Path) -> None:
    with serving() as web:
        there = web.on("/site/", Reply(b"<p>editions</p>"))
        assert look(tmp_path, site_base_url=there)["site"] == ("ok", f"{there} answers")
        state, what = look(tmp_path, site_base_url=f"{web.address}/gone/")["site"]
        assert (state, "answers with status 404" in what) == ("trouble", True)
    state, what = look(tmp_path, site_base_url=there)["site"]
    assert (state, "cannot be reached" in what) == ("trouble", True)


def test_one_part_in_trouble_ends_no_other(tmp_path: Path) -> None:
    home = tmp_path / "var"
    home.mkdir()
    (home / "ledger.sqlite").write_bytes(b"no database" * 100)
    shutil.copy(SAMPLE / "captures.warc.gz", home / "warehouse.duckdb")
    found = look(tmp_path)
    assert [part for part, (state, _) in found.items() if state == "trouble"] == ["warehouse", "ledger"]
    assert len(found) == 13, "a part more or less is a line here"
