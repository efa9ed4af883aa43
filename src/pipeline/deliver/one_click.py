"""The page behind the one-click addresses (RFC 8058): a WSGI application, to stand behind a web server that speaks TLS.

Only a POST unsubscribes: scanners of mail follow links (section 1). It answers no redirect and wants no cookie (section 3.2).
"""

from __future__ import annotations

import datetime as dt
import html
import logging
from typing import TYPE_CHECKING
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler

from pipeline.deliver.ledger import Ledger
from pipeline.deliver.seal import ONE_CLICK, owner
from pipeline.errors import YearendError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from pipeline.settings import Settings

LONGEST_BODY = 10_000  # bytes; what is posted is one short field

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Unsubscribe</title></head>
<body><main><h1>{title}</h1>{rest}</main></body></html>
"""
_FORM = '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Unsubscribe</button></form>'

log = logging.getLogger(__name__)


class Quiet(WSGIRequestHandler):
    """Keeps no log of requests: their addresses hold tokens."""

    timeout = 30  # seconds; one that connects and says nothing keeps nobody else waiting for longer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        pass


def application(
    settings: Settings, others: Callable[[], Iterable[str]] = tuple, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
) -> Callable[[WSGIEnvironment, StartResponse], list[bytes]]:
    """Answers at `unsubscribe_url`. A token is looked for among all who were ever mailed, then among `others()`."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        try:
            status, title, rest = _answer(environ, settings, others, now)
        except YearendError as error:  # a ledger that is locked or full: the mail program tries again
            log.error("one-click: %s", error)
            status, title, rest = "503 Service Unavailable", "Try again later", ""
        body = _PAGE.format(title=html.escape(title), rest=rest).encode()
        kept_private = [("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"), ("X-Robots-Tag", "noindex")]
        start_response(status, [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), *kept_private])
        return [body]

    return answer


def _answer(
    environ: WSGIEnvironment, settings: Settings, others: Callable[[], Iterable[str]], now: Callable[[], dt.datetime]
) -> tuple[str, str, str]:
    method = environ["REQUEST_METHOD"]
    if method not in ("GET", "HEAD", "POST"):
        return "405 Method Not Allowed", "That is not how to unsubscribe", ""
    found = parse_qs(environ.get("QUERY_STRING", "")).get("token", [""])[0]
    with Ledger(settings.ledger) as ledger:
        key = settings.unsubscribe_key.get_secret_value().encode()
        whose = (owner(found, key, ledger.recipients()) or owner(found, key, others())) if key else None
        if whose is None:
            return "404 Not Found", "This link is not known", "<p>To unsubscribe, reply to the mail with “unsubscribe”.</p>"
        if method != "POST":
            return "200 OK", "Unsubscribe from the year-end summary?", _FORM
        if ONE_CLICK.partition("=")[2] not in _body(environ):
            return "400 Bad Request", "Unsubscribe from the year-end summary?", _FORM
        is_new = ledger.suppress(whose, "one-click", now())
    log.info("one-click: %s", "unsubscribed" if is_new else "was unsubscribed before")
    return "200 OK", "You are unsubscribed", "<p>No further mail will be sent to you.</p>"


def _body(environ: WSGIEnvironment) -> str:
    """What was posted, as a form of either kind (RFC 8058 section 3.2): the one word looked for stands in both."""
    try:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_BODY)
    except ValueError:
        return ""
    return environ["wsgi.input"].read(length).decode("ascii", "replace") if length > 0 else ""
