"""An installation to keep: an archive with two runs' files, a ledger, a page, a city with a decision. And a process killed at a given moment."""

from __future__ import annotations

import datetime as dt
import os
import signal
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.deliver.ledger import Ledger
from pipeline.records import Mail
from pipeline.settings import Settings
from tests.archive.test_archive import answer

NOW = dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def fetched(settings: Settings, number: int, at: dt.datetime = NOW) -> None:
    """One run's file, with one page."""
    with Archive(settings.archive).run(at) as writer:
        writer.write(answer(b"page %d: 344 shootings" % number * 40, at, f"https://sample.example/{number}"), "courier")


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """The installation."""
    settings = Settings(home=tmp_path / "var", deployments=tmp_path / "deployments", backup_folder=str(tmp_path / "backups"))
    for number in range(2):
        fetched(settings, number, NOW - (2 - number) * DAY)
    with Ledger(settings.ledger) as ledger:
        ledger.record(Mail("here-2023-final", "Fresno in 2023", "text", "<p>html</p>"), NOW, NOW)
        ledger.suppress("reader@example.org", "asked", NOW)
    (settings.site / "here").mkdir(parents=True)
    (settings.site / "here" / "index.html").write_text("a page", encoding="utf-8")
    (settings.deployments / "cities").mkdir(parents=True)
    (settings.deployments / "cities" / "here.toml").write_text("# a city\n", encoding="utf-8")
    (settings.deployments / "cities" / "here.review.toml").write_text("# a decision\n", encoding="utf-8")
    return settings


def killed_at(moment: int, work: Callable[[], object]) -> bool:
    """Does the work in a process that gets SIGKILL when it asks the disk to sync or to rename for the `moment`th time; False: it had ended."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # forking beside threads: the child only works and dies
        child = os.fork()
    if not child:
        _dies_at(moment)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def _dies_at(moment: int) -> None:
    left = moment

    def counting(real: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **more: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **more)

        return counted

    for name in ("fsync", "rename", "replace", "unlink", "link", "mkdir", "rmdir", "truncate"):
        setattr(os, name, counting(getattr(os, name)))
