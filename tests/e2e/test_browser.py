"""The mail and the page in a real browser: nothing wider than the screen, every link within the page leads somewhere, nothing is fetched."""

from __future__ import annotations

import base64
import html
import json
import re
import shutil
import subprocess
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from pipeline.records import Mail
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


def with_pictures(mail: Mail) -> str:
    """The HTML of a mail that was never sent, with its pictures put in."""
    pictures = {image.content_id: base64.b64encode(image.data).decode() for image in mail.images}
    return re.sub(r"cid:([^\"']+)", lambda match: f"data:image/png;base64,{pictures[match[1]]}", mail.html)


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


# Sorts the first table by its counts, twice, and looks at what became of the charts.
TRY = """
<script>
addEventListener("load", () => setTimeout(() => {
  const table = document.querySelector(".scroll table");
  const [button] = table.tHead.rows[0].cells[2].getElementsByTagName("button");
  const column = () => [...table.tBodies[0].rows].map(row => row.cells[2].textContent);
  const rounds = [0, 1].map(() => { button.focus(); button.click(); return column(); });
  const found = {
    rounds,
    focused: document.activeElement === button,
    sorted: table.tHead.rows[0].cells[2].getAttribute("aria-sort"),
    links: table.querySelectorAll("a").length,
    drawn: [...document.querySelectorAll(".chart svg")].map(svg => [svg.classList.contains("marks"), svg.getAttribute("aria-label")]),
  };
  const place = document.createElement("pre");
  place.id = "found";
  place.textContent = JSON.stringify(found);
  document.body.append(place);
}, 1000));
</script>
"""


def test_with_scripts_tables_sort_and_charts_are_drawn_anew_from_a_file(sample: Run, tmp_path: Path) -> None:
    """Opened as a file, as an analyst does who was sent the folder; without scripts the same page was measured above."""
    chromium = debian("chromium", "chromium")
    site = tmp_path / "site"
    shutil.copytree(sample.home / "site", site)
    page = site / "fresno-ca" / "2023" / "final" / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{TRY}</body>"), encoding="utf-8")
    command = [chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=8000", "--dump-dom", page.as_uri()]
    dom = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    match = re.search(r'<pre id="found">(.*?)</pre>', dom, re.S)
    assert match, dom[-2000:]
    found = json.loads(html.unescape(match[1]))
    counts = [[float(text.replace(",", "")) for text in one if re.fullmatch(r"[\d,.]+", text)] for one in found["rounds"]]
    assert counts[0] == sorted(counts[0])
    assert counts[1] == sorted(counts[1], reverse=True)
    assert len(counts[0]) > 3
    assert (found["focused"], found["sorted"]) == (True, "descending")
    assert found["links"] > 3
    assert len(found["drawn"]) == 2
    assert all(is_drawn and label for is_drawn, label in found["drawn"])


def test_the_page_prints(sample: Run, tmp_path: Path) -> None:
    chromium = debian("chromium", "chromium")
    page = sample.home / "site" / "fresno-ca" / "2023" / "final" / "index.html"
    printed = tmp_path / "page.pdf"
    command = [chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with pdfplumber.open(printed) as document:
        text = " ".join(sheet.extract_text() for sheet in document.pages)
    assert "Homicides" in text
    assert "359" in text
    assert "Skip to the content" not in text
