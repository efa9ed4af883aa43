"""Mining news archives: records per second where nothing matches beside FastWARC alone; pages per second on one and two processes; memory.

    PYTHONPATH=src:. python tests/benchmarks/mining.py [ROUNDS] [FOLDER…]

A FOLDER holds pages, *.html or *.html.gz, of which the shards' filler is made; without one it is the gold pages. The same folders give the same
shards. Filler names no Fresno; every page of the second part does, so that each is parsed and its figures are read.

On a busy machine the clock tells how busy it is. So both parts also count processor time, and the second says what the clock would show if each
process had a core to itself: the processor time of the busiest one.
"""

# ruff: noqa: T201 - it prints what it measures
from __future__ import annotations

import gzip
import importlib
import logging
import os
import random
import re
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from distributed import Client, LocalCluster
from fastwarc import ArchiveIterator

from pipeline.mine.mine import mine
from pipeline.mine.question import Question
from pipeline.settings import Settings
from tests.mine.shards import TOLD, member, record

if TYPE_CHECKING:
    from collections.abc import Iterable

GOLD = Path(__file__).parents[1] / "gold" / "pages"
FRESNO = Question((("Fresno, CA", ("Fresno", "City of Fresno", "Fresno Police Department", "Fresno PD")),))
RECORDS = 1200  # of the shard in which nothing matches
SHARDS, PAGES = 6, 150  # of those in which everything does
_PARAGRAPH = re.compile(rb"<p(?: [^<>]*)?>")
LARGE = 2_900_000  # bytes: a page about as large as any that is read


@dataclass(frozen=True)
class Spent:
    """What a worker took since it was started: seconds of processors with its children's, and its and its largest child's memory in MB."""

    cpu: float
    own: float
    child: float


def filler(folders: list[Path]) -> list[bytes]:
    """Pages without the city, by name."""
    found = sorted(path for folder in folders for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz")))
    pages = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in found]
    return [page.replace(b"Fresno", b"Modesto").replace(b"fresno", b"modesto").replace(b"FRESNO", b"MODESTO") for page in pages]


def write(path: Path, pages: Iterable[bytes]) -> str:
    with path.open("wb") as file:
        for number, page in enumerate(pages):
            file.write(member(record(2 * number, b"", kind="request")))
            file.write(member(record(2 * number + 1, page)))
    return str(path)


def told(pages: list[bytes], seed: int) -> list[bytes]:
    """Pages that name the city in their story, in an order of their own."""
    return [_PARAGRAPH.sub(rb"\g<0>Fresno police: ", page) for page in random.Random(seed).choices(pages, k=PAGES)]


def cpu(who: int = resource.RUSAGE_SELF) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def spent() -> Spent:
    own, child = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(cpu() + cpu(resource.RUSAGE_CHILDREN), own.ru_maxrss / 1000, child.ru_maxrss / 1000)


def bare(path: str) -> float:
    """Processor seconds for all records, their headers parsed and their bodies passed over."""
    began = cpu()
    count = sum(1 for _ in ArchiveIterator(path))
    assert count == 2 * RECORDS
    return cpu() - began


def sieved(path: str, into: Path) -> float:
    """Processor seconds to mine a shard in which nothing matches, its file written."""
    began = cpu()
    made = mine(path, FRESNO, into, Settings()).made
    assert (made.read_count, made.page_count) == (RECORDS, 0)
    return cpu() - began


def sieving(pages: list[bytes], folder: Path, rounds: int) -> None:
    path = write(folder / "nothing.warc.gz", random.Random(1).choices(pages, k=RECORDS))
    size = Path(path).stat().st_size / 1e6
    turns = [(bare(path), sieved(path, folder / f"nothing-{number}")) for number in range(rounds)]
    theirs, ours = (min(some) for some in zip(*turns, strict=True))
    print(f"nothing matches: {RECORDS:,} pages and as many requests, {size:.0f} MB, processor time, best of {rounds}")
    print(f"  FastWARC alone   {2 * RECORDS / theirs:9,.0f} records a second, {size / theirs:6.0f} MB")
    print(f"  mined            {2 * RECORDS / ours:9,.0f} records a second, {size / ours:6.0f} MB: {theirs / ours:.2f} of FastWARC alone")


@dataclass(frozen=True)
class Result:
    """Of all shards on some processes."""

    clock: float  # seconds
    busiest: float  # seconds of processors of the worker that took most
    workers: list[Spent]


def quiet() -> None:
    """In a worker: what a worker of the flow's has imported, and no line a shard."""
    importlib.import_module("flows.mine")
    logging.getLogger("pipeline").setLevel(logging.WARNING)


def reading(shards: list[str], folder: Path, processes: int) -> Result:
    cluster = LocalCluster(n_workers=processes, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR)  # type: ignore[no-untyped-call]
    with cluster, Client(cluster) as client:  # type: ignore[no-untyped-call]
        client.run(quiet)
        before = client.run(spent)
        began = time.perf_counter()
        made = client.gather(client.map(mine, shards, question=FRESNO, into=folder, settings=Settings(), pure=False))
        clock = time.perf_counter() - began
        after = client.run(spent)
    read = sum(one.made.page_count for one in made)
    assert read > SHARDS * PAGES * 0.95, f"only {read} pages were read"
    return Result(clock, max(after[one].cpu - before[one].cpu for one in after), list(after.values()))


def measure(pages: list[bytes], folder: Path, rounds: int) -> None:
    shards = [write(folder / f"told-{number}.warc.gz", told(pages, number)) for number in range(SHARDS)]
    count = SHARDS * PAGES
    print(f"everything matches: {SHARDS} shards, {count:,} pages, best of {rounds}, load {os.getloadavg()[0]:.1f}", flush=True)
    clock, busiest = {}, {}
    for processes in (1, 2):
        results = [reading(shards, folder / f"{processes}-{turn}", processes) for turn in range(rounds)]
        clock[processes], busiest[processes] = min(one.clock for one in results), min(one.busiest for one in results)
        rates = f"{count / clock[processes]:6.1f} pages a second by the clock, {count / busiest[processes]:6.1f} with a core to each"
        print(f"  {processes} process{'es' if processes > 1 else '  '}      {rates}", flush=True)
    print(f"  two against one  {clock[1] / clock[2]:6.2f} by the clock, {busiest[1] / busiest[2]:.2f} with a core to each")


def memory(pages: list[bytes], folder: Path) -> None:
    """One worker with the largest of all: a page at the limit, full of figures, and as large a one that is all tags."""
    figures = TOLD.replace(b"</article>", b"<p>Fresno had 5 homicides in May 2023, police said.</p>" * (LARGE // 60) + b"</article>")
    tags = TOLD.replace(b"</article>", b"<p>a" * (LARGE // 4) + b"</article>")
    path = write(folder / "large.warc.gz", [*told(pages, SHARDS), figures, tags])
    (worker,) = reading([path] * SHARDS, folder / "large", 1).workers
    parts = f"{worker.own:.0f} of the worker, {worker.child:.0f} of the process that reads its pages"
    print(f"memory at most   {worker.own + worker.child:6.0f} MB: {parts}")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    pages = filler([Path(one) for one in sys.argv[2:]] or [GOLD])
    if not pages:
        sys.exit(f"no *.html or *.html.gz in {' '.join(sys.argv[2:])}")
    print(f"filler: {len(pages)} pages of {sum(map(len, pages)) / len(pages) / 1000:.0f} kB")
    with tempfile.TemporaryDirectory(prefix="mining-") as folder:
        sieving(pages, Path(folder), rounds)
        measure(pages, Path(folder), rounds)
        memory(pages, Path(folder))


if __name__ == "__main__":
    main()
