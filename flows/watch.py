"""The watch: a daily look at everything, which mails the operator what is wrong; begun by automations too, as soon as something fails."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

import httpx
from cyclopts import App
from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.orchestration import get_client
from prefect.exceptions import PrefectException
from prefect.settings import get_current_settings

from flows import doctor, runs
from flows.command import run
from flows.names import run_name
from pipeline.errors import ConfigError
from pipeline.settings import Settings, load_settings
from pipeline.watch.item import Alert
from pipeline.watch.look import look

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)


@flow(name="watch", flow_run_name=run_name("watch"))
def watch() -> None:
    """Notes the heartbeat, looks at status, doctor and the server's runs, and mails what is news, as `yearend alerts` does.

    Fails where something is wrong and nobody could be told.
    """
    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    found = look(settings, now, of_server(settings, now))
    table = [{"code": one.code, "about": one.about, "what": one.what, "next": one.command} for one in found.alerts]
    create_table_artifact(table, key="watch", description=f"What is wrong: {len(found.alerts)} things")
    if found.digest.new and not found.is_mailed:
        raise ConfigError("something is wrong, and nobody was told, for YEAREND_OPERATOR is not set; set it to an address that somebody reads")


def of_server(settings: Settings, now: dt.datetime) -> tuple[Alert, ...] | None:
    """What is wrong by the Prefect server, at `now` (UTC); None where there is none but for this run, or it cannot be asked."""
    if not get_current_settings().api.url:
        return None
    try:
        return tuple(_of_server(settings, now))
    except (httpx.HTTPError, PrefectException) as error:
        log.warning("the Prefect server does not say how its runs ended: %s", type(error).__name__)
        return None


def _of_server(settings: Settings, now: dt.datetime) -> Iterator[Alert]:
    with get_client(sync_client=True) as client:
        yield from runs.alerts(runs.read(client, now), now)
        try:
            troubles = [one for one in doctor.examine(client, settings, now) if one.state == "trouble"]
        except ConfigError as error:
            yield Alert("prefect-setup", "files", str(error), "python -m flows.doctor")
            return
        for one in troubles:
            yield Alert(one.code, one.about or "installation", one.what, one.command)


app = App(name="python -m flows.watch", help=watch.description or "", version_flags=[])


@app.default
def main() -> None:
    """Run the flow once, on the Prefect server that PREFECT_API_URL names, or on one started for this run."""
    run(watch)


if __name__ == "__main__":
    app()
