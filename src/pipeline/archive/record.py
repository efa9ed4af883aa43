"""One WARC record as data, and the capture it stands for. FastWARC reads; the formats are WARC 1.1 (ISO 28500) and HTTP/1.1."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastwarc import ArchiveIterator

from pipeline.archive.digests import matches
from pipeline.archive.frames import LARGEST_RECORD
from pipeline.errors import ArchiveError, FetchError
from pipeline.fetch.coding import decoded
from pipeline.fetch.response import http_date
from pipeline.records import Capture, Window
from pipeline.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE_FIELD = "Yearend-Source"  # our extension fields (WARC 1.1, section 4)
ADDRESS_FIELD = "Yearend-Address"  # what was asked for, where a redirect led elsewhere

WINDOW_TYPE = "application/vnd.yearend.window+json"  # of the metadata records that say what is one asking of a source
WITHDRAWAL_TYPE = "application/vnd.yearend.withdrawal+json"  # of those that stand for what was taken out

_LONGEST_HEAD = 1_000_000  # bytes
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)


@dataclass(frozen=True)
class Record:
    """One record as it stands in the file."""

    kind: str  # warcinfo, response, resource, revisit, …
    address: str  # WARC-Target-URI
    asked: str  # the address asked for
    at: dt.datetime  # WARC-Date, UTC
    source_id: str  # "" when not said
    status: int
    headers: tuple[tuple[str, str], ...]  # HTTP headers, names in lower case
    payload: Spool
    payload_digest: str | None
    block: Spool  # the whole of it: payload and HTTP headers
    block_digest: str | None
    refers_to: str | None  # a revisit's original: its address
    refers_at: dt.datetime | None  # and its date, UTC

    @property
    def is_block_intact(self) -> bool | None:
        """Whether the block has its digest; None without one that can be checked."""
        return matches(self.block_digest, self.block) if self.block_digest else None

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True)
class Entry:
    """A capture with what finds the original of a revisit."""

    capture: Capture
    payload_digest: str  # as the record declares it, or ours
    refers_to: str | None = None
    refers_at: dt.datetime | None = None


def read_record(data: Spool) -> Record:
    """One record from its uncompressed bytes. ArchiveError where they are no record."""
    end = data.find(b"\r\n\r\n", _LONGEST_HEAD) + 4
    head = data.part(0, end).read()
    fields = _fields(head)
    block = data.part(end, end + int(fields["content-length"])) if fields.get("content-length", "").isdigit() else data.part(end)
    return _record(fields, block)


def written_record(head: bytes, body: Spool) -> Record:
    """What `read_record` will give of a record with these WARC and HTTP headers and this payload, whose bytes are not looked at."""
    end = head.find(b"\r\n\r\n") + 4
    fields = _fields(head[:end])
    return dataclasses.replace(_record(fields, Spool.of(head[end:])), payload=body)


def _fields(head: bytes) -> dict[str, str]:
    """A record's own headers, names in lower case."""
    try:
        found = next(iter(ArchiveIterator(io.BytesIO(head), parse_http=False)), None)
    except (OSError, ValueError, RuntimeError) as error:
        raise ArchiveError(f"the WARC record cannot be read: {error}") from None
    if found is None:
        raise ArchiveError("there is no WARC record")
    return {name.lower(): value for name, value in found.headers.items()}


def _record(head: dict[str, str], block: Spool) -> Record:
    try:
        return _parsed(head, block)
    except ValueError as error:
        raise ArchiveError(f"the WARC record cannot be read: {error}") from None


def _parsed(head: dict[str, str], block: Spool) -> Record:
    address = head.get("warc-target-uri", "").strip("<>")  # WARC 1.0 writers put brackets around it
    status, headers, payload = _http(block) if _is_http(head) else (200, (("content-type", head.get("content-type", "")),), block)
    return Record(
        kind=head.get("warc-type", "").lower(),
        address=address,
        asked=head.get(ADDRESS_FIELD.lower(), address),
        at=_instant(head.get("warc-date", "")),
        source_id=head.get(SOURCE_FIELD.lower(), ""),
        status=status,
        headers=headers,
        payload=payload,
        payload_digest=head.get("warc-payload-digest"),
        block=block,
        block_digest=head.get("warc-block-digest"),
        refers_to=head.get("warc-refers-to-target-uri", "").strip("<>") or None,
        refers_at=_instant(head["warc-refers-to-date"]) if "warc-refers-to-date" in head else None,
    )


def _is_http(head: dict[str, str]) -> bool:
    return head.get("content-type", "").lower().startswith("application/http")


def _http(block: Spool) -> tuple[int, tuple[tuple[str, str], ...], Spool]:
    """Status, headers and payload of an HTTP message."""
    end = block.find(b"\r\n\r\n", _LONGEST_HEAD)
    head, payload = (block.part(0, end), block.part(end + 4)) if end >= 0 else (block.part(0, _LONGEST_HEAD), Spool.of(b""))
    first, *lines = head.read().decode("latin-1").split("\r\n")
    code = first.split(" ", 2)[1:2]
    fields = [line.partition(":") for line in lines if ":" in line]
    headers = tuple((name.strip().lower(), value.strip()) for name, _, value in fields)
    return (int(code[0]) if code and code[0].isdigit() else 0), headers, payload


def _instant(text: str) -> dt.datetime:
    """A WARC date, of second or finer precision, as UTC. ValueError for anything else."""
    value = dt.datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.strip()))
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def body_of(record: Record, largest: int = LARGEST_RECORD) -> Spool:
    """The payload without transfer and content coding. ArchiveError where it is not coded as it says, or has more than `largest` bytes.

    Our own records hold bodies already decoded; others' may hold them as they came over the wire.
    """
    payload = _dechunked(record) if "chunked" in (record.header("transfer-encoding") or "").lower() else record.payload
    if not (coding := record.header("content-encoding")):
        return payload
    try:
        return Spool.filled(decoded(payload.chunks(), coding, largest))
    except FetchError as error:
        raise ArchiveError(f"the body of {record.address} cannot be decoded: {error}") from None


class _UnchunkedError(Exception):
    """The payload has no chunks."""


def _dechunked(record: Record) -> Spool:
    """The payload without chunks (RFC 9112, section 7.1); as it is where it has none, as some archives keep only the header."""
    try:
        return Spool.filled(_without_chunks(record.payload))
    except _UnchunkedError:
        return record.payload


def _without_chunks(payload: Spool) -> Iterator[bytes]:
    at = 0
    while line := payload.part(at, at + 1024).read():
        size = re.match(rb"([0-9a-fA-F]{1,15})(;[^\r\n]*)?\r\n", line)
        if not size:
            raise _UnchunkedError
        if not (length := int(size[1], 16)):
            return
        at += size.end()
        yield from payload.part(at, at + length).chunks()
        at += length + 2
    raise _UnchunkedError


def is_payload_intact(record: Record) -> bool | None:
    """Whether the payload has its declared digest, with or without its chunks; None where that cannot be told."""
    if record.kind == "revisit" or not record.payload_digest:
        return None
    is_same = matches(record.payload_digest, record.payload)
    return matches(record.payload_digest, _dechunked(record)) if is_same is False else is_same


def entry_of(record: Record, warc_file: str, offset: int) -> Entry | None:
    """The capture that a record stands for; None for warcinfo, requests and what was not fetched from the web.

    A revisit's digest and size are those of its original, once that is known: see `inherit`. ArchiveError when the body is
    not that of a digest which another tool declared; with one of ours, reading the body tells.
    """
    if record.kind not in {"response", "resource", "revisit"} or not record.address.startswith(("http://", "https://")):
        return None
    is_revisit = record.kind == "revisit"
    body = Spool.of(b"") if is_revisit else body_of(record)
    digest = _digest(record, body)
    media_type, charset = media(record.header("content-type"))
    capture = Capture(
        capture_id=capture_id(record.asked, record.at, digest),
        source_id=record.source_id,
        address=record.asked,
        final_address=record.address,
        fetched_at=record.at,
        status=record.status,
        media_type=media_type,
        charset=charset,
        last_modified_at=http_date(record.header("last-modified")),
        etag=record.header("etag"),
        digest=digest,
        size_bytes=body.size_bytes,
        warc_file=warc_file,
        warc_offset=offset,
        is_revisit=is_revisit,
    )
    return Entry(capture, record.payload_digest or digest, record.refers_to, record.refers_at)


def window_of(record: Record) -> Window | None:
    """The window that a record stands for; None for every other record, and for one that says what is no window."""
    if record.kind != "metadata" or not record.source_id or record.header("content-type") != WINDOW_TYPE:
        return None
    try:
        said = json.loads(record.payload.read())
        scope, captures, expected = said["scope"], tuple(map(str, said["captures"])), said["expected_count"]
    except (ValueError, KeyError, TypeError):
        return None
    return Window.of(record.source_id, "changes" if scope == "changes" else "whole", captures, record.at, expected)


def _digest(record: Record, body: Spool) -> str:
    declared = record.payload_digest
    if declared and _is_ours(declared, record):
        return declared
    if is_payload_intact(record) is False:
        raise ArchiveError(f"the body of {record.address} is not the one that was written")
    return "" if record.kind == "revisit" else body.digest


def _is_ours(digest: str, record: Record) -> bool:
    """Whether a declared digest is that of the body as we mean it: sha256, of bytes without any coding."""
    is_coded = record.header("content-encoding") or record.header("transfer-encoding")
    return bool(re.fullmatch(r"sha256:[0-9a-f]{64}", digest)) and (record.kind == "revisit" or not is_coded)


def inherit(revisit: Capture, original: Capture) -> Capture:
    """A revisit with what its original knows: digest, size, and whatever the answer left unsaid, as 304 may."""
    return dataclasses.replace(
        revisit,
        capture_id=capture_id(revisit.address, revisit.fetched_at, original.digest),
        digest=original.digest,
        size_bytes=original.size_bytes,
        media_type=revisit.media_type or original.media_type,
        charset=revisit.charset if revisit.media_type else original.charset,
        last_modified_at=revisit.last_modified_at or original.last_modified_at,
        etag=revisit.etag or original.etag,
    )


def capture_id(address: str, fetched_at: dt.datetime, digest: str) -> str:
    """16 hexadecimal digits: the same address, time and bytes are the same capture, in whichever file."""
    return hashlib.sha256(f"{address}\n{fetched_at.isoformat()}\n{digest}".encode()).hexdigest()[:16]


def media(content_type: str | None) -> tuple[str, str | None]:
    """Media type in lower case without parameters, "" when not said; and the charset as it is said."""
    kind, _, parameters = (content_type or "").partition(";")
    charset = _CHARSET.search(parameters)
    return kind.strip().lower(), charset[1] if charset else None
