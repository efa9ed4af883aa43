"""`[source.contract]`: what a source is to bring, and in what its answer differs from that. Decided from facts alone."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from pipeline.entry import Entry

Type = Literal["number", "date", "text", "empty"]


def _day(text: str) -> str:
    try:
        dt.datetime.strptime(f"2023-{text}", "%Y-%m-%d")  # noqa: DTZ007  # a day of any year but the 29th of February
    except ValueError:
        raise ValueError('is no day of the year; write month and day, as "07-31"') from None
    return text


def _typed(found: Any) -> Any:
    return dict.fromkeys(found, "text") if isinstance(found, list | tuple) else found


class Contract(Entry):
    """What an answer must be like; all of it may be left out."""

    # names, or names with a type; text takes any value
    columns: Annotated[dict[str, Literal["number", "date", "text"]], BeforeValidator(_typed)] = Field(default_factory=dict)
    has_only_these: bool = False  # these are all: a column that was added is trouble too
    min_rows: int = Field(0, ge=0)  # of data files rows, of the others figures
    newest_within_days: int | None = Field(None, ge=1, le=3660)  # the newest day that it covers is at most so old
    published_by: Annotated[str, AfterValidator(_day)] | None = None  # yearly files: by which day of the next year a year is there


@dataclass(frozen=True)
class Facts:
    """What an answer is like."""

    columns: tuple[str, ...] = ()  # none for what has no columns
    types: Mapping[str, Type] = field(default_factory=dict)  # of columns of the contract
    rows: int = 0
    newest: dt.date | None = None  # the newest day that is covered


@dataclass(frozen=True)
class Breach:
    """One thing in which an answer differs from its contract."""

    reason: str  # columns_gone, columns_renamed, columns_added, type_changed, too_few_rows, newest_too_old, year_missing
    detail: str


def breaches(contract: Contract, facts: Facts, today: dt.date) -> tuple[Breach, ...]:
    """All that differs, columns first."""
    return (*_columns(contract, facts), *_types(contract, facts), *_rows(contract, facts), *_newest(contract, facts, today))


def expected_through(contract: Contract, today: dt.date) -> dt.date | None:
    """The day through which a source should have brought its counts by `today`; None where the contract does not say."""
    within = contract.newest_within_days
    days = [today - dt.timedelta(days=within)] if within else []
    years = [dt.date(_expected_year(contract.published_by, today), 12, 31)] if contract.published_by else []
    return max([*days, *years], default=None)


def _expected_year(published_by: str, today: dt.date) -> int:
    """The last year whose file should be there; on the day itself it may still come."""
    return today.year - (1 if f"{today:%m-%d}" > published_by else 2)


def _columns(contract: Contract, facts: Facts) -> Iterator[Breach]:
    if not contract.columns:
        return
    gone = [name for name in contract.columns if name not in facts.columns]
    added = [name for name in facts.columns if name not in contract.columns]
    renamed = {name: near for name in gone if (near := _nearest(name, added))}
    if renamed:
        yield Breach("columns_renamed", "; ".join(f"{name!r} is {near!r} now" for name, near in renamed.items()))
    if lost := [name for name in gone if name not in renamed]:
        yield Breach("columns_gone", f"{_named(lost)} {'is' if len(lost) == 1 else 'are'} not there any more; there are {_named(facts.columns)}")
    if contract.has_only_these and (new := [name for name in added if name not in renamed.values()]):
        yield Breach("columns_added", f"{_named(new)} {'is' if len(new) == 1 else 'are'} new")


def _nearest(name: str, candidates: Sequence[str]) -> str | None:
    """The column that a name most likely became: written otherwise, or nearly the same."""
    plain = {_plain(one): one for one in candidates}
    if _plain(name) in plain:
        return plain[_plain(name)]
    return next((plain[one] for one in difflib.get_close_matches(_plain(name), plain, n=1, cutoff=0.8)), None)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _types(contract: Contract, facts: Facts) -> Iterator[Breach]:
    wanted = {name: kind for name, kind in contract.columns.items() if kind != "text" and name in facts.types}
    if changed := {name: kind for name, kind in wanted.items() if facts.types[name] != kind}:
        yield Breach("type_changed", "; ".join(f"{name!r} was {kind} and is {facts.types[name]}" for name, kind in changed.items()))


def _rows(contract: Contract, facts: Facts) -> Iterator[Breach]:
    if facts.rows < contract.min_rows:
        yield Breach("too_few_rows", f"{facts.rows:,} came, and at least {contract.min_rows:,} were expected")


def _newest(contract: Contract, facts: Facts, today: dt.date) -> Iterator[Breach]:
    newest = f"the newest is {facts.newest}" if facts.newest else "nothing in it has a date"
    if contract.newest_within_days:
        oldest = today - dt.timedelta(days=contract.newest_within_days)
        if facts.newest is None or facts.newest < oldest:
            yield Breach("newest_too_old", f"{newest}, and {oldest} or later was expected")
    if contract.published_by:
        year = _expected_year(contract.published_by, today)
        if facts.newest is None or facts.newest.year < year:
            yield Breach("year_missing", f"the year {year} was expected by {year + 1}-{contract.published_by}; {newest}")


def _named(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names)) or "none"
