"""`yearend doctor`: whether this installation can do its work, looked at part by part; nothing is changed or sent, nor a source asked unbidden.

What the Prefect server must hold is looked at by `python -m flows.doctor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from pipeline.doctor import machine, outside, state
from pipeline.doctor.finding import COLUMNS, Finding
from pipeline.errors import YearendError

if TYPE_CHECKING:
    import datetime as dt
    import ssl
    from collections.abc import Callable, Iterator

    from pipeline.settings import Settings
    from pipeline.watch.item import Code

__all__ = ["COLUMNS", "Finding", "examine"]


def examine(settings: Settings, now: dt.datetime, tls: ssl.SSLContext | None = None) -> Iterator[Finding]:
    """All parts, one after another; `now` is UTC, `tls` trusts other authorities, for tests. A part that fails ends no other."""
    parts: tuple[tuple[Code, Callable[[], Iterator[Finding]]], ...] = (
        ("settings", lambda: state.settings_given(settings)),
        ("cities", lambda: state.cities(settings)),
        ("disk", lambda: machine.disk(settings, now)),
        ("clock", lambda: machine.clock(settings, now)),
        ("time-zones", lambda: machine.time_zones(settings, now)),
        ("duckdb", machine.database),
        ("archive", lambda: state.archive(settings)),
        ("warehouse", lambda: state.warehouse(settings)),
        ("ledger", lambda: state.ledger(settings, now)),
        ("backup", lambda: state.backup(settings, now)),
        ("mail-server", lambda: outside.mail_server(settings, tls)),
        ("site", lambda: outside.site(settings)),
        ("prefect", lambda: outside.prefect(settings)),
    )
    for code, look in parts:
        try:
            yield from look()
        except (YearendError, OSError, duckdb.Error) as error:
            yield Finding(code, "trouble", str(error).partition("\n")[0])
