"""What the interfaces of data portals answer: JSON or CSV, how many rows it holds, and what an error says.

Socrata (https://dev.socrata.com/docs/response-codes), ArcGIS REST, CKAN's action API. All three also answer with pages of HTML, and with
errors under a status that says that all is well.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.errors import FetchError, RefusedError
from pipeline.fetch.addresses import shown
from pipeline.fetch.status import ForbiddenError, ServerError, UnexpectedError

if TYPE_CHECKING:
    from pipeline.spool import Spool

_LONGEST = 300  # characters of a message that are kept


class QueryError(FetchError):
    """The publisher does not take the question."""

    reason = "query_refused"


class TokenError(RefusedError):
    """The publisher wants a token, or another one."""

    reason = "token_required"


class NotDataError(FetchError):
    """The answer is neither JSON nor CSV, or not of the form that the interface is to give."""

    reason = "not_data"


def document(body: bytes, address: str) -> Any:
    """The JSON of an answer. An error that it holds is raised: QueryError, TokenError, ForbiddenError, ServerError; NotDataError for no JSON."""
    try:
        found = json.loads(body)
    except ValueError:  # json's own, and bytes that are no text
        kind = "an HTML page" if body.lstrip()[:1] == b"<" else "nothing" if not body.strip() else "something else"
        raise NotDataError(f"{shown(address)} answered with {kind} where JSON was expected") from None
    if isinstance(found, dict) and (error := _error(found, address)):
        raise error
    return found


def csv_row_count(body: Spool, expected: int, address: str) -> int:
    """How many rows a CSV answer holds below its head (RFC 4180). NotDataError for a page of HTML, QueryError for an error in JSON.

    Where there are as many lines as `expected` asks for they are not looked into: a page of fifty thousand rows takes no time then.
    """
    start = body.part(0, 64).read().removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in {b"<", b""}:
        raise NotDataError(f"{shown(address)} answered with {'an HTML page' if start else 'nothing'} where CSV was expected")
    if start == b"{":
        document(body.read(), address)
    is_open = body.part(body.size_bytes - 1).read() != b"\n"  # the last line has no end
    lines = sum(chunk.count(b"\n") for chunk in body.chunks()) + is_open
    return expected if lines == expected + 1 else _line_count(body) + is_open - 1


def _line_count(body: Spool) -> int:
    """Line ends outside of quotes."""
    count, quotes = 0, 0
    for chunk in body.chunks():
        parts = chunk.split(b'"')
        count += sum(part.count(b"\n") for part in parts[quotes % 2 :: 2])
        quotes += len(parts) - 1
    return count


def explained(error: FetchError, address: str) -> FetchError:
    """The error of a status with what the publisher says of it, where it says anything that can be read."""
    try:
        said = message(json.loads(error.answer))
    except ValueError:
        return error
    if not said:
        return error
    if isinstance(error, UnexpectedError):  # 400, 409, 422: they answered, but not to this
        return QueryError(f"{shown(address)} does not take the question: {said}")
    return type(error)(f"{error}: {said}")


def message(found: Any) -> str:
    """What an error document says, in one line; "" when it says nothing."""
    if not isinstance(found, dict):
        return ""
    inner = found["error"] if isinstance(found.get("error"), dict) else found
    parts = [inner.get("message"), inner.get("details"), inner.get("messages")]
    if not any(parts) and inner is not found:  # CKAN names the field instead: {"resource_id": ["Not found"], "__type": "Validation Error"}
        parts = [f"{key}: {_joined(value)}" for key, value in inner.items() if key not in {"__type", "code"}] or [inner.get("__type")]
    return " ".join("; ".join(text for part in parts if (text := _joined(part))).split())[:_LONGEST]


def _joined(part: Any) -> str:
    return "; ".join(map(str, part)) if isinstance(part, list) else str(part or "")


def _error(found: dict[str, Any], address: str) -> FetchError | None:
    """The error within an answer that came with status 200."""
    if not (found.get("error") or found.get("success") is False or found.get("status") == "error"):
        return None
    inner = found.get("error")
    code = inner.get("code") if isinstance(inner, dict) else None
    text = f"{shown(address)} says: {message(found) or 'error'}"
    if code in {498, 499, 401}:
        return TokenError(f"{text}; ask the publisher for a token")
    if code == 403:
        return ForbiddenError(text)
    return ServerError(f"{text}; it is asked again with the next run") if isinstance(code, int) and code >= 500 else QueryError(text)
