"""What a Prefect server is to hold, what it holds, and the changes between the two. Decided from plain data, without Prefect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Kind = Literal["limit", "variable", "pool", "queue", "automation"]
_LONGEST_SHOWN = 40  # letters of a value in a line


@dataclass(frozen=True)
class Thing:
    """One thing on the server: what it is called, and what is decided of it in our files."""

    kind: Kind
    name: str
    fields: Mapping[str, object]
    id: str = ""  # the server's, where it has one

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Change:
    """One thing to do on the server, so that it holds what it should."""

    verb: Literal["make", "change", "remove"]
    thing: Thing  # as it is to be; of a removal as it is
    what: str = ""  # which fields, from what to what

    def __str__(self) -> str:
        return f"{self.verb} {self.thing}" + (f": {self.what}" if self.what else "")


def plan(wanted: Iterable[Thing], found: Iterable[Thing]) -> tuple[Change, ...]:
    """The changes that make `found` into `wanted`, in the order of `wanted`; of found automations, all are taken to be ours.

    A variable that is there stays as it is, for it is an operator's to set. Limits, pools and queues that nobody declared stay too: others may
    use them. An automation that nobody declared goes, and so does one that is there twice, for both would act.
    """
    wanted, there = tuple(wanted), list(found)
    changes = [change for one in wanted for change in _changes(one, [other for other in there if _key(other) == _key(one)])]
    named = {_key(one) for one in wanted}
    return (*changes, *(Change("remove", other) for other in there if other.kind == "automation" and _key(other) not in named))


def kept(wanted: Iterable[Thing], found: Iterable[Thing]) -> tuple[Thing, ...]:
    """The variables that somebody set to another value than the one they began with."""
    begun = {_key(one): one.fields for one in wanted}
    return tuple(one for one in found if one.kind == "variable" and one.fields != begun.get(_key(one), one.fields))


def _key(thing: Thing) -> tuple[str, str]:
    return thing.kind, thing.name


def _changes(wanted: Thing, alike: list[Thing]) -> Iterator[Change]:
    if not alike:
        yield Change(
            "make", wanted, ", ".join(f"{name} {value}" for name, value in wanted.fields.items() if name != "name" and _is_short(value))
        )
        return
    first, *doubles = alike
    if first.kind != "variable" and (moved := [name for name in wanted.fields if wanted.fields[name] != first.fields.get(name)]):
        what = ", ".join(_moved(name, first.fields.get(name), wanted.fields[name]) for name in moved)
        yield Change("change", Thing(wanted.kind, wanted.name, wanted.fields, first.id), what)
    yield from (Change("remove", double, "it is there twice") for double in doubles)


def _is_short(value: object) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and 0 < len(str(value)) <= _LONGEST_SHOWN


def _moved(name: str, was: object, is_now: object) -> str:
    shown = all(not isinstance(one, dict | list) and len(str(one)) <= _LONGEST_SHOWN for one in (was, is_now))
    return f"{name} {was} → {is_now}" if shown else name
