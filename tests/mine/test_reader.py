"""Pages read in a process of their own: what ends that process is a row, and the next page is read."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from pipeline.mine import reader as reading
from pipeline.mine.mine import mine
from pipeline.mine.question import Question
from pipeline.mine.reader import Reader
from pipeline.settings import Settings
from tests.mine.shards import TOLD, member, record, shard
from tests.world import a_city, capture

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.e2e  # each process takes a second to start

ODD = """
import os, signal, sys
sys.path[:] = {path!r}
from pipeline.mine import child
read = child.read_page
def odd(capture, body, names):
    if body == b"long":
        while True: pass
    if body == b"killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if body == b"loud":
        print("what a library prints")
    return read(capture, body, names)
child.read_page = odd
child.CPU_SECONDS, child.MEMORY = {cpu_seconds}, {memory}
child.main()
"""


def odd(cpu_seconds: int, memory: int) -> str:
    """The process, with limits of its own and a reader that some pages are too much for."""
    return ODD.replace("{cpu_seconds}", str(cpu_seconds)).replace("{memory}", str(memory))


def test_what_ends_the_process_is_a_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_START", odd(1, 300_000_000))
    one = capture("courier", "2023-12-29")
    with Reader(["Fresno"]) as reader:
        for body, reason in ((b"long", "took_too_long"), (b"killed", "reader_died"), (b"loud", "not_html")):
            page = reader.read(one, body)
            assert page
            assert [rejection.reason for rejection in page.reading.rejections] == [reason]
            good = reader.read(one, TOLD)
            assert good
            assert len(good.reading.figures) == 4


def test_a_page_that_takes_too_much_memory_is_a_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_START", odd(20, 100_000_000))
    one = capture("courier", "2023-12-29")
    with Reader(["Fresno"]) as reader:
        for _ in range(2):
            page = reader.read(one, TOLD.replace(b"</article>", b"<p>a" * 500_000 + b"</article>"))
            assert page
            (rejection,) = page.reading.rejections
            assert rejection.reason in ("took_too_much", "not_html")  # lxml that lacks memory says that the page is none
            good = reader.read(one, TOLD)
            assert good
            assert len(good.reading.figures) == 4


def test_a_process_that_is_killed_from_outside_is_started_again() -> None:
    """As by a kernel that is short of memory: the page was not to blame."""
    with Reader(["Fresno"]) as reader:
        once = reader.read(capture("courier", "2023-12-29"), TOLD)
        assert reader._process
        os.kill(reader._process.pid, signal.SIGKILL)
        assert reader.read(capture("courier", "2023-12-29"), TOLD) == once


def test_nothing_stays_behind(tmp_path: Path) -> None:
    """The process ends with its shard."""
    path = shard(tmp_path / "one.warc.gz", [member(record(1, TOLD))])
    before = _children()
    assert mine(str(path), Question.of([a_city()]), tmp_path / "mined", Settings()).made.figure_count == 4
    assert _children() == before


def _children() -> set[str]:
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=True).stdout
    return {line for line in found.splitlines() if "pipeline.mine" in line}
