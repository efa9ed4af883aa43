"""The seven stages as plain functions over settings and a city: what `yearend run` and the flows both call, in this order."""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline import logs
from pipeline import transform as models
from pipeline.approval import dossier
from pipeline.archive import Archive
from pipeline.archive.documents import documents
from pipeline.archive.withdrawal import WithdrawnError
from pipeline.city import readable_cities as cities_and_mistakes
from pipeline.deliver.ledger import Ledger
from pipeline.deliver.outcome import Outcome
from pipeline.deliver.send import left_to_do, preview, send
from pipeline.deliver.subscribers import Subscriber
from pipeline.deliver.subscribers import read as read_subscribers
from pipeline.errors import ArchiveError, DeliveryError, WarehouseError
from pipeline.fetch.collect import collect as fetch_all
from pipeline.fetch.collect import held, last, windows
from pipeline.fetch.collect import replay as replay_all
from pipeline.fetch.due import is_due
from pipeline.incidents.load import load_incidents
from pipeline.load import Loaded, load, load_city, unread
from pipeline.models import sql_folder
from pipeline.parse.capture import Parsed, parser_fingerprint, read_capture
from pipeline.publish import Published, publish
from pipeline.published import document_text
from pipeline.records import Capture, Mail, Reading, Rejection
from pipeline.report import months, page, pdf, render
from pipeline.report.edition import build
from pipeline.report.follow import follow_up
from pipeline.report.parts import Edition
from pipeline.report.shelf import editions, sent
from pipeline.report.store import dumps
from pipeline.warehouse import open_warehouse
from pipeline.watch.journal import note_missed, noted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import duckdb

    from pipeline.city import City
    from pipeline.report.months import Month
    from pipeline.settings import Settings
    from pipeline.source import Source
    from pipeline.transform import Transformed

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Collected:
    """What the archive holds of a city's sources after collecting, and what could not be had."""

    captures: tuple[Capture, ...]
    rejections: tuple[Rejection, ...]
    asked: tuple[str, ...]  # ids of the sources that were asked in this run


@dataclass(frozen=True)
class Fetched:
    """What became of asking some sources."""

    asked: tuple[str, ...]  # ids of those that were due
    barren: tuple[str, ...]  # of these, those that could not be had; one that had nothing new to say is none
    rejections: tuple[Rejection, ...]


def collect(city: City, settings: Settings, replay: Path | None, now: dt.datetime, sources: Sequence[Source] | None = None) -> Collected:
    """fetch → archive. Asks the sources that are due and archives their answers; with `replay`, takes that archive in and asks nobody.

    `sources` leaves it at some of the city's; `now` is UTC. Every capture that the archive holds of them is handed on, so that a run that was
    cut off is taken up by the next.
    """
    with noted(settings, "fetch", city.slug):
        return _collected(city, settings, replay, now, city.source if sources is None else sources)


def _collected(city: City, settings: Settings, replay: Path | None, now: dt.datetime, sources: Sequence[Source]) -> Collected:
    archive = Archive(settings.archive)
    if replay is not None:
        imported = archive.import_file(replay)
        answers = list(replay_all(city, sources, archive))
        refused = (*imported.rejections, *(one for one in answers if isinstance(one, Rejection)))
        return Collected(documents(answers), refused, tuple(source.id for source in sources))
    return _gathered(city, settings, now, sources, [fetch(city, settings, now, sources)])


def fetch(city: City, settings: Settings, now: dt.datetime, sources: Sequence[Source]) -> Fetched:
    """fetch → archive, for those of the sources that are due at `now` (UTC). Several at once may ask, each other sources."""
    archive = Archive(settings.archive)
    due = [source for source in sources if is_due(source, last(source, archive), now)]
    with logs.about(stage="fetch", city=city.slug):
        rejections = _fetch(city, due, archive, settings, now) if due else ()
    refused = {one.source_id for one in rejections}
    answered = {one.id for one in due if (newest := last(one, archive)) and newest.fetched_at >= now}
    return Fetched(tuple(one.id for one in due), tuple(one.id for one in due if one.id in refused - answered), rejections)


def gather(city: City, settings: Settings, now: dt.datetime, sources: Sequence[Source], fetched: Iterable[Fetched]) -> Collected:
    """What the archive holds of the sources, now that they were asked; notes which could not be had."""
    with noted(settings, "fetch", city.slug):
        return _gathered(city, settings, now, sources, fetched)


def _gathered(city: City, settings: Settings, now: dt.datetime, sources: Sequence[Source], fetched: Iterable[Fetched]) -> Collected:
    fetched = tuple(fetched)
    rejections = tuple(one for each in fetched for one in each.rejections)
    note_missed(settings, city.slug, rejections, now)
    asked = {one for each in fetched for one in each.asked}
    captures = documents(held(sources, Archive(settings.archive)))
    return Collected(captures, rejections, tuple(source.id for source in sources if source.id in asked))


def parse(city: City, settings: Settings, captures: Iterable[Capture], turn: AbstractContextManager[object] | None = None) -> tuple[Parsed, ...]:
    """parse. Reads those captures that the warehouse does not hold yet as read by this version of the reader.

    `turn` is held while the warehouse is asked, which is opened as for writing, and not while documents are read.
    """
    with noted(settings, "parse", city.slug):
        with turn or nullcontext(), open_warehouse(settings) as connection:
            new = _unread(connection, city, captures)
        return read(city, settings, new)


def load_parsed(city: City, settings: Settings, parsed: Sequence[Parsed], collected: Collected, now: dt.datetime) -> Loaded:
    """load. Lands the city's TOML, what was parsed, what could not be had, and the rows of incidents; running again changes nothing."""
    with noted(settings, "load", city.slug), open_warehouse(settings) as connection:
        return land(connection, city, settings, parsed, collected, now)


def transform(settings: Settings, now: dt.datetime) -> tuple[Transformed, Published]:
    """transform. Brings the marts up to date, asks the checks, and publishes; a check that stops leaves what was published as it was.

    What the archive holds of any city and the warehouse does not (it was lost, or the reader has changed) is read first. `now` is UTC.
    """
    with noted(settings, "transform"):
        return _transformed(settings, now)


def _transformed(settings: Settings, now: dt.datetime) -> tuple[Transformed, Published]:
    archive = Archive(settings.archive)
    there = [(city, Collected(documents(held(city.source, archive)), (), ())) for city in readable_cities(settings)]
    with open_warehouse(settings) as connection:
        behind = [_unread(connection, city, collected.captures) for city, collected in there]
    found = [read(city, settings, new) for (city, _), new in zip(there, behind, strict=True)]  # without holding the warehouse
    with open_warehouse(settings) as connection:
        for (city, collected), parsed in zip(there, found, strict=True):
            land(connection, city, settings, parsed, collected, now)
        transformed = models.transform(connection, sql_folder())
        if transformed.stops:
            names = ", ".join(f"{finding.check} ({len(finding.rows)} rows)" for finding in transformed.stops)
            raise WarehouseError(
                f"nothing was published, and what was there stays, for these checks stop it: {names}; `yearend checks` shows them"
            )
        return transformed, publish(connection, sql_folder(), settings.published)


def _unread(connection: duckdb.DuckDBPyConnection, city: City, captures: Iterable[Capture]) -> list[Capture]:
    """What is to be read anew; rows of incidents are not among it: those go to DuckDB as they are."""
    return [capture for capture in unread(connection, city, captures, parser_fingerprint()) if is_read(capture, city)]


def is_read(capture: Capture, city: City) -> bool:
    """Whether a capture is parsed; rows of incidents are not."""
    return all(source.id != capture.source_id or source.reads != "incidents" for source in city.source)


def read(city: City, settings: Settings, captures: Iterable[Capture]) -> tuple[Parsed, ...]:
    """parse, of captures of the city's sources; one that cannot be read is a rejection."""
    archive, sources = Archive(settings.archive), {source.id: source for source in city.source}
    return tuple(_parsed(archive, capture, sources[capture.source_id], city) for capture in captures)


def land(
    connection: duckdb.DuckDBPyConnection, city: City, settings: Settings, parsed: Sequence[Parsed], collected: Collected, now: dt.datetime
) -> Loaded:
    """load, into an open warehouse, as `load_parsed`."""
    load_city(connection, city)
    loaded = load(connection, city, parsed, collected.rejections, collected.asked, parser_fingerprint(), now)
    archive = Archive(settings.archive)
    counted = [source for source in city.source if source.reads == "incidents"]
    return replace(loaded, incidents=sum(load_incidents(connection, archive, city, source, windows(source, archive)) for source in counted))


def readable_cities(settings: Settings) -> tuple[City, ...]:
    """The cities whose TOML can be read; a mistake in one stops none of the others."""
    cities, wrong = cities_and_mistakes(settings.deployments)
    for error in wrong:
        log.warning("left as it was: %s", error)
    return cities


@dataclass(frozen=True)
class Made:
    """One edition as it can be looked at and sent."""

    edition: Edition
    mail: Mail
    page: Path
    preview: Path


def report(city: City, year: int, moment: dt.datetime | None, settings: Settings, now: dt.datetime) -> tuple[Made, ...]:
    """report. Makes the edition known at `moment` (UTC; None for the newest) and what readers of an earlier one are told: update or correction.

    Each gets its page under the site, its preview in the outbox and its place in the ledger, so that it can be approved; the edition comes
    first. A correction stands on the pages of that year's other editions too. `now` is UTC. ReportError where nothing is known of the year.
    """
    with noted(settings, "report", city.slug):
        return _reported(city, year, moment, settings, now)


def _reported(city: City, year: int, moment: dt.datetime | None, settings: Settings, now: dt.datetime) -> tuple[Made, ...]:
    archive = Archive(settings.archive)
    shelved = editions(settings.site, city.slug, year)
    with Ledger(settings.ledger) as ledger, open_warehouse(settings) as connection:
        edition = build(connection, city, year, moment, partial(document_text, archive), site_base_url=settings.site_base_url)
        following = follow_up(connection, city, edition, sent(ledger, city.slug, year), shelved)
    new = [one for one in (edition, following) if one is not None]
    earlier = [one for one in shelved if one.id not in {fresh.id for fresh in new}]
    corrections = [one for one in (*earlier, *new) if one.kind == "correction"]
    made = tuple(_made(one, city, settings, corrections) for one in new)
    for one in earlier if corrections else ():
        page.write(one, city, settings.site, corrections)
    with Ledger(settings.ledger) as ledger:
        for each in made:
            ledger.record(each.mail, each.edition.known_at, now, dumps(each.edition))
    return made


def report_month(city: City, month: Month | None, moment: dt.datetime | None, settings: Settings, now: dt.datetime) -> tuple[Made, ...]:
    """report, for a month, None being the newest: its edition, page, preview and place in the ledger.

    ReportError where no whole count of it is known.
    """
    archive = Archive(settings.archive)
    with noted(settings, "report month", city.slug), open_warehouse(settings) as connection:
        edition = months.build(connection, city, month, moment, partial(document_text, archive), site_base_url=settings.site_base_url)
    made = _made(edition, city, settings)
    with Ledger(settings.ledger) as ledger:
        ledger.record(made.mail, edition.known_at, now, dumps(edition))
    return (made,)


def deliver(city: City, made: Sequence[Made], settings: Settings, now: Callable[[], dt.datetime]) -> tuple[Outcome, ...]:
    """deliver. Sends the edition to those who had none of its id yet, an update to those who had it with another content, a correction to all.

    Only what is approved goes, and only who is left is tried. Returns an outcome per mail. UnapprovedError where a mail that somebody is to get
    waits for approval, DeliveryError where the mail server cannot be had or readers could not open the page that the mail's links lead to; who
    is left out then is reached by the next run.
    """
    with noted(settings, "deliver", city.slug):
        return _delivered(city, made, settings, now)


def _delivered(city: City, made: Sequence[Made], settings: Settings, now: Callable[[], dt.datetime]) -> tuple[Outcome, ...]:
    subscribers, rejections = read_subscribers(settings.deployments / city.subscribers)
    for rejection in rejections:
        log.warning("subscribers: %s", rejection.detail)
    edition, *updates = made
    with Ledger(settings.ledger) as ledger:
        had = ledger.had_before(edition.mail.edition_id, edition.mail.digest, now())
        fresh = [one for one in subscribers if one.key not in had]
        readers = [one for one in subscribers if one.key in had]
        meant = [(one, subscribers if one.edition.kind == "correction" else readers) for one in updates] + [(edition, fresh)]
        wanted = [(one, people) for one, people in meant if _is_wanted(one.mail, people, ledger, now())]
        for one, _ in wanted:
            if ledger.is_approved(one.mail.edition_id, one.mail.digest):
                _check_page(one.edition, settings)
        ready = [(_with_pdf(one, people, ledger), people) for one, people in wanted]
        return tuple(send(mail, city.sender, people, ledger, settings, now) for mail, people in ready)


def _with_pdf(made: Made, people: Sequence[Subscriber], ledger: Ledger) -> Mail:
    """The mail with the PDF of its page where it may go and one of the people asked for that. ReportError where the extra is missing."""
    if all(one.format != "pdf" for one in people) or not ledger.is_approved(made.mail.edition_id, made.mail.digest):
        return made.mail
    return replace(made.mail, pdf=pdf.pdf(made.page.read_text(encoding="utf-8")))


def _check_page(edition: Edition, settings: Settings) -> None:
    from pipeline.reach import unreachable  # HTTP takes half a second to import, and most editions have no address

    address = edition.page_address
    if address and (problem := unreachable(address, settings.timeout_seconds)):
        folder = settings.site / edition.folder
        raise DeliveryError(f"{edition.id}: its page {address} {problem}; publish {folder} there first, or unset YEAREND_SITE_BASE_URL")


def to_decide_on(made: Sequence[Made], settings: Settings) -> tuple[str, ...]:
    """What an approver is shown of those that nobody has approved as they now stand."""
    with Ledger(settings.ledger) as ledger:
        waiting = [one.mail.edition_id for one in made if not ledger.is_approved(one.mail.edition_id, one.mail.digest)]
        return tuple(line for edition_id in waiting for line in dossier(settings, ledger, edition_id).lines())


def _is_wanted(mail: Mail, people: Sequence[Subscriber], ledger: Ledger, now: dt.datetime) -> bool:
    """Whether a mail concerns anyone: what nobody is left to get needs no approval."""
    if not people:
        return False
    left, _ = left_to_do(mail.edition_id, people, ledger, now)
    return bool(left) or ledger.is_approved(mail.edition_id, mail.digest)


def _made(edition: Edition, city: City, settings: Settings, corrections: Sequence[Edition] = ()) -> Made:
    mail = render.mail(edition, city)
    page_file = page.write(edition, city, settings.site, corrections)
    return Made(edition, mail, page_file, preview(mail, city.sender, settings.outbox, edition.known_at))


def _fetch(city: City, sources: Sequence[Source], archive: Archive, settings: Settings, now: dt.datetime) -> tuple[Rejection, ...]:
    from pipeline.fetch.client import Client  # TLS and HTTP take half a second to import, and a replay needs neither

    with Client(settings) as client:
        return tuple(one for one in fetch_all(city, sources, archive, client, now) if isinstance(one, Rejection))


def _parsed(archive: Archive, capture: Capture, source: Source, city: City) -> Parsed:
    try:
        body = archive.body(capture)
    except ArchiveError as error:
        reason = "withdrawn" if isinstance(error, WithdrawnError) else "damaged_record"
        damaged = Rejection("archive", reason, str(error), source_id=source.id, address=capture.address)
        return Parsed(capture, None, Reading(rejections=(damaged,)))
    try:
        return read_capture(capture, body, source, city)
    except Exception:  # one page that the rules cannot take must not keep a city from all others; the traceback is logged
        log.exception("%s of source %s could not be read", capture.capture_id, source.id)
        failed = Rejection("parse", "reader_failed", "the reader failed on this document; the log has the traceback, please report it")
        return Parsed(capture, None, Reading(rejections=(replace(failed, source_id=source.id, address=capture.address),)))
