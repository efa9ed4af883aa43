"""Every alert has its page in the runbook, and every page its alert; what the pages tell one to run is there."""

from __future__ import annotations

import re

import pytest

from pipeline.cli import app
from pipeline.watch.item import CODES
from tests.conftest import ROOT

RUNBOOK = (ROOT / "deployments" / "RUNBOOK.md").read_text(encoding="utf-8")
SECTION = RUNBOOK.partition("\n## When something is wrong\n")[2].partition("\n## ")[0]
PAGES = dict(re.findall(r"^### (\S+)\n(.*?)(?=^### |\Z)", SECTION, re.MULTILINE | re.DOTALL))


def test_every_alert_has_its_page_and_every_page_its_alert() -> None:
    assert sorted(PAGES) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_what_it_means_how_to_see_and_how_to_mend(code: str) -> None:
    assert re.findall(r"^\*\*(.*?)\.\*\*", PAGES[code], re.MULTILINE) == ["What it means", "How to see", "How to mend"]


def test_the_commands_are_there() -> None:
    named = set(re.findall(r"as-yearend yearend (\w+(?:-\w+)*)", RUNBOOK))
    assert named - {name for name in app if name[0] != "-"} == set()
    flows = {path.stem for path in (ROOT / "flows").glob("*.py")}
    assert set(re.findall(r"python -m flows\.(\w+)", RUNBOOK)) - flows == set()


def test_the_pages_that_pages_lead_to_are_there() -> None:
    headings = set(re.findall(r"^###? (.+)$", RUNBOOK, re.MULTILINE))
    led_to = set(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", SECTION))  # in italics
    assert led_to - headings == set()
    assert "The archive is damaged" in led_to
