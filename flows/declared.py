"""`deployments/setup.yaml`, `automations.yaml` and the cities → what a Prefect server is to hold. Reads files, and asks no server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import Field, ValidationError

from flows.limits import host_limit
from flows.plan import Thing
from pipeline.entry import Entry
from pipeline.errors import ConfigError
from pipeline.toml_error import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.city import City
    from pipeline.settings import Settings

Model = TypeVar("Model", bound=Entry)
_PROJECT = Path(__file__).parents[1] / "deployments"


class Queue(Entry):
    """A line in which runs wait for a worker."""

    name: str
    priority: int = Field(ge=1)  # 1 goes first
    concurrency_limit: int | None = Field(None, ge=1)


class Pool(Entry):
    """Where runs are executed."""

    name: str
    type: str
    env: dict[str, str] = Field(default_factory=dict)  # of every process that it starts


class Setup(Entry):
    """`deployments/setup.yaml`."""

    limits: dict[str, int]
    runs_per_host: int = Field(ge=1)
    variables: dict[str, str] = Field(default_factory=dict)
    pool: Pool
    queues: tuple[Queue, ...] = Field(min_length=1)


class Automation(Entry):
    """One entry of `deployments/automations.yaml`; trigger and actions are in Prefect's words."""

    name: str
    description: str
    trigger: dict[str, Any]
    actions: tuple[dict[str, Any], ...] = Field(min_length=1)


class Automations(Entry):
    """`deployments/automations.yaml`."""

    automations: tuple[Automation, ...]


def read_setup(deployments: Path) -> Setup:
    """`setup.yaml` of a deployments folder, or the project's where that has none; ConfigError names file and key."""
    return _read(_file(deployments, "setup.yaml"), Setup)


def read_automations(deployments: Path) -> tuple[Automation, ...]:
    """`automations.yaml`, found as `setup.yaml` is; ConfigError names file and key."""
    return _read(_file(deployments, "automations.yaml"), Automations).automations


def read_deployments(deployments: Path) -> tuple[Path, frozenset[str]]:
    """`prefect.yaml`, found as `setup.yaml` is, and the names of its deployments; ConfigError where it is none."""
    path = _file(deployments, "prefect.yaml")
    try:
        return path, frozenset(str(one["name"]) for one in _table(path)["deployments"])
    except (KeyError, TypeError):
        raise ConfigError(f"{path} has no list of deployments with their names; see Prefect's documentation of it") from None


def _file(deployments: Path, name: str) -> Path:
    """An installation's folder may hold its cities alone."""
    own = deployments / name
    return own if own.exists() else _PROJECT / name


def things(setup: Setup, cities: Iterable[City]) -> tuple[Thing, ...]:
    """All but the automations: these need to know which deployments there are."""
    hosts = sorted({host_limit(source) for city in cities for source in city.source})
    return (
        *(Thing("limit", name, {"limit": limit}) for name, limit in setup.limits.items()),
        *(Thing("limit", host, {"limit": setup.runs_per_host}) for host in hosts),
        *(Thing("variable", name, {"value": value}) for name, value in setup.variables.items()),
        Thing("pool", setup.pool.name, {"type": setup.pool.type, "env": setup.pool.env}),
        *(Thing("queue", f"{setup.pool.name}/{one.name}", one.model_dump(exclude={"name"})) for one in setup.queues),
    )


def secrets(cities: Iterable[City], settings: Settings) -> tuple[str, ...]:
    """The variables that hold a secret which the cities' sources or these settings name, and that are empty here; never a value."""
    named = {one.token for city in cities for source in city.source for one in (source.query, source.cde) if one and one.token}
    absent = [f"YEAREND_TOKEN_{name.upper()}" for name in sorted(named) if name not in settings.token]
    needed = {"smtp_password": settings.smtp_user, "unsubscribe_key": settings.unsubscribe_url}
    return (*absent, *(f"YEAREND_{name.upper()}" for name, why in needed.items() if why and not getattr(settings, name).get_secret_value()))


def _read(path: Path, model: type[Model]) -> Model:
    table = _table(path)
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise ConfigError(f"{path}: {sentence(error.errors(), table, model)}") from None


def _table(path: Path) -> dict[str, Any]:
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(table, dict):
        raise ConfigError(f"{path} is no table of keys; see deployments/{path.name} of the project")
    return table
