"""The units and the compose file, looked at by systemd and by Compose themselves, for a typo in either is found on the day it is needed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.conftest import debian

DEPLOYMENTS = ROOT / "deployments"
UNITS = sorted((DEPLOYMENTS / "systemd").glob("*.service"))
INSTALLED = "/opt/yearend"


def verify(folder: Path, *changes: tuple[str, str]) -> str:
    """What `systemd-analyze verify` says of the units, for an installation under `folder`, which is there."""
    analyze = shutil.which("systemd-analyze") or pytest.skip("there is no systemd-analyze on this machine")
    shutil.copytree(DEPLOYMENTS, folder / "deployments")
    program = folder / ".venv" / "bin" / "prefect"
    program.parent.mkdir(parents=True)
    program.symlink_to("/bin/true")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(INSTALLED, str(folder))
        for old, new in changes:
            text = text.replace(old, new)
        (folder / unit.name).write_text(text, encoding="utf-8")
    command = [analyze, "verify", *(str(folder / unit.name) for unit in UNITS)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60).stderr


def test_systemd_has_nothing_to_say_of_the_units(tmp_path: Path) -> None:
    assert len(UNITS) >= 2
    assert verify(tmp_path) == ""


def test_it_would_say_so(tmp_path: Path) -> None:
    """A misspelt key would be passed over in silence at the start: the service would run as root with all of the disk."""
    assert "ProtectSystm" in verify(tmp_path, ("ProtectSystem=", "ProtectSystm="))


def test_the_services_may_do_little() -> None:
    """Nobody's login, no writing outside of their own state, no new rights; they start again whatever ended them."""
    for unit in UNITS:
        said = dict(re.findall(r"^(\w+)=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE))
        assert {"User", "StateDirectory", "EnvironmentFile"} <= said.keys(), unit.name
        wanted = {"ProtectSystem": "strict", "ProtectHome": "true", "NoNewPrivileges": "true", "CapabilityBoundingSet": ""}
        assert {name: said.get(name) for name in wanted} == wanted, unit.name


def test_the_worker_may_write_where_the_page_has_it_put_backups() -> None:
    """Under ProtectSystem=strict every other folder is read only to it, and each night's backup would fail."""
    folder = re.search(r"^YEAREND_BACKUP_FOLDER=(\S+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert folder
    worker = (DEPLOYMENTS / "systemd" / "yearend-worker.service").read_text(encoding="utf-8")
    assert f"ReadWritePaths=-{folder[1]}\n" in worker
    assert f"-g yearend {folder[1]} " in (DEPLOYMENTS / "systemd" / "install").read_text(encoding="utf-8")


def compose() -> list[str]:
    """The command of Compose, the one that docker has or Debian's."""
    if shutil.which("docker") and subprocess.run(["docker", "compose", "version"], check=False, capture_output=True, timeout=60).returncode == 0:
        return ["docker", "compose"]
    return [debian("docker-compose", "docker-compose")]


def config(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What Compose makes of the file, in a copy of the project's deployments with the settings of the example."""
    command = [*compose(), "-f", "deployments/compose.yaml", "config"]
    if not (folder / "deployments").exists():
        shutil.copytree(DEPLOYMENTS, folder / "deployments")
        shutil.copyfile(DEPLOYMENTS / "env.example", folder / "yearend.env")
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=60, env=os.environ | environment)


def test_compose_understands_its_file(tmp_path: Path) -> None:
    good = config(tmp_path, YEAREND_DATABASE_PASSWORD="open sesame")
    assert good.returncode == 0, good.stderr
    assert "open sesame" in good.stdout
    bare = config(tmp_path)
    assert bare.returncode != 0
    assert "any password" in bare.stderr, "without a password it says what is missing"


def test_the_image_has_what_the_containers_run() -> None:
    """Every folder that the Dockerfile copies is there and is let through by the ignore file."""
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOYMENTS / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    let_through = re.findall(r"^!(\S+)$", (DEPLOYMENTS / "Dockerfile.dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert names == set(let_through)
    assert all((ROOT / name).exists() for name in names)
