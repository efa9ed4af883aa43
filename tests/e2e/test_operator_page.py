"""The README's operator page, block by block as it is written, on a copy of this machine: at its end a scheduled installation runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

# A copy of the machine's disk that forgets what is written to it, with processes of its own that end with the script.
_MACHINE = """
set -eu
mount -t overlay overlay -o lowerdir=/,upperdir={folder}/upper,workdir={folder}/work {folder}/root
mount --rbind /dev {folder}/root/dev
mount -t proc proc {folder}/root/proc
mount -t tmpfs tmpfs {folder}/root/run
mount -t tmpfs -o mode=1777 tmpfs {folder}/root/tmp
rm -rf {folder}/root/opt/yearend {folder}/root/etc/yearend {folder}/root/var/lib/yearend
cp -a {folder}/project {folder}/root/opt/yearend
install -m 755 {folder}/systemctl {folder}/root/usr/local/sbin/systemctl
cp {folder}/page.sh {folder}/root/page.sh
exec chroot {folder}/root /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin {proxies} sh -eux /page.sh
"""

# What the page promises: schedules with runs to come, a worker that takes them, automations, and a run that goes well.
_LOOK = """
as-yearend prefect deployment run publish/publish --watch
as-yearend python - <<'END'
import json
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import WorkPoolFilter
with get_client(sync_client=True) as client:
    print("LOOK", json.dumps({
        "deployments": sorted(one.name for one in client.read_deployments()),
        "coming": sorted(str(one.expected_start_time) for one in client.read_flow_runs(limit=200) if one.state.is_scheduled()),
        "automations": len(client.read_automations()),
    }))
END
as-yearend yearend status
ls -l /etc/yearend
/opt/yearend/deployments/systemd/install
"""


def blocks() -> list[str]:
    """The page's commands: the blocks that are marked as a shell's."""
    page = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Operate it\n")[2].partition("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder in which a copy of the machine can be made; the test is skipped where that may not be done."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.skip("a copy of a Debian machine needs root on one")
    for name in ("upper", "work", "root"):
        (tmp_path / name).mkdir()
    try_it = f"mount -t overlay overlay -o lowerdir=/,upperdir={tmp_path}/upper,workdir={tmp_path}/work {tmp_path}/root"
    if subprocess.run(["unshare", "--mount", "sh", "-c", try_it], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody lay a copy over its disk (overlayfs)")
    if not (is_free(4200) and is_free(5432)):
        pytest.skip("ports 4200 and 5432, which the page uses, are taken on this machine")
    return tmp_path


def test_the_operators_page_ends_in_a_scheduled_installation(machine: Path) -> None:
    files = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    for name in files.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (machine / "project" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, machine / "project" / name)
    shim = (ROOT / "tests" / "e2e" / "systemctl.py").read_text(encoding="utf-8")
    (machine / "systemctl").write_text(f"#!/usr/bin/env python3\n{shim}", encoding="utf-8")
    assert len(blocks()) == 3
    page = ["export DEBIAN_FRONTEND=noninteractive", "began=$(date +%s)", *blocks(), 'echo "SECONDS $(($(date +%s) - began))"', _LOOK]
    (machine / "page.sh").write_text("\n".join(page), encoding="utf-8")
    proxies = " ".join(f"{name}={value}" for name, value in os.environ.items() if name.lower().endswith("_proxy") or name.startswith("PIP_"))
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _MACHINE.format(folder=machine, proxies=proxies)]
    with (machine / "said").open("w") as said:
        ran = subprocess.run(command, check=False, stdout=said, stderr=said, timeout=900)
    text = (machine / "said").read_text(encoding="utf-8")
    assert ran.returncode == 0, text[-4000:]
    seconds = re.search(r"^SECONDS (\d+)$", text, re.MULTILINE)
    assert seconds
    assert int(seconds[1]) < 15 * 60
    there = re.search(r"^LOOK (.*)$", text, re.MULTILINE)
    assert there
    look = json.loads(there[1])
    assert {"news", "releases", "final", "preliminary", "monthly", "publish"} <= {*look["deployments"]}
    assert len(look["coming"]) >= 10
    assert look["automations"] >= 1
