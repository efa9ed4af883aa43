"""What the stage sends to whom: links that lead nowhere stop the mail, and a correction goes to all."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.city import City, load_city
from pipeline.deliver.ledger import Ledger
from pipeline.errors import DeliveryError, UnapprovedError
from pipeline.report import pdf, render
from pipeline.report.parts import Edition
from pipeline.report.store import dumps
from pipeline.settings import Settings
from tests.conftest import SAMPLE
from tests.report import fresno
from tests.report.conftest import Build
from tests.servers.smtp import SmtpServer
from tests.servers.web import Reply, serving

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def _settings(tmp_path: Path, **more: object) -> Settings:
    folder = tmp_path / "deployments" / "sample"
    if not folder.exists():
        shutil.copytree(SAMPLE.parent, tmp_path / "deployments")
    fields = {"home": tmp_path / "var", "deployments": folder, "timeout_seconds": 5.0, "smtp_host": "127.0.0.1", "smtp_security": "insecure"}
    return Settings.model_validate(fields | more)


def _city(settings: Settings, *people: str) -> City:
    city = load_city(settings.deployments, "fresno-ca")
    path = settings.deployments / city.subscribers
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = "".join(f"{one}@example.org,,,,2023-01-01,form\n" for one in people)
    path.write_text("address,name,kinds,format,consented_on,consent_source\n" + rows, encoding="utf-8")
    return city


def _made(edition: Edition, settings: Settings, *, is_approved: bool = True) -> stages.Made:
    made = stages.Made(edition, render.mail(edition, fresno.CITY), settings.site, settings.outbox)
    with Ledger(settings.ledger) as ledger:
        ledger.record(made.mail, edition.known_at, NOW, dumps(edition))
        if is_approved:
            ledger.approve(made.mail.edition_id, made.mail.digest, "editor", NOW)
    return made


def _now() -> dt.datetime:
    return NOW


def test_a_mail_whose_links_lead_nowhere_is_not_sent(edition_of: Build, tmp_path: Path) -> None:
    with serving() as web, SmtpServer() as server:
        settings = _settings(tmp_path, smtp_port=server.port)
        city = _city(settings, "rita")
        edition = edition_of(fresno.CITY, site_base_url=f"{web.address}/site")
        with pytest.raises(UnapprovedError):
            stages.deliver(city, [_made(edition, settings, is_approved=False)], settings, _now)
        with pytest.raises(DeliveryError, match=r"answers with status 404; publish .*/site/fresno-ca/2023/final there first"):
            stages.deliver(city, [_made(edition, settings)], settings, _now)
        assert not server.copies
        web.on("/site/fresno-ca/2023/final/", Reply(b"<p>the page</p>"))
        (outcome,) = stages.deliver(city, [_made(edition, settings)], settings, _now)
        assert (outcome.sent, sum(server.copies.values())) == (1, 1)


def test_a_correction_goes_to_those_too_who_had_another_edition(edition_of: Build, tmp_path: Path) -> None:
    """Rita had the edition, Sam had not: both get the correction, Sam the edition besides."""
    with SmtpServer() as server:
        settings = _settings(tmp_path, smtp_port=server.port)
        edition = edition_of(fresno.CITY)
        stages.deliver(_city(settings, "rita"), [_made(edition, settings)], settings, _now)
        changed = replace(edition, subject=f"{edition.subject}, corrected")
        correction = replace(changed, id="fresno-ca-2023-correction-1", kind="correction", number=1, corrected=edition.lede[:1])
        outcomes = stages.deliver(_city(settings, "rita", "sam"), [_made(changed, settings), _made(correction, settings)], settings, _now)
        assert {one.edition_id: one.sent for one in outcomes} == {"fresno-ca-2023-correction-1": 2, "fresno-ca-2023-final": 1}


def test_the_pdf_goes_to_who_asked_for_it(edition_of: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made of the page as it lies on the site, once, and only when the edition may go; a real one is made in tests/e2e."""
    made_of: list[str] = []

    def made_pdf(html: str) -> bytes:
        made_of.append(html)
        return b"%PDF-1.7"

    monkeypatch.setattr(pdf, "pdf", made_pdf)
    with SmtpServer() as server:
        settings = _settings(tmp_path, smtp_port=server.port)
        city = _city(settings, "rita", "sam")
        file = settings.deployments / city.subscribers
        file.write_text(file.read_text(encoding="utf-8").replace("rita@example.org,,,,", "rita@example.org,,,pdf,"), encoding="utf-8")
        page_file = tmp_path / "index.html"
        page_file.write_text("<p>the page</p>", encoding="utf-8")
        edition = edition_of(fresno.CITY)
        with pytest.raises(UnapprovedError):
            stages.deliver(city, [replace(_made(edition, settings, is_approved=False), page=page_file)], settings, _now)
        assert made_of == []
        (outcome,) = stages.deliver(city, [replace(_made(edition, settings), page=page_file)], settings, _now)
        assert (outcome.sent, made_of) == (2, ["<p>the page</p>"])
