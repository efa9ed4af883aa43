"""What is looked for in news archives: which places, and the crimes of which years."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from pipeline.errors import ConfigError
from pipeline.figures.gazetteer import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.city import City

_SHORTEST = 4  # letters of a further name that is looked for; fewer stand in the bytes of any picture
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


@dataclass(frozen=True)
class Question:
    """Places with the names that coverage has for them, and a range of years; `None` is any year."""

    places: tuple[tuple[str, tuple[str, ...]], ...]  # ("Fresno, CA", ("Fresno", "City of Fresno", …))
    first_year: int | None = None
    last_year: int | None = None

    @classmethod
    def of(cls, cities: Iterable[City], years: str | None = None) -> Self:
        """What is asked for some cities and years, "2019" or "2018-2023". ConfigError where that is no range, or no city is named."""
        places = tuple(sorted({city.place: city.words for city in cities}.items()))
        if not places:
            raise ConfigError("no city is named; `yearend cities` lists them")
        if years is None:
            return cls(places)
        found = _YEARS.fullmatch(years.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if first > last:
            raise ConfigError(f"{years!r} are no years; write one, such as 2023, or a range, such as 2018-2023")
        return cls(places, first, last)

    @cached_property
    def looked_for(self) -> tuple[str, ...]:
        """What every spelling of the names holds, and of the place's parts that the reader knows: their longest runs of plain letters. How
        the rest is written in a page, with which space, dash or accent, nobody knows."""
        return tuple(sorted({run for place, names in self.places for run in _runs((*names, *names_of(place)))}))

    def __str__(self) -> str:
        """The same question has the same words."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)


def _runs(names: Sequence[str]) -> Iterator[str]:
    first = names[0]
    for name in (first, *(other for other in names if first.lower() not in other.lower())):
        longest = max(re.findall("[A-Za-z]+", name), key=len, default="")
        if len(longest) >= _SHORTEST or name == first:
            yield longest or name
