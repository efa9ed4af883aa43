"""Labelled digests of WARC records: `sha256:…`, `sha1:…`, in hexadecimal or base32 (WARC 1.1, sections 5.8 and 5.9)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.spool import Spool

_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}  # bytes


def sha256(chunks: Iterable[bytes]) -> str:
    """`sha256:` and 64 hexadecimal digits, of all the chunks together."""
    whole = hashlib.sha256()
    for chunk in chunks:
        whole.update(chunk)
    return f"sha256:{whole.hexdigest()}"


def matches(label: str, data: Spool) -> bool | None:
    """Whether `data` has the digest of a label; None where the label's algorithm is unknown or its value unreadable."""
    algorithm, _, value = label.strip().partition(":")
    name = algorithm.strip().lower().replace("-", "")
    if name not in _SIZES or (wanted := _value(value.strip(), _SIZES[name])) is None:
        return None
    found = hashlib.new(name, usedforsecurity=False)
    for chunk in data.chunks():
        found.update(chunk)
    return found.digest() == wanted


def _value(text: str, size: int) -> bytes | None:
    try:
        found = bytes.fromhex(text) if len(text) == 2 * size else base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (ValueError, binascii.Error):
        return None
    return found if len(found) == size else None
