"""A PostgreSQL of its own, Debian's: a fresh cluster on loopback that can be stopped and started again, as by an upgrade of the machine."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.e2e.conftest import installed

if TYPE_CHECKING:
    from collections.abc import Iterator

# Nothing here outlives a power cut, and nobody else can reach it.
_OPTIONS = "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off -c shared_buffers=32MB"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass(frozen=True)
class Postgres:
    """A cluster in `folder` with an empty database `prefect`, on `port`; its user `prefect` needs no password."""

    programs: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """As Prefect wants it."""
        return f"postgresql+asyncpg://prefect@127.0.0.1:{self.port}/prefect"

    def start(self) -> None:
        options = _OPTIONS.format(port=self.port, folder=self.folder)
        self._run("pg_ctl", "-w", "-t", "60", "-D", "data", "-l", "log", "-o", options, "start")

    def stop(self) -> None:
        """Breaks off every connection, as a shutdown of the machine does."""
        self._run("pg_ctl", "-w", "-t", "60", "-D", "data", "-m", "fast", "stop")

    def make(self) -> None:
        """The cluster and its database; it runs when this returns."""
        self._run("initdb", "-D", "data", "-U", "prefect", "--auth", "trust", "--locale", "C.UTF-8", "--encoding", "UTF8", "--no-sync")
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "prefect", "prefect")

    def _run(self, program: str, *arguments: str) -> None:
        # pg_ctl leaves a server behind: an open pipe would be waited for for ever.
        command, log = [str(self.programs / program), *arguments], self.folder / "commands"
        with log.open("a") as said:
            done = subprocess.run(command, cwd=self.folder, stdout=said, stderr=said, timeout=120, check=False, **_nobody_much())
        assert done.returncode == 0, f"{program}: {log.read_text()[-2000:]}"


def programs() -> Path:
    """The folder of initdb and pg_ctl, the newest of Debian's; installed if need be, and the test is skipped where that may not be done."""
    for again in (False, True):
        found = shutil.which("initdb")
        folders = (
            [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parts[-2]))
        )
        if folders:
            return folders[-1]
        assert not again, "Debian's postgresql has no initdb"
        installed("postgresql")
    raise AssertionError


def _nobody_much() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def running() -> Iterator[Postgres]:
    """A PostgreSQL with a folder of its own, stopped at the end."""
    where = programs()
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if owner := _nobody_much():
            os.chown(folder, owner["user"], owner["group"])
        server = Postgres(where, folder, free_port())
        server.make()
        try:
            yield server
        finally:
            with contextlib.suppress(AssertionError):  # a test that failed may have left it stopped
                server.stop()
