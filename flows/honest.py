"""What a run as a whole came to: the sum of its parts, no better. Decided without Prefect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import YearendError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.deliver.outcome import Outcome
    from pipeline.stages import Fetched


class IncompleteError(YearendError):
    """The run did what it could, and that was not all it should have done."""


def of_collecting(place: str, fetched: Iterable[Fetched]) -> tuple[str, ...]:
    """A sentence where every source that was due could not be had: one alone is a row, all of them are a failed run."""
    fetched = tuple(fetched)
    asked = [one for each in fetched for one in each.asked]
    barren = {one for each in fetched for one in each.barren}
    if not asked or set(asked) - barren:
        return ()
    reasons = sorted({one.reason for each in fetched for one in each.rejections})
    all_of_them = (
        f"all {len(asked)} sources of {place} that were due" if len(asked) > 1 else f"{asked[0]}, the only source of {place} that was due,"
    )
    return (f"{all_of_them} could not be had ({', '.join(reasons)}); `yearend sources check` asks each and says why",)


def of_delivering(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """A sentence per mail that is not with all who are to have it: put off by the server, or cut off before its answer."""
    return tuple(f"{one}; `yearend deliveries {one.edition_id}` lists them" for one in outcomes if one.deferred or one.unknown)


def end(problems: Sequence[str]) -> None:
    """Ends a flow that has done all it could. IncompleteError, which fails the run, where that was not enough."""
    if problems:
        raise IncompleteError("; ".join(problems))
