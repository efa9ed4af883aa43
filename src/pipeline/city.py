"""Cities and their sources as data: `deployments/cities/<slug>.toml`, checked, frozen, with messages that name file and key."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, ValidationError, model_validator

from pipeline.decision import Decision, read_decisions, review_file
from pipeline.entry import Entry, Identifier, MetricCode
from pipeline.errors import ConfigError
from pipeline.source import ORI, Source
from pipeline.toml_error import sentence

if TYPE_CHECKING:
    from pathlib import Path


_time_zones = cache(available_timezones)  # which looks for them in six hundred files


def _time_zone(name: str) -> str:
    if name not in _time_zones():
        raise ValueError("is no time zone; write one like America/Los_Angeles")
    return name


class Agency(Entry):
    """A police department or sheriff, with its FBI ORI where it has one."""

    name: str
    kind: Literal["police", "sheriff"]
    ori: str | None = Field(None, pattern=ORI)


class Population(Entry):
    """How many people lived there in a year, and who says so."""

    year: int = Field(ge=1850, le=2200)
    people: int = Field(gt=0)
    source: str


class Provider(Entry):
    """A body whose figures form series; `short` stands in the mail ("police", "FBI data")."""

    id: Identifier
    name: str
    short: str
    is_structured: bool = False  # publishes files of counts, rather than statements that others report


class Definition(Entry):
    """What one provider counts under a metric; sources name the `family`."""

    id: Identifier
    family: Identifier
    metric: MetricCode
    text: str
    source: str


class Preference(Entry):
    """Which series stands for a metric; several for one metric are tried in the order given."""

    metric: MetricCode
    provider: Identifier
    definition: Identifier


class Break(Entry):
    """A day from which a provider's counts are not comparable with earlier ones. Only suspected ones do not stop a comparison."""

    provider: Identifier
    metrics: tuple[MetricCode, ...] = Field(min_length=1)
    starts_on: dt.date
    status: Literal["documented", "reviewed", "suspected"]
    reason: str


class Sender(Entry):
    """Who the mail is from."""

    name: str = Field(pattern=r"\S")  # who writes, and where they are, stands in every mail
    address: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    reply_to: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    postal_address: str = Field(pattern=r"\S")


class Updates(Entry):
    """When readers of an edition are told that a source said something else since."""

    least_pct: float = Field(1.0, ge=0, le=100)  # a count revised by less waits for one that is not, unless a change turns its direction


class City(Entry):
    """One city with all that is judged or known about it."""

    slug: str
    name: str
    state: str = Field(pattern=r"^[A-Z]{2}$")
    aliases: tuple[str, ...] = ()
    time_zone: Annotated[str, AfterValidator(_time_zone)]
    subscribers: str  # path of a CSV outside the repository; relative to the deployments folder
    sender: Sender
    agency: tuple[Agency, ...] = ()
    population: tuple[Population, ...] = ()
    provider: tuple[Provider, ...] = Field(min_length=1)
    definition: tuple[Definition, ...] = ()
    prefer: tuple[Preference, ...] = ()
    series_break: tuple[Break, ...] = ()
    source: tuple[Source, ...] = Field(min_length=1)
    updates: Updates = Updates()
    decision: tuple[Decision, ...] = ()

    @property
    def place(self) -> str:
        """The city as figures name it: `Fresno, CA`."""
        return f"{self.name}, {self.state}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def words(self) -> tuple[str, ...]:
        """The words by which coverage names the city."""
        return (self.name, *self.aliases)

    @model_validator(mode="after")
    def _refers_to_what_is_there(self) -> Self:
        providers = {provider.id for provider in self.provider}
        named = [entry.provider for entries in (self.source, self.prefer, self.series_break) for entry in entries]
        if unknown := [name for name in named if name not in providers]:
            raise ValueError(f"provider {unknown[0]!r} is not listed; one of {', '.join(sorted(providers))}")
        ids = [source.id for source in self.source]
        if twice := {name for name in ids if ids.count(name) > 1}:
            raise ValueError(f"source {sorted(twice)[0]!r} is listed twice")
        if absent := [one.source for one in self.decision if one.id is None and one.source not in ids]:
            raise ValueError(f"source {absent[0]!r} of a decision is not listed; one of {', '.join(sorted(ids))}")
        return self

    @model_validator(mode="after")
    def _definitions_are_there(self) -> Self:
        """A mistyped definition would make a series that nothing prefers; two of one family and metric would count figures twice."""
        families = {one.family for one in self.definition}
        if unknown := [one.definition for one in self.source if families and one.definition not in families]:
            raise ValueError(f"definition {unknown[0]!r} of a source is no family; one of {', '.join(sorted(families))}")
        listed = {(one.id, one.metric) for one in self.definition}
        if missing := [one for one in self.prefer if listed and (one.definition, one.metric) not in listed]:
            fit = sorted(one.id for one in self.definition if one.metric == missing[0].metric)
            raise ValueError(
                f"definition {missing[0].definition!r} preferred for {missing[0].metric} is not listed; one of {', '.join(fit) or 'none'}"
            )
        counted = [(one.definition, one.metric) for source in self.source if source.incidents for one in source.incidents.counts]
        if absent := [pair for pair in counted if pair[0] and pair not in listed]:
            raise ValueError(f"definition {absent[0][0]!r}, under which incidents count as {absent[0][1]}, is not listed for that metric")
        pairs = [(one.family, one.metric) for one in self.definition]
        if twice := [pair for pair in pairs if pairs.count(pair) > 1]:
            raise ValueError(f"family {twice[0][0]!r} defines {twice[0][1]} twice; a family has one definition of a metric")
        return self


def city_files(deployments: Path) -> dict[str, Path]:
    """The TOML files of all cities, by slug. ConfigError where the folder is missing."""
    folder = deployments / "cities"
    if not folder.is_dir():
        raise ConfigError(f"there is no folder {folder}; run from the project's folder or set YEAREND_DEPLOYMENTS")
    return {path.stem: path for path in sorted(folder.glob("*.toml")) if "." not in path.stem}  # <slug>.review.toml is none


def load_city(deployments: Path, slug: str) -> City:
    """One city by its slug; ConfigError is one sentence with file, key and allowed values."""
    known = city_files(deployments)
    if slug not in known:
        raise ConfigError(
            f"no city {slug!r} in {deployments / 'cities'}; there {'is' if len(known) == 1 else 'are'} {', '.join(known) or 'none'}"
        )
    return _read(known[slug])


def load_cities(deployments: Path) -> tuple[City, ...]:
    """All cities, by slug."""
    return tuple(_read(path) for path in city_files(deployments).values())


def readable_cities(deployments: Path) -> tuple[tuple[City, ...], tuple[ConfigError, ...]]:
    """The cities whose TOML can be read, by slug, and what is wrong with the others: a mistake in one stops none of the rest."""
    cities, wrong = [], []
    for path in city_files(deployments).values():
        try:
            cities.append(_read(path))
        except ConfigError as error:
            wrong.append(error)
    return tuple(cities), tuple(wrong)


def _read(path: Path) -> City:
    table = _table(path)
    if (base := table.pop("extends", None)) is not None:
        if not isinstance(base, str):
            raise ConfigError(f"{path}: extends is {base!r}; write the path of another city's file, relative to this one")
        table = _table(path.parent / base) | table
    if "slug" in table:
        raise ConfigError(f"{path}: slug is no known key; a city's slug is the name of its file")
    reviewed = read_decisions(review_file(path))
    table["decision"] = [*table.get("decision", []), *reviewed]
    try:
        return City.model_validate({"slug": path.stem} | table)
    except ValidationError as error:
        raise ConfigError(f"{path}: {sentence(error.errors(), table, City)}") from None


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path} is not there") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no valid TOML: {error}") from None
