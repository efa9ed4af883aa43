"""One look at everything: the heartbeat's row, what is wrong, and the operator told of what is news."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.city import readable_cities
from pipeline.doctor import examine
from pipeline.errors import ConfigError, DeliveryError, YearendError
from pipeline.watch.digest import Digest, digest, each_once
from pipeline.watch.item import Alert
from pipeline.watch.journal import OK, WATCH, Journal
from pipeline.watch.mail import mail
from pipeline.watch.status import status

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Sequence

    from pipeline.city import City
    from pipeline.settings import Settings
    from pipeline.watch.digest import Told
    from pipeline.watch.item import Code

log = logging.getLogger(__name__)

_AS_SERVICES = "as-yearend"  # installed by deployments/systemd/install; without it `yearend` is not found there, or has no settings
FLOW_CODES: frozenset[Code] = frozenset(("flow-failed", "flow-late", "prefect-setup"))  # seen by whoever can ask the Prefect server


@dataclass(frozen=True)
class Look:
    """What came of a look."""

    alerts: tuple[Alert, ...]
    digest: Digest
    is_mailed: bool


def look(
    settings: Settings, now: dt.datetime, flows: Sequence[Alert] | None = None, *, is_dry_run: bool = False, tls: ssl.SSLContext | None = None
) -> Look:
    """Looks at everything at `now` (UTC), notes the heartbeat, and mails what is news; `flows` is what the Prefect server has, None: not asked.

    With `is_dry_run` nothing is noted or mailed. Nothing is mailed where YEAREND_OPERATOR is not set, and then nothing is taken for told.
    DeliveryError or ConfigError where there is news that cannot be mailed.
    """
    told, noted = _known(settings)
    alerts = each_once((*_alerts(settings, now), *(flows or ())), noted)
    again, unseen = dt.timedelta(days=settings.alert_again_days), FLOW_CODES if flows is None else frozenset[str]()
    found = replace(digest(alerts, told, now, again, unseen), by=_AS_SERVICES if shutil.which(_AS_SERVICES) else "")
    if is_dry_run:
        return Look(alerts, found, is_mailed=False)
    _note(settings, now)
    for alert in found.new:
        log.warning("%s %s: %s; %s", alert.code, alert.about, alert.what, alert.command)
    is_mailed = not found.is_empty and bool(settings.operator)
    if is_mailed:
        mail(settings, found.subject, found.text, now, tls=tls)
    _remember(settings, found.remembered(now, told) if is_mailed else (), [*(found.over if is_mailed else ()), *found.silent])
    return Look(alerts, found, is_mailed)


def _known(settings: Settings) -> tuple[tuple[Told, ...], frozenset[str]]:
    """What was told before, and the Prefect runs in which a stage noted its error; nothing where the ledger cannot be used, for that is what
    must be told then."""
    if settings.ledger.is_file():
        with contextlib.suppress(DeliveryError), Journal(settings.ledger) as journal:
            return journal.told(), journal.failed()
    return (), frozenset()


def _note(settings: Settings, now: dt.datetime) -> None:
    """The heartbeat; a ledger that cannot be used is in the digest."""
    with contextlib.suppress(DeliveryError), Journal(settings.ledger) as journal:
        journal.finish(journal.begin(WATCH, "", now), OK, "", now)
        journal.prune(now)


def _remember(settings: Settings, told: Sequence[Told], over: Sequence[Told]) -> None:
    with contextlib.suppress(DeliveryError), Journal(settings.ledger) as journal:
        journal.remember(told, over)


def _alerts(settings: Settings, now: dt.datetime) -> Iterator[Alert]:
    try:
        yield from [item.alert for item in status(settings, _cities(settings), now) if item.alert]
    except YearendError as error:  # a ledger or an archive that cannot be used: doctor, below, says which
        log.warning("what is due cannot be said: %s", error)
    for finding in examine(settings, now):
        if finding.state == "trouble":
            yield Alert(finding.code, finding.about or "installation", finding.what, finding.command)


def _cities(settings: Settings) -> Sequence[City]:
    """Those whose TOML can be read; doctor tells of the others."""
    try:
        return readable_cities(settings.deployments)[0]
    except ConfigError:
        return ()
