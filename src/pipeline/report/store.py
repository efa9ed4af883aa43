"""An edition as JSON and back: the same edition, the same bytes."""

from __future__ import annotations

import json
from functools import cache

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import ReportError
from pipeline.report.parts import Edition


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


@cache
def _adapter() -> TypeAdapter[Edition]:
    return TypeAdapter(Edition)
