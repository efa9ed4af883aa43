"""Keys go with the request and stay nowhere: not in an address, a log, the archive or another host's request."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator

import pytest

from pipeline.archive import Archive
from pipeline.errors import ConfigError, FetchError
from pipeline.fetch.ask import Live
from pipeline.fetch.client import Client
from pipeline.fetch.secret import Secret
from tests.fetch.conftest import Watch, polite
from tests.servers.web import Asked, Reply, Web, serving

VALUE = "sword/fish+1="
IN_HEADER = Secret("chicago", "header", "X-App-Token", is_required=False)
IN_ADDRESS = Secret("chicago", "parameter", "API_KEY")


@pytest.fixture
def client(watch: Watch) -> Iterator[Client]:
    with Client(polite(token={"chicago": VALUE}), watch.clock) as one:
        yield one


def test_a_token_is_a_header_to_its_own_host_alone(web: Web, client: Client) -> None:
    """A portal that redirects elsewhere gives our token to nobody."""
    with serving("127.0.0.2") as other:
        address = web.on("/resource/a.json", Reply(status=302, headers={"Location": other.on("/b", Reply(b"[]"))}))
        assert client.get(address, secret=IN_HEADER).body.read() == b"[]"
        assert [asked.headers.get("x-app-token") for asked in web.asked] == [None, VALUE]  # robots.txt is nobody's secret
        assert [asked.headers.get("x-app-token") for asked in other.asked] == [None, None]


def test_a_key_is_in_the_address_that_is_asked_for_and_in_no_other(web: Web, client: Client) -> None:
    web.on("/v1?from=1&API_KEY=sword%2Ffish%2B1%3D", Reply(status=302, headers={"Location": "/v2?API_KEY=sword%2Ffish%2B1%3D&from=1"}))
    web.on("/v2?from=1&API_KEY=sword%2Ffish%2B1%3D", Reply(b"{}", headers={"Link": f"</v3?API_KEY={VALUE}>"}))
    response = client.get(web.address + "/v1?from=1", secret=IN_ADDRESS)
    assert (response.address, response.final_address) == (web.address + "/v1?from=1", web.address + "/v2?from=1")
    assert (response.body.read(), response.header("Link")) == (b"{}", "</v3?API_KEY=…>")


def test_nothing_of_it_is_archived_or_logged(web: Web, client: Client, archive: Archive, watch: Watch, caplog: pytest.LogCaptureFixture) -> None:
    def echo(asked: Asked) -> Reply:
        return Reply(b"{}", headers={"X-Asked": asked.path + " " + asked.headers.get("x-app-token", "")})

    web.on("/data?API_KEY=sword%2Ffish%2B1%3D", echo)
    web.on("/busy?API_KEY=sword%2Ffish%2B1%3D", Reply(status=503))
    address = web.on("/data", echo)
    with caplog.at_level(logging.DEBUG), archive.run(watch.now()) as writer:
        live = Live(archive, writer, client, watch.now())
        for secret in (IN_HEADER, IN_ADDRESS):
            assert live.ask(address, "cde", secret=secret)[0].address == address
        with pytest.raises(FetchError) as error:
            live.ask(web.address + "/busy", "cde", secret=IN_ADDRESS)
    files = [path.read_bytes() for path in archive.folder.glob("*.warc.gz")]
    written = b"".join(files) + b"".join(_members(data) for data in files)
    everything = written.decode("utf-8", errors="replace") + caplog.text + str(error.value)
    assert "/data" in everything
    assert not [form for form in (VALUE, "sword%2Ffish", "sword") if form in everything]


def _members(data: bytes) -> bytes:
    made = []
    while data:
        inflate = zlib.decompressobj(31)
        made.append(inflate.decompress(data))
        data = inflate.unused_data
    return b"".join(made)


def test_a_key_that_is_needed_and_not_set_is_a_rejection_that_says_which(web: Web, watch: Watch) -> None:
    address = web.on("/data", Reply(b"{}"))
    for settings in (polite(), polite(token={"chicago": " "})):
        with Client(settings, watch.clock) as client:
            with pytest.raises(FetchError, match="set YEAREND_TOKEN_CHICAGO") as error:
                client.get(address, secret=IN_ADDRESS)
            assert error.value.reason == "secret_missing"
            assert client.get(address, secret=IN_HEADER).body.read() == b"{}"  # served without one too


@pytest.mark.parametrize("value", ["sword fish", "sword\nX-Evil: 1", "schlüssel"])
def test_what_can_stand_in_no_header_is_a_sentence_without_it(web: Web, watch: Watch, value: str) -> None:
    """An HTTP library would refuse it too, with the value in its message."""
    with Client(polite(token={"chicago": value}), watch.clock) as client, pytest.raises(ConfigError, match="YEAREND_TOKEN_CHICAGO") as error:
        client.get(web.on("/data", Reply(b"{}")), secret=IN_HEADER)
    assert value not in str(error.value)


def test_an_error_comes_with_what_it_says(web: Web, client: Client, archive: Archive, watch: Watch) -> None:
    """Interfaces name in the body of a 400 what is wrong with the question; an endless or broken one is no trouble."""
    said = b'{"error":true,"message":"No such column: date_time"}'
    bodies: dict[str, bytes | Iterator[bytes]] = {"/said": said, "/endless": iter([b"x" * 50_000] * 3), "/broken": b"\x1f\x8b broken"}
    answers = {}
    with archive.run(watch.now()) as writer:
        for path, body in bodies.items():
            headers = {"Content-Encoding": "gzip"} if path == "/broken" else {}
            with pytest.raises(FetchError) as error:
                Live(archive, writer, client, watch.now()).ask(web.on(path, Reply(body, 400, headers)), "chicago")
            answers[path] = error.value.answer
    assert answers == {"/said": said, "/endless": b"", "/broken": b""}


def test_202_is_asked_again(web: Web, client: Client) -> None:
    """Socrata answers so while a query is still running."""
    assert client.get(web.on("/resource/a.json", Reply(b"", 202), Reply(b"[]"))).body.read() == b"[]"
