"""Digests as others write them."""

from __future__ import annotations

import base64
import hashlib

import pytest

from pipeline.archive.digests import matches, sha256
from pipeline.spool import Spool

DATA = b"34 homicides"
SHA1 = hashlib.sha1(DATA).digest()


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (sha256([DATA]), True),
        (sha256([DATA]).upper(), True),
        (f"sha1:{base64.b32encode(SHA1).decode()}", True),
        (f"SHA-1: {SHA1.hex()}", True),
        (f"sha1:{base64.b32encode(SHA1).decode()[:-1]}A", False),
        ("md5:" + "0" * 32, False),
        ("sha1:too-short", None),
        ("xxh3:0011", None),
        ("", None),
    ],
)
def test_a_labelled_digest(label: str, expected: bool | None) -> None:
    assert matches(label, Spool.of(DATA)) is expected
