"""The PDF by the command, read again: the mail's numbers stand in it, and every word of it is whole."""

from __future__ import annotations

import ctypes.util
import re
import subprocess
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pdfplumber
import pytest

from pipeline.report.render import RULE
from tests.e2e.conftest import Run, installed

_NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
_LIBRARIES = {"pango-1.0": "libpango-1.0-0", "pangoft2-1.0": "libpangoft2-1.0-0", "harfbuzz-subset": "libharfbuzz-subset0"}


@pytest.fixture(scope="module")
def pango() -> None:
    missing = [package for library, package in _LIBRARIES.items() if not ctypes.util.find_library(library)]
    if missing:
        installed(*missing, "fonts-liberation")


@pytest.mark.parametrize("kind", ["preliminary", "final", "update-1"])
@pytest.mark.usefixtures("pango")
def test_the_pdf_has_every_number_of_the_mail(sample: Run, tmp_path: Path, kind: str) -> None:
    pytest.importorskip("weasyprint", reason="the extra pdf is not installed")
    output = tmp_path / "edition.pdf"
    edition = f"fresno-ca-2023-{kind}"
    yearend = Path(sys.executable).with_name("yearend")
    subprocess.run([yearend, "pdf", edition, "--output", output], check=True, env=sample.environment, capture_output=True, timeout=300)
    with pdfplumber.open(output) as document:
        text = " ".join(sheet.extract_text() for sheet in document.pages)
        assert len(document.pages) < 60
    message = message_from_bytes((sample.home / "outbox" / f"{edition}.eml").read_bytes(), policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    mailed = re.sub(r"\[\d+\]", "", str(body.get_content()).partition(RULE)[0])
    assert set(_NUMBER.findall(mailed)) <= set(_NUMBER.findall(text))
    assert "Skip to the content" not in text
