"""`yearend preview`, asked over real HTTP on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import make_server

import httpx
import pytest

from pipeline.city import load_city
from pipeline.deliver.one_click import Quiet
from pipeline.deliver.send import preview
from pipeline.errors import ReportError
from pipeline.preview import application
from pipeline.report import page, render
from pipeline.settings import Settings
from tests.conftest import SAMPLE
from tests.report import fresno
from tests.report.conftest import Build, edition_of, texts, warehouse

pytestmark = pytest.mark.e2e  # a server for each

__all__ = ["edition_of", "texts", "warehouse"]  # fixtures


@pytest.fixture
def settings(edition_of: Build, tmp_path: Path) -> Settings:
    """One edition, made as a run makes it, and a file beside the site that is nobody's business."""
    settings = Settings(home=tmp_path / "var", deployments=SAMPLE)
    edition = edition_of(fresno.CITY)
    page.write(edition, fresno.CITY, settings.site)
    preview(render.mail(edition, fresno.CITY), load_city(SAMPLE, "fresno-ca").sender, settings.outbox, edition.known_at)
    (settings.home / "ledger.sqlite").write_text("private", encoding="utf-8")
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[httpx.Client]:
    with make_server("127.0.0.1", 0, application(settings, "fresno-ca", 2023), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}", trust_env=False) as client:
            yield client
        server.shutdown()
        thread.join()


def test_mail_and_page_stand_side_by_side(client: httpx.Client) -> None:
    assert 'href="/look/fresno-ca-2023-final"' in client.get("/").text
    looked = client.get("/look/fresno-ca-2023-final").text
    assert 'src="/mail/fresno-ca-2023-final"' in looked
    assert 'src="/site/fresno-ca/2023/final/index.html"' in looked
    mail = client.get("/mail/fresno-ca-2023-final").text
    assert "Key figures" in mail
    assert "cid:" not in mail
    assert mail.count("data:image/png;base64,") == 2
    shown = client.get("/site/fresno-ca/2023/final/index.html")
    assert "Every trace" in shown.text
    assert client.get("/site/page.js").headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    [
        "/site/../ledger.sqlite",
        "/site/%2e%2e/ledger.sqlite",
        "/site//etc/passwd",
        "/site/fresno-ca",
        "/mail/../../ledger",
        "/mail/nothing",
        "/look/",
        "/nowhere",
        "/mail/fresno-ca-2023-final/../x",
    ],
)
def test_nothing_else_is_served(client: httpx.Client, path: str) -> None:
    answer = client.send(client.build_request("GET", httpx.URL(str(client.base_url).rstrip("/") + path)))
    assert answer.status_code == 404
    assert "private" not in answer.text


def test_nothing_is_changed_by_looking(client: httpx.Client) -> None:
    assert client.post("/").status_code == 404
    assert client.head("/").status_code == 200


def test_without_an_edition_it_says_what_makes_one(settings: Settings) -> None:
    with pytest.raises(ReportError, match="no edition of fresno-ca for 2022 yet; `yearend run fresno-ca 2022` makes one"):
        application(settings, "fresno-ca", 2022)
