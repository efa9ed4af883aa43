"""A file put in its place with one rename: whoever reads it sees the old one or the new one, and a crash leaves one of the two."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def replace(path: Path, whole: bytes, mode: int = 0o644) -> None:
    """Writes beside and renames; folders are made. OSError where it cannot be done, and then what was there stays."""
    path = path.resolve()  # what a link points to, not the link
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(whole)
            file.flush()
            os.fsync(file.fileno())
            beside.chmod(mode)
            beside.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
