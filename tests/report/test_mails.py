"""Whole mails, read as a copy editor would: Fresno 2023 as known on the day and as known now, and small cities for the wording."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.city import City
from pipeline.parse.capture import Parsed
from pipeline.records import Mail
from pipeline.report import render, update
from tests.report import fresno, small
from tests.report.conftest import Build
from tests.report.golden import check


def _letter(mail: Mail) -> str:
    return f"Subject: {mail.subject}\n\n{mail.text}"


def test_fresno_as_known_on_29_december_2023(edition_of: Build) -> None:
    edition = edition_of(fresno.CITY, fresno.ON_2023_12_29)
    assert edition.id == "fresno-ca-2023-preliminary"
    assert edition.subject == "Fresno 2023: police count 344 shootings so far, 732 in 2020"  # the design's own words
    check("fresno-2023-12-29.txt", _letter(render.mail(edition, fresno.CITY)))


def test_fresno_as_known_now(edition_of: Build) -> None:
    edition = edition_of(fresno.CITY)
    assert edition.id == "fresno-ca-2023-final"
    check("fresno-newest.txt", _letter(render.mail(edition, fresno.CITY)))


def test_fresno_update_between_them(edition_of: Build) -> None:
    between = update.build(edition_of(fresno.CITY, fresno.ON_2023_12_29), edition_of(fresno.CITY))
    assert between is not None
    assert between.id == "fresno-ca-2023-update-1"
    check("fresno-update.txt", _letter(render.mail(between, fresno.CITY)))


@pytest.mark.parametrize("make", small.ALL, ids=lambda make: make.__name__)
def test_small_cities(edition_of: Build, make: Callable[[], tuple[City, tuple[Parsed, ...]]]) -> None:
    city = make()[0]
    check(f"{make.__name__.replace('_', '-')}.txt", _letter(render.mail(edition_of(city), city)))
