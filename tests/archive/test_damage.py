"""What a kill, a full disk and time do to files: each damage has a name and a place, and costs one record."""

from __future__ import annotations

import gzip
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive import Archive
from pipeline.archive.compose import compressed, response_record, stored
from pipeline.archive.frames import Damage, Frame, frames
from pipeline.errors import ArchiveError
from pipeline.records import Capture
from tests.archive.test_archive import AT, HOUR, answer

PAGES = [f"page {number}: 344 shootings ".encode() * 60 for number in range(4)]


def filled(folder: Path) -> Archive:
    archive = Archive(folder)
    with archive.run(AT) as writer:
        for number, body in enumerate(PAGES):
            writer.write(answer(body, AT + number * HOUR, f"https://sample.example/{number}"), "ksee")
    return archive


def only_file(archive: Archive) -> Path:
    (path,) = archive.folder.glob("*.warc*")
    return path


def bodies(archive: Archive) -> list[bytes]:
    return [archive.body(capture) for capture in archive.captures()]


KILLED = """
import datetime as dt, sys
from pathlib import Path
from pipeline.archive import Archive
from pipeline.fetch.response import Response
from pipeline.spool import Spool
at = dt.datetime(2023, 12, 29, tzinfo=dt.UTC)
with Archive(Path(sys.argv[1])).run(at) as writer:
    for number in range(10**6):
        address = f"https://sample.example/{number}"
        body = b"%d " % number * 20_000
        writer.write(Response(address, address, at + dt.timedelta(seconds=number), 200, (), Spool.of(body)), "ksee")
        print(number, flush=True)
"""


def test_a_killed_run_leaves_a_readable_archive(tmp_path: Path) -> None:
    """SIGKILL at whatever moment: all that was reported written is there, and at most one record is half-written."""
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        for _ in range(5):
            process.stdout.readline()
        time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        reported = 5 + process.stdout.read().count(b"\n")
    archive = Archive(tmp_path)
    found = list(archive.captures())
    assert reported <= len(found) <= reported + 1
    assert [archive.body(capture)[:2] for capture in found[:5]] == [b"0 ", b"1 ", b"2 ", b"3 ", b"4 "]
    with only_file(archive).open("ab") as file:  # so that there is half a record, wherever the kill came
        file.write(b"" if archive.verify() else only_file(archive).read_bytes()[:40])
    for _ in range(2):
        assert [(finding.reason, finding.is_harmless) for finding in archive.verify()] == [("cut_short", True)]
        assert len(list(archive.captures())) == len(found)
    with archive.run(AT) as writer:  # and the next run writes on
        writer.write(answer(b"next"), "ksee")
    assert archive.last("https://sample.example/news/shootings")


@pytest.mark.parametrize("cut", [1, 7, 40, 200])
@pytest.mark.parametrize("is_plain", [True, False])
def test_a_file_cut_within_its_last_record(tmp_path: Path, cut: int, is_plain: bool) -> None:
    archive = filled(tmp_path)
    path = only_file(archive)
    if is_plain:
        path = _plain(path)
    whole = path.read_bytes()
    last = [each.offset for each in frames(path) if isinstance(each, Frame)][-1]
    path.write_bytes(whole[:-cut])  # by a disk, not by a kill
    assert bodies(archive) == PAGES[:-1]
    reason = "cut_short" if is_plain else "truncated_record"  # the plain file was never seen whole
    assert [(finding.reason, finding.file, finding.offset) for finding in archive.verify()] == [(reason, path.name, last)]


def test_a_file_cut_at_any_byte_is_read_up_to_there(tmp_path: Path) -> None:
    whole = only_file(filled(tmp_path / "whole")).read_bytes()
    ends = [each.end for each in frames(only_file(Archive(tmp_path / "whole"))) if isinstance(each, Frame)]
    path = tmp_path / "cut.warc.gz"
    for size in [*range(0, len(whole), 37), *ends, *(end + 1 for end in ends[:-1]), *(end + 3 for end in ends[:-1])]:
        path.write_bytes(whole[:size])
        found = list(frames(path))
        assert sum(isinstance(each, Frame) for each in found) == sum(end <= size for end in ends)
        damages = [each for each in found if isinstance(each, Damage)]
        assert len(damages) == (size not in {0, *ends})
        assert {damage.reason for damage in damages} <= {"truncated_record", "not_warc"}


@pytest.mark.parametrize("is_plain", [True, False])
def test_a_flipped_bit_is_found_and_costs_one_record(tmp_path: Path, is_plain: bool) -> None:
    archive = filled(tmp_path)
    captures = list(archive.captures())
    path = only_file(archive)
    if is_plain:
        path = _plain(path)
        captures = list(archive.captures())
    data = bytearray(path.read_bytes())
    data[captures[2].warc_offset - 30] ^= 1
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=rf"{path.name}, byte {captures[1].warc_offset:,}"):
        archive.body(captures[1])
    assert {(finding.file, finding.offset) for finding in archive.verify()} == {(path.name, captures[1].warc_offset)}
    archive.reindex()
    assert [archive.body(capture) for capture in captures if capture != captures[1]] == [PAGES[0], PAGES[2], PAGES[3]]


@settings(max_examples=60, deadline=None)
@given(where=st.integers(0, 10**6), bit=st.integers(0, 7), is_plain=st.booleans())
def test_no_flipped_bit_goes_unnoticed(tmp_path_factory: pytest.TempPathFactory, where: int, bit: int, is_plain: bool) -> None:
    """Wherever it is in a file of ours, but for bytes that mean nothing; in plain files digests guard the bodies alone."""
    folder = tmp_path_factory.mktemp("flip")
    archive = filled(folder)
    path = _plain(only_file(archive)) if is_plain else only_file(archive)
    data = bytearray(path.read_bytes())
    data[where % len(data)] ^= 1 << bit
    path.write_bytes(data)
    archive.reindex()
    assert is_plain or archive.verify() or bodies(archive) == PAGES
    assert all(_right_or_named(archive, capture, path) for capture in archive.captures())


def _right_or_named(archive: Archive, capture: Capture, path: Path) -> bool:
    try:
        return archive.body(capture) in PAGES
    except ArchiveError as error:
        return path.name in str(error)


def _plain(path: Path) -> Path:
    """The same records without gzip."""
    target = path.with_suffix("")
    target.write_bytes(b"".join(each.data.read() for each in frames(path) if isinstance(each, Frame)))
    path.unlink()
    return target


def test_a_damaged_length_does_not_hide_the_next_record(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    path = _plain(only_file(archive))
    offset = list(archive.captures())[1].warc_offset
    data = path.read_bytes()
    head = data.index(b"Content-Length: ", data.index(b"application/http", offset))
    path.write_bytes(data[: head + 16] + b"9" + data[head + 17 :])
    archive.reindex()
    assert bodies(archive) == [PAGES[0], PAGES[2], PAGES[3]]
    assert [(finding.reason, finding.offset) for finding in archive.verify()] == [("damaged_record", offset)]


def test_a_stored_gzip_member_is_gzip_for_everyone() -> None:
    for size in (0, 1, 0xFFFE, 0xFFFF, 0x10000, 200_000):
        data = bytes(range(256)) * (size // 256 + 1)
        assert gzip.decompress(b"".join(stored([data[:size]]))) == data[:size]
        assert gzip.decompress(b"".join(stored([data[: size // 3], data[size // 3 : size]]))) == data[:size]


def test_a_gzip_bomb_in_an_archive_ends(tmp_path: Path) -> None:
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(b"".join(compressed(response_record(answer(bytes(9_000_000)), "x").chunks())))
    assert [each.reason for each in frames(path, largest=1_000_000) if isinstance(each, Damage)] == ["damaged_record"]


def test_what_follows_the_last_record_is_damage(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    path = only_file(archive)
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"\0" * 500)
    assert bodies(archive) == PAGES
    assert [(finding.reason, finding.offset) for finding in archive.verify()] == [("damaged_record", size)]
