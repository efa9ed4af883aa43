"""Archives of others: imported once, with their own dates, whoever wrote them; and our own, made from plain files."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive import Archive, build
from pipeline.errors import ArchiveError
from tests.archive.test_archive import AT, HOUR, PAGE, answer, not_modified

HTML = [("Content-Type", "text/html")]
BODY = b"<p>34 homicides</p>" * 20


def foreign(path: Path, *records: Mapping[str, object], gzipped: bool = True, version: str = "WARC/1.0") -> Path:
    """A WARC file as another tool writes it: warcio's own defaults, sha1 digests, whole seconds."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzipped, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another"}))
        for fields in records:
            writer.write_record(_foreign(writer, **fields))  # type: ignore[arg-type]
    return path


def _foreign(
    writer: WARCWriter,
    at: str = "2023-12-29T18:00:00Z",
    body: bytes = BODY,
    headers: list[tuple[str, str]] = HTML,
    status: str = "200 OK",
    kind: str = "response",
    address: str = PAGE,
    refers_to: str | None = None,
) -> object:
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    if refers_to:
        digest = "sha1:" + "A" * 32
        return writer.create_revisit_record(address, digest, address, refers_to, http, {"WARC-Date": at})
    return writer.create_warc_record(address, kind, io.BytesIO(body), len(body), http_headers=http, warc_headers_dict={"WARC-Date": at})


def test_an_archive_of_another_tool_is_imported_with_its_own_dates(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    done = archive.import_file(foreign(tmp_path / "other.warc.gz", {}))
    assert (done.is_new, done.record_count, done.rejections) == (True, 2, ())
    (capture,) = archive.captures()
    assert (capture.address, capture.fetched_at) == (PAGE, dt.datetime(2023, 12, 29, 18, tzinfo=dt.UTC))
    assert (capture.source_id, capture.media_type) == ("", "text/html")
    assert archive.body(capture) == BODY
    assert archive.verify() == []


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    path = foreign(tmp_path / "other.warc.gz", {})
    first = archive.import_file(path)
    before = list(archive.captures())
    second = archive.import_file(path.rename(tmp_path / "another-name.warc.gz"))
    assert (second.file, second.is_new) == (first.file, False)
    assert list(archive.captures()) == before
    assert len(list((tmp_path / "archive").glob("*.warc*"))) == 1


def test_two_archives_that_share_a_capture_give_it_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    archive.import_file(foreign(tmp_path / "1.warc.gz", {}))
    archive.import_file(foreign(tmp_path / "2.warc.gz", {}, {"at": "2023-12-30T00:00:00Z", "body": b"new"}))
    assert [archive.body(capture) for capture in archive.captures()] == [BODY, b"new"]


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_truncated_archive_is_imported_as_far_as_it_goes(tmp_path: Path, gzipped: bool) -> None:
    archive = Archive(tmp_path / "archive")
    path = foreign(tmp_path / "other.warc", {}, {"at": "2023-12-30T00:00:00Z", "body": b"new" * 99}, gzipped=gzipped)
    path.write_bytes(path.read_bytes()[:-60])
    done = archive.import_file(path)
    assert [(each.stage, each.reason) for each in done.rejections] == [("archive", "truncated_archive")]
    assert "other.warc" in done.rejections[0].detail
    assert [archive.body(capture) for capture in archive.captures()] == [BODY]
    assert archive.verify() == []  # what could not be read was left behind
    again = archive.import_file(path)
    assert (again.is_new, again.rejections) == (False, done.rejections)


@pytest.mark.parametrize(("old", "new"), [(b"28 28 28", b"28 29 28"), (b"WARC-Date: 2023-12-28", b"WARC-Date: 2023-12-99")])
def test_an_archive_damaged_within_loses_one_record(tmp_path: Path, old: bytes, new: bytes) -> None:
    """A bit flipped in a body, which its sha1 shows; a date that is none."""
    archive = Archive(tmp_path / "archive")
    days = [{"at": f"2023-12-{day}T00:00:00Z", "body": b"%d " % day * 200} for day in (27, 28, 29)]
    path = foreign(tmp_path / "other.warc", *days, gzipped=False)
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    done = archive.import_file(path)
    assert [each.reason for each in done.rejections] == ["damaged_record"]
    assert [capture.fetched_at.day for capture in archive.captures()] == [27, 29]
    assert {finding.reason for finding in archive.verify()} <= {"damaged_record", "block_digest", "payload_digest"}
    assert archive.verify()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html>no archive</html>"),
        ("page.html.gz", gzip.compress(b"<html>no archive</html>", mtime=0)),
        ("empty.warc", b""),
        ("cut.warc.gz", gzip.compress(b"WARC/1.1\r\n" * 50, mtime=0)[:30]),
    ],
)
def test_a_file_that_is_no_warc_is_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=f"{name} is no WARC archive that can be read") as caught:
        Archive(tmp_path / "archive").import_file(path)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "archive").exists()


def test_an_archive_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"none.warc.gz cannot be read: No such file"):
        Archive(tmp_path).import_file(tmp_path / "none.warc.gz")


def test_an_archive_compressed_as_one_piece_says_so(tmp_path: Path) -> None:
    path = foreign(tmp_path / "other.warc", {}, {}, gzipped=False)
    path.write_bytes(gzip.compress(path.read_bytes()))
    with pytest.raises(ArchiveError, match="compressed as one piece"):
        Archive(tmp_path / "archive").import_file(path)


def _chunked(body: bytes) -> bytes:
    parts = [body[at : at + 50] for at in range(0, len(body), 50)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([("Content-Encoding", "gzip")], gzip.compress(BODY, mtime=0)),
        ([("Transfer-Encoding", "chunked")], _chunked(BODY)),
        ([("Transfer-Encoding", "chunked"), ("Content-Encoding", "deflate")], _chunked(zlib.compress(BODY))),
        ([("Transfer-Encoding", "chunked")], BODY),  # the header was kept, the chunks were not
    ],
)
def test_bodies_as_they_came_over_the_wire_are_decoded(tmp_path: Path, headers: list[tuple[str, str]], body: bytes) -> None:
    archive = Archive(tmp_path / "archive")
    archive.import_file(foreign(tmp_path / "other.warc.gz", {"headers": HTML + headers, "body": body}))
    assert [archive.body(capture) for capture in archive.captures()] == [BODY]
    assert archive.verify() == []


def test_a_revisit_of_another_tool_finds_its_original_by_address_and_date(tmp_path: Path) -> None:
    """Its digest is of another kind than its original's, or wrong: the reference alone leads there."""
    archive = Archive(tmp_path / "archive")
    revisit = {"at": "2023-12-30T00:00:00Z", "refers_to": "2023-12-29T18:00:00Z"}
    archive.import_file(foreign(tmp_path / "other.warc.gz", {}, revisit))
    first, second = archive.captures()
    assert (second.is_revisit, second.digest, archive.body(second)) == (True, first.digest, BODY)
    assert archive.verify() == []


def test_a_revisit_whose_original_was_imported_later(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    archive.import_file(foreign(tmp_path / "2.warc.gz", {"at": "2023-12-30T00:00:00Z", "refers_to": "2023-12-29T18:00:00Z"}))
    (alone,) = archive.captures()
    with pytest.raises(ArchiveError, match="not in the archive"):
        archive.body(alone)
    archive.import_file(foreign(tmp_path / "1.warc.gz", {}))
    assert [archive.body(capture) for capture in archive.captures()] == [BODY, BODY]


def test_only_web_answers_are_captures(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    others: list[dict[str, object]] = [
        {"kind": "request"},
        {"kind": "metadata"},
        {"address": "dns:sample.example"},
        {"status": "404 Not Found"},
        {"status": "301 Moved", "address": PAGE + "/old"},
    ]
    done = archive.import_file(foreign(tmp_path / "other.warc.gz", *others, {"address": PAGE + "/here"}))
    assert done.record_count == 7
    assert [capture.address for capture in archive.captures()] == [PAGE + "/here"]


def test_a_file_that_is_copied_only_in_part_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(ArchiveError, match="No space left"):
        Archive(tmp_path / "archive").import_file(foreign(tmp_path / "other.warc.gz", {}))
    assert list((tmp_path / "archive").iterdir()) == []


# our own, read by others


def test_another_tool_reads_and_checks_our_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive(tmp_path)
    with archive.run(AT) as writer:
        gzipped = (("Content-Type", "text/html"), ("content-encoding", "gzip"), ("content-length", "17"))
        first = writer.write(answer(b"one", headers=gzipped, final_address=PAGE + "?a=1"), "ksee")
        writer.write(not_modified(AT + HOUR), "ksee", first)
    path = tmp_path / first.warc_file
    with path.open("rb") as file:
        records = [(each.rec_type, each.rec_headers, each.http_headers, each.content_stream().read()) for each in ArchiveIterator(file)]
    assert [(kind, body) for kind, _, _, body in records[1:]] == [("response", b"one"), ("revisit", b"")]
    head, http = records[1][1], records[1][2]
    assert (head.get_header("WARC-Target-URI"), head.get_header("Yearend-Address")) == (PAGE + "?a=1", PAGE)
    assert (head.get_header("Yearend-Source"), head.get_header("WARC-Date")) == ("ksee", "2023-12-29T18:00:00.123456Z")
    assert (http.get_header("content-encoding"), http.get_header("x-crawler-content-encoding")) == (None, "gzip")
    revisit = records[2][1]
    assert revisit.get_header("WARC-Refers-To-Target-URI") == PAGE + "?a=1"
    assert revisit.get_header("WARC-Refers-To-Date") == "2023-12-29T18:00:00.123456Z"
    assert revisit.get_header("WARC-Payload-Digest") == first.digest
    checker = Checker(_CheckerOptions([str(path)]))
    checker.process_all()
    assert checker.exit_value == 0, capsys.readouterr().out


class _CheckerOptions:
    verbose = False

    def __init__(self, inputs: list[str]) -> None:
        self.inputs = inputs


# build

MANIFEST = """
[[capture]]
file = "pages/a.html"
address = "https://sample.example/a"
fetched_at = 2023-12-29T10:00:00-08:00
media_type = "text/html"
charset = "utf-8"
last_modified = 2023-12-29T09:00:00-08:00
etag = '"a1"'
source = "ksee"

[[capture]]
file = "data.csv"
address = "https://sample.example/data.csv"
fetched_at = 2024-01-06T08:00:00Z
media_type = "text/csv"
"""


def sample(folder: Path, manifest: str = MANIFEST) -> Path:
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "a.html").write_bytes(BODY)
    (folder / "data.csv").write_bytes(b"year\n2023\n" * 20_000)
    (folder / "captures.toml").write_text(manifest, encoding="utf-8")
    return folder


def test_plain_files_become_captures(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    archive.import_file(build(sample(tmp_path / "sample")))
    page, data = archive.captures()
    assert (page.address, page.source_id, page.etag) == ("https://sample.example/a", "ksee", '"a1"')
    assert page.fetched_at == dt.datetime(2023, 12, 29, 18, tzinfo=dt.UTC)
    assert page.last_modified_at == dt.datetime(2023, 12, 29, 17, tzinfo=dt.UTC)
    assert (page.media_type, page.charset, data.media_type, data.charset) == ("text/html", "utf-8", "text/csv", None)
    assert [archive.body(each) for each in (page, data)] == [BODY, b"year\n2023\n" * 20_000]
    assert archive.verify() == []


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = (build(sample(tmp_path / name)).read_bytes() for name in ("one", "two"))
    assert one == two == build(tmp_path / "one").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("data.csv", "gone.csv", "gone.csv, listed in captures.toml, cannot be read"),
        ("media_type", "mediatype", "allowed keys: file, address"),
        ("2024-01-06T08:00:00Z", "2024-01-06T08:00:00", "capture.2.fetched_at"),
        ("https://sample.example/data.csv", "data.csv", "capture.2.address"),
        ("[[capture]]", "[[captures]]", "captures"),
        ("[[capture]]", "[[capture", "no valid TOML"),
    ],
)
def test_a_manifest_with_a_mistake_is_one_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = sample(tmp_path / "sample", MANIFEST.replace(old, new))
    with pytest.raises(ArchiveError) as caught:
        build(folder)
    assert said in str(caught.value)
    assert not (folder / "captures.warc.gz").exists()


def test_a_folder_without_manifest_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"captures.toml cannot be read"):
        build(tmp_path)
