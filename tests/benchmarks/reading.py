"""Body and figures of news pages, beside trafilatura's body alone, in the same process on one core.

    python tests/benchmarks/reading.py FOLDER [ROUNDS]

FOLDER holds pages, *.html or *.html.gz. trafilatura is no dependency: `pip install trafilatura lxml_html_clean` into the environment
that runs this. Prints CPU milliseconds per page for each, by the best of the rounds, the ratio of pages per second, and where our time goes.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipeline import figures
from pipeline.errors import ParseError
from pipeline.parse.article import read_article
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


def main() -> None:
    bodies = pages(Path(sys.argv[1]))
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    if not bodies:
        sys.exit(f"no *.html or *.html.gz in {sys.argv[1]}")
    actions: dict[str, Callable[[bytes], object]] = {
        "trafilatura, body": lambda body: trafilatura.extract(body.decode("utf-8", errors="replace")),
        "yearend, body and figures": body_and_figures,
        "yearend, body alone": document,
    }
    best = {name: min(seconds(action, bodies) for _ in range(rounds)) / len(bodies) for name, action in actions.items()}
    read = sum(body_and_figures(body) for body in bodies)
    print(f"{len(bodies)} pages of {sum(map(len, bodies)) / len(bodies) / 1000:.0f} kB, {read} figures, best of {rounds} rounds")  # noqa: T201
    for name, each in best.items():
        print(f"{name:<28} {1000 * each:7.2f} ms a page")  # noqa: T201
    ratio = best["trafilatura, body"] / best["yearend, body and figures"]
    print(f"pages per second, yearend body and figures : trafilatura body = {ratio:.2f} : 1")  # noqa: T201


if __name__ == "__main__":
    main()
