"""`python -m flows.setup`: makes the Prefect server hold what the files under `deployments/` say; run again, it changes nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from prefect.client.orchestration import get_client

from flows import server
from flows.answer import answered
from flows.declared import read_automations, read_setup, secrets, things
from flows.plan import kept, plan
from pipeline.city import load_cities
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings


def setup(settings: Settings, *, is_dry_run: bool) -> Iterator[str]:
    """Makes the changes that are needed, or with `is_dry_run` none, and says them, a line each; then what an operator should know.

    ConfigError for a file that is wrong. httpx.HTTPError or PrefectException where the server cannot be reached or refuses.
    """
    declared, declared_automations = read_setup(settings.deployments), read_automations(settings.deployments)
    cities = load_cities(settings.deployments)
    with get_client(sync_client=True) as client:
        automations, notes = server.automations(declared_automations, server.deployments(client))
        wanted, found = (*things(declared, cities), *automations), server.found(client, declared.pool.name)
        changes = plan(wanted, found)
        for change in changes:
            if not is_dry_run:
                server.do(client, change)
            yield f"would {change}" if is_dry_run else str(change)
    if not changes:
        yield "nothing to change: the server holds what setup.yaml, automations.yaml and the cities say"
    for one in kept(wanted, found):
        yield f"note: {one} is {one.fields['value']!r} there, as somebody set it, and stays so"
    yield from (f"note: {note}" for note in notes)
    for name in secrets(cities, settings):
        yield f"note: {name} is not set here; the worker's environment needs it where a publisher or server wants it"


app = App(name="python -m flows.setup", version_flags=[])


@app.default
def main(*, dry_run: Annotated[bool, Parameter(help="Say what would be changed, and change nothing.", negative=())] = False) -> int:
    """Make the server of PREFECT_API_URL hold what deployments/ says: limits, variables, work pool, queues, automations.

    Run it before `prefect deploy`, and again after: automations name deployments by their id. Run it twice and it changes nothing.
    """

    def ask() -> int:
        for line in setup(load_settings(), is_dry_run=dry_run):
            print(line)  # noqa: T201
        return 0

    return answered(ask)


if __name__ == "__main__":
    sys.exit(app(result_action="return_value"))
