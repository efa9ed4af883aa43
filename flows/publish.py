"""transform → check → publish, for all cities: what analysts see follows what was collected."""

from __future__ import annotations

from cyclopts import App
from prefect import flow

from flows import tasks
from flows.command import run
from flows.names import run_name
from pipeline.settings import load_settings


@flow(name="publish", flow_run_name=run_name("publish"))
def publish() -> None:
    """Brings the marts up to date, asks the checks and publishes; where nothing new was collected it changes nothing."""
    tasks.transform(load_settings())


app = App(name="python -m flows.publish", help=publish.description or "", version_flags=[])


@app.default
def main() -> None:
    """Run the flow once, on the Prefect server that PREFECT_API_URL names, or on one started for this run."""
    run(publish)


if __name__ == "__main__":
    app()
