"""The folder of a question's Parquet files: what is done, what is left to do, and what does not belong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError
from pipeline.mine.mine import origin
from pipeline.mine.parquet import BESIDE, read_made
from pipeline.mine.place import checked, file_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.mine.question import Question


@dataclass(frozen=True)
class Plan:
    """The shards of a run: those whose files are there, made from the same by the same reader, and the others."""

    done: tuple[str, ...]
    left: tuple[str, ...]


def plan(shards: Iterable[str], question: Question, into: Path) -> Plan:
    """What is to be done. ConfigError for a shard that is not there, and for a folder that holds the answers to another question."""
    named = {shard: into / file_name(shard) for shard in checked(shards)}
    there = read_made(*sorted(into.glob("*.parquet")))
    for path, made in there.items():
        if made is None and path not in named.values():
            raise ConfigError(f"{path} was not made by mining, or is damaged; take it away, or name a folder of its own with --into")
        if made and made.origin.question != str(question):
            raise ConfigError(f"{into} holds what was mined for other cities or years ({path.name}); name another folder with --into")
    done = tuple(shard for shard, path in named.items() if (made := there.get(path)) and made.origin == origin(shard, question))
    return Plan(done, tuple(shard for shard in named if shard not in set(done)))


def tidy(into: Path) -> None:
    """Takes away what killed workers left beside. For when no other run writes there."""
    for leftover in into.glob(f".*{BESIDE}"):
        leftover.unlink(missing_ok=True)
