"""News archives → Parquet, on one machine or many: each shard is a task, and a lost worker costs the shards that it held."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.futures import PrefectFuture, as_completed
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.runner import quiet, runner
from pipeline.city import load_city
from pipeline.cli.terminal import say
from pipeline.errors import ArchiveError, YearendError
from pipeline.mine.folder import plan, tidy
from pipeline.mine.mine import Mined, mine
from pipeline.mine.place import label
from pipeline.mine.question import Question
from pipeline.settings import Settings, load_settings


@task(
    name="mine shard",
    task_run_name="mine {name}",
    retries=2,
    retry_delay_seconds=[10, 60],
    retry_jitter_factor=0.5,
    cache_policy=NO_CACHE,
)
def mine_shard(shard: str, name: str, question: Question, into: Path) -> Mined:  # noqa: ARG001  # the name is the run's
    """Reads one shard and writes its file, by the settings of the machine that it runs on; done again, it changes nothing."""
    quiet()
    return mine(shard, question, into, load_settings())


@flow(name="mine", flow_run_name="mine {cities}")
def mine_archive(shards: list[str], cities: list[str], into: Path, years: str | None = None) -> None:
    """Reads WARC shards, paths or addresses that every worker can reach, for some cities: a Parquet file for each in the folder `into`.

    What is there already is not made again. Where shards could not be had, the others are made all the same, and the run fails.
    """
    question = _question(cities, years, load_settings())
    left = plan(shards, question, into).left
    tidy(into)
    futures = {mine_shard.submit(shard, label(shard), question, into.resolve()): shard for shard in left}
    failed: list[str] = []
    rows: list[dict[str, object]] = []
    began = time.monotonic()
    for number, (shard, outcome) in enumerate(_outcomes(futures), 1):
        minutes = (time.monotonic() - began) / number * (len(left) - number) / 60
        say("mine", f"{number:,} of {len(left):,}, about {minutes:,.0f} min left: {outcome}")
        rows.append({"shard": label(shard), "outcome": str(outcome)})
        if not isinstance(outcome, Mined):
            failed.append(label(shard))
    create_table_artifact(sorted(rows, key=str), key="mined", description=f"What news archives told, in {into}")
    if failed:
        raise ArchiveError(
            f"{len(failed):,} of {len(left):,} shards could not be mined, {failed[0]} among them; run again, for the others are done"
        )


def _outcomes(futures: dict[PrefectFuture[Mined], str]) -> Iterator[tuple[str, Mined | str]]:
    """What became of each shard, as they end."""
    for future in as_completed(list(futures)):
        try:
            yield futures[future], future.result()
        except Exception as error:  # noqa: BLE001  # the flow's edge: a worker may be lost in any way, and the other shards go on
            yield futures[future], f"{label(futures[future])}: {error}"


def _question(cities: Sequence[str], years: str | None, settings: Settings) -> Question:
    return Question.of((load_city(settings.deployments, slug) for slug in cities), years)


def _server() -> str:
    """The address of Prefect's server, one that is started for this run where PREFECT_API_URL names none: all workers are to tell the same."""
    with get_client(sync_client=True) as client:
        return str(client.api_url)


app = App(name="python -m flows.mine", version_flags=[])


@app.default
def main(
    *shards: Annotated[str, Parameter(help="WARC files: paths, or addresses with https://.")],
    city: Annotated[list[str], Parameter(help="A city's slug; `yearend cities` lists them. May be given several times.", negative=())],
    into: Annotated[Path, Parameter(help="Folder for the Parquet files, one for each shard; every worker writes there.")],
    years: Annotated[str | None, Parameter(help="Only what can tell of these years: 2023, or 2018-2023.")] = None,
    where: Annotated[
        str | None, Parameter(name="--runner", help="threads, processes, or a Dask scheduler's address; default: YEAREND_MINING_RUNNER.")
    ] = None,
    workers: Annotated[int | None, Parameter(help="Shards at a time, on this machine; default: YEAREND_MINING_WORKERS.")] = None,
    dry_run: Annotated[bool, Parameter(help="Say what would be mined, and mine nothing.", negative=())] = False,
) -> int:
    """Read news archives for cities' crime figures, into Parquet files that DuckDB reads as one table.

    Run it from the project's folder. A shard whose file is there, made from the same by the same reader, is not read again: after a failure
    give the same command.

    For example: python -m flows.mine CC-NEWS-*.warc.gz --city fresno-ca --years 2018-2023 --into mined --runner processes
    """
    try:
        settings = load_settings()
        planned = plan(shards, _question(city, years, settings), into)
        say("mine", f"{len(planned.left):,} shards to mine, {len(planned.done):,} are done, into {into}")
        if dry_run:
            for shard in planned.left:
                print(label(shard))  # noqa: T201
        elif planned.left:
            chosen = runner(where or settings.mining_runner, workers or settings.mining_workers)
            with temporary_settings({PREFECT_API_URL: _server()}):
                mine_archive.with_options(task_runner=chosen)(list(shards), city, into, years)
    except YearendError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(app(result_action="return_value"))
