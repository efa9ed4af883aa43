"""The client against a publisher on loopback that plays the misbehaviours one by one. Nothing waits: time is injected."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import itertools
import logging
import ssl
import zlib

import pytest
import trustme
from fastwarc.stream_io import BrotliWriter

from pipeline.errors import ConfigError, FetchError, MissingError, RefusedError, TooLargeError
from pipeline.fetch.client import Client, user_agent, warn_of_no_contact
from pipeline.fetch.status import refusal
from pipeline.records import Capture
from tests.fetch.conftest import START, Watch, polite
from tests.servers.web import Reply, Web, serving

PAGE = b"<p>344 shootings in total in 2023</p>"


def failure(client: Client, address: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        client.get(address)
    assert "\n" not in str(caught.value)
    return caught.value


def held(address: str, **more: object) -> Capture:
    capture = Capture("0", "ksee", address, address, START, 200, "text/html", None, None, None, "sha256:0", 0, "", 0, is_revisit=False)
    return dataclasses.replace(capture, **more)  # type: ignore[arg-type]


def gzipped(body: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    return deflate.compress(body) + deflate.flush()


def brotlied(body: bytes) -> bytes:
    made = io.BytesIO()
    with BrotliWriter(made) as writer:
        writer.write(body)
    return made.getvalue()


def test_an_answer_comes_with_all_that_the_archive_needs(web: Web, client: Client) -> None:
    address = web.on("/news", Reply(PAGE, headers={"Content-Type": "text/html; charset=utf-8", "ETag": '"a1"'}))
    response = client.get(address + "#comments")
    assert (response.address, response.final_address) == (address + "#comments", address)
    assert (response.status, response.reason, response.body.read()) == (200, "OK", PAGE)
    assert (response.header("etag"), response.header("X-None")) == ('"a1"', None)
    assert response.fetched_at == START + dt.timedelta(seconds=1)  # a second after robots.txt


def test_it_says_who_asks_and_where_to_write(web: Web, client: Client) -> None:
    client.get(web.on("/news", Reply(PAGE)))
    assert {asked.headers["user-agent"].partition("/")[0] for asked in web.asked} == {"yearend"}
    assert all(asked.headers["user-agent"].endswith(" (+https://desk.example/crime)") for asked in web.asked)


@pytest.mark.parametrize("contact", ["desk@exämple.org", "desk@example.org\nX-Evil: 1"])
def test_a_contact_that_cannot_stand_in_a_header(contact: str) -> None:
    with pytest.raises(ConfigError, match="YEAREND_CONTACT"):
        Client(polite(contact=contact))


def test_no_contact_is_warned_about_once(caplog: pytest.LogCaptureFixture) -> None:
    """A run has a client for each host, and logged it for each."""
    warn_of_no_contact.cache_clear()
    for _ in range(2):
        assert user_agent("").startswith("yearend/")
    assert caplog.text.count("YEAREND_CONTACT") == 1


def test_cookies_are_not_sent_back(web: Web, client: Client) -> None:
    address = web.on("/news", Reply(PAGE, headers={"Set-Cookie": "visitor=7; Path=/"}))
    client.get(address)
    client.get(address)
    assert all("cookie" not in asked.headers for asked in web.asked)


# robots.txt


def test_robots_disallow(web: Web, client: Client) -> None:
    web.on("/robots.txt", Reply(b"User-agent: *\nDisallow: /private\nUser-agent: yearend\nDisallow: /news\n"))
    assert failure(client, web.on("/news/1", Reply(PAGE))).reason == "robots_disallowed"
    assert client.get(web.on("/private", Reply(PAGE))).body.read() == PAGE  # our own group alone counts
    assert web.paths() == ["/private"]


def test_robots_is_asked_for_once(web: Web, client: Client) -> None:
    for _ in range(3):
        client.get(web.on("/news", Reply(PAGE)))
    assert [asked.path for asked in web.asked].count("/robots.txt") == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_robots_that_is_not_there_is_permission(web: Web, client: Client, status: int) -> None:
    web.on("/robots.txt", Reply(b"", status))
    assert client.get(web.on("/news", Reply(PAGE))).body.read() == PAGE


@pytest.mark.parametrize("status", [429, 500, 503])
def test_robots_that_fails_is_a_no_for_now(web: Web, client: Client, status: int) -> None:
    web.on("/robots.txt", Reply(b"", status))
    assert failure(client, web.on("/news", Reply(PAGE))).reason == "robots_unreachable"
    assert failure(client, web.on("/more", Reply(PAGE))).reason == "robots_unreachable"
    assert len(web.asked) == 3  # tried again twice, and not once more for the second page
    assert web.paths() == []


def test_robots_with_a_byte_order_mark_in_latin_1_and_of_a_megabyte(web: Web, client: Client) -> None:
    web.on("/robots.txt", Reply(b"\xef\xbb\xbfUser-agent: *\nDisallow: /news # \xe9\n" + b"# filler\n" * 120_000 + b"Disallow: /late\n"))
    assert failure(client, web.on("/news", Reply(PAGE))).reason == "robots_disallowed"
    assert client.get(web.on("/late", Reply(PAGE))).body.read() == PAGE  # beyond the 500 KiB that are read


def test_robots_is_asked_for_at_every_host_on_the_way(web: Web, client: Client) -> None:
    with serving("127.0.0.2") as other:
        other.on("/robots.txt", Reply(b"User-agent: *\nDisallow: /\n"))
        address = web.on("/short", Reply(status=302, headers={"Location": other.on("/news", Reply(PAGE))}))
        assert failure(client, address).reason == "robots_disallowed"
        assert other.paths() == []


def test_crawl_delay_is_kept(web: Web, client: Client, watch: Watch) -> None:
    web.on("/robots.txt", Reply(b"User-agent: *\nCrawl-delay: 20\n"))
    client.get(web.on("/1", Reply(PAGE)))
    client.get(web.on("/2", Reply(PAGE)))
    assert watch.slept == [20, 20]


def test_crawl_delay_of_an_hour_is_a_no(web: Web, client: Client) -> None:
    web.on("/robots.txt", Reply(b"User-agent: *\nCrawl-delay: 3600\n"))
    assert failure(client, web.on("/news", Reply(PAGE))).reason == "robots_disallowed"


# pace and retries


def test_a_second_between_two_requests_to_one_host(web: Web, client: Client, watch: Watch) -> None:
    client.get(web.on("/1", Reply(PAGE)))
    watch.seconds += 0.6
    client.get(web.on("/2", Reply(PAGE)))
    assert watch.slept == [1, 0.4]
    with serving("127.0.0.2") as other:
        client.get(other.on("/3", Reply(PAGE)))
    assert watch.slept == [1, 0.4, 1]  # its robots.txt did not wait


def test_429_then_200_waits_as_long_as_it_is_asked_to(web: Web, client: Client, watch: Watch) -> None:
    address = web.on("/news", Reply(status=429, headers={"Retry-After": "17"}), Reply(PAGE))
    assert client.get(address).body.read() == PAGE
    assert watch.slept == [1, 17]


def test_retry_after_as_a_date(web: Web, client: Client, watch: Watch) -> None:
    address = web.on("/news", Reply(status=503, headers={"Retry-After": "Fri, 29 Dec 2023 18:00:31 GMT"}), Reply(PAGE))
    assert client.get(address).body.read() == PAGE
    assert watch.slept == [1, 30]  # a second had passed


def test_retry_after_a_day_is_given_up(web: Web, client: Client, watch: Watch) -> None:
    response = client.get(web.on("/news", Reply(status=429, headers={"Retry-After": "86400"}), Reply(PAGE)))
    assert response.status == 429
    assert watch.slept == [1]


def test_500_is_tried_three_times_ever_more_slowly(web: Web, client: Client, watch: Watch) -> None:
    response = client.get(web.on("/news", Reply(status=500)))
    assert response.status == 500
    assert web.paths() == ["/news"] * 3
    assert watch.slept == [1, 2, 4]


def test_404_is_not_tried_again(web: Web, client: Client) -> None:
    assert client.get(web.address + "/gone").status == 404
    assert web.paths() == ["/gone"]


# size


def test_a_body_of_30_megabytes(web: Web, client: Client) -> None:
    error = failure(client, web.on("/big", Reply(bytes(30_000_000))))
    assert isinstance(error, TooLargeError)
    assert "30,000,000 bytes" in str(error)
    assert web.paths() == ["/big"]  # not tried again


def test_an_endless_body(web: Web, watch: Watch) -> None:
    with Client(polite(max_body_megabytes=2), watch.clock) as client:
        error = failure(client, web.on("/endless", Reply(itertools.repeat(bytes(100_000)))))
    assert error.reason == "too_large"


def test_a_gzip_bomb(web: Web, client: Client) -> None:
    """30 GB would come of it; what is made is counted while it is made."""
    bomb = gzipped(gzipped(bytes(30_000_000)) * 1000)
    address = web.on("/bomb", Reply(bomb, headers={"Content-Encoding": "gzip, gzip"}))
    assert failure(client, address).reason == "too_large"


def test_a_brotli_bomb(web: Web, watch: Watch) -> None:
    address = web.on("/bomb", Reply(brotlied(bytes(9_000_000)), headers={"Content-Encoding": "br"}))
    with Client(polite(max_body_megabytes=8), watch.clock) as client:
        assert failure(client, address).reason == "too_large"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzipped(PAGE)),
        ("x-gzip", gzipped(PAGE)),
        ("gzip", gzipped(PAGE[:9]) + gzipped(PAGE[9:])),
        ("gzip", gzipped(PAGE) + b"junk after the end"),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),  # raw, as some servers send it
        ("gzip, deflate", zlib.compress(gzipped(PAGE))),
        ("br", brotlied(PAGE)),  # not asked for, sent all the same
        ("identity", PAGE),
        ("utf-8", PAGE),  # seen, and means nothing
        ("gzip", b""),
    ],
)
def test_content_codings_are_undone(web: Web, client: Client, coding: str, body: bytes) -> None:
    assert client.get(web.on("/news", Reply(body, headers={"Content-Encoding": coding}))).body.read() == (PAGE if body else b"")


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", PAGE), ("gzip", gzipped(PAGE)[:-9]), ("br", PAGE), ("br", brotlied(PAGE)[:-3]), ("zstd", PAGE), ("deflate", b"\xff\xff" + PAGE)],
)
def test_a_body_that_is_not_coded_as_it_says(web: Web, client: Client, coding: str, body: bytes) -> None:
    error = failure(client, web.on("/news", Reply(body, headers={"Content-Encoding": coding})))
    assert error.reason == "bad_encoding"
    assert "/news" in str(error)


# answers that do not come


def test_a_truncated_body(web: Web, client: Client) -> None:
    error = failure(client, web.on("/news", Reply(PAGE, said_length=5000)))
    assert error.reason == "truncated"
    assert len(web.paths()) == 3


def test_a_truncated_body_then_a_whole_one(web: Web, client: Client) -> None:
    assert client.get(web.on("/news", Reply(PAGE, said_length=5000), Reply(PAGE))).body.read() == PAGE


def test_a_silent_server(web: Web, watch: Watch) -> None:
    with Client(polite(timeout_seconds=0.05), watch.clock) as client:
        assert failure(client, web.on("/news", Reply(PAGE, silent_seconds=0.4))).reason == "timeout"


def test_a_server_that_drips(web: Web, watch: Watch) -> None:
    """Never silent for long, never done: time passes between two pieces on the injected clock."""
    clock = dataclasses.replace(watch.clock, elapsed=itertools.count(0, 20).__next__)
    with Client(polite(), clock) as client:
        assert failure(client, web.on("/news", Reply(itertools.repeat(b"." * 70_000)))).reason == "timeout"


def test_nobody_listens(watch: Watch) -> None:
    with serving() as gone:
        address = gone.address
    with Client(polite(), watch.clock) as client:
        assert failure(client, address + "/news").reason == "connection_failed"


@pytest.mark.parametrize("host", ["nothing.invalid", "a" * 70 + ".example", "a..b.example", "xn--.example", "-", "%41.example"])
def test_a_host_that_is_not_found(client: Client, host: str) -> None:
    error = failure(client, f"http://{host}/")
    assert error.reason in {"connection_failed", "fetch_refused"}
    assert host in str(error)


# redirects


def test_redirects_are_followed_and_both_addresses_kept(web: Web, client: Client) -> None:
    web.on("/new", Reply(PAGE))
    address = web.on("/old", Reply(status=301, headers={"Location": "new#top"}))
    response = client.get(address)
    assert (response.address, response.final_address, response.body.read()) == (address, web.address + "/new", PAGE)


def test_a_redirect_loop(web: Web, client: Client) -> None:
    web.on("/b", Reply(status=302, headers={"Location": "/a"}))
    error = failure(client, web.on("/a", Reply(status=302, headers={"Location": "/b"})))
    assert error.reason == "redirect_loop"
    assert web.paths() == ["/a", "/b"]


def test_redirects_without_end(web: Web, client: Client) -> None:
    for number in range(20):
        web.on(f"/{number}", Reply(status=307, headers={"Location": f"/{number + 1}"}))
    assert failure(client, web.address + "/0").reason == "redirect_loop"
    assert len(web.paths()) == 6


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://news.example/", "javascript:alert(1)", "http://u:p@h/"])
def test_a_redirect_to_what_is_not_asked_for(web: Web, client: Client, location: str) -> None:
    address = web.on("/news", Reply(status=302, headers={"Location": location}))
    assert isinstance(failure(client, address), RefusedError)


def test_a_redirect_to_no_address(web: Web, client: Client) -> None:
    assert failure(client, web.on("/news", Reply(status=302, headers={"Location": "http://[::1"}))).reason == "protocol_error"


def test_a_redirect_without_location_is_an_answer(web: Web, client: Client) -> None:
    assert client.get(web.on("/news", Reply(status=302))).status == 302


# private addresses: 127.0.0.2 plays the public internet, 127.0.0.1 the private network


def public(ip: str) -> bool:
    return ip == "127.0.0.2"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "169.254.169.254", "10.0.0.1"])
def test_private_addresses_are_not_asked(watch: Watch, host: str) -> None:
    with Client(polite(allow_private_addresses=False), watch.clock) as client:
        assert failure(client, f"http://{host}:9/").reason == "private_address"


def test_a_redirect_to_a_private_address(web: Web, watch: Watch) -> None:
    secret = web.on("/admin", Reply(b"secret"))
    with serving("127.0.0.2") as outside, Client(polite(allow_private_addresses=False), watch.clock, is_allowed=public) as client:
        address = outside.on("/news", Reply(status=302, headers={"Location": secret}))
        assert failure(client, address).reason == "private_address"
    assert web.asked == []


def test_a_name_that_resolves_to_loopback(web: Web, watch: Watch) -> None:
    port = web.address.rpartition(":")[2]
    with Client(polite(allow_private_addresses=False), watch.clock, resolve=lambda *_: ["127.0.0.2", "127.0.0.1"], is_allowed=public) as client:
        assert failure(client, f"http://rebind.example:{port}/").reason == "private_address"
    assert web.asked == []


def test_a_name_that_resolves_differently_a_moment_later(watch: Watch) -> None:
    """DNS rebinding: what is connected to is what was checked, and every new connection is checked anew."""
    turns = iter([["127.0.0.2"], ["127.0.0.1"]])
    with serving("127.0.0.2") as outside:
        port = outside.address.rpartition(":")[2]
        outside.on("/robots.txt", Reply(b"", 404, headers={"Connection": "close"}))
        outside.on("/news", Reply(PAGE))
        with Client(polite(allow_private_addresses=False), watch.clock, resolve=lambda *_: next(turns), is_allowed=public) as client:
            assert failure(client, f"http://rebind.example:{port}/news").reason == "private_address"
        assert [asked.headers["host"] for asked in outside.asked] == [f"rebind.example:{port}"]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://a.example/", "//a.example/", "https://", "mailto:a@b.example", "http://[::1"])
def test_only_http_addresses_are_asked(client: Client, address: str) -> None:
    assert isinstance(failure(client, address), RefusedError)


def test_proxies_of_the_environment_are_left_alone(web: Web, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with Client(polite(), watch.clock) as client:
        assert client.get(web.on("/news", Reply(PAGE))).body.read() == PAGE


# conditional requests


def test_304_when_nothing_changed(web: Web, client: Client) -> None:
    address = web.on("/news", lambda asked: Reply(status=304 if asked.headers.get("if-none-match") == 'W/"a1"' else 200))
    assert client.get(address, held(address, etag='W/"a1"')).status == 304
    assert client.get(address, held(address, etag='"b2"')).status == 200
    assert client.get(address).status == 200


def test_conditional_by_date(web: Web, client: Client) -> None:
    address = web.on("/news", Reply(PAGE))
    client.get(address, held(address, last_modified_at=dt.datetime(2023, 12, 29, 17, tzinfo=dt.UTC)))
    assert web.asked[-1].headers["if-modified-since"] == "Fri, 29 Dec 2023 17:00:00 GMT"


def test_an_etag_that_cannot_stand_in_a_header_is_left_out(web: Web, client: Client) -> None:
    address = web.on("/news", Reply(PAGE))
    assert client.get(address, held(address, etag='"\u00e4"')).body.read() == PAGE
    assert client.get(address, held(address, etag='"a\r\nX: 1"')).body.read() == PAGE


def test_conditions_are_for_the_address_that_gave_them(web: Web, client: Client) -> None:
    """The first address only redirects; its own 304 would mean something else."""
    final = web.on("/new", Reply(PAGE))
    address = web.on("/old", Reply(status=301, headers={"Location": "/new"}))
    client.get(address, held(address, final_address=final, etag='"a1"'))
    assert [asked.headers.get("if-none-match") for asked in web.asked] == [None, None, '"a1"']


# TLS


def _served_by(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def _trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_a_certificate_is_checked_for_the_name_and_not_for_the_ip(watch: Watch) -> None:
    authority = trustme.CA()
    with (
        serving(tls=_served_by(authority, "news.example")) as web,
        Client(polite(), watch.clock, tls=_trusting(authority), resolve=lambda *_: ["127.0.0.1"]) as client,
    ):
        port = web.address.rpartition(":")[2]
        web.on("/news", Reply(PAGE))
        assert client.get(f"https://news.example:{port}/news").body.read() == PAGE
        assert failure(client, f"https://other.example:{port}/news").reason == "certificate_invalid"


def test_a_certificate_nobody_vouches_for(watch: Watch) -> None:
    """With the client's own trust: the system's."""
    with serving(tls=_served_by(trustme.CA(), "127.0.0.1")) as web, Client(polite(), watch.clock) as client:
        assert failure(client, web.address + "/news").reason == "certificate_invalid"


# what is said of it


def test_no_secret_is_logged_or_told(web: Web, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client.get(web.on("/data?api_key=hunter2&page=3", Reply(PAGE)))
    client.get(web.on("/busy?token=hunter2", Reply(status=503)))
    web.on("/robots.txt", Reply(b"", 404))
    error = failure(client, web.on("/big?%24%24app_token=hunter2", Reply(bytes(30_000_000))))
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("pipeline", "httpx"))]
    assert any("page=3" in message for message in ours)
    assert not [message for message in [*ours, str(error)] if "hunter2" in message]
    assert "secret" not in str(failure(client, "http://user:secret@127.0.0.1/"))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, "not_found"),
        (410, "not_found"),
        (403, "forbidden"),
        (401, "forbidden"),
        (429, "rate_limited"),
        (503, "server_error"),
        (202, "unexpected_status"),
    ],
)
def test_every_status_that_is_no_answer_has_a_name(status: int, reason: str) -> None:
    error = refusal(status, "https://sample.example/news")
    assert error is not None
    assert error.reason == reason
    assert isinstance(error, MissingError) == (reason == "not_found")
