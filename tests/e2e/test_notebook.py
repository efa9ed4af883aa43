"""The marimo notebook runs as a script over the sample, in an environment that has marimo; what it draws is there."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

from tests.conftest import ROOT
from tests.e2e.conftest import Run

NOTEBOOK = ROOT / "sql" / "analyses" / "thirty_years.py"


def test_thirty_years_are_drawn(sample: Run, tmp_path: Path) -> None:
    """marimo comes into a throw-away environment that sees ours: it is no dependency."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "marimo>=0.10"], check=True, timeout=600)
    (site,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    ours = [path for path in sys.path if path.endswith("site-packages")]
    (site / "ours.pth").write_text("\n".join(ours), encoding="utf-8")
    ran = subprocess.run([str(python), str(NOTEBOOK)], check=False, env=sample.environment, text=True, capture_output=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    found = re.search(r"(\d+) years of (\d+) providers; a drawing of ([\d,]+) characters", ran.stdout)
    assert found, ran.stdout
    assert int(found[1]) >= 30
    assert int(found[2]) >= 2
    assert int(found[3].replace(",", "")) > 5000
