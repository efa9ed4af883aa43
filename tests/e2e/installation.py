"""An installation on one machine: Prefect's server on PostgreSQL, a worker, what an operator sets up, and what is looked at afterwards."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import json
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from dataclasses import dataclass
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.states import Scheduled

from tests.conftest import ROOT
from tests.e2e.postgres import Postgres, free_port
from tests.e2e.processes import PATIENCE, Process, wait_until
from tests.e2e.town import Town

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from tests.servers.smtp import SmtpServer

PROGRAMS = Path(sys.executable).parent
OPERATOR = "operator@example.org"

# Prefect's own pace is made for days; the least that it allows.
_PACE = {
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": "30",
    "PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS": "2",
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "5",
    "PREFECT_WORKER_QUERY_SECONDS": "1",
}


@dataclass
class Installation:
    """What runs, and where."""

    folder: Path
    database: Postgres
    town: Town
    mail: SmtpServer

    def __post_init__(self) -> None:
        self.port = free_port()
        self.home = self.folder / "var"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("YEAREND_", "PREFECT_"))} | _PACE
        self.environment |= {
            "NO_COLOR": "1",
            "PREFECT_API_DATABASE_CONNECTION_URL": self.database.url,
            "PREFECT_API_URL": self.api,
            "PREFECT_HOME": str(self.folder / "prefect"),
            "PREFECT_SERVER_UI_ENABLED": "false",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "YEAREND_ALLOW_PRIVATE_ADDRESSES": "true",
            "YEAREND_CONTACT": "desk@example.org",
            "YEAREND_DEPLOYMENTS": str(self.town.folder),
            "YEAREND_HOME": str(self.home),
            "YEAREND_HOST_PAUSE_SECONDS": "0",
            "YEAREND_OPERATOR": OPERATOR,
            "YEAREND_SMTP_HOST": "127.0.0.1",
            "YEAREND_SMTP_PORT": str(self.mail.port),
            "YEAREND_SMTP_SECURITY": "insecure",
        }
        self.client = SyncPrefectClient(api=self.api)
        self.processes: list[Process] = []
        self.killed: set[UUID] = set()  # runs whose processes were
        self.server: Process
        self.worker: Process

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    # ---- what an operator does

    def command(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A program of the environment, with the installation's settings, in the project's folder."""
        program = [str(PROGRAMS / command[0]), *command[1:]]
        done = subprocess.run(program, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert done.returncode == 0 or not check, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done

    def yearend(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.command("python", "-c", "from pipeline.cli import main; main()", *arguments, check=check)

    def start_server(self) -> None:
        command = [str(PROGRAMS / "prefect"), "server", "start", "--host", "127.0.0.1", "--port", str(self.port)]
        self.server = self._start(command, "server")
        wait_until(self._is_well, "Prefect's server")

    def _is_well(self) -> bool:
        assert self.server.is_alive, self.server.said[-3000:]
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.api}/health", timeout=5) as answer:
            return bool(answer.status == 200)
        return False

    def start_worker(self, name: str = "worker", *more: str) -> Process:
        command = [str(PROGRAMS / "prefect"), "worker", "start", "--pool", "yearend", "--type", "process", "--name", name, *more]
        return self._start(command, name)

    def _start(self, command: list[str], name: str) -> Process:
        self.processes.append(Process(command, self.folder / f"{name}.log", self.environment, ROOT))
        return self.processes[-1]

    # ---- runs

    def deployment(self, name: str) -> DeploymentResponse:
        return next(one for one in self.client.read_deployments(limit=200) if one.name == name)

    def submit(self, deployment: str, environment: Mapping[str, str] | None = None, **parameters: Any) -> UUID:
        """A run of a deployment, now; what is not given has the deployment's own value. Its process may have settings of its own."""
        found, more = self.deployment(deployment), {"env": dict(environment)} if environment else {}
        values = found.parameters | parameters
        return self.client.create_flow_run_from_deployment(found.id, parameters=values, state=Scheduled(), job_variables=more).id

    def state(self, run: UUID) -> str:
        state = self.client.read_flow_run(run).state
        assert state is not None
        return str(state.name)

    def finished(self, run: UUID, seconds: float = PATIENCE) -> FlowRun:
        """The run, once it is in a state that it does not leave."""

        def is_final() -> FlowRun | None:
            found = self.client.read_flow_run(run)
            return found if found.state and found.state.is_final() else None

        return wait_until(is_final, f"the end of run {run}", seconds, 0.5)

    def completed(self, deployment: str, **parameters: Any) -> FlowRun:
        """A run of a deployment that is waited for and must go well."""
        run = self.finished(self.submit(deployment, **parameters))
        assert run.state
        assert run.state.is_completed(), f"{deployment}: {run.state}\n{self.worker.said[-4000:]}"
        return run

    def runs(self, *types: StateType) -> list[FlowRun]:
        """Runs in a state of these types."""
        wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types))))
        return self.client.read_flow_runs(flow_run_filter=wanted, limit=200)

    # ---- the moments in which to break something

    def writer(self) -> int | None:
        """The process that has the warehouse open, as the kernel knows it by the file's lock."""
        with contextlib.suppress(OSError):
            inode = f":{(self.home / 'warehouse.duckdb').stat().st_ino}"
            for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
                fields = line.split()
                if fields[1] == "POSIX" and fields[5].endswith(inode):
                    return int(fields[4])
        return None

    def a_minute_passes(self) -> None:
        """For those who hold a limit: Prefect lends it for a minute at least, and the dead do not ask to keep it."""
        leases = self.folder / "prefect" / "concurrency_leases"
        for file in leases.glob("*.json"):
            held = json.loads(file.read_text())
            past = (dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)).isoformat()
            aged = held | {"expiration": past} if "expiration" in held else dict.fromkeys(held, past)
            file.write_text(json.dumps(aged))

    # ---- what there is

    def figures(self, *, where: str) -> list[tuple[Any, ...]]:
        """Rows of core.figure of the published file."""
        with duckdb.connect(str(self.home / "published" / "yearend.duckdb"), read_only=True) as published:
            return published.execute(f"select source, value from core.figure where {where} order by all").fetchall()

    def mails(self) -> Counter[tuple[str, str]]:
        """How many mails each reader got of each subject."""
        messages = ((to, email.message_from_bytes(raw, policy=default)) for to, raw in self.mail.accepted if to != OPERATOR)
        return Counter((to, str(message["Subject"])) for to, message in messages)

    def alerts(self) -> str:
        """All that the operator was mailed."""
        messages = (email.message_from_bytes(raw, policy=default) for to, raw in self.mail.accepted if to == OPERATOR)
        return "\n".join(part.get_content() for one in messages for part in one.walk() if part.get_content_type() == "text/plain")


@contextlib.contextmanager
def set_up(folder: Path, database: Postgres, town: Town, mail: SmtpServer) -> Iterator[Installation]:
    """An installation as the operator's page makes it, running; its processes end with it."""
    one = Installation(folder, database, town, mail)
    try:
        one.start_server()
        one.command("python", "-m", "flows.setup")
        one.command("prefect", "--no-prompt", "deploy", "--all", "--prefect-file", "deployments/prefect.yaml")
        one.command("python", "-m", "flows.setup")
        one.worker = one.start_worker()
        with one.client:
            yield one
    finally:
        for process in one.processes:
            process.kill()
