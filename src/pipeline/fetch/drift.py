"""Columns that are asked for and are not there: said before a publisher refuses the question, with what they may be called now."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from pipeline.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from pipeline.records import Capture

_NAME = re.compile(r"\w+")  # neither an expression nor one of Socrata's own columns, :updated_at


class DriftError(FetchError):
    """The publisher has changed the columns."""

    reason = "renamed_column"


def earlier(captures: Sequence[Capture], columns: Callable[[Capture], Collection[str]]) -> Collection[str]:
    """The columns that the last of some captures names; none where there is no capture that can be read."""
    try:
        return columns(captures[-1]) if captures else ()
    except FetchError:
        return ()


def check_columns(wanted: Iterable[str], found: Collection[str], before: Collection[str], where: str) -> None:
    """DriftError when a wanted column is not among those found; `before` are those of an earlier look, empty without one."""
    if not (lost := [name for name in wanted if _NAME.fullmatch(name) and name not in found]):
        return
    fresh = [name for name in found if name not in before] if before else []
    said = "; ".join(_said(name, found) for name in lost)
    new = f"; new since the last time: {', '.join(fresh)}" if fresh else f"; it has {', '.join(sorted(found)) or 'none'}"
    raise DriftError(f"{where} has other columns than its TOML says: {said}{new}")


def _said(name: str, found: Collection[str]) -> str:
    if recased := next((one for one in found if one.casefold() == name.casefold()), None):
        return f"{name!r} is written {recased!r} now"
    near = difflib.get_close_matches(name, found, n=1, cutoff=0.6)
    return f"{name!r} is gone" + (f", {near[0]!r} comes nearest" if near else "")
