"""`yearend preview`: an edition's mail and its page side by side, on this machine alone, before anyone else sees them."""

from __future__ import annotations

import base64
import html
import mimetypes
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.errors import ReportError
from pipeline.report.store import summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

    from pipeline.settings import Settings

_EDITION = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHEET = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>
body {{ margin: 0; font: 16px/1.5 sans-serif; }} h1 {{ margin: 0; padding: 0.5rem 1rem; font-size: 1.1rem; }} ul {{ line-height: 2; }}
div {{ display: grid; grid-template-columns: minmax(20rem, 42rem) 1fr; height: calc(100vh - 2.7rem); }}
iframe {{ width: 100%; height: 100%; border: 1px solid #ccc; }}
</style></head><body><h1>{title}</h1>{rest}</body></html>
"""


def application(settings: Settings, city: str, year: int) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Answers GET: `/` with the editions of a city's year, `/look/ID` with mail and page, `/mail/ID` and `/site/…` with one of them.

    ReportError where there is none.
    """
    if not editions(settings, city, year):
        raise ReportError(f"there is no edition of {city} for {year} yet; `yearend run {city} {year}` makes one")

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace")
        found = _answer(settings, city, year, path) if environ["REQUEST_METHOD"] in ("GET", "HEAD") else None
        status, kind, body = ("200 OK", *found) if found else ("404 Not Found", "text/plain; charset=utf-8", b"not here\n")
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer


def editions(settings: Settings, city: str, year: int) -> dict[str, str]:
    """The editions of a city's year that have a mail in the outbox and a page on the site: id → folder of the page within the site."""
    pages = {
        path.parent: summary(path.read_text(encoding="utf-8")) for path in sorted((settings.site / city / str(year)).glob("*/edition.json"))
    }
    found = {one.id: folder.relative_to(settings.site).as_posix() for folder, one in pages.items() if one is not None}
    return {edition: folder for edition, folder in found.items() if (settings.outbox / f"{edition}.eml").is_file()}


def _answer(settings: Settings, city: str, year: int, path: str) -> tuple[str, bytes] | None:
    first, _, rest = path.strip("/").partition("/")
    known = editions(settings, city, year)
    if first == "":
        links = "".join(f'<li><a href="/look/{one}">{one}</a></li>' for one in known)
        return _page(f"Editions of {city} for {year}", f"<ul>{links}</ul>")
    if first == "site":
        return _file(settings.site, rest)
    if rest not in known or not _EDITION.fullmatch(rest):
        return None
    if first == "look":
        frames = f'<iframe title="mail" src="/mail/{rest}"></iframe><iframe title="page" src="/site/{quote(known[rest])}/index.html"></iframe>'
        return _page(rest, f"<div>{frames}</div>")
    return ("text/html; charset=utf-8", mail_html(settings.outbox / f"{rest}.eml").encode()) if first == "mail" else None


def _page(title: str, rest: str) -> tuple[str, bytes]:
    return "text/html; charset=utf-8", _SHEET.format(title=html.escape(title), rest=rest).encode()


def _file(site: Path, name: str) -> tuple[str, bytes] | None:
    """A file of the site, and nothing beside it."""
    path = (site / name).resolve()
    if not path.is_relative_to(site.resolve()) or not path.is_file():
        return None
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return (f"{kind}; charset=utf-8" if kind.startswith("text/") else kind), path.read_bytes()


def mail_html(path: Path) -> str:
    """The HTML of a mail in the outbox, its pictures put into it."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  # what this policy makes
    parts = list(message.walk())
    shown = next(str(part.get_content()) for part in parts if part.get_content_type() == "text/html")
    pictures = {
        str(part["Content-ID"]).strip("<> "): f"data:{part.get_content_type()};base64,{base64.b64encode(part.get_content()).decode()}"
        for part in parts
        if part.get_content_maintype() == "image"
    }
    return re.sub(r"cid:([^\"'\s>]+)", lambda match: pictures.get(match[1], match[0]), shown)
