"""The page behind the one-click addresses, over HTTP on loopback, as mail programs and people ask it."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest

from pipeline.deliver.ledger import Ledger
from pipeline.deliver.one_click import Quiet, application
from pipeline.deliver.seal import Seal, token
from pipeline.settings import Settings
from tests.deliver.conftest import MAIL, NOW, RITA, SAM, approve

KEY = "k" * 32
Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Rita was mailed."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        approve(ledger, MAIL)
        ledger.claim(MAIL.edition_id, MAIL.digest, RITA.key, NOW)
    return tmp_path


@pytest.fixture
def ask(home: Path) -> Iterator[Ask]:
    settings = Settings(home=home, unsubscribe_key=KEY)
    with make_server("127.0.0.1", 0, application(settings, lambda: [SAM.key], lambda: NOW), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()

        def ask(
            found: str, body: bytes | None = None, method: str | None = None, form: str = "application/x-www-form-urlencoded"
        ) -> tuple[int, str]:
            address = f"http://127.0.0.1:{server.server_port}/u?list=fresno-ca&token={found}"
            request = urllib.request.Request(address, body, {"Content-Type": form}, method=method)
            try:
                with urllib.request.urlopen(request, timeout=5) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read().decode()

        yield ask
        server.shutdown()
        thread.join(5)


def suppressed(home: Path) -> frozenset[str]:
    with Ledger(home / "ledger.sqlite") as ledger:
        return ledger.suppressed([RITA.key, SAM.key])


@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_post_unsubscribes(ask: Ask, home: Path, form: str) -> None:
    """RFC 8058 section 3.2: programs post either kind of form."""
    body = (
        b"List-Unsubscribe=One-Click"
        if "url" in form
        else b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
    )
    for _ in range(2):
        status, page = ask(token(KEY.encode(), RITA.key), body, form=form)
        assert (status, "You are unsubscribed" in page) == (200, True)
    assert suppressed(home) == {RITA.key}


def test_the_address_of_a_mail_leads_there(ask: Ask, home: Path) -> None:
    headers = dict(Seal(b"s", "https://x.example/u", KEY.encode()).unsubscribing("fresno-ca", "reply@example.org", SAM.key))
    found = headers["List-Unsubscribe"].partition("token=")[2].partition(">")[0]
    assert ask(found, headers["List-Unsubscribe-Post"].encode())[0] == 200
    assert suppressed(home) == {SAM.key}, "who is in a file and was never mailed has a token too"


def test_who_only_looks_is_asked(ask: Ask, home: Path) -> None:
    """Scanners of mail follow every link."""
    status, page = ask(token(KEY.encode(), RITA.key))
    assert (status, '<form method="post">' in page) == (200, True)
    assert ask(token(KEY.encode(), RITA.key), method="HEAD")[0] == 200
    assert ask(token(KEY.encode(), RITA.key), b"something=else")[0] == 400
    assert ask(token(KEY.encode(), RITA.key), method="DELETE")[0] == 405
    assert not suppressed(home)


@pytest.mark.parametrize(
    "found", ["", "x", "%00", "%ff%ed", "a" * 32, "<script>", token(b"x" * 32, RITA.key), token(KEY.encode(), "eve@example.net")]
)
def test_a_forged_token_is_not_known(ask: Ask, home: Path, found: str) -> None:
    status, page = ask(found, b"List-Unsubscribe=One-Click")
    assert (status, "not known" in page) == (404, True)
    assert "script" not in page
    assert not suppressed(home)


def test_a_ledger_that_cannot_be_used_is_asked_later(ask: Ask, home: Path) -> None:
    for file in home.glob("ledger.sqlite*"):
        file.write_bytes(b"no ledger" * 100)
    assert ask(token(KEY.encode(), RITA.key), b"List-Unsubscribe=One-Click")[0] == 503


def test_no_key_knows_nobody(home: Path) -> None:
    """An installation without a key makes no links, and takes none."""
    said: list[str] = []
    environ = {"REQUEST_METHOD": "POST", "QUERY_STRING": f"token={token(b'', RITA.key)}", "wsgi.input": None}
    application(Settings(home=home))(environ, lambda status, headers, *_: said.append(status))  # type: ignore[arg-type]
    assert said == ["404 Not Found"]
