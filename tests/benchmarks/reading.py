"""Body and figures of news pages, beside trafilatura's body alone, in the same process on one core.

    python tests/benchmarks/reading.py FOLDER… [ROUNDS]

A FOLDER holds pages, *.html or *.html.gz. trafilatura is no dependency: `pip install trafilatura lxml_html_clean` into the environment
that runs this. For each folder it prints CPU milliseconds per page, by the best of the rounds, the ratio of pages per second, where our
time goes, and what a figure costs: on small pages full of them that is what counts.
"""

# ruff: noqa: T201 - it prints what it measures
from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipeline import figures
from pipeline.errors import ParseError
from pipeline.parse.article import read_article
from pipeline.parse.encoding import decode_once
from pipeline.parse.tree import parse_html
from pipeline.records import Document

try:
    import trafilatura
except ImportError:
    sys.exit("trafilatura is missing: pip install trafilatura lxml_html_clean")


def pages(folder: Path) -> list[bytes]:
    """The bytes of all pages of a folder, by name."""
    found = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz")))
    return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in found]


def document(body: bytes) -> Document | None:
    try:
        return read_article(body)
    except ParseError:
        return None


def seconds(action: Callable[[bytes], object], bodies: list[bytes]) -> float:
    """CPU seconds for all pages."""
    began = time.process_time()
    for body in bodies:
        action(body)
    return time.process_time() - began


def body_and_figures(body: bytes) -> int:
    found = document(body)
    return len(figures.read(found, None).figures) if found else 0


def tree(body: bytes) -> object:
    try:
        return parse_html(*decode_once(body))
    except ParseError:
        return None


ACTIONS: dict[str, Callable[[bytes], object]] = {
    "trafilatura, body": lambda body: trafilatura.extract(body.decode("utf-8", errors="replace")),
    "yearend, body and figures": body_and_figures,
    "yearend, body": document,
    "yearend, decoding and tree": tree,
}


def measure(folder: Path, rounds: int) -> None:
    """Prints what a folder's pages cost; the actions take turns, so that a busy machine is as hard on each."""
    bodies = pages(folder)
    if not bodies:
        sys.exit(f"no *.html or *.html.gz in {folder}")
    read = sum(body_and_figures(body) for body in bodies)  # the vocabulary is loaded once, and no round pays for it
    spent = [{name: seconds(action, bodies) for name, action in ACTIONS.items()} for _ in range(rounds)]
    theirs, ours, body, parse = (1000 * min(each[name] for each in spent) / len(bodies) for name in ACTIONS)
    print(f"{folder}: {len(bodies)} pages of {sum(map(len, bodies)) / len(bodies) / 1000:.0f} kB, {read} figures, best of {rounds} rounds")
    print(f"  trafilatura, body          {theirs:7.2f} ms a page")
    print(
        f"  yearend, body and figures  {ours:7.2f} ms a page: tree {parse:.2f}, rest of the body {body - parse:.2f}, figures {ours - body:.2f}"
    )
    if read:
        print(f"  a figure                   {ours * len(bodies) / read:7.2f} ms, {(ours - body) * len(bodies) / read:.2f} without its body")
    print(f"  pages per second, yearend body and figures : trafilatura body = {theirs / ours:.2f} : 1")


def main() -> None:
    *folders, last = sys.argv[1:] or sys.exit(__doc__)
    rounds = int(last) if last.isdecimal() else 3
    for folder in folders if last.isdecimal() else [*folders, last]:
        measure(Path(folder), rounds)


if __name__ == "__main__":
    main()
