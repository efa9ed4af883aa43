"""What an installation relies on: mail server, site, Prefect server, and, on request, its sources."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

from pipeline.archive import Archive
from pipeline.deliver.relay import Relay
from pipeline.doctor.finding import Finding
from pipeline.reach import unreachable
from pipeline.settings import prefect_address

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from pipeline.city import City
    from pipeline.settings import Settings


def mail_server(settings: Settings, tls: ssl.SSLContext | None) -> Iterator[Finding]:
    """Greets it, with TLS and login as the settings say, and sends nothing."""
    if not settings.smtp_host:
        yield Finding("mail-server", "note", "YEAREND_SMTP_HOST is not set: editions stay in the outbox")
        return
    with Relay(settings, "localhost", time.sleep, tls) as relay:
        relay.open()
    login = ", and takes the login" if settings.smtp_user else ""
    yield Finding("mail-server", "ok", f"{settings.smtp_host}:{settings.smtp_port} answers by {settings.smtp_security}{login}")


def site(settings: Settings) -> Iterator[Finding]:
    """Whether readers can open it."""
    if not settings.site_base_url:
        yield Finding("site", "note", "YEAREND_SITE_BASE_URL is not set: the mail's numbers carry footnotes instead of links")
    elif problem := unreachable(settings.site_base_url, settings.timeout_seconds):
        what = f"{settings.site_base_url} {problem}; publish {settings.site} there, or unset YEAREND_SITE_BASE_URL"
        yield Finding("site", "trouble", what)
    else:
        yield Finding("site", "ok", f"{settings.site_base_url} answers")


def prefect(settings: Settings) -> Iterator[Finding]:
    """Whether the server of PREFECT_API_URL answers, and is of the version that is installed here."""
    import httpx  # half a second, and not everyone has a server

    if not (address := prefect_address()):
        yield Finding("prefect", "note", "PREFECT_API_URL is not set: nothing is scheduled from here")
        return
    try:
        with httpx.Client(timeout=settings.timeout_seconds, trust_env=False) as client:
            health, version = client.get(f"{address}/health"), client.get(f"{address}/admin/version")
            theirs = version.json() if version.status_code == httpx.codes.OK else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # no server, no address, or a page of something else
        what = f"the server of PREFECT_API_URL cannot be asked: {type(error).__name__}; nothing that is scheduled runs"
        yield Finding("prefect", "trouble", what)
        return
    ours = importlib.metadata.version("prefect")
    if health.status_code != httpx.codes.OK:
        yield Finding("prefect", "trouble", f"the server of PREFECT_API_URL answers with status {health.status_code}; see its log")
    elif theirs not in (None, ours):
        yield Finding("prefect", "trouble", f"the server is Prefect {theirs}, and here is {ours}: install the same on both")
    else:
        yield Finding("prefect", "ok", f"the server is well, Prefect {ours}; `python -m flows.doctor` looks at limits, pool and schedules")


def sources(
    cities: Sequence[City], settings: Settings, working: Callable[[str], AbstractContextManager[object]] = lambda _: nullcontext()
) -> Iterator[Finding]:
    """Asks every source whether it can be reached and may be asked, as `yearend sources check` does; what they answer is archived."""
    from pipeline.checking import check
    from pipeline.fetch.client import Client  # TLS and HTTP take half a second to import

    archive = Archive(settings.archive)
    with Client(settings) as client:
        for city in cities:
            for one in check(city, city.source, archive, client, lambda: dt.datetime.now(dt.UTC), working):
                about, command = f"{city.slug}/{one.source_id}", f"yearend sources check {city.slug} --source {one.source_id}"
                reasons = "; ".join(f"{finding.reason}: {finding.detail}" for finding in one.findings if finding.is_trouble)
                what = f"{about}: reached: {one.reached}, robots: {one.robots}, contract: {one.contract}"
                yield Finding("source-behind", "trouble" if reasons else "ok", f"{what}; {reasons}" if reasons else what, about, command)
