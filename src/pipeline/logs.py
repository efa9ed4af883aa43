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

from pipeline.errors import ConfigError
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

    from pipeline.settings import Settings

log = logging.getLogger("yearend")

Form = Literal["text", "json", "message"]

_KEYS = ("stage", "city", "source")
_OF_PREFECT = ("flow_run_name", "task_run_name")  # which its own loggers put beside
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


class WithoutThreads(logging.Filter):
    """Leaves out the paragraph that Prefect logs for every task with a time-out in a thread: that it interrupts no request. Each request has a
    time-out of its own, and the flow says once how many hosts it asks so."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is anything else."""
        return not str(record.msg).startswith("Timeout of %s seconds configured for this task, but")


class Formatter(logging.Formatter):
    """One record as a line of text with its traceback below, as one line of JSON, or as the message alone with its traceback."""

    def __init__(self, form: Form, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self.form = form
        self._secrets = frozenset(secrets)

    def struck(self, text: str) -> str:
        """The text without addresses and secrets."""
        return masked(text, self._secrets)

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **_where(record),
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            fields["exception"] = self.formatException(record.exc_info)
        # Masked before it is written as JSON, where quotes and letters of other scripts stand in another form.
        shown = {key: self.struck(value) for key, value in fields.items()}
        match self.form:
            case "json":
                return json.dumps(shown, ensure_ascii=False)
            case "message":
                line = shown["message"]
            case "text":
                line = _line(shown)
        return f"{line}\n{shown['exception']}" if "exception" in shown else line


def _where(record: logging.LogRecord) -> dict[str, str]:
    """What a record is about: the stage, city and source that the work is in, and the run."""
    about = _ABOUT.get()
    known = {key: about[key] for key in _KEYS if key in about}
    return known | {key: str(value) for key in _OF_PREFECT if (value := getattr(record, key, None))}


def _line(shown: Mapping[str, str]) -> str:
    about = " ".join(shown[key] for key in (*_KEYS, *_OF_PREFECT) if key in shown)
    return f"{shown['time']} {shown['level'].upper()} {shown['logger']}: {f'[{about}] ' if about else ''}{shown['message']}"


def installed(form: Form | None = None) -> Formatter:
    """The formatter of this installation's settings, for `deployments/logging.yml`; settings that are wrong keep nobody from logging."""
    try:
        settings = load_settings()
    except ConfigError:
        return Formatter(form or "text")
    return Formatter(form or settings.log_format, secrets_of(settings))


def start(level: int) -> None:
    """Sends all records of a level or higher to stderr in this installation's form; what nobody catches becomes a record too.

    Our own records of outcomes (INFO) are among them where logs are JSON. Where somebody has set logging up already, nothing is done.
    """
    logging.raiseExceptions = level <= logging.DEBUG  # a full disk may take what is logged too: no traceback of that in place of our sentence
    if logging.getLogger().handlers:
        return
    formatter, handler = installed(), logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=min(level, logging.INFO) if formatter.form == "json" else level, handlers=[handler])
    for chatty in ("httpx", "sqlglot"):  # a line a request, or an array in SQL, is no outcome
        logging.getLogger(chatty).setLevel(level)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught


def shown(text: str) -> str:
    """Words for stderr, without addresses and this installation's secrets."""
    return installed().struck(text)


def is_json() -> bool:
    """Whether what is said on stderr is to be JSON lines, by what `start` made of it."""
    formatters = [handler.formatter for handler in logging.getLogger().handlers]
    return any(isinstance(one, Formatter) and one.form == "json" for one in formatters)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """In place of Python's own hook, which would print whatever words an exception holds."""
    log.critical("it failed in a way that nobody foresaw; please report it", exc_info=(kind, error, trace))
