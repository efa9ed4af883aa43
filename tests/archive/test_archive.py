"""What is written is read again: bytes, times, addresses; unchanged bytes are kept once; the index can be lost."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive import Archive
from pipeline.archive.documents import documents
from pipeline.errors import ArchiveError
from pipeline.fetch.response import Response
from pipeline.records import Capture
from pipeline.spool import Spool

AT = dt.datetime(2023, 12, 29, 18, 0, 0, 123456, tzinfo=dt.UTC)
HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)
PAGE = "https://sample.example/news/shootings"
HTML = (("Content-Type", "text/html; charset=UTF-8"), ("Last-Modified", "Fri, 29 Dec 2023 17:00:00 GMT"), ("ETag", '"a1"'))


def answer(body: bytes, at: dt.datetime = AT, address: str = PAGE, **more: object) -> Response:
    fields = {"status": 200, "headers": HTML, "reason": "OK", "final_address": address} | more
    return Response(address=address, fetched_at=at, body=Spool.of(body), **fields)  # type: ignore[arg-type]


def not_modified(at: dt.datetime, address: str = PAGE) -> Response:
    return answer(b"", at, address, status=304, headers=(), reason="Not Modified")


def test_a_capture_says_all_that_the_answer_said(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    with archive.run(AT) as writer:
        capture = writer.write(answer(b"344 in total in 2023", final_address=PAGE + "?from=feed"), "ksee")
    assert (capture.address, capture.final_address, capture.source_id) == (PAGE, PAGE + "?from=feed", "ksee")
    assert (capture.fetched_at, capture.status) == (AT, 200)
    assert (capture.media_type, capture.charset, capture.etag) == ("text/html", "UTF-8", '"a1"')
    assert capture.last_modified_at == dt.datetime(2023, 12, 29, 17, tzinfo=dt.UTC)
    assert (capture.size_bytes, capture.is_revisit) == (20, False)
    assert archive.body(capture) == b"344 in total in 2023"
    assert list(archive.captures()) == [capture]
    assert archive.verify() == []


def test_nothing_written_creates_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    with archive.run(AT):
        pass
    assert list(archive.captures()) == []
    assert archive.last(PAGE) is None
    assert archive.verify() == []
    archive.reindex()
    assert list(tmp_path.iterdir()) == []


def test_unchanged_bytes_become_a_revisit_that_refers_to_the_first(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        first = writer.write(answer(b"the same"), "ksee")
        second = writer.write(answer(b"the same", AT + HOUR), "ksee", first)
        third = writer.write(answer(b"the same", AT + 2 * HOUR), "ksee", second)
        changed = writer.write(answer(b"another", AT + 3 * HOUR), "ksee", third)
    assert [each.is_revisit for each in (first, second, third, changed)] == [False, True, True, False]
    assert archive.body(third) == b"the same"
    assert second.digest == first.digest
    assert archive.last(PAGE) == changed
    assert archive.verify() == []


def test_a_document_that_another_source_was_given_first_is_read_for_the_second_too(tmp_path: Path) -> None:
    """The feeds of two cities name one page: the second source's answers are revisits alone, of bytes the first has."""
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        first = writer.write(answer(b"two cities"), "ksee")
        second = writer.write(answer(b"two cities", AT + HOUR), "abc30", first)
        writer.write(not_modified(AT + 2 * HOUR), "abc30", second)
        other = writer.write(answer(b"changed", AT + 3 * HOUR), "abc30", second)
    assert documents(archive.of_source("abc30")) == (second, other)
    assert archive.body(second) == b"two cities"
    assert documents([*archive.of_source("ksee"), *archive.of_source("abc30")]) == (first, other)


def test_304_is_a_revisit_that_inherits_what_it_leaves_unsaid(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        first = writer.write(answer(b"the same"), "ksee")
        again = writer.write(not_modified(AT + HOUR), "ksee", first)
    assert (again.status, again.is_revisit, again.size_bytes) == (304, True, 8)
    assert (again.media_type, again.charset, again.etag) == (first.media_type, first.charset, first.etag)
    assert archive.body(again) == b"the same"
    assert archive.last(PAGE) == again
    assert archive.last(PAGE, is_full=True) == first


def test_304_without_the_bytes_it_refers_to_is_an_error(tmp_path: Path) -> None:
    with Archive(tmp_path).run(AT) as writer, pytest.raises(ArchiveError, match="304"):
        writer.write(not_modified(AT), "ksee")


def test_the_last_capture_is_found_in_any_spelling_and_by_source(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        capture = writer.write(answer(b"x"), "ksee")
    assert archive.last("HTTPS://Sample.Example:443/news/shootings#comments") == capture
    assert archive.last(PAGE, "ksee") == capture
    assert archive.last(PAGE, "abc30") is None
    assert archive.capture(capture.capture_id) == capture
    assert archive.capture("0" * 16) is None
    assert list(archive.of_source("ksee")) == [capture]
    assert list(archive.of_source("abc30")) == []


def test_an_index_that_is_lost_stale_or_garbage_is_made_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        first = writer.write(answer(b"one"), "ksee")
    stale = (tmp_path / "index.sqlite").read_bytes()
    with archive.run(AT + HOUR) as writer:
        second = writer.write(answer(b"one", AT + HOUR), "ksee", first)
    (tmp_path / "index.sqlite").unlink()
    assert list(Archive(tmp_path).captures()) == [first, second]
    fresh = (tmp_path / "index.sqlite").read_bytes()
    for wrong in (b"", stale, b"no database" * 999, fresh[:5000], fresh[: len(fresh) // 2], fresh[:4096] + b"\xff" * 9000):
        (tmp_path / "index.sqlite").write_bytes(wrong)
        assert list(Archive(tmp_path).captures()) == [first, second]


def test_a_warc_file_taken_away_is_taken_out_of_the_index(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        first = writer.write(answer(b"one"), "ksee")
    with archive.run(AT + HOUR) as writer:
        second = writer.write(answer(b"one", AT + HOUR), "ksee", first)
    (tmp_path / first.warc_file).unlink()
    assert [each.warc_file for each in archive.captures()] == [second.warc_file]
    assert archive.last(PAGE) is None  # nothing to ask conditionally with
    with pytest.raises(ArchiveError, match="not in the archive"):
        archive.body(second)
    assert [finding.reason for finding in archive.verify()] == ["missing_original"]


def test_two_runs_at_the_same_second_have_a_file_each(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as one, archive.run(AT) as two:
        assert one.write(answer(b"1"), "a").warc_file != two.write(answer(b"2", AT + HOUR), "b").warc_file
    assert len(list(archive.captures())) == 2


def test_four_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    def run(number: int) -> list[Capture]:
        archive, start = Archive(tmp_path), AT + number * HOUR
        with archive.run(start) as writer:
            return [writer.write(answer(b"%d" % each, start + each * SECOND, f"{PAGE}/{number}/{each}"), "s") for each in range(15)]

    with ThreadPoolExecutor(4) as pool:
        written = [capture for captures in pool.map(run, range(4)) for capture in captures]
    assert list(Archive(tmp_path).captures()) == written
    assert Archive(tmp_path).verify() == []


def test_an_index_that_another_process_holds_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        writer.write(answer(b"x"), "ksee")
    monkeypatch.setattr("pipeline.archive.index.LOCK_WAIT_SECONDS", 0.01)
    with contextlib.closing(sqlite3.connect(tmp_path / "index.sqlite")) as other:
        other.execute("begin exclusive")
        with pytest.raises(ArchiveError, match="another process holds the archive's index"):
            list(archive.captures())
    assert len(list(archive.captures())) == 1


def test_a_full_disk_is_one_sentence_and_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        first = writer.write(answer(b"one"), "ksee")
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", _full)
            with pytest.raises(ArchiveError, match="cannot be written: No space left on device"):
                writer.write(answer(b"two", AT + HOUR), "ksee")
        third = writer.write(answer(b"three", AT + 2 * HOUR), "ksee")
    assert list(archive.captures()) == [first, third]
    assert archive.verify() == []


def test_a_disk_full_from_the_start_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", _full)
    with Archive(tmp_path).run(AT) as writer, pytest.raises(ArchiveError, match="No space left on device"):
        writer.write(answer(b"one"), "ksee")
    assert list(tmp_path.iterdir()) == []


def _full(_: int) -> None:
    raise OSError(28, "No space left on device")


texts = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20)
headers = st.lists(st.tuples(st.sampled_from(["Content-Type", "ETag", "Server", "X-Cache"]), texts), max_size=4)


@settings(max_examples=40, deadline=None)
@given(
    bodies=st.lists(st.binary(max_size=300), min_size=1, max_size=4),
    headers=headers,
    is_chained=st.booleans(),
    seconds=st.floats(0, 9e8),
)
def test_what_is_written_is_what_is_read(bodies: list[bytes], headers: list[tuple[str, str]], is_chained: bool, seconds: float) -> None:
    """The captures that the writer gave are those that the files alone give, and so are the bytes."""
    start = AT + dt.timedelta(seconds=seconds)
    with TemporaryDirectory() as folder:
        archive, written, previous = Archive(Path(folder)), [], None
        with archive.run(start) as writer:
            for number, body in enumerate(bodies):
                response = answer(body, start + number * HOUR, headers=tuple(headers))
                written.append(writer.write(response, "s", previous))
                previous = written[-1] if is_chained else None
        archive.reindex()
        assert list(archive.captures()) == written
        assert [archive.body(each) for each in written] == bodies
        assert archive.verify() == []


# what is large


LARGE = b"id,date,iucr\n" + b"1,2023-12-29T00:00:00.000,0110\n" * 100_000


def test_what_is_large_is_read_as_it_was_written(tmp_path: Path) -> None:
    """3 MB go through temporary files, both ways, and are stored without deflating."""
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        first = writer.write(answer(LARGE), "portal")
        second = writer.write(answer(LARGE, AT + HOUR), "portal", first)
    assert (first.size_bytes, second.is_revisit) == (len(LARGE), True)
    assert archive.body(second) == LARGE
    archive.spooled(first).save(tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_bytes() == LARGE
    assert archive.verify() == []
    archive.reindex()
    assert list(archive.captures()) == [first, second]


def test_temporary_files_that_cannot_be_written_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(ArchiveError, match=r"temporary files cannot be written under .*gone: No such file.*set TMPDIR"):
        Spool.filled([LARGE])


# windows


def test_a_window_says_which_pages_are_one_asking(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        pages = [writer.write(answer(b"page %d" % number, AT + number * SECOND, f"{PAGE}?page={number}"), "portal") for number in range(3)]
        whole = writer.window("portal", PAGE, "whole", pages, 3)
        later = writer.write(answer(b"changed", AT + HOUR), "portal")
        changes = writer.window("portal", PAGE, "changes", [later])
    assert (whole.scope, whole.captures, whole.asked_at, whole.expected_count) == (
        "whole",
        tuple(page.capture_id for page in pages),
        AT + 2 * SECOND,
        3,
    )
    assert archive.windows("portal") == [whole, changes]
    assert archive.windows("another") == []
    assert [capture.capture_id for capture in archive.captures()] == [*whole.captures, *changes.captures]  # a window is no capture
    assert archive.verify() == []


def test_windows_are_found_again_without_the_index_and_in_another_archive(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "one")
    with archive.run(AT) as writer:
        whole = writer.window("portal", PAGE, "whole", [writer.write(answer(b"page"), "portal")])
    (tmp_path / "one" / "index.sqlite").unlink()
    assert archive.windows("portal") == [whole]
    (path,) = archive.folder.glob("*.warc.gz")
    other = Archive(tmp_path / "two")
    other.import_file(path)
    other.import_file(path)
    assert other.windows("portal") == [whole]


def test_a_run_killed_before_its_window_leaves_pages_and_no_window(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        page = writer.write(answer(b"page"), "portal")
        size = (tmp_path / page.warc_file).stat().st_size
        writer.window("portal", PAGE, "whole", [page])
    with (tmp_path / page.warc_file).open("r+b") as file:
        file.truncate(size + 40)
    assert archive.windows("portal") == []
    assert list(archive.captures()) == [page]
