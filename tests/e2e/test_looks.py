"""Mails and pages as others check them: html-validate, caniemail's data, and axe in a browser, on a phone and a desk, light and dark."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.city import City
from pipeline.report import page, render, store
from pipeline.report.months import Month, build
from pipeline.report.parts import Edition
from tests.conftest import ROOT, SAMPLE
from tests.e2e.conftest import Run, debian
from tests.e2e.test_browser import SHOTS, mail_html, with_pictures
from tests.report import small
from tests.world import built

BROWSER = ROOT / "tests" / "browser"
LEAST_NODE = 20
KINDS = ("preliminary", "final", "update-1", "monthly", "correction")
Finding = dict[str, Any]


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder with `look.mjs` and what it needs, installed by the lock; git-ignored."""
    node, npm = debian("node", "nodejs"), debian("npm", "npm")
    version = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").partition(".")[0]) < LEAST_NODE:
        pytest.skip(f"node is {version}; what looks at the mail needs {LEAST_NODE} or later")
    folder = SHOTS / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "package-lock.json"
    is_installed = (folder / "node_modules").is_dir() and lock.is_file() and lock.read_bytes() == (BROWSER / lock.name).read_bytes()
    for file in BROWSER.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    if not is_installed:
        subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], check=True, cwd=folder, timeout=600)
    return folder


@pytest.fixture(scope="session")
def corrected(sample: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of the sample after a reviewer corrected a count that its final edition gave: by the commands, in a copy."""
    folder = tmp_path_factory.mktemp("corrected")
    deployments, home = shutil.copytree(SAMPLE.parent, folder / "deployments") / SAMPLE.name, shutil.copytree(sample.home, folder / "var")
    final = store.loads((home / "site" / "fresno-ca" / "2023" / "final" / "edition.json").read_text(encoding="utf-8"))
    (figure_id,) = next(row.figure_ids for row in final.key_rows if row.metric == "shooting")
    environment = sample.environment | {"YEAREND_HOME": str(home), "YEAREND_DEPLOYMENTS": str(deployments)}
    yearend = Path(sys.executable).with_name("yearend")
    decision = ["--correct", figure_id, "361", "--by", "A. Editor", "--why", "the page's table says 361; we took a line of its text"]
    for arguments in (["review", "fresno-ca", "2023", *decision], ["run", "fresno-ca", "2023", "--replay", str(SAMPLE / "captures.warc.gz")]):
        subprocess.run([str(yearend), *arguments], check=True, env=environment, cwd=ROOT, capture_output=True, timeout=300)
    return home


@pytest.fixture(scope="session")
def found(tools: Path, sample: Run, corrected: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """What was found in every document."""
    folder = tmp_path_factory.mktemp("looks")
    documents = [
        *(_document(folder, f"mail-{kind}", "mail", text) for kind, text in _mails(sample, corrected).items()),
        *(_document(folder, f"page-{kind}", "page", text) for kind, text in _pages(sample, corrected).items()),
    ]
    order = folder / "order.json"
    order.write_text(json.dumps({"chromium": debian("chromium", "chromium"), "shots": str(SHOTS), "documents": documents}), encoding="utf-8")
    command = [debian("node", "nodejs"), "look.mjs", str(order)]
    done = subprocess.run(command, check=True, cwd=tools, capture_output=True, text=True, timeout=1500)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _document(folder: Path, name: str, kind: str, text: str) -> dict[str, object]:
    path = folder / f"{name}.html"
    path.write_text(text, encoding="utf-8")
    return {"name": name, "path": str(path), "kind": kind, "widths": [360, 700] if kind == "mail" else [360, 1000]}


def _mails(sample: Run, corrected: Path) -> dict[str, str]:
    """The sample's mails, a month's, and what readers are told after a reviewer's decision."""
    kept = {kind: mail_html(sample.home / "outbox" / f"fresno-ca-2023-{kind}.eml") for kind in KINDS[:3]}
    kept["correction"] = mail_html(corrected / "outbox" / "fresno-ca-2023-correction-1.eml")
    return kept | {edition.kind: with_pictures(render.mail(edition, city)) for edition, city in _month()}


def _pages(sample: Run, corrected: Path) -> dict[str, str]:
    site = sample.home / "site"
    kept = {kind: (site / "fresno-ca" / "2023" / kind / "index.html").read_text(encoding="utf-8") for kind in KINDS[:3]}
    since = corrected / "site" / "fresno-ca" / "2023"
    kept["correction"] = (since / "correction-1" / "index.html").read_text(encoding="utf-8")
    kept["corrected"] = (since / "final" / "index.html").read_text(encoding="utf-8")  # the old page, with what was wrong
    made = {edition.kind: page.html(edition, city) for edition, city in _month()}
    return kept | made | {"index": (site / "index.html").read_text(encoding="utf-8")}


def _month() -> list[tuple[Edition, City]]:
    by_month = small.by_month()
    with built(by_month) as connection:
        month = build(connection, by_month[0], Month(2024, 4), None, lambda _: None)
    return [(month, by_month[0])]


@pytest.mark.parametrize("tool", ["html-validate", "axe", "width"])
def test_html_is_valid_and_everyone_can_read_it(found: list[Finding], tool: str) -> None:
    """axe by WCAG 2.2 AA: contrast, names, roles, order, targets; nothing is wider than its screen."""
    assert [one for one in found if one["tool"] == tool] == []


def test_what_a_mail_client_lacks_has_a_fallback(found: list[Finding]) -> None:
    """Both ways: nothing that is unsupported without a reason, and no reason for what the mail no longer uses."""
    listed = tomllib.loads((BROWSER / "fallbacks.toml").read_text(encoding="utf-8"))["fallback"]
    excused = {feature for one in listed for feature in one["features"]}
    used = {one["rule"] for one in found if one["tool"] == "caniemail"}
    assert all(one["reason"] for one in listed)
    assert {one["rule"]: one["message"] for one in found if one["tool"] == "caniemail" and one["rule"] not in excused} == {}
    assert excused <= used


def test_every_kind_was_looked_at(found: list[Finding]) -> None:
    """Asked last: of a look that fails there are no pictures."""
    looks = [("mail", 360), ("mail", 700), ("page", 360), ("page", 1000)]
    wanted = [f"{what}-{kind}-{width}-{scheme}.png" for kind in KINDS for what, width in looks for scheme in ("light", "dark")]
    assert [name for name in wanted if not (SHOTS / name).is_file()] == []
