"""Installs what the machine lacks, where it may, and runs the sample once for all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def debian(program: str, package: str) -> str:
    """The path of a program, its Debian package installed if need be; the test is skipped where that may not be done."""
    if found := shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin"):
        return found
    installed(package)
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    assert found, f"{package} has no {program}"
    return found


def installed(*packages: str) -> None:
    """Debian's packages; the test is skipped where they may not be installed."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.skip(f"{', '.join(packages)} is missing, and installing it needs root and apt-get")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, timeout=600)


@dataclass(frozen=True)
class Run:
    """A finished run of the sample: where its state lies, and the environment that names it."""

    home: Path
    environment: dict[str, str]


def sample_environment(home: Path) -> dict[str, str]:
    """The sample's settings, with state under `home`."""
    return os.environ | {"YEAREND_HOME": str(home), "YEAREND_DEPLOYMENTS": str(SAMPLE), "NO_COLOR": "1"}


def run_sample(yearend: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the sample by the command `yearend`."""
    command = [str(yearend), "run", "fresno-ca", "2023", "--replay", str(SAMPLE / "captures.warc.gz"), *arguments]
    return subprocess.run(command, check=True, env=sample_environment(home), cwd=ROOT, text=True, capture_output=True, timeout=300)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The sample as `make report` makes it: the preliminary edition, then the newest."""
    home = tmp_path_factory.mktemp("sample")
    yearend = Path(sys.executable).with_name("yearend")
    run_sample(yearend, home, "--known-at", "2023-12-29")
    run_sample(yearend, home)
    return Run(home, sample_environment(home))
