"""An archive made from plain files: `captures.warc.gz` from the `captures.toml` beside it; the same files give the same bytes."""

from __future__ import annotations

import datetime as dt
import email.utils
import tomllib
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from pipeline.archive.compose import info_record, response_record, stored
from pipeline.errors import ArchiveError
from pipeline.fetch.response import Response
from pipeline.spool import Spool

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "captures.toml"
TARGET = "captures.warc.gz"


class Line(BaseModel):
    """One `[[capture]]` of the manifest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str  # path relative to the manifest
    address: str = Field(pattern=r"^https?://[^/\s]+")
    fetched_at: AwareDatetime
    media_type: str
    status: int = Field(200, ge=100, le=599)
    last_modified: AwareDatetime | None = None
    etag: str | None = None
    charset: str | None = None
    source: str = ""


class Manifest(BaseModel):
    """`captures.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    capture: tuple[Line, ...] = Field(min_length=1)


def build(folder: Path) -> Path:
    """Makes `captures.warc.gz` from the files that `captures.toml` lists, in its order, and gives its path.

    ArchiveError names what is missing or wrong in the manifest; a file that is there is replaced with one rename.
    """
    lines = _manifest(folder / MANIFEST).capture
    first = min(line.fetched_at for line in lines).astimezone(dt.UTC)
    records = [info_record(TARGET, first), *(response_record(_response(folder, line), line.source) for line in lines)]
    target, beside = folder / TARGET, folder / f"{TARGET}.part"
    beside.write_bytes(b"".join(chunk for record in records for chunk in stored(record.chunks())))
    beside.replace(target)
    return target


def _manifest(path: Path) -> Manifest:
    try:
        return Manifest.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}; it lists the files that become captures") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path} is no valid TOML: {error}") from None
    except ValidationError as error:
        first = max(error.errors(), key=lambda each: each["type"] == "extra_forbidden")  # a misspelt key is also a missing one
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        allowed = f"; allowed keys: {', '.join(Line.model_fields)}" if first["type"] == "extra_forbidden" else ""
        raise ArchiveError(f"{path}: {key}: {first['msg']}{allowed}") from None


def _response(folder: Path, line: Line) -> Response:
    try:
        body = (folder / line.file).read_bytes()
    except OSError as error:
        raise ArchiveError(f"{folder / line.file}, listed in {MANIFEST}, cannot be read: {error.strerror}") from None
    content_type = f"{line.media_type}; charset={line.charset}" if line.charset else line.media_type
    optional = (("Last-Modified", _http_date(line.last_modified)), ("ETag", line.etag))
    headers = [("Content-Type", content_type), *((name, value) for name, value in optional if value)]
    headers.append(("Content-Length", str(len(body))))
    return Response(line.address, line.address, line.fetched_at.astimezone(dt.UTC), line.status, tuple(headers), Spool.of(body), "OK")


def _http_date(at: dt.datetime | None) -> str | None:
    return email.utils.format_datetime(at.astimezone(dt.UTC), usegmt=True) if at else None
