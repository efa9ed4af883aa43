"""Writes a text where readers may be looking."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pipeline import atomic

if TYPE_CHECKING:
    from pathlib import Path


def put(path: Path, text: str) -> None:
    """Puts the text in its place with one rename, in UTF-8; a file that already says the same is left as it is."""
    with suppress(FileNotFoundError):
        if path.read_text(encoding="utf-8") == text:
            return
    atomic.replace(path, text.encode())
