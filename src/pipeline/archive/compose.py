"""Responses as WARC 1.1 records (ISO 28500), made by warcio: response, revisit, warcinfo.

A body is kept without content and transfer coding, so that its digest is that of the document itself. The headers that no
longer hold then are kept as `X-Crawler-…`, as Common Crawl does.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import json
import uuid
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive.digests import sha256
from pipeline.archive.record import ADDRESS_FIELD, SOURCE_FIELD, WINDOW_TYPE, WITHDRAWAL_TYPE
from pipeline.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.fetch.response import Response
    from pipeline.records import Capture, Window

_VERSION = "WARC/1.1"
_BLOCK = 0xFFFF  # bytes in a stored block at most
_CODED = {"content-encoding", "transfer-encoding"}
_INFO = (
    ("software", "yearend"),
    ("format", "WARC File Format 1.1"),
    ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
)


@dataclass(frozen=True)
class Draft:
    """A record that is to be written: its WARC and HTTP headers, and the body that follows them."""

    head: bytes
    body: Spool

    def chunks(self) -> Iterator[bytes]:
        """The record's bytes in order."""
        yield self.head
        yield from self.body.chunks()
        yield b"\r\n\r\n"


def response_record(response: Response, source_id: str) -> Draft:
    """A response record with its payload's and block's sha256."""
    http = _http(response, _decoded_headers(response))
    fields = _fields("response", response, source_id, response.body.digest)
    fields["WARC-Block-Digest"] = sha256(itertools.chain([http.headers_buff], response.body.chunks()))
    return _drafted("response", response.final_address, fields, http, response.body)


def revisit_record(response: Response, source_id: str, original: Capture) -> Draft:
    """A revisit record: the headers of an answer whose bytes are those of `original` (WARC 1.1, section 6.7)."""
    http = _http(response, response.headers)
    profile = "server-not-modified" if response.status == 304 else "identical-payload-digest"
    fields = _fields("revisit", response, source_id, original.digest)
    fields |= {
        "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
        "WARC-Refers-To-Target-URI": original.final_address,
        "WARC-Refers-To-Date": warc_date(original.fetched_at),
        "WARC-Block-Digest": sha256([http.headers_buff]),
    }
    return _drafted("revisit", response.final_address, fields, http, Spool.of(b""))


def window_record(window: Window, address: str) -> Draft:
    """A metadata record (WARC 1.1, section 6.6) that says which captures together are one asking of a source."""
    content = {"scope": window.scope, "captures": window.captures, "expected_count": window.expected_count}
    block = json.dumps(content).encode()
    digest = sha256([block])
    fields = {
        "WARC-Record-ID": _record_id("window", window.window_id),
        "WARC-Date": warc_date(window.asked_at),
        "Content-Type": WINDOW_TYPE,
        "WARC-Payload-Digest": digest,
        "WARC-Block-Digest": digest,
        SOURCE_FIELD: window.source_id,
    }
    return _drafted("metadata", address, fields, None, Spool.of(block))


def withdrawal_record(address: str, at: dt.datetime, content: dict[str, object]) -> Draft:
    """A metadata record (WARC 1.1, section 6.6) that stands for what was withdrawn of an address."""
    block = json.dumps(content, ensure_ascii=False).encode()
    digest = sha256([block])
    fields = {
        "WARC-Record-ID": _record_id("withdrawal", address, warc_date(at), digest),
        "WARC-Date": warc_date(at),
        "Content-Type": WITHDRAWAL_TYPE,
        "WARC-Payload-Digest": digest,
        "WARC-Block-Digest": digest,
    }
    return _drafted("metadata", address, fields, None, Spool.of(block))


def info_record(file_name: str, at: dt.datetime) -> Draft:
    """The warcinfo record that a file begins with."""
    block = "".join(f"{name}: {value}\r\n" for name, value in _INFO).encode()
    fields = {
        "WARC-Record-ID": _record_id("warcinfo", file_name, warc_date(at)),
        "WARC-Filename": file_name,
        "WARC-Date": warc_date(at),
        "WARC-Block-Digest": sha256([block]),
    }
    return _drafted("warcinfo", None, fields, None, Spool.of(block))


def warc_date(at: dt.datetime) -> str:
    """UTC with microseconds, as WARC 1.1 allows."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def compressed(chunks: Iterable[bytes], level: int = 1) -> Iterator[bytes]:
    """One record as one gzip member: at level 1 fast to write, and readable up to the last whole record."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, 31)
    for chunk in chunks:
        yield deflate.compress(chunk)
    yield deflate.flush()


def stored(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """One record as one gzip member of stored blocks (RFC 1951, 1952): as fast as copying, and the same bytes on every machine, as deflated
    ones are not."""
    yield b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    checksum, size, rest = 0, 0, b""
    for chunk in chunks:
        checksum, size = zlib.crc32(chunk, checksum), size + len(chunk)
        data = rest + chunk
        whole = max(0, len(data) - 1) // _BLOCK * _BLOCK  # the last block is held back: it is marked as such
        yield from (_block(data[at : at + _BLOCK], is_last=False) for at in range(0, whole, _BLOCK))
        rest = data[whole:]
    yield _block(rest, is_last=True)
    yield checksum.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")


def _block(part: bytes, *, is_last: bool) -> bytes:
    return bytes([is_last]) + len(part).to_bytes(2, "little") + (len(part) ^ _BLOCK).to_bytes(2, "little") + part


def _fields(kind: str, response: Response, source_id: str, digest: str) -> dict[str, str]:
    date = warc_date(response.fetched_at)
    fields = {
        "WARC-Record-ID": _record_id(kind, response.address, response.final_address, date, digest, source_id),
        "WARC-Date": date,
        "WARC-Payload-Digest": digest,
    }
    if source_id:
        fields[SOURCE_FIELD] = source_id
    if response.address != response.final_address:
        fields[ADDRESS_FIELD] = response.address
    return fields


def _record_id(*parts: str) -> str:
    """The same record has the same id, so that an archive can be made again, byte for byte."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(parts))}>"


def _decoded_headers(response: Response) -> tuple[tuple[str, str], ...]:
    if not any(name.lower() in _CODED for name, _ in response.headers):
        return response.headers
    lost = _CODED | {"content-length"}
    kept = [(f"X-Crawler-{name}" if name.lower() in lost else name, value) for name, value in response.headers]
    return (*kept, ("Content-Length", str(response.body.size_bytes)))


def _http(response: Response, headers: tuple[tuple[str, str], ...]) -> StatusAndHeaders:
    http = StatusAndHeaders(f"{response.status} {response.reason}".strip(), list(headers), protocol="HTTP/1.1")
    http.compute_headers_buffer()
    return http


def _drafted(kind: str, address: str | None, fields: dict[str, str], http: StatusAndHeaders | None, body: Spool) -> Draft:
    """A record whose head warcio writes; the body is left for later, however long it is."""
    out, length = io.BytesIO(), body.size_bytes
    writer = WARCWriter(out, gzip=False, warc_version=_VERSION)
    record = writer.create_warc_record(address, kind, payload=io.BytesIO(), length=length, warc_headers_dict=fields, http_headers=http)
    writer.write_record(record)
    return Draft(out.getvalue().removesuffix(b"\r\n\r\n"), body)
