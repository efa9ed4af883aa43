"""An edition as JSON and back: the same edition, the same bytes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import ReportError
from pipeline.report.parts import Edition, Kind


@dataclass(frozen=True)
class Summary:
    """An edition in an index."""

    id: str
    city: str
    place: str
    year: int
    kind: Kind
    number: int
    known_at: dt.datetime
    subject: str


def dumps(edition: Edition) -> str:
    """JSON with sorted keys and a line end."""
    return json.dumps(_adapter().dump_python(edition, mode="json"), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def loads(text: str) -> Edition:
    """The edition that `dumps` wrote. ReportError where the text is none of ours, or of another version."""
    try:
        return _adapter().validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ReportError(f"edition.json cannot be read: {key or 'the file'}: {first['msg']}; run the report again to write it anew") from None


def summary(text: str) -> Summary | None:
    """What an index says of an edition, also of one that an earlier version wrote; None where it cannot be read."""
    try:
        return TypeAdapter(Summary).validate_json(text)
    except ValidationError:
        return None


@cache
def _adapter() -> TypeAdapter[Edition]:
    return TypeAdapter(Edition)
