"""Which captures are documents to be read: each one's bytes once, and none because another source or city was given them first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.records import Capture, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable


def documents(answers: Iterable[Capture | Rejection]) -> tuple[Capture, ...]:
    """The captures among some answers by which every document is read once, in their order.

    A revisit's bytes lie in an earlier record (WARC 1.1, section 6.7). Where that is among the answers the revisit says nothing new; where it
    was another source's, the first revisit stands for the document.
    """
    captures = [one for one in answers if isinstance(one, Capture)]
    there = {one.digest for one in captures if not one.is_revisit}
    distinct: dict[str, Capture] = {}
    for one in captures:
        if one.is_revisit and one.digest in there:
            continue
        there.add(one.digest)
        distinct.setdefault(one.capture_id, one)
    return tuple(distinct.values())
