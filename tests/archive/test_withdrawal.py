"""What is withdrawn from an archive is gone from its bytes, and stays gone, whoever brings it again; its hash and everything else stay."""

from __future__ import annotations

import os
import shutil
import zlib
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.archive.withdrawal import FILE, NotAskedError, Withdrawal, WithdrawnError
from pipeline.errors import ArchiveError
from pipeline.fetch.ask import Live
from pipeline.fetch.client import Client
from pipeline.records import Capture
from tests.archive.test_archive import AT, HOUR, PAGE, answer, not_modified
from tests.fetch.conftest import Watch, polite
from tests.keep.conftest import killed_at
from tests.servers.web import Reply, serving

OTHER = "https://sample.example/other"
WORDS = b"words that are to go " * 50
DAY = 24 * HOUR


def filled(folder: Path) -> Archive:
    """The page twice, and again unchanged; another page before and behind it, in two files."""
    archive = Archive(folder)
    with archive.run(AT) as writer:
        writer.write(answer(b"other " * 30, AT, OTHER), "ksee")
        first = writer.write(answer(WORDS, AT + HOUR), "ksee")
        writer.write(not_modified(AT + 2 * HOUR), "ksee", first)
        writer.write(answer(b"behind", AT + 3 * HOUR, OTHER), "ksee")
    with archive.run(AT + DAY) as writer:
        writer.write(answer(WORDS + b"more", AT + DAY), "ksee")
    return archive


def withdraw(archive: Archive, address: str = PAGE) -> list[Capture]:
    held = list(archive.of_address(address))
    new = [Withdrawal(one.final_address, AT + 2 * DAY, "A. Editor", "asked to", one) for one in held]
    archive.withdraw([*new, Withdrawal(address, AT + 2 * DAY, "A. Editor", "asked to")])
    return held


def everything(folder: Path) -> bytes:
    """All bytes below a folder, as they lie there and out of their gzip members."""
    whole = b""
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        whole += data
        while data.startswith(b"\x1f\x8b"):
            inflate = zlib.decompressobj(31)
            whole += inflate.decompress(data)
            data = inflate.unused_data
    return whole


def test_bytes_go_and_hashes_stay(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    before = withdraw(archive)
    assert WORDS[:20] not in everything(tmp_path)
    assert [archive.body(one) for one in archive.of_address(OTHER)] == [b"other " * 30, b"behind"]
    after = list(archive.of_address(PAGE))
    assert [(one.capture_id, one.digest, one.fetched_at) for one in after] == [(one.capture_id, one.digest, one.fetched_at) for one in before]
    for one in after:
        with pytest.raises(WithdrawnError, match=r"withdrawn on 2023-12-31 \(asked to\)"):
            archive.body(one)
    assert archive.last(PAGE) is None
    assert archive.verify() == []


@pytest.mark.parametrize("index", ["kept", "lost"])
def test_the_index_is_the_same_made_again(tmp_path: Path, index: str) -> None:
    archive = filled(tmp_path)
    withdraw(archive)
    before = list(archive.captures())
    if index == "lost":
        (tmp_path / "index.sqlite").unlink()
    else:
        archive.reindex()
    assert list(Archive(tmp_path).captures()) == before


def test_it_does_not_come_back_with_an_import(tmp_path: Path) -> None:
    """The same archive replayed again, or another's with the same page."""
    other = filled(tmp_path / "other")
    file = sorted(other.folder.glob("*.warc.gz"))[0]
    archive = filled(tmp_path / "ours")
    withdraw(archive)
    assert archive.import_file(file).is_new
    assert WORDS[:20] not in everything(tmp_path / "ours")
    assert archive.verify() == []
    assert len([one for one in archive.of_address(OTHER) if archive.body(one)]) == 2


def test_it_does_not_come_back_with_a_file_from_a_backup(tmp_path: Path) -> None:
    """A file put back by hand: hidden at once, named by verify, and taken out again."""
    archive = filled(tmp_path / "ours")
    shutil.copytree(archive.folder, tmp_path / "backup")
    withdraw(archive)
    for path in (tmp_path / "backup").glob("yearend-*"):
        shutil.copy(path, archive.folder)
    assert archive.last(PAGE) is None
    assert {one.reason for one in archive.verify()} == {"withdrawn"}
    assert len(archive.take_out()) == 2
    assert archive.verify() == []
    assert archive.take_out() == []


def test_it_is_not_asked_for_again(tmp_path: Path) -> None:
    """Neither by its address nor by one that redirects to it."""
    watch = Watch()
    with serving() as web, Client(polite(), watch.clock) as client:
        page = web.on("/page", Reply(WORDS))
        moved = web.on("/moved", Reply(status=302, headers={"Location": page}))
        archive = Archive(tmp_path)
        with archive.run(watch.now()) as writer:
            Live(archive, writer, client, watch.now()).ask(page, "ksee")
        withdraw(archive, page)
        asked = len(web.asked)
        with archive.run(watch.now()) as writer:
            live = Live(archive, writer, client, watch.now())
            with pytest.raises(NotAskedError, match="not asked for again"):
                live.ask(page, "ksee")
            assert len(web.asked) == asked
            with pytest.raises(NotAskedError):
                live.ask(moved, "ksee")
    assert WORDS[:20] not in everything(tmp_path)


def test_a_capture_that_is_gone_lets_newer_ones_be(tmp_path: Path) -> None:
    """As when a source may be kept for some days: its page is asked for again, whole, and kept again."""
    archive = filled(tmp_path)
    old = list(archive.of_address(PAGE))[:2]
    archive.withdraw([Withdrawal(PAGE, AT + 2 * DAY, "yearend", "kept for a day", one) for one in old])
    newest = archive.last(PAGE)
    assert newest is not None
    assert archive.body(newest) == WORDS + b"more"
    with archive.run(AT + 3 * DAY) as writer:
        again = writer.write(answer(WORDS, AT + 3 * DAY), "ksee", old[0])
    assert not again.is_revisit  # there are no bytes to refer to
    assert archive.body(again) == WORDS
    assert archive.verify() == []


def test_an_unchanged_answer_whose_original_is_gone_is_no_base(tmp_path: Path) -> None:
    """Else the next 304 would refer to bytes that are not there, and end the run."""
    archive = filled(tmp_path)
    first, unchanged, newest = archive.of_address(PAGE)
    archive.withdraw([Withdrawal(PAGE, AT + 2 * DAY, "yearend", "kept for a day", one) for one in (first, newest)])
    assert archive.last(PAGE) is None
    with pytest.raises(WithdrawnError):
        archive.body(unchanged)
    (tmp_path / "index.sqlite").unlink()
    assert archive.last(PAGE) is None
    assert archive.verify() == []


def test_a_file_that_a_run_writes_is_left_until_it_has_ended(tmp_path: Path) -> None:
    """Its writer would go on in the old file, which nobody sees any more."""
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        writer.write(answer(WORDS), "ksee")
        with pytest.raises(ArchiveError, match="run the same again"):
            withdraw(archive)
        assert archive.last(PAGE) is None  # hidden already
        writer.write(answer(b"later", AT + HOUR, OTHER), "ksee")
    archive.take_out()
    assert WORDS[:20] not in everything(tmp_path)
    assert [archive.body(one) for one in archive.of_address(OTHER)] == [b"later"]


def test_a_full_disk_leaves_the_files_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = filled(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.warc.gz")}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArchiveError, match="nothing was withdrawn"):
        withdraw(archive)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.warc.gz")} == before
    assert archive.last(PAGE) is not None


@pytest.mark.e2e  # a process for each step
def test_killed_at_any_step_it_is_there_or_hidden_and_the_rest_is_whole(tmp_path: Path) -> None:
    steps = 0
    folder = tmp_path / "0"
    while filled(folder) and killed_at(steps, lambda: withdraw(Archive(folder))):  # noqa: B023  # called at once
        archive = Archive(folder)
        assert [archive.body(one) for one in archive.of_address(OTHER)] == [b"other " * 30, b"behind"]
        assert archive.last(PAGE) is None or archive.body(archive.last(PAGE) or next(archive.captures())) == WORDS + b"more"
        if (folder / FILE).exists():
            archive.take_out()
            assert WORDS[:20] not in everything(folder)
        assert archive.verify() == []
        steps += 1
        folder = tmp_path / str(steps)
    assert steps > 5
