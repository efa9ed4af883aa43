"""Logs as text or as JSON lines, with what they are about, and without addresses and secrets: for the command and, by
`deployments/logging.yml`, for everything that runs under Prefect."""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
import json
import logging
import re
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from pydantic import SecretStr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

    from pipeline.settings import Settings

Form = Literal["text", "json"]

_KEYS = ("stage", "city", "source")
_ABOUT: contextvars.ContextVar[Mapping[str, str]] = contextvars.ContextVar("about", default=MappingProxyType({}))
_ADDRESS = re.compile(r"(?<![\w.+-])(?P<first>[\w+-])[\w.+'-]*@(?P<domain>[\w-]+(?:\.[\w-]+)+)")
_SHORTEST_SECRET = 4  # what is shorter would strike out words that are none


@contextlib.contextmanager
def about(**what: str) -> Iterator[None]:
    """What is logged within is about this stage, city or source; an empty one says nothing new."""
    token = _ABOUT.set({**_ABOUT.get(), **{key: value for key, value in what.items() if value}})
    try:
        yield
    finally:
        _ABOUT.reset(token)


def secrets_of(settings: Settings) -> frozenset[str]:
    """What must never be shown, in its plain form."""
    found = [value for value in dict(settings).values() if isinstance(value, SecretStr)] + list(settings.token.values())
    return frozenset(value for one in found if len(value := one.get_secret_value()) >= _SHORTEST_SECRET)


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text with e-mail addresses as `r…@example.org` and secrets as `***`."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return _ADDRESS.sub(r"\g<first>…@\g<domain>", text)


class Formatter(logging.Formatter):
    """One record as a line of text, with its traceback below, or as one line of JSON."""

    def __init__(self, form: Form, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._form = form
        self._secrets = frozenset(secrets)

    def format(self, record: logging.LogRecord) -> str:
        about = {key: value for key, value in _ABOUT.get().items() if key in _KEYS}
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        message, trouble = record.getMessage(), self._trouble(record)
        if self._form == "json":
            fields = {"time": at, "level": record.levelname.lower(), "logger": record.name, **about, "message": message}
            fields |= {"exception": trouble} if trouble else {}
            # Masked before it is written as JSON, where quotes and letters of other scripts stand in another form.
            return json.dumps({key: masked(value, self._secrets) for key, value in fields.items()}, ensure_ascii=False)
        where = " ".join(about.values())
        line = f"{at} {record.levelname} {record.name}: {f'[{where}] ' if where else ''}{message}"
        return masked(f"{line}\n{trouble}" if trouble else line, self._secrets)

    def _trouble(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else record.exc_text or ""


def start(settings: Settings, level: int) -> None:
    """Sends all records of a level or higher to stderr in the settings' form; what nobody catches becomes a record too."""
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter(settings.log_format, secrets_of(settings)))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    sys.excepthook = _uncaught


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """In place of Python's own hook, which would print whatever words an exception holds."""
    logging.getLogger("yearend").critical("it failed in a way that nobody foresaw; please report it", exc_info=(kind, error, trace))
