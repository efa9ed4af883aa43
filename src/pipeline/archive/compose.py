"""Responses as WARC 1.1 records (ISO 28500), made by warcio: response, revisit, warcinfo.

A body is kept without content and transfer coding, so that its digest is that of the document itself. The headers that no
longer hold then are kept as `X-Crawler-…`, as Common Crawl does.
"""

from __future__ import annotations

import datetime as dt
import io
import uuid
import zlib
from typing import TYPE_CHECKING

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive.digests import sha256
from pipeline.archive.record import ADDRESS_FIELD, SOURCE_FIELD

if TYPE_CHECKING:
    from pipeline.fetch.response import Response
    from pipeline.records import Capture

_VERSION = "WARC/1.1"
_CODED = {"content-encoding", "transfer-encoding"}
_INFO = (
    ("software", "yearend"),
    ("format", "WARC File Format 1.1"),
    ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
)


def response_record(response: Response, source_id: str) -> bytes:
    """A response record with its payload's and block's sha256."""
    http = _http(response, _decoded_headers(response))
    fields = _fields("response", response, source_id, sha256(response.body))
    fields["WARC-Block-Digest"] = sha256(http.headers_buff + response.body)
    return _record(response, "response", fields, http, response.body)


def revisit_record(response: Response, source_id: str, original: Capture) -> bytes:
    """A revisit record: the headers of an answer whose bytes are those of `original` (WARC 1.1, section 6.7)."""
    http = _http(response, response.headers)
    profile = "server-not-modified" if response.status == 304 else "identical-payload-digest"
    fields = _fields("revisit", response, source_id, original.digest)
    fields |= {
        "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
        "WARC-Refers-To-Target-URI": original.final_address,
        "WARC-Refers-To-Date": warc_date(original.fetched_at),
        "WARC-Block-Digest": sha256(http.headers_buff),
    }
    return _record(response, "revisit", fields, http, b"")


def info_record(file_name: str, at: dt.datetime) -> bytes:
    """The warcinfo record that a file begins with."""
    block = "".join(f"{name}: {value}\r\n" for name, value in _INFO).encode()
    fields = {
        "WARC-Record-ID": _record_id("warcinfo", file_name, warc_date(at)),
        "WARC-Filename": file_name,
        "WARC-Date": warc_date(at),
        "WARC-Block-Digest": sha256(block),
    }
    return _written("warcinfo", None, fields, None, block)


def warc_date(at: dt.datetime) -> str:
    """UTC with microseconds, as WARC 1.1 allows."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def compressed(record: bytes) -> bytes:
    """One record as one gzip member, at level 1: fast to write, and readable up to the last whole record."""
    deflate = zlib.compressobj(1, zlib.DEFLATED, 31)
    return deflate.compress(record) + deflate.flush()


def stored(record: bytes) -> bytes:
    """One record as one gzip member of stored blocks: the same bytes on every machine, as deflated ones are not (RFC 1951, 1952)."""
    size = 0xFFFF
    starts = range(0, max(1, len(record)), size)
    blocks = [
        bytes([start + size >= len(record)]) + len(part).to_bytes(2, "little") + (len(part) ^ size).to_bytes(2, "little") + part
        for start in starts
        for part in [record[start : start + size]]
    ]
    tail = zlib.crc32(record).to_bytes(4, "little") + (len(record) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"".join(blocks) + tail


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
    return (*kept, ("Content-Length", str(len(response.body))))


def _http(response: Response, headers: tuple[tuple[str, str], ...]) -> StatusAndHeaders:
    http = StatusAndHeaders(f"{response.status} {response.reason}".strip(), list(headers), protocol="HTTP/1.1")
    http.compute_headers_buffer()
    return http


def _record(response: Response, kind: str, fields: dict[str, str], http: StatusAndHeaders, body: bytes) -> bytes:
    return _written(kind, response.final_address, fields, http, body)


def _written(kind: str, address: str | None, fields: dict[str, str], http: StatusAndHeaders | None, body: bytes) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version=_VERSION)
    record = writer.create_warc_record(address, kind, payload=io.BytesIO(body), length=len(body), warc_headers_dict=fields, http_headers=http)
    writer.write_record(record)
    return out.getvalue()
