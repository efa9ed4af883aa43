"""The mail and the page in a real browser: nothing wider than the screen, every link within the page leads somewhere, nothing is fetched."""

from __future__ import annotations

import base64
import html
import json
import re
import subprocess
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.e2e.conftest import Run, debian

SHOTS = ROOT / ".e2e"  # git-ignored; look at them
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
# Measures the page within a frame of the wanted width, for a headless window is never narrower than 500 pixels.
PROBE = """
<script>
addEventListener("load", () => {
  const root = document.documentElement;
  const within = [...document.querySelectorAll('a[href^="#"]')];
  parent.postMessage({
    wanted: innerWidth,
    needed: root.scrollWidth,
    wide: [...document.body.querySelectorAll("*")]
      .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll"))
      .map(one => one.tagName + "." + one.className),
    links: within.length,
    dangling: within.map(a => a.getAttribute("href").slice(1)).filter(id => id && !document.getElementById(id)),
    pictures: [...document.images].filter(image => !image.naturalWidth).map(image => image.alt),
    outside: performance.getEntriesByType("resource").map(entry => entry.name).filter(name => !name.startsWith("data:")),
    marked: document.querySelectorAll("mark").length,
  }, "*");
});
</script>
"""


def mail_html(eml: Path) -> str:
    """The HTML part of a mail with its pictures put in."""
    message = message_from_bytes(eml.read_bytes(), policy=default)
    parts = {part.get_content_type(): str(part.get_content()) for part in message.walk() if part.get_content_type() == "text/html"}
    pictures = {
        str(part["Content-ID"]).strip("<>"): base64.b64encode(part.get_payload(decode=True)).decode()  # type: ignore[arg-type]
        for part in message.walk()
        if part.get_content_maintype() == "image"
    }
    return re.sub(r"cid:([^\"']+)", lambda match: f"data:image/png;base64,{pictures[match[1]]}", parts["text/html"])


def measure(chromium: str, document: str, width: int, folder: Path) -> dict[str, Any]:
    """What the probe found in the document at that width."""
    framed = html.escape(document + PROBE, quote=True)
    wrapper = folder / "wrapper.html"
    wrapper.write_text(
        f'<!doctype html><body><iframe width="{width}" height="3000" srcdoc="{framed}"></iframe><pre id="found"></pre>'
        '<script>addEventListener("message", e => { document.getElementById("found").textContent = JSON.stringify(e.data) })</script>',
        encoding="utf-8",
    )
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=5000", "--dump-dom", wrapper.as_uri()]
    dom = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.S)
    assert found, dom[-2000:]
    return json.loads(html.unescape(found[1]))  # type: ignore[no-any-return]


def shoot(chromium: str, page: Path, name: str, width: int, folder: Path) -> None:
    SHOTS.mkdir(exist_ok=True)
    size = [f"--window-size={width},2600", f"--screenshot={SHOTS / name}"]
    subprocess.run(
        [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", *size, page.as_uri()], check=True, capture_output=True, timeout=120
    )


@pytest.mark.parametrize("kind", ["preliminary", "final", "update-1"])
def test_the_mail_fits_a_phone_and_a_desk_and_fetches_nothing(sample: Run, tmp_path: Path, kind: str) -> None:
    chromium = debian("chromium", "chromium")
    document = mail_html(sample.home / "outbox" / f"fresno-ca-2023-{kind}.eml")
    assert len(re.sub(r"data:image/png;base64,[^\"]+", "", document).encode()) < 100_000
    for width in (360, 700):
        found = measure(chromium, document, width, tmp_path)
        assert found["needed"] <= found["wanted"], f"wider than {width} pixels: {found['wide']}"
        assert found["pictures"] == []
        assert found["outside"] == []
    page = tmp_path / "mail.html"
    page.write_text(document, encoding="utf-8")
    shoot(chromium, page, f"mail-{kind}.png", 700, tmp_path)


@pytest.mark.parametrize("kind", ["preliminary", "final", "update-1"])
def test_every_link_of_the_page_leads_to_its_words(sample: Run, tmp_path: Path, kind: str) -> None:
    chromium = debian("chromium", "chromium")
    page = sample.home / "site" / "fresno-ca" / "2023" / kind / "index.html"
    for width in (360, 1000):
        found = measure(chromium, page.read_text(encoding="utf-8"), width, tmp_path)
        assert found["needed"] <= found["wanted"], f"wider than {width} pixels: {found['wide']}"
        assert found["links"], "no number of the page leads to a trace"
        assert found["dangling"] == []
        assert found["outside"] == []
        assert found["marked"], "no trace highlights its words"
    shoot(chromium, page, f"page-{kind}.png", 1000, tmp_path)
