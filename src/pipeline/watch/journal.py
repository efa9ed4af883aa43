"""What ran, in the ledger: a row per stage of a city, per source that could not be had, and per watch, which is the heartbeat.

Only what nothing else tells is kept: when a source was last had stands in the archive, what was mailed in the deliveries. The rows help
nobody to send twice, so they need not survive a power cut, and a journal that cannot be written ends no stage.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pipeline import logs
from pipeline.deliver.ledger_file import LedgerFile, utc
from pipeline.errors import DeliveryError, UnapprovedError, YearendError
from pipeline.watch.begun import TERMINAL, begun_by
from pipeline.watch.digest import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.records import Rejection
    from pipeline.settings import Settings

T = TypeVar("T")
log = logging.getLogger(__name__)

WATCH = "watch"  # the job whose rows are the heartbeat
OK, FAILED, WAITS, INTERRUPTED = "ok", "failed", "waits", "interrupted"
KEPT = dt.timedelta(days=400)
DETAIL_LIMIT = 500  # characters


@dataclass(frozen=True)
class Ran:
    """One row: `outcome` is ok, failed, waits (for approval), interrupted, or "" while it runs or where it was killed.

    For a source that could not be had it is the name of the rejection, and `source` its id.
    """

    number: int
    job: str
    city: str
    source: str
    started_at: dt.datetime  # UTC, as are all
    finished_at: dt.datetime | None
    outcome: str
    detail: str
    begun_by: str = ""  # as `begun_by` says


class Journal(LedgerFile):
    """The part of the ledger that says what ran. DeliveryError where the file cannot be used."""

    def begin(self, job: str, city: str, at: dt.datetime, by: str = "") -> int:
        """The number of a run that begins; `by` is who began it."""
        statement = "insert into run (job, city, source, started_at, outcome, detail, begun_by) values (?, ?, '', ?, '', '', ?) returning number"
        number = self._write(statement, (job, city, utc(at), by), is_synced=False)
        assert number is not None  # noqa: S101  it was just given
        return number

    def finish(self, number: int, outcome: str, detail: str, at: dt.datetime) -> None:
        """How a run that began ended."""
        statement = "update run set finished_at = ?, outcome = ?, detail = ? where number = ?"
        self._write(statement, (utc(at), outcome, detail[:DETAIL_LIMIT], number), is_synced=False)

    def missed(self, city: str, rejections: Iterable[Rejection], at: dt.datetime) -> None:
        """The sources that could not be had in a run that asked them at `at`: a row each, by its first rejection."""
        first: dict[str, Rejection] = {}
        for one in rejections:
            if one.source_id and one.stage in ("fetch", "archive"):
                first.setdefault(one.source_id, one)
        statement = "insert into run (job, city, source, started_at, finished_at, outcome, detail) values ('fetch', ?, ?, ?, ?, ?, ?)"
        with self._transaction(is_synced=False) as db:
            db.executemany(statement, [(city, source, utc(at), utc(at), one.reason, one.detail[:DETAIL_LIMIT]) for source, one in first.items()])

    def newest(self) -> tuple[Ran, ...]:
        """The newest row of every job, city and source that counts, by these.

        What somebody typed at a terminal counts only where it ended well: else they have read of it there, and the stage stands as before.
        """
        found = self._read(
            "select number, job, city, source, started_at, finished_at, outcome, detail, begun_by from run"
            " where number in (select max(number) from run where begun_by <> ? or outcome not in (?, ?, '') group by job, city, source)"
            " order by city, job, source",
            (TERMINAL, FAILED, INTERRUPTED),
        )
        return tuple(_ran(*row) for row in found)

    def failed(self) -> frozenset[str]:
        """The Prefect runs in which the last try of a stage failed; one whose stage was killed while it was tried again is none of them."""
        found = self._read(
            "select distinct begun_by from run as failed where begun_by not in ('', ?) and outcome = ? and not exists"
            " (select * from run as later where later.job = failed.job and later.city = failed.city and later.source = ''"
            " and later.number > failed.number and later.begun_by = failed.begun_by and later.outcome <> failed.outcome)",
            (TERMINAL, FAILED),
        )
        return frozenset(by for (by,) in found)

    def last_ok(self, job: str, city: str = "", before: int | None = None) -> dt.datetime | None:
        """When the last run of a job began that ended well, of those with a number under `before`; None: none did."""
        query = "select max(started_at) from run where job = ? and city = ? and source = '' and outcome = ? and number < coalesce(?, number + 1)"
        found = self._read(query, (job, city, OK, before))[0][0]
        return _at(found) if found else None

    def began(self, city: str) -> dt.datetime | None:
        """When a city was first asked for anything, as far as the journal goes back."""
        found = self._read("select min(started_at) from run where job = 'fetch' and city = ?", (city,))[0][0]
        return _at(found) if found else None

    def told(self) -> tuple[Told, ...]:
        """The troubles that the operator was told of and that were not over then."""
        found = self._read("select code, about, what, mark, since_at, told_at from told order by since_at, code, about")
        return tuple(Told(code, about, what, mark, _at(since), _at(told)) for code, about, what, mark, since, told in found)

    def remember(self, told: Iterable[Told], over: Iterable[Told]) -> None:
        """Keeps what the operator was just told, and forgets what is over."""
        with self._transaction() as db:
            db.executemany("delete from told where code = ? and about = ?", [(one.code, one.about) for one in over])
            db.executemany(
                "insert or replace into told (code, about, what, mark, since_at, told_at) values (?, ?, ?, ?, ?, ?)",
                [(one.code, one.about, one.what, one.mark, utc(one.since_at), utc(one.told_at)) for one in told],
            )

    def prune(self, now: dt.datetime) -> None:
        """Forgets rows older than KEPT."""
        self._write("delete from run where started_at < ?", (utc(now - KEPT),), is_synced=False)


@contextlib.contextmanager
def noted(settings: Settings, job: str, city: str = "", clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> Iterator[None]:
    """A stage as the journal and the logs know it. What it raises passes through, noted: in words where they are ours, else by its name,
    for the words of others may hold an address."""
    with logs.about(stage=job, city=city):
        number = _begun(settings, job, city, clock())
        outcome, detail = INTERRUPTED, ""
        try:
            yield
            outcome = OK
        except UnapprovedError as error:
            outcome, detail = WAITS, str(error)
            raise
        except Exception as error:
            outcome, detail = FAILED, str(error) if isinstance(error, YearendError) else type(error).__name__
            raise
        finally:
            _finished(settings, number, outcome, detail, clock())


def note_missed(settings: Settings, city: str, rejections: Iterable[Rejection], at: dt.datetime) -> None:
    """Notes the sources that could not be had; see `Journal.missed`."""
    _written(settings, lambda journal: journal.missed(city, rejections, at))


def missed(settings: Settings, city: str) -> dict[str, Ran]:
    """The last time that each source of a city could not be had, by its id; nothing is made where there is no ledger."""
    if not settings.ledger.is_file():
        return {}
    with Journal(settings.ledger) as journal:
        return {one.source: one for one in journal.newest() if one.city == city and one.source}


def _begun(settings: Settings, job: str, city: str, at: dt.datetime) -> int | None:
    return _written(settings, lambda journal: journal.begin(job, city, at, begun_by()))


def _finished(settings: Settings, number: int | None, outcome: str, detail: str, at: dt.datetime) -> None:
    if number is not None:
        _written(settings, lambda journal: journal.finish(number, outcome, detail, at))


def _written(settings: Settings, write: Callable[[Journal], T]) -> T | None:
    """What `write` gives; None where the journal cannot be written, which is logged and harms nothing."""
    try:
        with Journal(settings.ledger) as journal:
            return write(journal)
    except DeliveryError as error:
        log.warning("what runs is not noted: %s", error)
        return None


def _ran(number: int, job: str, city: str, source: str, started_at: str, finished_at: str | None, outcome: str, detail: str, by: str) -> Ran:
    return Ran(number, job, city, source, _at(started_at), _at(finished_at) if finished_at else None, outcome, detail, by)


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
