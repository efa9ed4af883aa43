"""Writes a file beside its place and renames it there, so that no reader sees half of one."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path


def put(path: Path, text: str) -> None:
    """Writes the text in UTF-8; a file that already says the same is left as it is."""
    with suppress(FileNotFoundError):
        if path.read_text(encoding="utf-8") == text:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, prefix=".", suffix=path.suffix, delete=False) as file:
        file.write(text)
    written = Path(file.name)
    written.chmod(0o644)
    written.replace(path)
