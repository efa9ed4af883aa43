"""The flows that keep an installation, on a real server: they do what the commands do, and fail with a sentence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.backfill import backfill
from flows.keep import backup, check_archive, expire
from pipeline.archive import Archive
from pipeline.errors import ArchiveError, ConfigError, KeepError
from pipeline.keep import shelf
from pipeline.settings import Settings
from tests.fetch.test_backfill import sitemap, stories
from tests.keep.conftest import DAY, fetched, home  # noqa: F401  # a fixture
from tests.servers.web import serving

pytestmark = pytest.mark.e2e  # Prefect's server

CITY = """
name = "Fresno"
state = "CA"
time_zone = "America/Los_Angeles"
subscribers = "none.csv"
sender = {{ name = "Desk", address = "desk@example.org", reply_to = "desk@example.org", postal_address = "1 Main Street" }}
[[provider]]
id = "police"
name = "Fresno Police Department"
short = "police"
[[source]]
id = "courier"
kind = "sitemap"
reads = "article"
address = "{address}"
outlet = "Sample Courier"
provider = "police"
definition = "police"
due = "day"
terms = ""
licence = ""
may = ["read", "compute", "quote"]
keep_days = 10
"""


@pytest.fixture
def settings(home: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:  # noqa: F811
    for path in (home.deployments / "cities").iterdir():
        path.unlink()
    for name, value in (
        ("HOME", home.home),
        ("DEPLOYMENTS", home.deployments),
        ("BACKUP_FOLDER", home.backup_folder),
        ("ALLOW_PRIVATE_ADDRESSES", "true"),
        ("BACKFILL_PAUSE_SECONDS", "0"),
        ("HOST_PAUSE_SECONDS", "0"),
    ):
        monkeypatch.setenv(f"YEAREND_{name}", str(value))
    return home


def test_backup_and_check(server: None, settings: Settings) -> None:
    backup()
    check_archive()
    newest = shelf.chosen(Path(settings.backup_folder)).folder
    (newest / "site" / "here" / "index.html").write_text("another", encoding="utf-8")
    with pytest.raises(KeepError, match="is broken in 1 files"):
        check_archive()
    path = sorted(settings.archive.glob("yearend-*"))[0]
    data = bytearray(path.read_bytes())
    data[40] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match="records of the archive are damaged, the first in yearend-"):
        check_archive()
    with pytest.raises(KeepError, match="not as they were"):
        backup()


def test_without_a_folder_it_says_which_setting(server: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YEAREND_BACKUP_FOLDER")
    with pytest.raises(ConfigError, match="YEAREND_BACKUP_FOLDER"):
        backup()
    check_archive()


def test_backfill_and_the_end_of_what_is_kept_for_a_time(server: None, settings: Settings) -> None:
    with serving() as web:
        pages = stories(web, 2017, 2018, 2019)
        address = web.on("/sitemap.xml", sitemap(*((page, "") for page in pages)))
        (settings.deployments / "cities" / "here.toml").write_text(CITY.format(address=address), encoding="utf-8")
        backfill("here", 2018, 2019)
        assert web.paths() == ["/sitemap.xml", "/2018/03/fresno-homicides", "/2019/03/fresno-homicides"]
        backfill("here", 2018, 2019)
        assert len(web.paths()) == 3
    assert settings.published_file.exists()
    fetched(settings, 9, dt.datetime.now(dt.UTC) - 20 * DAY)  # of the same source
    expire()
    assert [one.address for one in Archive(settings.archive).tombstones()] == ["https://sample.example/9"]
