"""The built wheel, in an environment of its own, runs the sample: nothing it needs lies in the source tree only."""

from __future__ import annotations

import subprocess
import sys
import venv
from typing import TYPE_CHECKING

from tests.conftest import ROOT
from tests.e2e.conftest import run_sample

if TYPE_CHECKING:
    from pathlib import Path


def test_the_wheel_runs_the_sample(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True, timeout=120)
    wheel = next((tmp_path / "dist").glob("yearend-*.whl"))
    venv.create(tmp_path / "venv", with_pip=True)
    pip = [str(tmp_path / "venv" / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # Constraints rather than hashes: the wheel asks for its own dependencies, and must name all of them.
    constraints = tmp_path / "constraints.txt"
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    constraints.write_text("\n".join(line.partition(" \\")[0] for line in lock if "==" in line and not line.startswith(" ")), encoding="utf-8")
    subprocess.run([*pip, "-c", str(constraints), str(wheel)], check=True, timeout=600)
    ran = run_sample(tmp_path / "venv" / "bin" / "yearend", tmp_path / "var")
    assert (tmp_path / "var" / "published" / "yearend.duckdb").exists(), ran.stderr
    assert list((tmp_path / "var" / "outbox").glob("fresno-ca-2023-*.eml")), ran.stderr
