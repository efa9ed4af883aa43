"""The process that reads pages, so that one that takes too long or too much can be ended without ending the shard.

It is asked over its standard input and answers on its standard output, one page at a time: a length of eight bytes, then a pickle.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
from pathlib import Path
from typing import IO, Any

from pipeline.mine.page import read_page

CPU_SECONDS = 20  # for a page; most take a hundredth of one
MEMORY = 280_000_000  # bytes of data, a fifth of which is taken at the start: a page of a million tags takes four hundred for each of them
_WORN = 130_000_000  # bytes: what was freed is not given back, and no page is to fail for what another took


def put(pipe: IO[bytes], value: object) -> None:
    """Writes a value. OSError where nobody reads."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pipe.write(len(data).to_bytes(8) + data)
    pipe.flush()


def take(pipe: IO[bytes]) -> Any:
    """The next value. EOFError at the end, even within one."""
    size = int.from_bytes(pipe.read(8))
    data = pipe.read(size)
    if not size or len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301  # from our own process, over a pipe of its own


def main() -> None:
    """Reads pages until nobody asks any more, or one took so much memory that the next is to have another process.

    A page that takes too long ends the process by SIGXCPU.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit(resource.RLIMIT_DATA, MEMORY)
    while _data() < _WORN:
        try:
            capture, body, names = take(sys.stdin.buffer)
        except EOFError:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + CPU_SECONDS)
        put(answers, read_page(capture, body, names))


def _data() -> int:
    """Bytes of data that this process holds, as RLIMIT_DATA counts them; 0 where that is not told. Of proc(5): the sixth number, in pages."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return 0


def _limit(what: int, soft: int) -> None:
    resource.setrlimit(what, (soft, resource.getrlimit(what)[1]))
