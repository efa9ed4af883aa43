"""report → deliver: editions, their pages and previews, and who is sent which."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.approval import dossier
from pipeline.archive import Archive
from pipeline.deliver.ledger import Ledger
from pipeline.deliver.outcome import Outcome
from pipeline.deliver.send import left_to_do, preview, send
from pipeline.deliver.subscribers import Subscriber
from pipeline.deliver.subscribers import read as read_subscribers
from pipeline.errors import DeliveryError
from pipeline.published import document_text
from pipeline.records import Mail
from pipeline.report import months, page, pdf, render
from pipeline.report.edition import build
from pipeline.report.follow import follow_up
from pipeline.report.parts import Edition
from pipeline.report.shelf import editions, sent
from pipeline.report.store import dumps
from pipeline.warehouse import open_warehouse
from pipeline.watch.journal import noted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.city import City
    from pipeline.report.months import Month
    from pipeline.settings import Settings

log = logging.getLogger(__name__)


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


def _made(edition: Edition, city: City, settings: Settings, corrections: Sequence[Edition] = ()) -> Made:
    mail = render.mail(edition, city)
    page_file = page.write(edition, city, settings.site, corrections)
    return Made(edition, mail, page_file, preview(mail, city.sender, settings.outbox, edition.known_at))


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


def _is_wanted(mail: Mail, people: Sequence[Subscriber], ledger: Ledger, now: dt.datetime) -> bool:
    """Whether a mail concerns anyone: what nobody is left to get needs no approval."""
    if not people:
        return False
    left, _ = left_to_do(mail.edition_id, people, ledger, now)
    return bool(left) or ledger.is_approved(mail.edition_id, mail.digest)


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
