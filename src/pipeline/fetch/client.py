"""The one HTTP client: says who it is, asks what it may, waits its turn, and takes no more than it can hold."""

from __future__ import annotations

import dataclasses
import email.utils
import functools
import logging
from typing import TYPE_CHECKING, Self
from urllib.parse import urldefrag, urlsplit

import httpx

from pipeline import __version__
from pipeline.errors import ConfigError, FetchError, RefusedError, TooLargeError
from pipeline.fetch.addresses import check_scheme, is_public, joined, normal, resolved, shown
from pipeline.fetch.coding import ACCEPTED, CodingError, decoded
from pipeline.fetch.connect import CheckedTransport
from pipeline.fetch.download import WITH_BYTES, Download
from pipeline.fetch.pace import Clock, Pace
from pipeline.fetch.response import Response
from pipeline.fetch.retry import retry_after, wait_before_retry
from pipeline.fetch.robots import PRODUCT, Rules, robots_address, rules
from pipeline.fetch.secret import key
from pipeline.fetch.status import BUSY, REDIRECTS, UnexpectedError, refusal
from pipeline.fetch.trouble import SilentError, named
from pipeline.spool import Spool

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pipeline.fetch.addresses import Resolver
    from pipeline.fetch.secret import Key, Secret
    from pipeline.records import Capture
    from pipeline.settings import Settings

log = logging.getLogger(__name__)

_SLOWEST = 10  # a whole answer may take so many times the silence that is allowed,
_SLOWEST_BYTES = 100_000  # and a second more for so many bytes
_EXCUSE_BYTES = 64 * 1024  # what is read of an answer that is an error


@dataclasses.dataclass(frozen=True)
class _Terms:
    """How an address is asked for: how large the answer may be, which setting says so, and with which key."""

    limit_bytes: int
    setting: str
    secret: Key | None = None
    download: Download | None = None  # where the bytes go that are not to be held


class RedirectError(FetchError):
    """The redirects lead nowhere."""

    reason = "redirect_loop"


class Client:
    """Fetches addresses politely, one at a time; close it, or use it in a `with` statement."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        resolve: Resolver = resolved,
        is_allowed: Callable[[str], bool] = is_public,
    ) -> None:
        """Time, trust, names and which IP addresses may be asked (all where the settings allow private ones) come in for tests."""
        self._settings = settings
        self._clock = clock or Clock()
        self._pace = Pace(self._clock)
        self._rules: dict[str, Rules | FetchError] = {}
        self._pages = _Terms(settings.max_body_megabytes * 1_000_000, "YEAREND_MAX_BODY_MEGABYTES")
        self._data = _Terms(settings.max_data_megabytes * 1_000_000, "YEAREND_MAX_DATA_MEGABYTES")
        self._http = httpx.Client(
            transport=CheckedTransport(resolve, _any if settings.allow_private_addresses else is_allowed, tls),
            headers={"User-Agent": user_agent(settings.contact), "Accept-Encoding": ACCEPTED},
            timeout=settings.timeout_seconds,
            trust_env=False,
        )
        for name in ("httpx", "httpcore"):  # their lines hold whole addresses and headers, with keys in them
            logging.getLogger(name).setLevel(logging.WARNING)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections."""
        self._http.close()

    def get(self, address: str, previous: Capture | None = None, secret: Secret | None = None, *, is_data: bool = False) -> Response:
        """The answer to a GET of an http(s) address, redirects followed; conditional when `previous` is what it gave last.

        Any status but a redirect is an answer: 404 too, and 304 when `previous` still holds. A `secret` goes with the request and is
        nowhere in the answer; files of data (`is_data`) may be larger than pages. RefusedError when it may not be asked for, TooLargeError
        beyond the size limit, FetchError when no whole answer comes.
        """
        terms = dataclasses.replace(self._data if is_data else self._pages, secret=key(secret, self._settings, address))
        return self._followed(address, validators(previous), self._rules_for, terms)

    def download(self, address: str, path: Path) -> None:
        """Puts the bytes of a large file at `path`, as they are sent; an answer that breaks off is gone on with where it ended.

        Raises what `get` does, and FetchError for every status that is no whole answer; OSError when the file cannot be written.
        """
        terms = dataclasses.replace(self._data, download=Download(path))
        answer = self._followed(address, ("", {}), self._rules_for, terms)
        if answer.status not in WITH_BYTES:
            raise refusal(answer.status, address) or UnexpectedError(f"{shown(address)} answered with status {answer.status}")

    def _followed(self, address: str, conditions: tuple[str, Mapping[str, str]], rules_for: Callable[[str], Rules], terms: _Terms) -> Response:
        """The answer at the end of the redirects, each of which is checked as the first address is."""
        here, seen = _askable(address), set[str]()
        for _ in range(self._settings.max_redirects + 1):
            found = rules_for(here)
            found.check(here)
            seen.add(normal(here))
            response = self._answered(here, conditions[1] if normal(here) == conditions[0] else {}, found.delay_seconds, terms)
            location = response.header("Location") if response.status in REDIRECTS else None
            if not location:
                log.info("%s: status %d, %d bytes", shown(address), response.status, response.body.size_bytes)
                return dataclasses.replace(response, address=address)
            here = _askable(joined(here, terms.secret.off(location) if terms.secret else location))
            if normal(here) in seen:
                raise RedirectError(f"{shown(address)} redirects in a circle, by way of {shown(here)}")
        raise RedirectError(f"{shown(address)} redirects more than {self._settings.max_redirects} times")

    def _rules_for(self, address: str) -> Rules:
        """The rules of the address's host, asked for once; the error is remembered too."""
        where = robots_address(address)
        if where not in self._rules:
            try:
                self._rules[where] = rules(self._followed(where, ("", {}), lambda _: Rules(), self._pages))
            except FetchError as error:
                self._rules[where] = error
        found = self._rules[where]
        if isinstance(found, FetchError):
            raise found
        return found

    def _answered(self, address: str, headers: Mapping[str, str], delay_seconds: float, terms: _Terms) -> Response:
        """The answer of one address, asked again a few times when the server is busy or the connection fails."""
        host, attempt, had = urlsplit(address).netloc.lower(), 0, 0
        while True:
            attempt += 1
            if terms.download and terms.download.size_bytes > had:
                attempt, had = 1, terms.download.size_bytes
            self._pace.wait(host, max(self._settings.host_pause_seconds, delay_seconds))
            outcome = self._tried(address, headers, terms)
            if isinstance(outcome, Response) and outcome.status not in BUSY:
                return outcome
            asked = retry_after(outcome.header("Retry-After"), self._clock.now()) if isinstance(outcome, Response) else None
            wait_seconds = wait_before_retry(attempt, asked)
            if wait_seconds is None:
                return _or_raised(outcome)
            log.debug("%s: attempt %d failed, next in %.0f s", shown(address), attempt, wait_seconds)
            self._clock.sleep(wait_seconds)

    def _tried(self, address: str, headers: Mapping[str, str], terms: _Terms) -> Response | FetchError:
        """One request; the error is given back where trying again may help."""
        try:
            return self._once(address, headers, terms)
        except httpx.TransportError as error:
            return named(error, address)
        except (httpx.InvalidURL, UnicodeError) as error:  # the latter from names like xn--.example
            raise RefusedError(f"{shown(address)} is no address that can be asked for: {error}") from None

    def _once(self, address: str, headers: Mapping[str, str], terms: _Terms) -> Response:
        secret = terms.secret
        sent = {**headers, **(secret.headers(address) if secret else {}), **(terms.download.headers() if terms.download else {})}
        with self._http.stream("GET", secret.on(address) if secret else address, headers=sent) as answer:
            fetched_at = self._clock.now()
            body = self._body(answer, address, terms) if 200 <= answer.status_code < 300 else self._excuse(answer)
            self._http.cookies.clear()  # no session: every request stands alone
            return Response(
                address=address,
                final_address=address,
                fetched_at=fetched_at,
                status=answer.status_code,
                headers=tuple(_header(name, value, secret) for name, value in answer.headers.raw),
                body=body,
                reason=answer.reason_phrase,
            )

    def _body(self, answer: httpx.Response, address: str, terms: _Terms) -> Spool:
        said = answer.headers.get("Content-Length", "")
        if said.isdigit() and int(said) > terms.limit_bytes:
            raise _too_large(address, f"{int(said):,}", terms)
        try:
            if terms.download and answer.status_code in WITH_BYTES:
                terms.download.take(answer.status_code, answer.headers, self._chunks(answer, address), terms.limit_bytes)
                return Spool.of(b"")
            return Spool.filled(decoded(self._chunks(answer, address), answer.headers.get("Content-Encoding"), terms.limit_bytes))
        except TooLargeError:
            raise _too_large(address, f"more than {terms.limit_bytes:,}", terms) from None
        except CodingError as error:
            raise CodingError(f"{shown(address)}: {error}") from None

    def _excuse(self, answer: httpx.Response) -> Spool:
        """What an error says for itself, as far as it can be read: many an interface names there what is wrong with the question."""
        try:
            chunks = self._chunks(answer, "") if answer.status_code >= 400 else ()
            return Spool.filled(decoded(chunks, answer.headers.get("Content-Encoding"), _EXCUSE_BYTES))
        except (FetchError, httpx.TransportError):
            return Spool.of(b"")

    def _chunks(self, answer: httpx.Response, address: str) -> Iterator[bytes]:
        """The bytes as they come, until they come too slowly."""
        began, size = self._clock.elapsed(), 0
        for chunk in answer.iter_raw():
            size += len(chunk)
            if (took := self._clock.elapsed() - began) > _SLOWEST * self._settings.timeout_seconds + size / _SLOWEST_BYTES:
                raise SilentError(f"{shown(address)} is too slow: not complete after {took:,.0f} seconds")
            yield chunk


def _header(name: bytes, value: bytes, secret: Key | None) -> tuple[str, str]:
    text = value.decode("latin-1")
    return name.decode("latin-1"), secret.hidden(text) if secret else text


def _too_large(address: str, found: str, terms: _Terms) -> TooLargeError:
    megabytes = terms.limit_bytes // 1_000_000
    return TooLargeError(f"{shown(address)} has {found} bytes, and the limit is {megabytes:,} MB; see {terms.setting}")


def user_agent(contact: str) -> str:
    """Who we are, and where to write: `yearend/0.1.0 (+https://…)`. ConfigError for what cannot stand in a header."""
    if not (contact.isascii() and contact.isprintable()):
        raise ConfigError(f"YEAREND_CONTACT is {contact!r}; write an address or a page in plain ASCII, on one line")
    if not contact:
        warn_of_no_contact()
    return f"{PRODUCT}/{__version__} (+{contact})" if contact else f"{PRODUCT}/{__version__}"


@functools.cache
def warn_of_no_contact() -> None:
    """Once in a process, which has a client for each host."""
    log.warning("publishers cannot see whom to write to: set YEAREND_CONTACT to an address or a page of yours")


def validators(previous: Capture | None) -> tuple[str, dict[str, str]]:
    """The address that a capture answers for, and the headers that ask whether it still does (RFC 9110, section 13.1)."""
    if previous is None:
        return "", {}
    headers = {}
    if previous.etag and previous.etag.isascii() and previous.etag.isprintable():
        headers["If-None-Match"] = previous.etag
    if previous.last_modified_at:
        headers["If-Modified-Since"] = email.utils.format_datetime(previous.last_modified_at, usegmt=True)
    return normal(previous.final_address), headers


def _any(_: str) -> bool:
    return True


def _askable(address: str) -> str:
    """The address without its fragment. RefusedError when it is none that is asked for."""
    check_scheme(address)
    return urldefrag(address).url


def _or_raised(outcome: Response | FetchError) -> Response:
    if isinstance(outcome, FetchError):
        raise outcome
    return outcome
