"""What a backup says of itself: every file with its size and hash, written last, so that a backup with a manifest is a whole one."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path, PurePosixPath
from typing import Annotated, BinaryIO

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from pipeline import atomic
from pipeline.errors import KeepError

NAME = "manifest.json"
STEP = 1 << 20  # bytes read at a time


def _inside(path: str) -> str:
    """A path that leads out of the backup is none of ours."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts:
        raise ValueError("leads out of the backup")
    return path


class File(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Annotated[str, AfterValidator(_inside)]  # within the backup, with "/"
    size_bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    seen_bytes: int = Field(0, ge=0)  # size and time of change of the file that it was copied from
    seen_ns: int = 0
    place: str = ""  # where that lay, outside the home: relative to the deployments folder, or absolute


class Manifest(BaseModel):
    """`manifest.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    made_at: AwareDatetime
    yearend: str  # the version that made it
    files: tuple[File, ...]

    def write(self, folder: Path) -> None:
        """Puts the manifest into a folder whose files are on the disk already."""
        text = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
        atomic.replace(folder / NAME, text.encode(), mode=0o600)


def read(folder: Path) -> Manifest:
    """The manifest of a backup. KeepError where there is none, as after a backup that was cut off, or one that cannot be read."""
    path = folder / NAME
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise KeepError(f"{folder} is no whole backup: it has no {NAME}, which is written last") from None
    except OSError as error:
        raise KeepError(f"{path} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise KeepError(f"{path} is damaged ({where or 'the file'}: {first['msg']}); take an older backup") from None


def hashed(path: Path) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a file. OSError where it cannot be read."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def copied(source: BinaryIO, target: Path, size_bytes: int | None = None) -> tuple[int, str]:
    """Copies an open file, its first `size_bytes` where they are said, to a new file that is on the disk when this returns; as `hashed`."""
    whole, size = hashlib.sha256(), 0
    with target.open("xb") as copy:
        while chunk := source.read(STEP if size_bytes is None else min(STEP, size_bytes - size)):
            copy.write(chunk)
            whole.update(chunk)
            size += len(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return size, whole.hexdigest()


def synced(folder: Path) -> None:
    """Names are safe only once their folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
