"""What the operator's page asks of systemd, where systemd is not the machine's first process: starts, stops and restarts units as they say.

Run as `systemctl` by the machine's own Python, so with nothing but the standard library.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

UNITS, STATE = Path("/etc/systemd/system"), Path("/run/units")


def settings(unit: str) -> dict[str, list[str]]:
    """The lines of a unit, by key."""
    found: dict[str, list[str]] = {}
    for line in (UNITS / f"{unit}.service").read_text(encoding="utf-8").splitlines():
        key, is_setting, value = line.partition("=")
        if is_setting and not line.startswith(("#", "[")):
            found.setdefault(key, []).append(value)
    return found


def start(unit: str) -> None:
    if unit == "postgresql":
        subprocess.run(["service", "postgresql", "start"], check=True)
        return
    said = settings(unit)
    sources = "".join(f". {file}; " for file in said["EnvironmentFile"])
    command = f"set -a; {sources}set +a; cd {said['WorkingDirectory'][0]}; exec runuser -u {said['User'][0]} -- {said['ExecStart'][0]}"
    again = f"while :; do ({command}); sleep 2; done"  # Restart=always
    STATE.mkdir(exist_ok=True)
    with (STATE / f"{unit}.log").open("ab") as log:
        process = subprocess.Popen(["/bin/sh", "-c", again], stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    (STATE / unit).write_text(str(process.pid))


def stop(unit: str) -> None:
    file = STATE / unit
    if file.exists():
        group = int(file.read_text())
        os.killpg(group, signal.SIGTERM)
        time.sleep(5)
        os.killpg(group, signal.SIGKILL)
        file.unlink()


def main(verb: str, *units: str) -> None:
    for unit in (unit.removesuffix(".service") for unit in units if not unit.startswith("-")):
        if verb in ("stop", "restart"):
            stop(unit)
        if verb in ("start", "restart", "enable"):
            start(unit)


if __name__ == "__main__":
    main(*sys.argv[1:])
