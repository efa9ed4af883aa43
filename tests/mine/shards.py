"""WARC shards made by hand, for tests and benchmarks: whole, and damaged in the ways that archives are."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HTML = "text/html; charset=utf-8"


def story(*paragraphs: str, title: str = "Police count the year") -> bytes:
    """A news page."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    head = f"<title>{title}</title><meta property='article:published_time' content='2023-12-29T10:00:00-08:00'>"
    return f"<!doctype html><html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


TOLD = story(
    "FRESNO, Calif. — Fresno police counted 34 homicides in 2023, down from 60 in 2022, the department said on Friday.",
    "There were 344 shootings in Fresno in 2023, compared with 411 the year before, Chief Paco Balderrama told reporters.",
)
ELSEWHERE = story("Springfield's council spoke about its budget of 2023 for five hours on Tuesday, and about a bridge.", title="A long evening")


def record(
    number: int,
    body: bytes,
    *,
    kind: str = "response",
    media_type: str | None = HTML,
    status: int = 200,
    coding: str = "",
    date: str = "2023-12-30T08:00:00Z",
    length: int | None = None,
) -> bytes:
    """One WARC record as Common Crawl writes them; `length` is a Content-Length that may be wrong."""
    fields = [f"Content-Type: {media_type}"] * (media_type is not None) + [f"Content-Encoding: {coding}"] * bool(coding)
    block = "\r\n".join([f"HTTP/1.1 {status} OK", *fields, "", ""]).encode() + body
    size = len(block) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: {date}\r\nWARC-Record-ID: <urn:uuid:{number:032d}>\r\nContent-Length: {size}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nWARC-Target-URI: https://news.example/{number}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def member(data: bytes, level: int = 6) -> bytes:
    """A gzip member, the same each time."""
    return gzip.compress(data, level, mtime=0)


def shard(path: Path, members: Iterable[bytes]) -> Path:
    """Writes a shard of members that are compressed already."""
    path.write_bytes(b"".join(members))
    return path
